"""The tree at a glance, for those who watch over it."""

from collections.abc import Sequence

from govhall.support.evidence.choices import Finding
from govhall.support.evidence.engine import records
from govhall.support.evidence.models import EvidenceEntry, Inspection, LogKey, TreeHead, WatchedLog, Witness
from govhall.support.evidence.selectors import anchors, keyring, nodes, proving
from govhall.support.evidence.values import (
    Fault,
    InspectionValue,
    KeyValue,
    TreeState,
    WatchedValue,
    WitnessValue,
)

_RECENT = 10


def tree_state() -> TreeState:
    """Return sizes, what waits, the newest heads and inspections, and how far the witnesses have come."""
    pending = EvidenceEntry.objects.filter(index__isnull=True)
    heads = TreeHead.objects.select_related("key").order_by("-size")[:_RECENT]
    return TreeState(
        log=log_name(),
        size=nodes.size(),
        pending=pending.count(),
        oldest_pending_at=pending.order_by("id").values_list("at", flat=True).first(),
        heads=[proving.head_value(row) for row in heads],
        inspections=[inspection_value(row) for row in Inspection.objects.order_by("-at", "-id")[:_RECENT]],
        witnesses=[_witness_value(row) for row in Witness.objects.filter(is_active=True).order_by("registered_at")],
        keys=_keys(),
        watched=watched_logs(),
        anchoring=anchors.anchoring(),
        anchors=anchors.newest_anchors(_RECENT),
    )


def watched_logs() -> Sequence[WatchedValue]:
    """Return the logs that we witness, by title."""
    return [
        WatchedValue(name=row.name, title=row.title, size=row.size, refused_at=row.refused_at, refusal=row.refusal)
        for row in WatchedLog.objects.order_by("title")
    ]


def _keys() -> Sequence[KeyValue]:
    """Return the keys of heads, the present one first."""
    stated = keyring.newest()
    if stated is None:
        return [
            KeyValue(fingerprint=row.fingerprint, since=row.since, until=None, is_stolen=False)
            for row in LogKey.objects.order_by("-since")
        ]
    return [
        KeyValue(
            fingerprint=line["fingerprint"],
            since=records.read_moment(line["since"]),
            until=records.read_moment(line["until"]) if line["until"] else None,
            is_stolen=line["stolen"],
        )
        for line in reversed(stated.record["keys"])
    ]


def log_name() -> str:
    """Return the log's name, the fingerprint of its root certificate; empty before anything was signed."""
    authority = LogKey.objects.order_by("-since").values_list("authority", flat=True).first()
    return proving.certificate(authority).fingerprint if authority else ""


def root_certificate() -> bytes:
    """Return the log's root certificate (PEM) for those who check proofs; empty before anything was signed."""
    authority = LogKey.objects.order_by("-since").values_list("authority", flat=True).first()
    return authority.encode() if authority else b""


def inspection_value(row: Inspection) -> InspectionValue:
    """Return the value of a row."""
    return InspectionValue(
        at=row.at,
        size=row.size,
        heads=row.heads,
        seconds=row.seconds,
        number=row.fault_count,
        anchors=row.anchors,
        faults=[
            Fault(code=fault["code"], label=str(Finding(fault["code"]).label), place=fault["place"])
            for fault in row.faults
        ],
    )


def _witness_value(row: Witness) -> WitnessValue:
    last = row.cosignatures.order_by("-head_id").values_list("head_id", "at").first()
    return WitnessValue(
        name=row.name,
        fingerprint=row.fingerprint,
        last_size=last[0] if last else 0,
        last_at=last[1] if last else None,
    )
