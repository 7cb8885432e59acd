"""The register of seals: lists, one seal with its history, and its uses, each within reach of the permission."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from govhall.data.organizations import public as organizations
from govhall.data.organizations.public import AgencyValue
from govhall.kernel.actor import Actor
from govhall.kernel.errors import NotFound
from govhall.security.access import public as access
from govhall.support.documents.public import svg
from govhall.support.seals import rules
from govhall.support.seals.choices import (
    IN_FORCE,
    IN_THE_MAKING,
    PERMISSIONS,
    USE,
    VIEW,
    SealAct,
    SealKind,
    SealStatus,
)
from govhall.support.seals.engine import drawing
from govhall.support.seals.models import Seal, SealEvent, SealUse
from govhall.support.seals.selectors import structure
from govhall.support.seals.values import SealEventValue, SealFile, SealRow, SealUseValue, SealValue

IN_USE, MAKING, ENDED = "in-use", "making", "ended"
VIEWS: Final = {
    IN_USE: IN_FORCE,
    MAKING: IN_THE_MAKING,
    ENDED: (SealStatus.REPLACED, SealStatus.DESTROYED, SealStatus.REFUSED, SealStatus.WITHDRAWN),
}
_TONES: Final = {
    SealStatus.ACTIVE: "ok", SealStatus.FROZEN: "hold", SealStatus.REFUSED: "bad", SealStatus.DESTROYED: "mute",
    SealStatus.REPLACED: "mute", SealStatus.WITHDRAWN: "mute",
}  # fmt: skip


class SealNotFound(NotFound):
    """There is no such seal, or the actor may not know of it."""

    code = "seal-not-found"


def seals_of(agency_id: int) -> Sequence[SealValue]:
    """Return the seals of an agency that have or had a key, the active ones first."""
    rows = Seal.objects.filter(agency_id=agency_id).exclude(certificate="").select_related("keeper")
    return [value_of(row) for row in rows.order_by("status", "-made_at")]


def active_seal(agency_id: int) -> SealValue | None:
    """Return the official seal in use, or None."""
    row = row_in_force(agency_id, SealKind.OFFICIAL)
    return value_of(row) if row and row.status == SealStatus.ACTIVE else None


def row_in_force(agency_id: int, kind: SealKind) -> Seal | None:
    """Return the row of the seal of a sole kind that is active or frozen, or None."""
    return Seal.objects.filter(agency_id=agency_id, kind=kind, status__in=IN_FORCE).first()


def seal_list(by: Actor, *, view: str, at: datetime, after: UUID | None = None, limit: int = 50) -> Sequence[SealRow]:
    """
    Return seals within reach, newest applications first; what waits for this actor is marked.

    :param view: ``in-use``, ``making`` or ``ended``
    :param after: the id of the last seal of the page before
    """
    rows = _within_reach(by).filter(status__in=VIEWS[view]).select_related("keeper")
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-id")[:limit])
    agencies = organizations.agencies_by_ids({row.agency_id for row in found})
    return [_row(row, agencies[row.agency_id], by, at) for row in found]


def seal_counts(by: Actor) -> dict[str, int]:
    """Return how many seals within reach each view holds."""
    reached = _within_reach(by)
    return {view: reached.filter(status__in=statuses).count() for view, statuses in VIEWS.items()}


def seal_file(seal_id: UUID, *, by: Actor, at: datetime) -> SealFile:
    """
    Return one seal with its history, its structure in words, and what this actor may do with it now.

    :raises SealNotFound: if there is none within reach
    """
    row = _one(seal_id, by)
    agency = organizations.agency(row.agency_id)
    acts, why_not = _acts(row, agency, by)
    return SealFile(
        seal=value_of(row),
        agency_name=agency.name,
        events=tuple(_event(event) for event in SealEvent.objects.filter(seal=row).order_by("-id")),
        acts=acts,
        may_use=row.status in IN_FORCE and _reaches(by, USE, agency),
        structure=structure.words(bytes(row.structure), at=row.made_at or at) if row.structure else None,
        successors=tuple(Seal.objects.filter(replaces=row).order_by("id").values_list("pk", flat=True)),
        why_not=why_not,
        uses=SealUse.objects.filter(seal=row).count(),
    )


def picture(seal_id: UUID, *, by: Actor) -> str:
    """Return the seal's picture as SVG, drawn from its words. :raises SealNotFound: if there is none within reach"""
    row = _one(seal_id, by)
    size = drawing.size(row.kind)
    return svg(drawing.shapes(row.kind, row.name), size, size)


