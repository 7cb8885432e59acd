"""Kinds of days and states of a clock. Plain Python, so that the rules may use them."""

from enum import StrEnum


class DayKind(StrEnum):
    """What a day is in the working calendar. Stored."""

    WORKDAY = "WORKDAY"  # Monday to Friday
    WEEKEND = "WEEKEND"  # Saturday or Sunday
    HOLIDAY = "HOLIDAY"  # off by the notice of the State Council, on whatever weekday
    MAKE_UP = "MAKE_UP"  # 调休上班: a Saturday or Sunday that is worked

    @property
    def is_working(self) -> bool:
        """Working days of the law (行政许可法 第八十二条) are these."""
        return self in (DayKind.WORKDAY, DayKind.MAKE_UP)

    @property
    def label(self) -> str:
        """The word for people."""
        return _DAY_LABELS[self]


_DAY_LABELS = {
    DayKind.WORKDAY: "工作日",
    DayKind.WEEKEND: "周末",
    DayKind.HOLIDAY: "放假",
    DayKind.MAKE_UP: "调休上班",
}


class LimitUnit(StrEnum):
    """Units of time limits. W and N are the codes of the national exchange format; H is ours."""

    WORKING_DAY = "W"
    CALENDAR_DAY = "N"
    HOUR = "H"

    @property
    def label(self) -> str:
        """The word that follows the number."""
        return {"W": "个工作日", "N": "个自然日", "H": "小时"}[self.value]


class ClockState(StrEnum):
    """Where a case clock stands."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class CellKind(StrEnum):
    """
    What a day means to a case clock. Each is a class of the calendar ``.cal`` (look/README.md).

    Days that mean nothing to the clock are PLAIN, OFF or, when a weekend day is worked, MAKEUP.
    """

    START = "start"  # the day of acceptance, not counted
    COUNT = "count"  # counted and over
    TODAY = "today"  # today, when it counts
    LEFT = "left"  # still to come
    HOLD = "hold"  # inside a pause
    DUE = "due"  # the last day
    OVER = "over"  # counted after the due date
    END = "end"  # the day on which the case was closed
    OFF = "off"
    MAKEUP = "makeup"
    PLAIN = "plain"
