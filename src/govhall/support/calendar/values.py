"""What of the calendar may leave this app: days, limits, pauses, readings of a clock, editions. All frozen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from govhall.kernel.errors import InvalidInput
from govhall.support.calendar.choices import CellKind, ClockState, DayKind, LimitUnit


class InvalidClock(InvalidInput, ValueError):
    """The facts of a clock contradict each other."""

    code = "invalid-clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """
    A day of the calendar. ``name`` says which holiday it belongs to (国庆节), also for its make-up days.

    ``is_known`` is False where the official notice isn't loaded and only the weekday speaks.
    """

    date: date
    kind: DayKind
    name: str = ""
    is_known: bool = True

    @property
    def is_working(self) -> bool:
        """The day counts for limits in working days."""
        return self.kind.is_working


@dataclass(frozen=True, slots=True)
class Reached:
    """The day that was counted to. ``provisional``: part of the way isn't officially known yet."""

    date: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of working days. ``provisional``: part of the way isn't officially known yet."""

    number: int
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A time limit. :raises InvalidClock: if the amount is negative"""

    amount: int
    unit: LimitUnit = LimitUnit.WORKING_DAY

    def __post_init__(self) -> None:
        # Content files and database rows bring plain "W".
        object.__setattr__(self, "unit", LimitUnit(self.unit))
        if self.amount < 0:
            raise InvalidClock("时限不能是负数。")

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.label}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """
    A span that isn't counted (行政许可法 第四十五条): from the day of pausing up to the day of resuming, which counts.

    ``ended_on`` is None while the pause lasts. ``reason`` is a short noun for people (检测).
    """

    started_on: date
    ended_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HourPause:
    """A span of an hour clock that isn't counted, between two aware moments."""

    started_at: datetime
    ended_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCell:
    """
    What one day means to a clock, for a cell of the calendar and a row of its table.

    ``ordinal`` is the number of the day among those counted, else None. ``label`` is short (第 3 天, 休, 班, 国庆);
    ``title`` is a whole phrase for screen readers. ``opens_run`` and ``closes_run`` say where a row of equal cells
    in a week begins and ends.
    """

    date: date
    kind: CellKind
    ordinal: int | None
    label: str
    title: str
    day: Day
    is_today: bool = False
    opens_run: bool = True
    closes_run: bool = True

    @property
    def is_make_up(self) -> bool:
        """A weekend day that is worked, whatever it means to the clock."""
        return self.day.kind is DayKind.MAKE_UP


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """
    A case clock as it stands at the end of ``today``'s count, in the limit's unit.

    ``total`` is the limit with its extensions. ``used`` counts the days behind today (when ended: through the last);
    ``today_ordinal`` is the number of today when it counts, else None. ``left`` counts the days after today and turns
    negative when overdue. While paused, ``due_on`` is the day that would hold if the case were resumed today
    (``assumes_resumption``). ``provisional``: part of the way isn't officially known yet.
    """

    state: ClockState
    limit: Limit
    started_on: date | None
    due_on: date | None
    total: int
    used: int
    left: int
    today: date
    today_ordinal: int | None
    provisional: bool
    assumes_resumption: bool
    is_overdue: bool
    cells: tuple[DayCell, ...]

    def weeks(self) -> Iterator[tuple[DayCell, ...]]:
        """Return the cells week by week, Monday to Sunday."""
        return (self.cells[first : first + 7] for first in range(0, len(self.cells), 7))


@dataclass(frozen=True, slots=True, kw_only=True)
class HourReading:
    """An hour clock; figures in whole seconds. ``due_at`` while paused is what would hold if resumed now."""

    state: ClockState
    limit: Limit
    due_at: datetime
    used: int
    left: int
    total: int
    assumes_resumption: bool
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionValue:
    """One loading of a year; the newest holds. ``is_provisional``: loaded before the official notice was out."""

    id: int
    year: int
    number: int
    source: str
    uploaded_by_name: str
    uploaded_at: datetime
    is_provisional: bool
    off_days: int
    make_up_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChange:
    """A day that an upload makes different."""

    before: Day
    after: Day

    @property
    def changes_count(self) -> bool:
        """The day begins or ceases to be a working day, so due dates may move."""
        return self.before.is_working != self.after.is_working


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPreview:
    """
    What loading a year would do. ``base_edition_id`` (0 for none) goes back into ``load_year``, which refuses when
    another edition came in between.
    """

    year: int
    base_edition_id: int
    was_provisional: bool
    off_days: tuple[Day, ...]
    make_up_days: tuple[Day, ...]
    changes: tuple[DayChange, ...]
    warnings: tuple[str, ...]

    @property
    def due_dates_may_change(self) -> bool:
        """Some day begins or ceases to be a working day."""
        return any(change.changes_count for change in self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedEdition:
    """A year that was loaded."""

    edition_id: int
    year: int
    was_provisional: bool
    changed_days: int
    due_dates_may_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView:
    """A month as weeks Monday to Sunday; None stands for days of the neighbouring months."""

    year: int
    month: int
    weeks: tuple[tuple[Day | None, ...], ...]

    @property
    def working_days(self) -> int:
        """How many days of the month are worked."""
        return sum(1 for week in self.weeks for day in week if day is not None and day.is_working)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearView:
    """A year for a page: twelve months, the edition that holds (None if none was loaded)."""

    year: int
    months: tuple[MonthView, ...]
    edition: EditionValue | None
    is_known: bool

    @property
    def days(self) -> tuple[Day, ...]:
        """All days of the year in order."""
        return tuple(day for month in self.months for week in month.weeks for day in week if day is not None)

    @property
    def holidays(self) -> tuple[Day, ...]:
        """Days off by notice and worked weekend days: what differs from plain weeks."""
        return tuple(day for day in self.days if day.kind in (DayKind.HOLIDAY, DayKind.MAKE_UP))

    @property
    def working_days(self) -> int:
        """How many days of the year are worked."""
        return sum(month.working_days for month in self.months)
