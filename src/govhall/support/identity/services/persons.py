"""Natural persons and their assurance level (standards.md 10.2)."""

import re
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from govhall.infra import bus, clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput, NotPermitted
from govhall.security.audit import public as audit
from govhall.standards.identifiers import resident_id
from govhall.standards.identifiers.errors import InvalidIdentifier
from govhall.support.identity import events, rules, selectors
from govhall.support.identity.choices import Evidence, Sex
from govhall.support.identity.events import PersonConfirmed
from govhall.support.identity.models import LevelEvent, Person, User
from govhall.support.identity.values import PersonValue

RESIDENT_ID: Final = "111"
MOBILE = re.compile(r"1[3-9]\d{9}")


class NumberAlreadyConfirmed(Conflict):
    """Another person's account already has this identity number confirmed."""

    code = "id-number-already-confirmed"


class LevelTooLow(NotPermitted):
    """The act needs a higher assurance level; ``needed`` and ``held`` are in the context."""

    code = "assurance-level-too-low"


def create_person(
    *,
    name: str,
    id_number: str,
    by: Actor,
    at: datetime,
    id_type: str = RESIDENT_ID,
    phone: str = "",
    email: str = "",
    address: str = "",
) -> PersonValue:
    """
    Record a person without an account, as a principal or a representative. :raises InvalidInput:

    Seen at the window, such a person is raised with ``raise_level``.
    """
    with transaction.atomic():
        row = add_person(
            user=None, name=name, id_type=id_type, id_number=id_number, phone=phone, email=email, address=address, at=at
        )
        audit.record(by=by, action="identity.person.created", target_kind="person", target_id=str(row.id), at=at)
    return selectors.person_value(row)


def add_person(
    *, user: User | None, name: str, id_type: str, id_number: str, phone: str, email: str, address: str, at: datetime
) -> Person:
    """Check and store a person inside the caller's transaction. :raises InvalidInput:"""
    number, sex, birth_date = _checked_number(id_type, id_number, on=clock.official_date(at))
    if phone and not MOBILE.fullmatch(phone):
        raise InvalidInput(_("手机号不符合要求。"), fields={"phone": [_("手机号是以 1 开头的 11 位数字，请核对。")]})
    row = Person(
        user=user, name=name.strip(), id_type=id_type, id_number=number, phone=phone, email=email, address=address,
        sex=sex, birth_date=birth_date, created_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def raise_level(
    *, person_id: UUID, level: int, evidence: Evidence | str, by: Actor, at: datetime, note: str = ""
) -> None:
    """
    Set a person's assurance level and record what it rests on. A level may also fall (evidence ``LOST``).

    :raises PartyNotFound: if there is no such person
    :raises NumberAlreadyConfirmed: if somebody else holds this identity number at level 2 or above
    """
    with transaction.atomic():
        row = Person.objects.select_for_update().filter(id=person_id).first()
        if row is None:
            raise selectors.PartyNotFound(_("没有找到这个人。"))
        record_level(row, level=level, evidence=Evidence(evidence), note=note, by=by, at=at)
        audit.record(
            by=by, action="identity.level.changed", target_kind="person", target_id=str(row.id),
            detail={"level": level, "evidence": str(evidence)}, at=at,
        )  # fmt: skip


def change_email(*, user_id: UUID, email: str, by: Actor, at: datetime) -> None:
    """Keep another e-mail address of a citizen. :raises PartyNotFound: for accounts without a person"""
    with transaction.atomic():
        row = Person.objects.select_for_update().filter(user_id=user_id).first()
        if row is None:
            raise selectors.PartyNotFound(_("这个账号没有登记个人信息。"))
        row.email = email
        row.save(update_fields=["email"])
        audit.record(by=by, action="identity.email.changed", target_kind="account", target_id=str(user_id), at=at)
        bus.publish(events.EmailChanged(aggregate_id=user_id, at=at))


def record_level(row: Person, *, level: int, evidence: Evidence, note: str, by: Actor, at: datetime) -> None:
    """Write level and event inside the caller's transaction."""
    if not 0 <= level <= rules.HIGHEST_LEVEL:
        raise InvalidInput(_("没有这个认证等级。"), fields={"level": [_("认证等级是 0 至 4。")]})
    before = row.real_name_level
    row.real_name_level = level
    try:
        with transaction.atomic():
            row.save(update_fields=["real_name_level"])
    except IntegrityError as error:
        raise NumberAlreadyConfirmed(
            _("这个证件号码已由另一个账号完成实名核验。如不是您本人所为，请到窗口处理。")
        ) from error
    if before < rules.VERIFIED_LEVEL <= level:
        bus.publish(PersonConfirmed(aggregate_id=row.id, at=at))
    LevelEvent.objects.create(
        person=row, level_before=before, level_after=level, evidence=evidence, note=note, by_id=by.id, at=at
    )


def require_level(actor: Actor, level: int) -> None:
    """
    Pass silently when the actor's identity is proved well enough.

    :raises LevelTooLow: otherwise; the message says what to do
    """
    if actor.assurance >= level:
        return
    raise LevelTooLow(
        _("办理这项业务需要“%(level)s”。请先完成实名核验，或者到窗口出示身份证件办理。")
        % {"level": rules.level_name(level)},
        needed=level,
        held=actor.assurance,
    )


def _checked_number(id_type: str, id_number: str, *, on: date) -> tuple[str, Sex, date | None]:
    if id_type != RESIDENT_ID:
        number = id_number.strip().upper()
        if not number:
            raise InvalidInput(_("证件号码不符合要求。"), fields={"id_number": [_("请填写证件号码。")]})
        return number, Sex.UNKNOWN, None
    try:
        number = resident_id.check(id_number, on=on)
    except InvalidIdentifier as error:
        raise InvalidInput(error.message, fields={"id_number": [error.message]}) from error
    parsed = resident_id.parse(number)
    return number, Sex(parsed.sex), parsed.birth_date
