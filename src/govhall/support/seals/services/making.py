"""From an approved application to a seal in its keeper's hands: 制作, 备案, 发放, and with it 换章."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from govhall.data.organizations import public as organizations
from govhall.infra import bus, clock
from govhall.kernel.actor import SYSTEM, Actor
from govhall.kernel.errors import InvalidInput
from govhall.support.identity import public as identity
from govhall.support.seals import rules
from govhall.support.seals.choices import IN_FORCE, SealAct
from govhall.support.seals.events import SealIssued, SealReplaced
from govhall.support.seals.models import Seal
from govhall.support.seals.services import act as acts
from govhall.support.seals.services import keys, telling

KEEPER = "seal-keeper"


def make(*, seal_id: UUID, by: Actor, at: datetime) -> None:
    """
    Make the seal: a key, its certificate from the authority, and the structure of GB/T 38540 with the picture, signed
    by the maker's certificate.

    :raises DutiesNotSeparated: for whoever approved it
    :raises SealActNotAllowed: if it isn't approved or is made already
    """
    with transaction.atomic():
        seal = acts.locked(seal_id, SealAct.MAKE, by)
        rules.check_duties(SealAct.MAKE, by.id, acts.duties(seal))
        rules.next_status(seal.status, SealAct.MAKE)  # before the costly part
        agency = organizations.agency(seal.agency_id)
        pair = keys.new_pair(name=f"seal-{agency.id}-{seal.id.hex[-12:]}", holder=seal.name, at=at)
        acts.perform(
            seal, SealAct.MAKE, by=by, at=at,
            detail={"certificate": pair.certificate.fingerprint},
            changes={
                "made_by_id": by.id, "made_at": at, "key_name": pair.name, "certificate": pair.certificate.pem(),
                "certificate_fingerprint": pair.certificate.fingerprint,
                "valid_until": pair.certificate.validity.not_after, "structure": keys.structure(seal, pair, at),
            },
        )  # fmt: skip


def file(*, seal_id: UUID, number: str, day: date, by: Actor, at: datetime) -> None:
    """
    Note that the seal is on file with the police (备案), under this number since this day.

    :raises InvalidInput: if the number can't be one or stands for another seal, or the day lies ahead
    :raises SealActNotAllowed: if the seal isn't made or is on file already
    """
    number = rules.checked_filing_number(number)
    if day > clock.official_date(at):
        raise InvalidInput("备案日期不能晚于今天。", fields={"day": ["备案日期不能晚于今天。"]})
    try:
        with transaction.atomic():
            seal = acts.locked(seal_id, SealAct.FILE, by)
            acts.perform(
                seal, SealAct.FILE, by=by, at=at, changes={"filing_number": number, "filing_date": day},
                detail={"filing_number": number, "filing_date": day.isoformat()},
            )  # fmt: skip
    except IntegrityError as fault:
        words = "这个备案编号已经登记在另一枚印章名下，请核对。"
        raise InvalidInput(words, fields={"number": [words]}) from fault


def issue(*, seal_id: UUID, keeper_id: UUID | None, by: Actor, at: datetime) -> None:
    """
    Give the seal to its keeper: from now on it is in force, and the seal that it replaces isn't.

    ``keeper_id`` is a 印章保管员 of the agency; None only where the agency has none yet (the system's own seals).

    :raises InvalidInput: if the keeper isn't one of the agency's
    :raises DutiesNotSeparated: if the keeper made the seal
    :raises SealActNotAllowed: if the seal isn't on file
    """
    with transaction.atomic():
        seal = acts.locked(seal_id, SealAct.ISSUE, by)
        _check_keeper(seal, keeper_id, by, at)
        if seal.replaces_id is not None:
            _replace(seal, at)
        acts.perform(
            seal, SealAct.ISSUE, by=by, at=at, changes={"keeper_id": keeper_id, "issued_at": at},
            detail={"keeper": str(keeper_id or "")},
        )  # fmt: skip
        bus.publish(
            SealIssued(aggregate_id=seal.id, at=at, agency_id=seal.agency_id, kind=seal.kind, replaces=seal.replaces_id)
        )
        telling.issued(seal, at=at)


def _check_keeper(seal: Seal, keeper_id: UUID | None, by: Actor, at: datetime) -> None:
    rules.check_keeper(keeper_id, acts.duties(seal))
    if keeper_id is None and by == SYSTEM:
        return
    if keeper_id not in {officer.user_id for officer in identity.officers_of(seal.agency_id, role=KEEPER, at=at)}:
        words = "请从本单位的印章保管员中选保管人。"
        raise InvalidInput(words, fields={"keeper": [words]})


def _replace(seal: Seal, at: datetime) -> None:
    """End the life of the seal that this one replaces; its key goes, its certificate and all it sealed stay good."""
    old = Seal.objects.select_for_update(of=("self",)).filter(successors=seal, status__in=IN_FORCE).first()
    if old is None:  # destroyed meanwhile: its place is free
        return
    acts.perform(old, SealAct.REPLACE, by=SYSTEM, at=at, detail={"successor": str(seal.id)})
    bus.publish(SealReplaced(aggregate_id=old.id, at=at, agency_id=old.agency_id, successor=seal.id))
    transaction.on_commit(lambda: keys.destroy(old.key_name))
