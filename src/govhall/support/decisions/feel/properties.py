"""Properties of values that a path may ask for: entries, parts of dates and durations, ends of ranges."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from govhall.support.decisions.feel import calendar
from govhall.support.decisions.feel.values import (
    Date,
    DateTime,
    DayTimeDuration,
    Range,
    Time,
    YearMonthDuration,
)

MISSING: Final = object()
PROPERTY_NAMES = ("time offset", "start included", "end included")


def get_property(value: object, name: str) -> object:
    """Return a property of a value, of each item of a list, or MISSING."""
    if isinstance(value, Mapping):
        return value.get(name, MISSING)
    if isinstance(value, list):
        found = [MISSING if isinstance(item, list) else get_property(item, name) for item in value]
        return [None if item is MISSING else item for item in found]
    reader = _READERS.get(type(value), {}).get(name)
    return reader(value) if reader is not None else MISSING


def weekday(date: Date) -> Decimal:
    """Return 1 for Monday to 7 for Sunday."""
    return Decimal((date.ordinal + 3) % 7 + 1)


def _second(time: Time) -> Decimal:
    return Decimal(time.second)


def _offset(seconds: int | None) -> DayTimeDuration | None:
    return None if seconds is None else DayTimeDuration(seconds * calendar.NANOS)


def _part(value: int, total: int, size: int) -> Decimal:
    """Return one part of a duration, with the sign of the whole."""
    part = abs(value) // size
    part = part % total if total else part
    return Decimal(-part if value < 0 else part)


_SECOND = calendar.NANOS
# The readers of a class are only ever called with values of that class.
_READERS: dict[type, dict[str, Callable[[Any], object]]] = {
    Date: {
        "year": lambda date: Decimal(date.year),
        "month": lambda date: Decimal(date.month),
        "day": lambda date: Decimal(date.day),
        "weekday": weekday,
    },
    Time: {
        "hour": lambda time: Decimal(time.hour),
        "minute": lambda time: Decimal(time.minute),
        "second": _second,
        "time offset": lambda time: _offset(
            calendar.standard_offset(time.zone) if time.zone is not None else time.offset
        ),
        "timezone": lambda time: time.zone,
    },
    DateTime: {
        "year": lambda moment: Decimal(moment.date.year),
        "month": lambda moment: Decimal(moment.date.month),
        "day": lambda moment: Decimal(moment.date.day),
        "weekday": lambda moment: weekday(moment.date),
        "hour": lambda moment: Decimal(moment.time.hour),
        "minute": lambda moment: Decimal(moment.time.minute),
        "second": lambda moment: _second(moment.time),
        "time offset": lambda moment: _offset(moment.offset_seconds),
        "timezone": lambda moment: moment.time.zone,
    },
    DayTimeDuration: {
        "days": lambda duration: _part(duration.nanos, 0, 86_400 * _SECOND),
        "hours": lambda duration: _part(duration.nanos, 24, 3_600 * _SECOND),
        "minutes": lambda duration: _part(duration.nanos, 60, 60 * _SECOND),
        "seconds": lambda duration: _part(duration.nanos, 60, _SECOND),
    },
    YearMonthDuration: {
        "years": lambda duration: _part(duration.months, 0, 12),
        "months": lambda duration: _part(duration.months, 12, 1),
    },
    Range: {
        "start": lambda interval: interval.start,
        "end": lambda interval: interval.end,
        "start included": lambda interval: interval.start_included,
        "end included": lambda interval: interval.end_included,
    },
}
