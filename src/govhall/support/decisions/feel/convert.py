"""Conversion between Python's everyday values and FEEL's.

`from_python` takes what forms and JSON carry; `to_python` gives back what JSON and databases take.
"""

from __future__ import annotations

import datetime as dt
import decimal
import zoneinfo
from collections.abc import Mapping
from decimal import Decimal

from govhall.support.decisions.feel import calendar, literals
from govhall.support.decisions.feel.errors import FeelLimitError
from govhall.support.decisions.feel.limits import Run
from govhall.support.decisions.feel.values import (
    NUMBERS,
    Date,
    DateTime,
    DayTimeDuration,
    Function,
    Range,
    Time,
    YearMonthDuration,
)

_NATIVE: frozenset[type] = frozenset({str, bool, type(None), Date, Time, DateTime, DayTimeDuration, YearMonthDuration})
_MAX_DEPTH = 60
_MAX_BITS = 21_000
_MAX_VALUES = 1_000_000


def from_python(value: object, *, depth: int = 0, budget: list[int] | None = None) -> object:
    """Return the FEEL value of a Python value.

    Takes int, float, Decimal, str, bool, None, date, time, datetime, timedelta, list, tuple, set and
    mappings with string keys; FEEL values pass unchanged.

    :raises TypeError: for any other class, or for nesting deeper than 60 levels.
    :raises FeelLimitError: for more than a million values in lists and mappings (`budget` counts them down).
    """
    if type(value) in _NATIVE or isinstance(value, str | Range | Function):
        return value
    if isinstance(value, Decimal):
        return from_number(value)
    if isinstance(value, int):
        return from_number(value)
    if isinstance(value, float):
        return from_number(Decimal(repr(value)))
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
        return _from_temporal(value)
    if depth > _MAX_DEPTH:
        raise TypeError("the value is nested too deeply")
    if isinstance(value, Mapping | list | tuple | set | frozenset):
        return _from_collection(value, depth + 1, [_MAX_VALUES] if budget is None else budget)
    raise TypeError(f"FEEL knows no value of class {type(value).__name__}")


def _from_collection(
    value: Mapping[object, object] | list[object] | tuple[object, ...] | set[object] | frozenset[object],
    depth: int,
    budget: list[int],
) -> object:
    budget[0] -= len(value)
    if budget[0] < 0:
        raise FeelLimitError("feel-list-too-long", "the given values are too many")
    if isinstance(value, Mapping):
        return {str(key): from_python(item, depth=depth, budget=budget) for key, item in value.items()}
    return [from_python(item, depth=depth, budget=budget) for item in value]


def from_number(value: int | Decimal) -> Decimal | None:
    """Return a number in 34 digits; None when it is too large or no number."""
    if isinstance(value, int) and value.bit_length() > _MAX_BITS:
        return None
    try:
        number = NUMBERS.create_decimal(value)
    except decimal.DecimalException:
        return None
    return number if number.is_finite() else None


def _from_temporal(value: dt.date | dt.time | dt.timedelta) -> object:
    if isinstance(value, dt.datetime):
        return DateTime(Date(value.year, value.month, value.day), _time(value.timetz(), value))
    if isinstance(value, dt.date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, dt.time):
        return _time(value, None)
    return DayTimeDuration(((value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds) * 1_000)


def _time(value: dt.time, moment: dt.datetime | None) -> Time:
    zone = value.tzinfo.key if isinstance(value.tzinfo, zoneinfo.ZoneInfo) else None
    shift = (moment if moment is not None else value).utcoffset()
    offset = int(shift.total_seconds()) if shift is not None and zone is None else None
    return Time(value.hour, value.minute, value.second, value.microsecond * 1_000, offset, zone)


def cached(run: Run, value: object) -> object:
    """Return `from_python(value)`, remembered for this run so that long lists are converted once."""
    if not isinstance(value, list | tuple | Mapping):
        return from_python(value)
    key = id(value)
    known = run.converted
    if known is None:
        known = run.converted = {}
    if key not in known:
        run.check_size(len(value))
        # The value is kept too: were it freed, its id could come to mean another one.
        known[key] = value, from_python(value)
    return known[key][1]


def to_python(value: object) -> object:
    """Return the Python value of a FEEL value.

    Whole numbers become int, others Decimal; dates, times and durations become their `datetime`
    counterparts where these can hold them, else their ISO text; ranges and functions become text.

    :raises FeelLimitError: for more than a million values, or lists nested too deeply for Python.
    """
    try:
        return _plain(value, [_MAX_VALUES])
    except RecursionError:
        raise FeelLimitError("feel-too-deep", "the value is nested too deeply") from None


def _plain(value: object, left: list[int]) -> object:
    left[0] -= 1
    if left[0] < 0:
        raise FeelLimitError("feel-list-too-long", "the value is too large")
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value() and value.adjusted() < 40
        return int(value) if whole else value
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, list):
        return [_plain(item, left) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item, left) for key, item in value.items()}
    return _to_temporal(value)


def _to_temporal(value: object) -> object:
    try:
        if isinstance(value, Date):
            return dt.date(value.year, value.month, value.day)
        if isinstance(value, Time):
            return _to_time(value)
        if isinstance(value, DateTime):
            return dt.datetime.combine(dt.date(value.date.year, value.date.month, value.date.day), _to_time(value.time))
        if isinstance(value, DayTimeDuration):
            return dt.timedelta(microseconds=value.nanos // 1_000)
    except (ValueError, OverflowError):
        pass
    return literals.format_value(value)


def _to_time(value: Time) -> dt.time:
    zone: dt.tzinfo | None = None
    if value.zone is not None:
        zone = calendar.find_zone(value.zone)
    elif value.offset is not None:
        zone = dt.timezone(dt.timedelta(seconds=value.offset)) if value.offset else dt.UTC
    return dt.time(value.hour, value.minute, value.second, value.nano // 1_000, tzinfo=zone)
