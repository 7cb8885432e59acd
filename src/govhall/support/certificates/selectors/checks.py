"""Reading annual checks: of one certificate, the officers' list of what is due, and the line for whoever verifies."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import NotFound
from govhall.security.access import public as access
from govhall.support.certificates.choices import CheckOutcome, DutyState
from govhall.support.certificates.engine import stock_writing
from govhall.support.certificates.models import Certificate, CheckDuty, CheckRecord
from govhall.support.certificates.rules import checks, masking, standing
from govhall.support.certificates.selectors import register, types
from govhall.support.certificates.values import CheckLine, day_words
from govhall.support.certificates.values.checks import CheckDutyValue, CheckPlanValue, CheckRecordValue, CheckRow

RECORD = "certificates.check.record"
EXPORT_MOST = 50_000


class CheckNotFound(NotFound):
    """There is no such check."""

    code = "check-not-found"


def check_plan(certificate_id: UUID, *, at: datetime, by: Actor) -> CheckPlanValue | None:
    """
    Return the annual checks of a certificate with their records, or None if its type wants none.

    :raises CertificateNotFound: if there is none, or to those who may not see it in clear
    """
    row = register.certificate_row(certificate_id)
    if not register.may_see_clear(row, organizations.agency(row.agency_id), by):
        raise register.CertificateNotFound("没有找到这张证照。")
    rule = types.type_value(row.type).annual_check
    if rule is None:
        return None
    day = clock.official_date(at)
    duties = list(CheckDuty.objects.filter(certificate_id=row.series_id).order_by("-due_on"))
    records: dict[UUID, list[CheckRecordValue]] = {duty.id: [] for duty in duties}
    for record in CheckRecord.objects.filter(duty__in=duties).order_by("-sequence"):
        records[record.duty_id].append(_record(record))
    values = [_duty(duty, day, tuple(records[duty.id])) for duty in duties]
    return CheckPlanValue(
        name=rule.name, basis=rule.basis, duties=tuple(values),
        last=next((value for value in values if value.outcome), None),
        next=next((value for value in reversed(values) if value.state != DutyState.DONE), None),
    )  # fmt: skip


def check_line(row: Certificate, day: date) -> CheckLine | None:
    """
    Return what whoever verifies a certificate in force reads of its annual checks, or None where there is nothing.

    An overdue or failed check is a warning where the type says so, never an end of the certificate.
    """
    rule = types.type_value(row.type).annual_check
    if rule is None or standing.status_on(day, status=row.status, valid_until=row.valid_until) not in standing.LIVING:
        return None
    duties = [_duty(duty, day) for duty in CheckDuty.objects.filter(certificate_id=row.series_id).order_by("due_on")]
    late = next((each for each in duties if each.state in {DutyState.OVERDUE, DutyState.FAILED}), None)
    if late is not None and rule.warns:
        words = "逾期未办" if late.state == DutyState.OVERDUE else "不合格"
        detail = f"{late.year} 年的{rule.name}，期限是 {day_words(late.due_on)}。证照没有因此失效，请向发证机关了解。"
        return CheckLine(ok=None, title=f"{rule.name}{words}", detail=detail, warns=True)
    coming = next((each for each in duties if each.state in {DutyState.COMING, DutyState.DUE}), None)
    after = f"下一次的期限是 {day_words(coming.due_on)}。" if coming else ""
    last = next((each for each in reversed(duties) if each.state == DutyState.DONE), None)
    if last is not None:
        return CheckLine(ok=True, title=f"{rule.name}：{last.year} 年{last.outcome_label}", detail=after)
    return CheckLine(ok=None, title=f"{rule.name}还没有到期", detail=after) if coming else None


def check_list(
    *, view: DutyState, type_key: str, by: Actor, at: datetime, after: UUID | None = None, limit: int = 50
) -> Sequence[CheckRow]:
    """
    Return the checks in this state within the officer's reach, the earliest end first; of one type, if it is named.

    ``after`` is the last check of the page before.
    """
    rows = _within(view, type_key, by, at)
    if after is not None and (last := CheckDuty.objects.filter(pk=after).first()):
        rows = rows.filter(Q(due_on__gt=last.due_on) | Q(due_on=last.due_on, pk__gt=last.pk))
    return _rows(list(rows.order_by("due_on", "id")[:limit]), clock.official_date(at))


def check_counts(*, type_key: str, by: Actor, at: datetime) -> dict[str, int]:
    """Return how many checks there are in each state that the list shows."""
    day = clock.official_date(at)
    views = (DutyState.DUE, DutyState.OVERDUE, DutyState.FAILED, DutyState.COMING)
    counted = _reach(type_key, by, day).aggregate(
        **{str(view): Count("pk", filter=_filter(view, day)) for view in views}
    )
    return {str(view): counted[str(view)] for view in views}


def check_table(*, view: DutyState, type_key: str, by: Actor, at: datetime) -> bytes:
    """Return the list as an XLSX table, at most ``EXPORT_MOST`` rows; as masked as on the page."""
    heads = ("证照类型", "编号", "持证主体", "检查", "年度", "起始日期", "截止日期", "状态")
    return stock_writing.plain(title="年度检查", heads=heads, rows=_lines(view, type_key, by, at))


def _lines(view: DutyState, type_key: str, by: Actor, at: datetime) -> Iterator[Sequence[str]]:
    after: UUID | None = None
    for _ in range(0, EXPORT_MOST, 1000):
        rows = check_list(view=view, type_key=type_key, by=by, at=at, after=after, limit=1000)
        for row in rows:
            yield (
                row.type_name, row.certificate_number, row.holder_name, row.check_name, str(row.duty.year),
                row.duty.opens_on.isoformat(), row.duty.due_on.isoformat(), row.duty.state_label,
            )  # fmt: skip
        if len(rows) < 1000:
            return
        after = rows[-1].duty.id


def _within(view: DutyState, type_key: str, by: Actor, at: datetime) -> "QuerySet[CheckDuty]":
    day = clock.official_date(at)
    return _reach(type_key, by, day).filter(_filter(view, day)).select_related("type")


def _reach(type_key: str, by: Actor, day: date) -> "QuerySet[CheckDuty]":
    """Return checks of certificates in force within reach: what has ended owes nothing any more."""
    living = Certificate.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        series_id=OuterRef("certificate_id"), status__in=standing.LIVING, replaced_by__isnull=True,
    )  # fmt: skip
    rows = CheckDuty.objects.filter(Exists(living), agency_id__in=access.reach(by, RECORD).agency_ids)
    return rows.filter(type__key=type_key) if type_key else rows


def _filter(view: DutyState, day: date) -> Q:
    """Return what ``rules.checks.state_on`` says, as a filter."""
    return {
        DutyState.COMING: Q(outcome="", opens_on__gt=day),
        DutyState.DUE: Q(outcome="", opens_on__lte=day, due_on__gte=day),
        DutyState.OVERDUE: Q(outcome="", due_on__lt=day),
        DutyState.FAILED: Q(outcome=CheckOutcome.FAILED),
        DutyState.DONE: Q(outcome__in=[CheckOutcome.PASSED, CheckOutcome.LATE]),
    }[view]


def _rows(duties: Sequence[CheckDuty], day: date) -> Sequence[CheckRow]:
    found = Certificate.objects.filter(
        series_id__in=[duty.certificate_id for duty in duties], status__in=standing.LIVING, replaced_by__isnull=True
    ).only("series_id", "number", "holder_name", "holder_kind")
    current = {row.series_id: row for row in found}
    rows = []
    for duty in duties:
        row, rule = current[duty.certificate_id], types.type_value(duty.type).annual_check
        rows.append(
            CheckRow(
                duty=_duty(duty, day), certificate_id=row.id, type_name=duty.type.name,
                check_name=rule.name if rule else "", certificate_number=masking.mask_number(row.number),
                holder_name=masking.mask_holder(row.holder_name, is_person=row.holder_kind == "1"),
                days_left=(duty.due_on - day).days,
            )
        )  # fmt: skip
    return rows


def _duty(duty: CheckDuty, day: date, records: tuple[CheckRecordValue, ...] = ()) -> CheckDutyValue:
    state = checks.state_on(day, opens_on=duty.opens_on, due_on=duty.due_on, outcome=duty.outcome)
    return CheckDutyValue(
        id=duty.id, year=duty.year, opens_on=duty.opens_on, due_on=duty.due_on, state=state,
        state_label=str(state.label), outcome=duty.outcome,
        outcome_label=str(CheckOutcome(duty.outcome).label) if duty.outcome else "", checked_on=duty.checked_on,
        records=records,
    )  # fmt: skip


def _record(record: CheckRecord) -> CheckRecordValue:
    return CheckRecordValue(
        outcome=record.outcome, outcome_label=str(CheckOutcome(record.outcome).label), checked_on=record.checked_on,
        opinion=record.opinion, who=record.actor_name, at=record.at, is_correction=record.corrects_id is not None,
    )  # fmt: skip
