"""Asking for a seal and answering: 申请, 批准, 不予批准, 撤回."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.support.documents.public import fonts
from govhall.support.seals import rules
from govhall.support.seals.choices import APPLY, IN_FORCE, SealAct, SealKind
from govhall.support.seals.engine import drawing
from govhall.support.seals.models import Seal
from govhall.support.seals.services import act as acts

LONGEST_NAME = 40  # our choice: more characters don't fit on a seal


class SealInTheMaking(Conflict):
    """Such a seal is being applied for or made already."""

    code = "seal-in-the-making"


class SealInForce(Conflict):
    """The agency has such a seal; another one can only replace it."""

    code = "seal-in-force"


def apply(
    *,
    agency_id: int,
    kind: SealKind,
    name: str,
    purpose: str,
    by: Actor,
    at: datetime,
    replaces: UUID | None = None,
    attachment: UUID | None = None,
) -> UUID:
    """
    Apply for a seal and return its id; with ``replaces`` it takes the place of that one when it is issued (换章).

    ``purpose`` says why it is needed; ``attachment`` is an uploaded document.

    :raises NotPermitted: without the permission for this agency
    :raises InvalidInput: if name or purpose can't be used
    :raises SealInForce: if the agency has such a seal and this one doesn't replace it
    :raises SealInTheMaking: if such an application is open already
    """
    acts.permit(by, APPLY, agency_id)
    name = _checked_name(kind, name)
    purpose = rules.checked_reason(SealAct.APPLY, purpose)
    with transaction.atomic():
        _check_place(agency_id, kind, name, replaces)
        seal = Seal(
            id=new_id(), agency_id=agency_id, name=name, kind=kind, purpose=purpose, replaces_id=replaces,
            attachment_id=attachment, applied_by_id=by.id, applied_at=at,
            status=rules.next_status(None, SealAct.APPLY),
        )  # fmt: skip
        try:
            with transaction.atomic():
                seal.save(force_insert=True)
        except IntegrityError as fault:
            raise SealInTheMaking("同样的印章正在申请或制作，不用再申请。") from fault
        acts.record(seal, SealAct.APPLY, by=by, at=at, reason=purpose)
    return seal.id


def _checked_name(kind: SealKind, name: str) -> str:
    name = "".join(name.split())
    words = ""
    if not 2 <= len(name) <= (6 if kind is SealKind.PERSONAL else LONGEST_NAME):
        words = (
            "个人名章是 2 到 6 个字的姓名。" if kind is SealKind.PERSONAL else f"印章名称是 2 到 {LONGEST_NAME} 个字。"
        )
    else:
        try:
            drawing.shapes(kind, name)
        except fonts.CharacterMissing:
            words = "印章名称里有字库没有的字，刻不出来，请核对。"
    if words:
        raise InvalidInput(words, fields={"name": [words]})
    return name


def _check_place(agency_id: int, kind: SealKind, name: str, replaces: UUID | None) -> None:
    held = Seal.objects.filter(agency_id=agency_id, kind=kind, status__in=IN_FORCE)
    if replaces is not None:
        if not held.filter(pk=replaces).exists():
            raise SealInForce("要换的印章不是本单位同一类型的在用印章。")
        held = held.exclude(pk=replaces)
    if kind in (SealKind.SPECIAL, SealKind.PERSONAL):
        held = held.filter(name=name)
    if held.exists():
        raise SealInForce("本单位已有这枚印章；需要更换的，请在那枚印章的页面上申请换章。")


def approve(*, seal_id: UUID, by: Actor, at: datetime, opinion: str = "") -> None:
    """
    Approve an application.

    :raises DutiesNotSeparated: for the applicant
    :raises SealActNotAllowed: if it is answered already
    """
    with transaction.atomic():
        seal = acts.locked(seal_id, SealAct.APPROVE, by)
        acts.perform(seal, SealAct.APPROVE, by=by, at=at, reason=opinion, changes={"approved_by_id": by.id})


def refuse(*, seal_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Refuse an application, with the reason. :raises SealActNotAllowed: if it is answered already"""
    _simple(SealAct.REFUSE, seal_id, reason, by, at)


def withdraw(*, seal_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Take an application back before the seal is made. :raises SealActNotAllowed: afterwards"""
    _simple(SealAct.WITHDRAW, seal_id, reason, by, at)


def _simple(act: SealAct, seal_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        acts.perform(acts.locked(seal_id, act, by), act, by=by, at=at, reason=reason)
