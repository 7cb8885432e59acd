"""Drills and emergencies as one call each: a new key for an agency, and a key that somebody else has."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from govhall.kernel.actor import SYSTEM
from govhall.support.seals.choices import SealKind, SealStatus
from govhall.support.seals.models import Seal, SealUse
from govhall.support.seals.rules import SealNotUsable
from govhall.support.seals.selectors import register
from govhall.support.seals.services import ensuring, holding
from govhall.support.seals.values import SealUseValue, SealValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """The seal that was, and the one that took its place."""

    old: SealValue
    new: SealValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Compromise:
    """A seal that was stopped, and what it sealed since the moment from which its key can't be trusted."""

    seal: SealValue
    since: datetime
    doubtful: tuple[SealUseValue, ...]


def rotate(*, agency_id: int, at: datetime) -> Rotation:
    """
    Give an agency's official seal a new key and certificate: a new seal replaces it, all that it sealed stays good.

    :raises SealNotUsable: if the agency has no official seal in force
    """
    with transaction.atomic():
        old = register.row_in_force(agency_id, SealKind.OFFICIAL)
        if old is None:
            raise SealNotUsable("这个单位没有在用的公章，不能轮换密钥。")
        new_id = ensuring.make_by_system(
            agency_id=agency_id, kind=SealKind.OFFICIAL, name=old.name, purpose="轮换签章密钥和证书", at=at,
            replaces=old.pk,
        )  # fmt: skip
    rows = {row.pk: register.value_of(row) for row in Seal.objects.filter(pk__in=(old.pk, new_id))}
    return Rotation(old=rows[old.pk], new=rows[new_id])


def compromise(*, seal_id: UUID, since: datetime, reason: str, at: datetime) -> Compromise:
    """
    Stop a seal whose key somebody else may have: freeze it, revoke its certificate as of ``since``, and return what it
    sealed from then on. Those documents are invalid from now on; people must look at them and seal them anew.

    :raises SealNotFound: if there is no such seal with a key
    :raises InvalidInput: if the reason is too short
    """
    with transaction.atomic():
        row = Seal.objects.select_for_update().filter(pk=seal_id).exclude(certificate="").first()
        if row is None:
            raise register.SealNotFound("没有找到这枚印章。")
        if row.status == SealStatus.ACTIVE:
            holding.freeze(seal_id=seal_id, reason=reason, by=SYSTEM, at=at)
        holding.revoke_key(seal_id=seal_id, reason=reason, at=since)
        row.refresh_from_db()
        uses = SealUse.objects.filter(seal=row, at__gte=since).order_by("at", "id")
        return Compromise(
            seal=register.value_of(row), since=since, doubtful=tuple(register.use_value(use) for use in uses)
        )
