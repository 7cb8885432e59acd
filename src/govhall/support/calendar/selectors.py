"""
Reading the calendar. The index is kept in every process, so counting days needs no query.

Another process sees a newly loaded year after a minute at the latest (``ProcessCache``).
"""

import calendar
from collections.abc import Sequence
from datetime import date

from django.db.models import Max

from govhall.infra.process_cache import ProcessCache
from govhall.support.calendar.choices import DayKind
from govhall.support.calendar.models import CalendarDay, CalendarEdition
from govhall.support.calendar.rules import clock as clocks
from govhall.support.calendar.rules import explanation, notice
from govhall.support.calendar.rules.working_days import WorkingDays
from govhall.support.calendar.values import (
    ClockReading,
    Day,
    DayChange,
    EditionPreview,
    EditionValue,
    Limit,
    MonthView,
    Pause,
    Reached,
    YearView,
)


def working_days() -> WorkingDays:
    """Return the index of the calendar that holds now."""
    return _index.get()


def refresh() -> None:
    """Count from the newest calendar at once, not within a minute: for handlers of ``calendar.edition.loaded``."""
    _index.forget()


def known_until() -> date | None:
    """Return the last day that is officially known; None when no calendar is loaded."""
    return working_days().known_until


def add_working_days(start: date, number: int) -> Reached:
    """Return the ``number``-th working day after ``start`` (before it, when negative)."""
    return working_days().add(start, number)


def count_working_days(after: date, until: date) -> int:
    """
    Return how many working days lie after ``after`` through ``until``; negative when ``until`` is earlier.

    ``working_days().count`` also says whether the number is provisional.
    """
    return working_days().count(after, until).number


def is_working_day(on: date) -> bool:
    """Say whether the day is a working day."""
    return working_days().is_working(on)


def read_clock(
    *,
    started_on: date | None,
    limit: Limit,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[int] = (),
    today: date,
    ended_on: date | None = None,
    with_cells: bool = True,
) -> ClockReading:
    """
    Return a case clock as it stands today, by the calendar that holds now.

    :raises InvalidClock: or one of its named kinds, if the facts contradict each other
    """
    return clocks.read_clock(
        started_on=started_on, limit=limit, pauses=pauses, extensions=extensions, today=today, ended_on=ended_on,
        days=working_days(), with_cells=with_cells,
    )  # fmt: skip


def explain(
    *,
    started_on: date | None,
    limit: Limit,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[int] = (),
    today: date,
    ended_on: date | None = None,
) -> list[str]:
    """Return how the due date was reckoned, as Chinese sentences. :raises InvalidClock: as ``read_clock``"""
    return explanation.explain(
        started_on=started_on, limit=limit, pauses=pauses, extensions=extensions, today=today, ended_on=ended_on,
        days=working_days(),
    )  # fmt: skip


def editions(*, year: int | None = None) -> tuple[EditionValue, ...]:
    """Return what was loaded, newest year first, within a year the newest edition first."""
    rows = CalendarEdition.objects.order_by("-year", "-number")
    return tuple(_edition(row) for row in (rows if year is None else rows.filter(year=year)))


def current_edition(year: int) -> EditionValue | None:
    """Return the edition of the year that holds, None if the year was never loaded."""
    row = CalendarEdition.objects.filter(year=year).order_by("-number").first()
    return _edition(row) if row is not None else None


def days_of_year(year: int) -> tuple[Day, ...]:
    """Return every day of the year; days that nobody loaded are plain weeks and not known."""
    index = working_days()
    first = date(year, 1, 1).toordinal()
    return tuple(index.day(date.fromordinal(first + place)) for place in range(notice.length_of(year)))


def year_view(year: int) -> YearView:
    """Return the year as months of weeks, for a page."""
    days = days_of_year(year)
    return YearView(
        year=year,
        months=tuple(_month(year, month, days) for month in range(1, 13)),
        edition=current_edition(year),
        is_known=all(day.is_known for day in days),
    )


def preview_edition(*, year: int, text: str) -> EditionPreview:
    """
    Return what loading these lines as the year would do; nothing is written.

    :raises InvalidNotice: if the lines can't be read; ``fields["text"]`` holds all faults
    """
    days = notice.read_notice(year=year, text=text)
    refresh()
    return preview_days(year, days)


def preview_days(year: int, days: Sequence[Day]) -> EditionPreview:
    """Return what loading these days would do, compared with the index of this process."""
    before = {day.date: day for day in days_of_year(year)}
    edition = current_edition(year)
    return EditionPreview(
        year=year,
        base_edition_id=edition.id if edition is not None else 0,
        was_provisional=not all(day.is_known for day in before.values()),
        off_days=tuple(day for day in days if day.kind is DayKind.HOLIDAY),
        make_up_days=tuple(day for day in days if day.kind is DayKind.MAKE_UP),
        changes=tuple(
            DayChange(before=before[day.date], after=day)
            for day in days
            if (day.kind, day.name) != (before[day.date].kind, before[day.date].name)
        ),
        warnings=notice.warnings(days),
    )


def _month(year: int, month: int, days: Sequence[Day]) -> MonthView:
    weeks = calendar.Calendar().monthdatescalendar(year, month)
    by_date = {day.date: day for day in days if day.date.month == month}
    return MonthView(year=year, month=month, weeks=tuple(tuple(by_date.get(on) for on in week) for week in weeks))


def _edition(row: CalendarEdition) -> EditionValue:
    kinds = [kind for _, kind, _ in row.exceptions]
    return EditionValue(
        id=row.pk, year=row.year, number=row.number, source=row.source, uploaded_by_name=row.uploaded_by_name,
        uploaded_at=row.uploaded_at, is_provisional=row.is_provisional, off_days=kinds.count(DayKind.HOLIDAY.value),
        make_up_days=kinds.count(DayKind.MAKE_UP.value),
    )  # fmt: skip


def _build() -> WorkingDays:
    rows = CalendarDay.objects.values_list("date", "kind", "name", "edition__is_provisional")
    return WorkingDays(
        Day(date=on, kind=DayKind(kind), name=name, is_known=not is_provisional)
        for on, kind, name, is_provisional in rows.iterator()
    )


def _version() -> int:
    newest: int | None = CalendarEdition.objects.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


_index: ProcessCache[WorkingDays] = ProcessCache(version=_version, build=_build)