def uses_of(
    seal_id: UUID,
    *,
    by: Actor,
    since: datetime | None = None,
    until: datetime | None = None,
    before: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> Sequence[SealUseValue]:
    """
    Return the uses of a seal, newest first, from ``since`` until before ``until``.

    :param before: moment and id of the last use of the page before
    :raises SealNotFound: if there is no such seal within reach
    """
    rows = SealUse.objects.filter(seal=_one(seal_id, by))
    if since is not None:
        rows = rows.filter(at__gte=since)
    if until is not None:
        rows = rows.filter(at__lt=until)
    if before is not None:
        moment, last = before
        rows = rows.filter(Q(at__lt=moment) | Q(at=moment, pk__lt=last))
    return [use_value(row) for row in rows.order_by("-at", "-id")[:limit]]


def _within_reach(by: Actor) -> QuerySet[Seal]:
    reach = access.reach(by, VIEW)
    return Seal.objects.filter(access.within(reach, agency="agency_id", region_path="agency__region_path"))


def _one(seal_id: UUID, by: Actor) -> Seal:
    row = _within_reach(by).select_related("keeper").filter(pk=seal_id).first()
    if row is None:
        raise SealNotFound("没有找到这枚印章，或者它不在您的管辖范围内。")
    return row


def _reaches(by: Actor, permission: str, agency: AgencyValue) -> bool:
    return access.allows(by, permission) and access.reach(by, permission).covers(
        agency_id=agency.id, region_path=agency.region_path
    )


def _acts(row: Seal, agency: AgencyValue, by: Actor) -> tuple[tuple[SealAct, ...], tuple[str, ...]]:
    """Return what this actor may do, and in words what only somebody else may."""
    duties = rules.Duties(applied_by=row.applied_by_id, approved_by=row.approved_by_id, made_by=row.made_by_id)
    permitted = [act for act in rules.lawful_acts(row.status) if _reaches(by, PERMISSIONS[act], agency)]
    allowed = tuple(act for act in permitted if rules.is_separated(act, by.id, duties))
    barred = tuple(
        f"{act.label}：您办过这枚印章的前一步，须由别的同事办理。" for act in permitted if act not in allowed
    )
    return allowed, barred


def _row(row: Seal, agency: AgencyValue, by: Actor, at: datetime) -> SealRow:
    left = rules.days_left(row.valid_until, at)
    soon = rules.ends_soon(row.status, row.valid_until, at)
    tone = ("bad" if (left or 0) < 0 else "warn") if soon else _TONES.get(SealStatus(row.status), "info")
    waiting = row.status in IN_THE_MAKING
    return SealRow(
        seal=value_of(row),
        agency_name=agency.name,
        days_left=left if row.status in IN_FORCE else None,
        tone=tone,
        mine=tuple(act for act in _acts(row, agency, by)[0] if act is not SealAct.DESTROY) if waiting else (),
    )


def _event(event: SealEvent) -> SealEventValue:
    return SealEventValue(
        act=event.act,
        act_label=str(event.get_act_display()),
        status_label=str(event.get_status_display()),
        actor_kind=event.actor_kind,
        actor_name=event.actor_name,
        reason=event.reason,
        at=event.at,
        digest=event.digest,
    )


def use_value(row: SealUse) -> SealUseValue:
    """Return the value of a use."""
    return SealUseValue(
        id=row.id,
        seal_id=row.seal_id,
        purpose=row.purpose,
        case_number=row.case_number,
        form=row.form,
        place=row.place,
        actor_kind=row.actor_kind,
        actor_name=row.actor_name,
        document_sm3=row.document_sm3,
        at=row.at,
    )


def value_of(row: Seal) -> SealValue:
    """Return the value of a row."""
    return SealValue(
        id=row.id,
        agency_id=row.agency_id,
        name=row.name,
        kind=row.kind,
        kind_label=str(row.get_kind_display()),
        status=row.status,
        status_label=str(row.get_status_display()),
        purpose=row.purpose,
        certificate_fingerprint=row.certificate_fingerprint,
        valid_until=row.valid_until,
        applied_at=row.applied_at,
        made_at=row.made_at,
        issued_at=row.issued_at,
        filing_number=row.filing_number,
        filing_date=row.filing_date,
        keeper_id=row.keeper_id,
        keeper_name=row.keeper.name if row.keeper else "",
        replaces=row.replaces_id,
        attachment=row.attachment_id,
    )
