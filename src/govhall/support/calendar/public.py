"""What other apps may use of the working calendar and of case clocks."""

from govhall.support.calendar.choices import CellKind, ClockState, DayKind, LimitUnit
from govhall.support.calendar.events import CalendarEditionLoaded
from govhall.support.calendar.rules.hours import NotInHours, read_hour_clock
from govhall.support.calendar.rules.notice import InvalidNotice, decode_upload
from govhall.support.calendar.rules.spans import (
    EndBeforeStart,
    HoursNeedMoments,
    InvalidExtension,
    PauseBeforeStart,
    PauseReversed,
    PausesOverlap,
)
from govhall.support.calendar.rules.working_days import WorkingDays
from govhall.support.calendar.selectors import (
    add_working_days,
    count_working_days,
    current_edition,
    days_of_year,
    editions,
    explain,
    is_working_day,
    known_until,
    preview_edition,
    read_clock,
    refresh,
    working_days,
    year_view,
)
from govhall.support.calendar.services import EditionConflict, load_official_days, load_year
from govhall.support.calendar.values import (
    ClockReading,
    Counted,
    Day,
    DayCell,
    DayChange,
    EditionPreview,
    EditionValue,
    HourPause,
    HourReading,
    InvalidClock,
    Limit,
    LoadedEdition,
    MonthView,
    Pause,
    Reached,
    YearView,
)

__all__ = [
    "CalendarEditionLoaded", "CellKind", "ClockReading", "ClockState", "Counted", "Day", "DayCell", "DayChange",
    "DayKind", "EditionConflict", "EditionPreview", "EditionValue", "EndBeforeStart", "HourPause", "HourReading",
    "HoursNeedMoments", "InvalidClock", "InvalidExtension", "InvalidNotice", "Limit", "LimitUnit", "LoadedEdition",
    "MonthView", "NotInHours", "Pause", "PauseBeforeStart", "PauseReversed", "PausesOverlap", "Reached",
    "WorkingDays", "YearView", "add_working_days", "count_working_days", "current_edition", "days_of_year",
    "decode_upload", "editions", "explain", "is_working_day", "known_until", "load_official_days", "load_year",
    "preview_edition", "read_clock", "read_hour_clock", "refresh", "working_days", "year_view",
]  # fmt: skip
