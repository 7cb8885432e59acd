"""Lists of cases: keyset pages, one query each, whatever the number of cases."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from govhall.business.cases import rules
from govhall.business.cases.choices import Status
from govhall.business.cases.models import Case
from govhall.business.cases.values import CaseSummary
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.security.access import public as access
from govhall.support.calendar import public as calendar

PAGE = 20
# Nobody counts beyond this: officers read "999+".
COUNTED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page and the key of its last row; ``after`` is None on the last page."""

    rows: Sequence[CaseSummary]
    after: tuple[datetime, UUID] | None


# The views that officers choose from; every one is a set of statuses with a name.
VIEWS: Mapping[str, frozenset[Status]] = {
    "open": frozenset(rules.OPEN),
    "to-receive": frozenset({Status.SUBMITTED, Status.PRE_REVIEW}),
    "to-accept": frozenset({Status.RECEIVED}),
    "correction": frozenset(rules.WAITS_FOR_APPLICANT),
    "in-review": frozenset({Status.ACCEPTED, Status.IN_REVIEW}),
    "suspended": frozenset({Status.SUSPENDED}),
    "to-serve": frozenset(rules.TO_SERVE),
    "finished": frozenset(rules.FINISHED),
}

_COLUMNS = (
    "id", "number", "item_name", "item_code", "title", "applicant_id", "applicant_name", "agency_id", "status",
    "channel", "applied_at",
    "accepted_at", "notice_due_date", "promised_due_date", "statutory_due_date",
)  # fmt: skip


def of_applicant(
    by: Actor,
    *,
    statuses: Collection[str] | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = PAGE,
) -> Page:
    """
    Return the cases of those for whom this person acts, in these statuses where some are named, newest first. Of a
    principal who entrusted only some items they are those that this person sent.
    """
    rows = Case.objects.filter(applicant_id__in=by.whole_parties)
    if by.limited:
        sent = Q(applicant_id__in=by.limited, submitted_by_id=by.id)
        rows = Case.objects.filter(Q(applicant_id__in=by.whole_parties) | sent)
    return _page(rows if statuses is None else rows.filter(status__in=statuses), after, limit)


def of_officer(
    by: Actor, *, view: str = "open", text: str = "", after: tuple[datetime, UUID] | None = None, limit: int = PAGE
) -> Page:
    """Return the cases within the officer's reach, newest first; ``text`` is a number or part of a name."""
    rows = _within_reach(by).filter(status__in=VIEWS.get(view, VIEWS["open"]))
    if text := text.strip():
        rows = rows.filter(_matches(text))
    return _page(rows, after, limit)


def counts_of_officer(by: Actor) -> Mapping[str, int]:
    """
    Return how many open cases each view holds; ``COUNTED`` stands for "as many or more".

    One query over an index of these statuses only, and never over more than ``COUNTED`` entries of one status: an
    agency with a hundred thousand open cases waits no longer for its list than one with ten.
    """
    by_status = _counts_by_status(by)
    return {
        view: min(COUNTED, sum(by_status.get(status, 0) for status in statuses))
        for view, statuses in VIEWS.items()
        if view != "finished"
    }


def summaries(case_ids: Sequence[UUID]) -> Mapping[UUID, CaseSummary]:
    """Return these cases by id, in one query."""
    today = clock.today()
    return {row.id: _summary(row, today) for row in Case.objects.filter(pk__in=case_ids).only(*_COLUMNS)}


def _counts_by_status(by: Actor) -> Mapping[str, int]:
    wanted = sorted(str(status) for status in rules.OPEN | rules.TO_SERVE)
    of_one_status = RawSQL("wanted.status", ())
    few = _within_reach(by).filter(status__in=wanted, status=of_one_status).values("status")[:COUNTED]
    try:
        one_status, parameters = few.query.sql_with_params()
    except EmptyResultSet:  # out of reach, all of them
        return {}
    query = f"SELECT status, (SELECT count(*) FROM ({one_status}) few) FROM unnest(%s::text[]) wanted (status)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, [*parameters, wanted])
        return dict(cursor.fetchall())


def _within_reach(by: Actor) -> QuerySet[Case]:
    reach = access.reach(by, "cases.case.view")
    return Case.objects.filter(access.within(reach, agency="agency_id", region_path="region_path"))


def _matches(text: str) -> Q:
    digits = text.replace("-", "")
    if digits[:6].isdigit() and len(digits) <= 21:
        return Q(number__startswith=digits)
    return Q(applicant_name__contains=text) | Q(item_name__contains=text)


def _page(rows: QuerySet[Case], after: tuple[datetime, UUID] | None, limit: int) -> Page:
    if after:
        rows = rows.filter(Q(applied_at__lt=after[0]) | Q(applied_at=after[0], id__lt=after[1]))
    found = list(rows.only(*_COLUMNS).order_by("-applied_at", "-id")[: limit + 1])
    today = clock.today()
    last = found[limit - 1] if len(found) > limit else None
    return Page(
        rows=[_summary(row, today) for row in found[:limit]], after=(last.applied_at, last.id) if last else None
    )


def _summary(row: Case, today: date) -> CaseSummary:
    due = row.promised_due_date if row.accepted_at else row.notice_due_date
    left = calendar.count_working_days(after=today, until=due) if due and row.status not in rules.FINISHED else None
    total = (
        calendar.count_working_days(after=clock.official_date(row.accepted_at), until=due)
        if due and row.accepted_at
        else 0
    )
    return CaseSummary(
        id=row.id,
        number=row.number,
        item_name=row.item_name,
        item_code=row.item_code,
        title=row.title,
        applicant_id=row.applicant_id,
        applicant_name=row.applicant_name,
        agency_id=row.agency_id,
        status=row.status,
        status_label=str(Status(row.status).label),
        channel=row.channel,
        applied_at=row.applied_at,
        promised_due_date=due,
        statutory_due_date=row.statutory_due_date,
        tone=rules.tone(status=row.status, due_on=due, today=today, used=max(total - (left or 0), 0), total=total),
        days_left=left,
    )
