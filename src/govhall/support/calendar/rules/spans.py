"""
A case clock as spans: running from the day after acceptance, interrupted by pauses (行政许可法 第四十二条、第四十五条).

The day of acceptance isn't counted. The day of pausing isn't counted, the day of resuming is. The due date follows from
these facts and the calendar alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from govhall.support.calendar.choices import LimitUnit
from govhall.support.calendar.rules.working_days import ONE_DAY, WorkingDays
from govhall.support.calendar.values import InvalidClock, Limit, Pause


class PausesOverlap(InvalidClock):
    """Two pauses share a day, or one is still open when the next begins."""

    code = "pauses-overlap"


class PauseReversed(InvalidClock):
    """A pause ends before it begins."""

    code = "pause-reversed"


class PauseBeforeStart(InvalidClock):
    """A pause begins before the clock does."""

    code = "pause-before-start"


class EndBeforeStart(InvalidClock):
    """The case ends before its clock begins."""

    code = "end-before-start"


class InvalidExtension(InvalidClock):
    """An extension adds nothing or less."""

    code = "invalid-extension"


class HoursNeedMoments(InvalidClock):
    """A limit in hours can't be counted from dates; ``read_hour_clock`` counts it from moments."""

    code = "hours-need-moments"


@dataclass(frozen=True, kw_only=True)
class Spans:
    """
    The facts of a started clock, checked, and what follows from them.

    :raises InvalidClock: or one of its named kinds, if the facts contradict each other
    """

    started_on: date
    limit: Limit
    pauses: tuple[Pause, ...]
    extensions: tuple[int, ...]
    today: date
    ended_on: date | None
    days: WorkingDays

    def __post_init__(self) -> None:
        if self.limit.unit is LimitUnit.HOUR:
            raise HoursNeedMoments("按小时计算的时限需要准确的起止时刻。")
        if any(extension <= 0 for extension in self.extensions):
            raise InvalidExtension("延长的期限应大于零。")
        if self.ended_on is not None and self.ended_on < self.started_on:
            raise EndBeforeStart("结束日期早于起算日期。")
        object.__setattr__(self, "pauses", checked_pauses(self.pauses, started_on=self.started_on))

    @property
    def total(self) -> int:
        """The limit with its extensions."""
        return self.limit.amount + sum(self.extensions)

    @property
    def is_ended(self) -> bool:
        """The clock was stopped, today or before."""
        return self.ended_on is not None and self.ended_on <= self.today

    @property
    def as_of(self) -> date:
        """The last day that the clock looks at: today, or the day on which it ended."""
        return self.ended_on if self.ended_on is not None and self.is_ended else self.today

    @cached_property
    def open_pause(self) -> Pause | None:
        """The pause that has no end yet and has begun."""
        last = self.pauses[-1] if self.pauses else None
        return last if last is not None and last.ended_on is None and last.started_on <= self.as_of else None

    @cached_property
    def current_pause(self) -> Pause | None:
        """The pause in which ``as_of`` lies."""
        return next(
            (
                pause
                for pause in self.pauses
                if pause.started_on <= self.as_of and (pause.ended_on is None or self.as_of < pause.ended_on)
            ),
            None,
        )

    @cached_property
    def nominal_due_on(self) -> date:
        """The day on which the limit is full; an open pause is taken to end today."""
        cursor, remaining = self.started_on, self.total
        for pause in self.pauses:
            before = max(self._count(cursor, pause.started_on - ONE_DAY), 0)
            if remaining <= before:
                break
            remaining -= before
            cursor = max(cursor, self._resumed_on(pause) - ONE_DAY)
        return self._add(cursor, remaining)

    @cached_property
    def due_on(self) -> date:
        """
        The due date. A limit in calendar days that would end on a day off ends on the next working day
        (民法典 第二百零三条).
        """
        due = self._rolled(self.nominal_due_on)
        for pause in self.pauses:
            # The limit is full, but it hasn't run out while the due date is being put off: it can't run out in a pause.
            if self.nominal_due_on < pause.started_on <= due:
                due = self._rolled(max(due, self._resumed_on(pause)))
        return due

    @property
    def grace(self) -> int:
        """Days outside pauses by which the due date was moved because it fell on a day off."""
        moved = (self.due_on - self.nominal_due_on).days
        for pause in self.pauses:
            first = max(pause.started_on, self.nominal_due_on + ONE_DAY)
            last = min(self._resumed_on(pause) - ONE_DAY, self.due_on)
            moved -= max((last - first).days + 1, 0)
        return moved

    @property
    def is_provisional(self) -> bool:
        """Some day that the due date depends on isn't officially known."""
        return self.days.is_unknown(self.started_on, self.due_on)

    def counted_through(self, until: date) -> int:
        """Return how many days the clock counted through ``until``; days in pauses don't count."""
        number = max(self._count(self.started_on, until), 0)
        for pause in self.pauses:
            first = max(pause.started_on - ONE_DAY, self.started_on)
            last = until if pause.ended_on is None else min(pause.ended_on - ONE_DAY, until)
            number -= max(self._count(first, last), 0)
        return number

    def is_held(self, on: date) -> bool:
        """Say whether the day lies in a pause; an open pause reaches through ``as_of``."""
        tomorrow = self.as_of + ONE_DAY
        return any(pause.started_on <= on < (pause.ended_on or tomorrow) for pause in self.pauses)

    def counts(self, on: date) -> bool:
        """Say whether the unit counts this day at all, pauses aside."""
        return self.limit.unit is LimitUnit.CALENDAR_DAY or self.days.is_working(on)

    def not_counted(self, pause: Pause) -> int:
        """Return how many days, in the limit's unit, a pause takes out; an open one through ``as_of``."""
        last = self.as_of if pause.ended_on is None else pause.ended_on - ONE_DAY
        return max(self._count(max(pause.started_on - ONE_DAY, self.started_on), last), 0)

    def walk(self, first: date, last: date) -> Iterator[date]:
        """Return the days from ``first`` through ``last``."""
        return (first + timedelta(days=step) for step in range((last - first).days + 1))

    def _resumed_on(self, pause: Pause) -> date:
        return pause.ended_on or max(self.as_of, pause.started_on)

    def _rolled(self, on: date) -> date:
        if self.limit.unit is LimitUnit.WORKING_DAY or self.days.is_working(on):
            return on
        return self.days.add(on, 1).date

    def _count(self, after: date, until: date) -> int:
        if self.limit.unit is LimitUnit.CALENDAR_DAY:
            return (until - after).days
        return self.days.count(after, until).number

    def _add(self, start: date, number: int) -> date:
        if self.limit.unit is LimitUnit.CALENDAR_DAY:
            return start + timedelta(days=number)
        return self.days.add(start, number).date


def checked_pauses(pauses: Sequence[Pause], *, started_on: date) -> tuple[Pause, ...]:
    """
    Return the pauses in order.

    :raises PausesOverlap: if two share a day
    :raises PauseReversed: if one ends before it begins
    :raises PauseBeforeStart: if one begins before the clock
    """
    ordered = tuple(sorted(pauses, key=lambda pause: (pause.started_on, pause.ended_on or date.max)))
    for pause in ordered:
        if pause.started_on < started_on:
            raise PauseBeforeStart("暂停早于起算日期。")
        if pause.ended_on is not None and pause.ended_on < pause.started_on:
            raise PauseReversed("恢复日期早于暂停日期。")
    for earlier, later in pairwise(ordered):
        if earlier.ended_on is None or later.started_on < earlier.ended_on:
            raise PausesOverlap("暂停期间相互重叠。")
    return ordered
