"""
Annual checks: planned by the night, recorded by officers, and holders reminded in time.

A record never changes; a mistake is corrected by a further one. A check that is overdue or failed changes nothing about
the certificate: whether to suspend it is an officer's act.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.support.certificates.models import Certificate, CertificateType, CheckDuty, CheckRecord
from govhall.support.certificates.rules import checks, masking, standing
from govhall.support.certificates.selectors import checks as selectors
from govhall.support.certificates.selectors import register, types
from govhall.support.certificates.values import AnnualCheck, day_words
from govhall.support.notifications import public as notifications

log = structlog.get_logger()
OPINION_LONGEST = 500
REMINDER = "certificates.check.due"
_AT_ONCE = 1000


def record_check(*, duty_id: UUID, is_passed: bool, checked_on: date, opinion: str, by: Actor, at: datetime) -> None:
    """
    Record what a check found. What failed may be checked again.

    :raises NotPermitted: without ``certificates.check.record`` in the issuing agency
    :raises CheckNotFound: if there is none
    :raises InvalidInput: without an opinion, or for a day in the future or before the window
    :raises NothingToCheck: if it was passed already
    """
    with transaction.atomic():
        duty = _begin(duty_id, opinion, checked_on, by, at)
        checks.require_recordable(duty.outcome)
        _write(duty, None, is_passed, checked_on, opinion, by, at, "certificates.check.recorded")


def correct_check(*, duty_id: UUID, is_passed: bool, checked_on: date, opinion: str, by: Actor, at: datetime) -> None:
    """
    Put another record in the place of the newest one, which was a mistake; ``opinion`` says what was wrong.

    :raises NothingToCorrect: if nothing was recorded; else as ``record_check``
    """
    with transaction.atomic():
        duty = _begin(duty_id, opinion, checked_on, by, at)
        checks.require_correctable(duty.outcome)
        mistaken = duty.records.order_by("-sequence").first()
        _write(duty, mistaken, is_passed, checked_on, opinion, by, at, "certificates.check.corrected")


def plan_checks(*, at: datetime) -> int:
    """Write down the next check of every certificate in force that must be checked; return how many are new."""
    day, number = clock.official_date(at), 0
    rows = CertificateType.objects.select_related("current")
    for row_type in rows.filter(current__definition__has_key="annual_check"):
        rule = types.type_in_force(row_type).annual_check
        if rule is not None:
            number += _plan(_unplanned(day, rule).filter(type=row_type), rule, day)
    log.info("checks_planned", number=number)
    return number


def plan_check_of(*, certificate_id: UUID, at: datetime) -> None:
    """Write down the next check of one certificate, if its type wants any."""
    rule = types.type_value(register.certificate_row(certificate_id).type).annual_check
    if rule is not None:
        day = clock.official_date(at)
        _plan(_unplanned(day, rule).filter(pk=certificate_id), rule, day)


def remind_holders(*, at: datetime) -> int:
    """Tell holders whose window ends in 30 or in 7 days, once each; return how many were told."""
    day = clock.official_date(at)
    first, last = max(checks.REMINDERS), min(checks.REMINDERS)
    fresh = Q(reminded__isnull=True) | Q(reminded__gt=last, due_on__lte=day + timedelta(days=last))
    soon = CheckDuty.objects.select_related("type").filter(
        fresh, outcome="", opens_on__lte=day, due_on__range=(day, day + timedelta(days=first))
    )
    told, found = 0, soon.order_by("due_on", "id").iterator(chunk_size=_AT_ONCE)
    while part := list(islice(found, _AT_ONCE)):
        rows = _current([duty.certificate_id for duty in part])
        told += sum(_remind(duty, rows[duty.certificate_id], day, at) for duty in part if duty.certificate_id in rows)
    log.info("check_holders_reminded", number=told)
    return told


def register_messages() -> None:
    """Make the reminder known. Called once, when apps start."""
    notifications.register_template(
        code=REMINDER,
        subject="{type_name}的{check_name}请在 {due} 前办理",
        body=(
            "您持有的{type_name}（{number}）{year} 年的{check_name}应在 {due} 前办理，还有 {days} 天。依据：{basis}。"
        ),
        sms="您持有的{type_name}应在 {due} 前办理{check_name}，还有 {days} 天。",
        channels=(notifications.Channel.INBOX, notifications.Channel.EMAIL, notifications.Channel.SMS),
    )


def _begin(duty_id: UUID, opinion: str, checked_on: date, by: Actor, at: datetime) -> CheckDuty:
    duty = CheckDuty.objects.select_for_update(of=("self",)).select_related("type").filter(pk=duty_id).first()
    if duty is None:
        raise selectors.CheckNotFound("没有找到这一次检查。")
    agency = organizations.agency(duty.agency_id)
    access.require(by, selectors.RECORD, agency_id=agency.id, region_path=agency.region_path)
    words = "请写明检查意见。" if not opinion.strip() else ""
    if len(opinion.strip()) > OPINION_LONGEST:
        words = f"检查意见最多 {OPINION_LONGEST} 个字，请改短。"
    if words:
        raise InvalidInput(words, fields={"opinion": [words]})
    checks.require_day(checked_on, opens_on=duty.opens_on, today=clock.official_date(at))
    return duty


def _write(
    duty: CheckDuty, mistaken: CheckRecord | None, is_passed: bool, checked_on: date, opinion: str, by: Actor,
    at: datetime, action: str,
) -> None:  # fmt: skip
    outcome = checks.outcome_of(is_passed=is_passed, checked_on=checked_on, due_on=duty.due_on)
    CheckRecord.objects.create(
        id=new_id(), duty=duty, sequence=duty.records.count() + 1, outcome=outcome, checked_on=checked_on,
        opinion=opinion.strip(), corrects=mistaken, actor_id=by.account, actor_name=by.name[:100], at=at,
    )  # fmt: skip
    duty.outcome, duty.checked_on = outcome, checked_on
    duty.save(update_fields=["outcome", "checked_on"])
    audit.record(
        by=by, action=action, at=at, target_kind="certificate", target_id=str(duty.certificate_id),
        detail={"certificate_type": duty.type.name, "year": duty.year, "outcome": str(outcome)},
    )  # fmt: skip


def _unplanned(day: date, rule: AnnualCheck) -> "QuerySet[Certificate]":
    """Return the living newest versions without a check ahead; personal data only where the rule reads the face."""
    ahead = CheckDuty.objects.filter(certificate=OuterRef("series_id"), due_on__gte=day)
    first = Certificate.objects.filter(pk=OuterRef("series_id")).values("valid_from")
    rows = Certificate.objects.filter(~Exists(ahead), status__in=standing.LIVING, replaced_by__isnull=True)
    read = ["series_id", "type_id", "agency_id", "valid_until", *(["face"] if rule.longer else [])]
    return rows.exclude(valid_until__lt=day).annotate(anchor=Subquery(first)).only(*read)


def _plan(rows: "QuerySet[Certificate]", rule: AnnualCheck, day: date) -> int:
    number, found = 0, _duties(rows, rule, day)
    while part := list(islice(found, _AT_ONCE)):
        CheckDuty.objects.bulk_create(part, ignore_conflicts=True)
        number += len(part)
    return number


def _duties(rows: "QuerySet[Certificate]", rule: AnnualCheck, day: date) -> Iterator[CheckDuty]:
    for row in rows.order_by("id").iterator(chunk_size=_AT_ONCE):
        years = checks.years_between(rule, register.lines_of(row) if rule.longer else ())
        window = checks.window_after(rule, anchor=row.anchor, day=day, years=years)  # type: ignore[attr-defined]  # annotated
        if row.valid_until is None or row.valid_until >= window.opens_on:
            yield CheckDuty(
                id=new_id(), certificate_id=row.series_id, type_id=row.type_id, agency_id=row.agency_id,
                year=window.year, opens_on=window.opens_on, due_on=window.due_on,
            )  # fmt: skip


def _current(series: list[UUID]) -> Mapping[UUID, Certificate]:
    rows = Certificate.objects.filter(
        series_id__in=series, status__in=standing.LIVING, replaced_by__isnull=True, holder_party_id__isnull=False
    ).only("series_id", "number", "holder_party_id")
    return {row.series_id: row for row in rows}


def _remind(duty: CheckDuty, row: Certificate, day: date, at: datetime) -> bool:
    days = checks.reminder_on(
        day, opens_on=duty.opens_on, due_on=duty.due_on, outcome=duty.outcome, reminded=duty.reminded
    )
    rule = types.type_value(duty.type).annual_check
    if days is None or rule is None:
        return False
    with transaction.atomic():
        notifications.notify(
            template=REMINDER,
            recipient=notifications.Recipient(party_id=row.holder_party_id),
            values={
                "type_name": duty.type.name, "check_name": rule.name, "number": masking.mask_number(row.number),
                "due": day_words(duty.due_on), "year": str(duty.year), "days": str((duty.due_on - day).days),
                "basis": rule.basis,
            },
            link=f"/certificates/{row.id}/",
            dedupe_key=f"certificates.check:{duty.id}:{days}",
            at=at,
        )  # fmt: skip
        CheckDuty.objects.filter(pk=duty.pk).update(reminded=days)
    return True
