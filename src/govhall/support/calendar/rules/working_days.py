"""
The index of working days: counting forward, back and between in constant time.

Where the table ends, before its first and after its last day, plain weekdays are counted and the result is marked
provisional. Nothing is ever guessed silently.
"""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date, timedelta

from govhall.support.calendar.choices import DayKind
from govhall.support.calendar.values import Counted, Day, InvalidClock, Reached

ONE_DAY = timedelta(days=1)


class DuplicateDay(InvalidClock):
    """The table holds a day twice."""

    code = "duplicate-day"


def plain_day(on: date) -> Day:
    """Return the day as its weekday alone tells it, not known officially."""
    return Day(date=on, kind=DayKind.WEEKEND if on.weekday() >= 5 else DayKind.WORKDAY, is_known=False)


class WorkingDays:
    """
    A calendar as an index. Built once from the days of the table; gaps are filled with plain, unknown days.

    Days are kept by their ordinal (``date.toordinal``); ``_ranks[i]`` is the number of working days through day ``i``
    of the table, ``_worked[k - 1]`` the ordinal of its k-th working day.
    """

    def __init__(self, days: Iterable[Day]) -> None:
        table = sorted(days, key=lambda day: day.date)
        filled = _without_gaps(table)
        self._days = filled
        self._first = filled[0].date.toordinal() if filled else date(2004, 1, 1).toordinal()
        self._last = self._first + len(filled) - 1
        self._ranks: list[int] = []
        self._worked: list[int] = []
        self._unknown: list[int] = []
        for ordinal, day in enumerate(filled, start=self._first):
            if day.is_working:
                self._worked.append(ordinal)
            if not day.is_known:
                self._unknown.append(ordinal)
            self._ranks.append(len(self._worked))

    @property
    def known_until(self) -> date | None:
        """The last day through which everything is officially known; None when nothing is."""
        if not self._days or not self._days[0].is_known:
            return None
        return date.fromordinal(self._unknown[0] - 1 if self._unknown else self._last)

    def day(self, on: date) -> Day:
        """Return the day with its kind and name."""
        ordinal = on.toordinal()
        return self._days[ordinal - self._first] if self._first <= ordinal <= self._last else plain_day(on)

    def is_working(self, on: date) -> bool:
        """Say whether the day counts for limits in working days."""
        return self.day(on).is_working

    def add(self, start: date, number: int) -> Reached:
        """
        Return the ``number``-th working day after ``start``, which isn't counted itself.

        A negative number counts back (-1 is the last working day before ``start``); zero is ``start`` itself.
        """
        if number == 0:
            return Reached(start, provisional=False)
        if number > 0:
            day = self._nth(self._rank(start.toordinal()) + number)
            return Reached(day, provisional=self.is_unknown(start, day))
        day = self._nth(self._rank(start.toordinal() - 1) + number + 1)
        return Reached(day, provisional=self.is_unknown(day - ONE_DAY, start - ONE_DAY))

    def count(self, after: date, until: date) -> Counted:
        """Return how many working days lie after ``after`` through ``until``; negative when ``until`` is earlier."""
        number = self._rank(until.toordinal()) - self._rank(after.toordinal())
        return Counted(number, provisional=self.is_unknown(min(after, until), max(after, until)))

    def is_unknown(self, after: date, until: date) -> bool:
        """Say whether any day after ``after`` through ``until`` isn't officially known."""
        first, last = after.toordinal() + 1, until.toordinal()
        if first > last:
            return False
        if first < self._first or last > self._last:
            return True
        next_unknown = bisect_left(self._unknown, first)
        return next_unknown < len(self._unknown) and self._unknown[next_unknown] <= last

    def _rank(self, ordinal: int) -> int:
        """Return the number of working days from the table's first day through this one; not positive before it."""
        if ordinal < self._first:
            return _weekdays_through(ordinal) - _weekdays_through(self._first - 1)
        if ordinal > self._last:
            return len(self._worked) + _weekdays_through(ordinal) - _weekdays_through(self._last)
        return self._ranks[ordinal - self._first]

    def _nth(self, rank: int) -> date:
        """Return the working day of this rank."""
        if rank < 1:
            ordinal = _weekday_of_rank(_weekdays_through(self._first - 1) + rank)
        elif rank > len(self._worked):
            ordinal = _weekday_of_rank(_weekdays_through(self._last) + rank - len(self._worked))
        else:
            ordinal = self._worked[rank - 1]
        return date.fromordinal(ordinal)


def _without_gaps(table: list[Day]) -> list[Day]:
    filled: list[Day] = []
    for day in table:
        if filled and day.date == filled[-1].date:
            raise DuplicateDay("日历中有重复的日期。", date=day.date.isoformat())
        while filled and filled[-1].date + ONE_DAY < day.date:
            filled.append(plain_day(filled[-1].date + ONE_DAY))
        filled.append(day)
    return filled


def _weekdays_through(ordinal: int) -> int:
    """Return the number of Mondays to Fridays from ordinal 1, which is a Monday, through ``ordinal``."""
    weeks, rest = divmod(ordinal, 7)
    return 5 * weeks + min(rest, 5)


def _weekday_of_rank(rank: int) -> int:
    """Return the ordinal of the rank-th Monday to Friday: the inverse of ``_weekdays_through``."""
    weeks, rest = divmod(rank - 1, 5)
    return 7 * weeks + rest + 1
