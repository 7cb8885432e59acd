"""
The inspection: does the tree still say what was signed? Every night, and whenever somebody asks.

A fault isn't mended here. It is written down where it can't be removed, and called out.
"""

import time
from datetime import datetime

import structlog
from django.db import connection, transaction

from govhall.kernel.actor import SYSTEM
from govhall.security.audit import public as audit
from govhall.support.evidence.choices import Finding
from govhall.support.evidence.models import EvidenceEntry, Inspection
from govhall.support.evidence.selectors import state
from govhall.support.evidence.services import comparing, walking
from govhall.support.evidence.values import InspectionValue

log = structlog.get_logger()


def inspect(*, at: datetime) -> InspectionValue:
    """Recompute the tree from its leaves, compare it with nodes, heads and the chain, and write down the result."""
    begun = time.monotonic()
    # One snapshot: the sequencer may go on meanwhile.
    with transaction.atomic():
        _one_snapshot()
        walk = walking.Walk()
        walk.run()
        for size in walking.wrong_cosignatures():
            walk.found(Finding.WITNESS, f"树头 {size}")
        for number in walking.wrong_statements():
            walk.found(Finding.KEYS, f"第 {number} 号声明")
        _compare_with_nodes(walk)
        _compare_with_last(walk)
        comparing.compare_with_heads(walk.found)
    anchors = comparing.compare_with_chain(walk.found)
    row = Inspection(
        at=at,
        size=walk.size,
        heads=walk.heads,
        seconds=round(time.monotonic() - begun, 3),
        faults=[{"code": finding.value, "place": place} for finding, place in walk.faults],
        fault_count=walk.number,
        anchors=anchors,
    )
    with transaction.atomic():
        row.save(force_insert=True)
        if walk.number:
            _raise_alarm(row, at)
    return state.inspection_value(row)


def _one_snapshot() -> None:
    """Repeatable reads, where this transaction is the outermost one; inside another one its isolation holds."""
    with connection.cursor() as cursor:
        if len(connection.savepoint_ids) == 0:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _compare_with_nodes(walk: walking.Walk) -> None:
    expected, level = 0, 0
    while walk.size >> level:
        expected += walk.size >> level
        level += 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM evidence_treenode")
        (stored,) = cursor.fetchone()
    if stored > expected:
        walk.found(Finding.NODE_EXTRA, f"多出 {stored - expected} 个节点")


def _compare_with_last(walk: walking.Walk) -> None:
    """A tree that was cut together with its heads is whole in itself; only memory shows the cut."""
    largest = Inspection.objects.order_by("-size").values_list("size", flat=True).first() or 0
    if walk.size < largest:
        walk.found(Finding.TRUNCATED, f"曾有 {largest} 条，现有 {walk.size} 条")
    placed = EvidenceEntry.objects.filter(index__isnull=False).count()
    if placed != walk.size:
        walk.found(Finding.LEAF_MISSING, f"应连续编号 {placed} 条，实际连续 {walk.size} 条")


def _named(row: Inspection) -> str:
    """Name the first findings in a line."""
    return "、".join(f"{fault['code']} {fault['place']}" for fault in row.faults[:20])


def _raise_alarm(row: Inspection, at: datetime) -> None:
    codes = sorted({fault["code"] for fault in row.faults})
    log.error("evidence_faults_found", number=row.fault_count, codes=codes, size=row.size)
    audit.record(
        by=SYSTEM,
        action="evidence.tree.fault_found",
        at=at,
        target_kind="inspection",
        target_id=str(row.pk),
        succeeded=False,
        detail={"fault_count": row.fault_count, "tree_size": row.size, "faults": _named(row)},
    )
