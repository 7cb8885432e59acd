"""The system makes seals by the same acts as people do: for agencies that never had one, and in drills."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import SYSTEM
from govhall.support.identity import public as identity
from govhall.support.seals.choices import SealKind, SealStatus
from govhall.support.seals.models import Seal
from govhall.support.seals.rules import SealNotUsable
from govhall.support.seals.selectors import register
from govhall.support.seals.services import applying, making
from govhall.support.seals.values import SealValue

_ONE_MAKER = 0x5EA1  # our number among the advisory locks


def ensure_seal(*, agency_id: int, at: datetime) -> SealValue:
    """
    Return the official seal of an agency; for an agency that never had one, the first call makes it.

    :raises SealNotUsable: if it had one that isn't in force, or one is being made: then people must see to it
    """
    return register.value_of(ensured(agency_id, at))


def ensured(agency_id: int, at: datetime) -> Seal:
    """Return the row of the official seal in force (active or frozen). :raises SealNotUsable: as ``ensure_seal``"""
    if known := register.row_in_force(agency_id, SealKind.OFFICIAL):
        return known
    with transaction.atomic():
        # One maker at a time for each agency; whoever comes second finds the seal of the first.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ONE_MAKER, agency_id])
        if known := register.row_in_force(agency_id, SealKind.OFFICIAL):
            return known
        _refuse_second(agency_id)
        agency = organizations.agency(agency_id)
        seal_id = make_by_system(
            agency_id=agency_id, kind=SealKind.OFFICIAL, name=agency.name, purpose="平台为尚无印章的单位制作", at=at
        )
    return Seal.objects.get(pk=seal_id)


def _refuse_second(agency_id: int) -> None:
    earlier = Seal.objects.filter(agency_id=agency_id, kind=SealKind.OFFICIAL).exclude(
        status__in=(SealStatus.REFUSED, SealStatus.WITHDRAWN)
    )
    if row := earlier.order_by("-applied_at").first():
        raise SealNotUsable(f"单位没有启用的公章：“{row.name}”的状态是“{row.get_status_display()}”。")


def make_by_system(
    *, agency_id: int, kind: SealKind, name: str, purpose: str, at: datetime, replaces: UUID | None = None
) -> UUID:
    """Take a seal through all acts at one moment, each written down as an act of the system; inside a transaction."""
    seal_id = applying.apply(
        agency_id=agency_id, kind=kind, name=name, purpose=purpose, by=SYSTEM, at=at, replaces=replaces
    )
    applying.approve(seal_id=seal_id, by=SYSTEM, at=at)
    making.make(seal_id=seal_id, by=SYSTEM, at=at)
    number = f"DEMO-{seal_id.hex[-12:].upper()}"
    making.file(seal_id=seal_id, number=number, day=clock.official_date(at), by=SYSTEM, at=at)
    keepers = identity.officers_of(agency_id, role=making.KEEPER, at=at)
    making.issue(seal_id=seal_id, keeper_id=keepers[0].user_id if keepers else None, by=SYSTEM, at=at)
    return seal_id
