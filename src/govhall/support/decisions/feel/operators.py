"""What FEEL's operators mean for each pair of types, in three-valued logic.

Functions here give None where the standard says null; they report nothing, the caller does.
"""

from __future__ import annotations

import decimal
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from govhall.support.decisions.feel import calendar
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

_DAY_NANOS = calendar.SECONDS_PER_DAY * calendar.NANOS
_PLAIN: frozenset[type] = frozenset({Decimal, str, bool, Date, DayTimeDuration, YearMonthDuration})
_MAX_DURATION = 10**30


def equal(left: object, right: object) -> bool | None:
    """FEEL `=`: null for values of different kinds (table 42 and 10.3.2.14)."""
    kind = type(left)
    if kind is type(right) and kind in _PLAIN:
        return left == right
    if left is None or right is None:
        return left is right
    if isinstance(left, list | Mapping):
        return _equal_nested(left, right, set())
    return _equal_others(left, right)


def _equal_nested(left: object, right: object, seen: set[tuple[int, int]]) -> bool | None:
    """Compare lists and contexts; a pair met before is not walked again, as shared parts may multiply endlessly."""
    pairs: Iterable[tuple[object, object]]
    if isinstance(left, list) and isinstance(right, list):
        if len(left) != len(right):
            return False
        pairs = zip(left, right, strict=True)
    elif isinstance(left, Mapping) and isinstance(right, Mapping):
        if left.keys() != right.keys():
            return False
        pairs = ((value, right[key]) for key, value in left.items())
    else:
        return _equal_others(left, right)
    key = (id(left), id(right))
    if key in seen:
        return True
    seen.add(key)
    for one, other in pairs:
        nested = isinstance(one, list | Mapping) and other is not None
        same = _equal_nested(one, other, seen) if nested else equal(one, other)
        if same is not True:
            return same
    return True


def _equal_others(left: object, right: object) -> bool | None:
    if isinstance(left, Time) and isinstance(right, Time):
        if left.is_local != right.is_local:
            return False
        return _whole_seconds(left.utc_nanos, left.nano) == _whole_seconds(right.utc_nanos, right.nano)
    if isinstance(left, DateTime) and isinstance(right, DateTime):
        if left.time.is_local != right.time.is_local:
            return False
        return _whole_seconds(left.utc_nanos, left.time.nano) == _whole_seconds(right.utc_nanos, right.time.nano)
    if isinstance(left, Range) and isinstance(right, Range):
        return left == right
    if isinstance(left, Function) and isinstance(right, Function):
        return left is right
    return None


def _whole_seconds(nanos: int, fraction: int) -> int:
    """Times are equal when hour, minute, second and offset are (table 42); the fraction is no property of a time."""
    return nanos - fraction


def order(left: object, right: object) -> int | None:
    """Return -1, 0 or 1 as left is before, equal to or after right; None when they do not compare."""
    kind = type(left)
    if kind is type(right) and kind is not bool and kind in _PLAIN:
        # Both are of one orderable class; mypy cannot know that they are the same one.
        return -1 if left < right else int(left > right)  # type: ignore[operator]
    if isinstance(left, Time) and isinstance(right, Time) and left.is_local == right.is_local:
        return _sign(left.utc_nanos - right.utc_nanos)
    if isinstance(left, DateTime) and isinstance(right, DateTime) and left.time.is_local == right.time.is_local:
        return _sign(left.utc_nanos - right.utc_nanos)
    return None


def _sign(difference: int) -> int:
    return -1 if difference < 0 else int(difference > 0)


def less(left: object, right: object) -> bool | None:
    """FEEL `<`."""
    found = order(left, right)
    return None if found is None else found < 0


def less_or_equal(left: object, right: object) -> bool | None:
    """FEEL `<=`."""
    found = order(left, right)
    return None if found is None else found <= 0


def greater(left: object, right: object) -> bool | None:
    """FEEL `>`."""
    found = order(left, right)
    return None if found is None else found > 0


def greater_or_equal(left: object, right: object) -> bool | None:
    """FEEL `>=`."""
    found = order(left, right)
    return None if found is None else found >= 0


def not_equal(left: object, right: object) -> bool | None:
    """FEEL `!=`."""
    found = equal(left, right)
    return None if found is None else not found


COMPARE: dict[str, Callable[[object, object], bool | None]] = {
    "=": equal,
    "!=": not_equal,
    "<": less,
    "<=": less_or_equal,
    ">": greater,
    ">=": greater_or_equal,
}


def contains(interval: Range, value: object) -> bool | None:
    """Say whether a value lies in a range; null when it cannot be compared or an end is null."""
    operator = interval.operator
    if operator:
        return COMPARE[operator](value, interval.end if interval.start is None else interval.start)
    low, high = order(value, interval.start), order(value, interval.end)
    if low is None or high is None:
        return None
    after_start = low > 0 or (low == 0 and interval.start_included)
    return after_start and (high < 0 or (high == 0 and interval.end_included))


def member(value: object, test: object) -> bool | None:
    """FEEL `value in test` for an evaluated test: a range, a list of tests, or a value."""
    if isinstance(test, Range):
        return equal(value, test) if isinstance(value, Range) else contains(test, value)
    if isinstance(test, list):
        if isinstance(value, list) and equal(value, test) is True:
            return True
        for entry in test:
            found = contains(entry, value) if isinstance(entry, Range) else equal(value, entry)
            if found is True:
                return True
        return False
    return equal(value, test)


# Arithmetic


def add(left: object, right: object) -> object:
    """FEEL `+`."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _checked(NUMBERS.add, left, right)
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(left, DayTimeDuration | YearMonthDuration):
        if isinstance(right, DayTimeDuration) and isinstance(left, DayTimeDuration):
            return _days(left.nanos + right.nanos)
        if isinstance(right, YearMonthDuration) and isinstance(left, YearMonthDuration):
            return _months(left.months + right.months)
        left, right = right, left
    return shift(left, right, 1)


def subtract(left: object, right: object) -> object:
    """FEEL `-`."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _checked(NUMBERS.subtract, left, right)
    if isinstance(left, DayTimeDuration) and isinstance(right, DayTimeDuration):
        return _days(left.nanos - right.nanos)
    if isinstance(left, YearMonthDuration) and isinstance(right, YearMonthDuration):
        return _months(left.months - right.months)
    if isinstance(left, Time) and isinstance(right, Time):
        return _days(left.utc_nanos - right.utc_nanos) if left.is_local == right.is_local else None
    if isinstance(left, Date | DateTime) and isinstance(right, Date | DateTime):
        return _between(left, right)
    return shift(left, right, -1)


def _between(left: Date | DateTime, right: Date | DateTime) -> DayTimeDuration | None:
    if isinstance(left, Date) and isinstance(right, Date):
        return _days((left.ordinal - right.ordinal) * _DAY_NANOS)
    one, other = _as_moment(left), _as_moment(right)
    if one.time.is_local != other.time.is_local:
        return None
    return _days(one.utc_nanos - other.utc_nanos)


def _as_moment(value: Date | DateTime) -> DateTime:
    """A date beside a date and time counts as its midnight UTC (table 55)."""
    return DateTime(value, Time(0, 0, 0, 0, 0)) if isinstance(value, Date) else value


def shift(moment: object, duration: object, sign: int) -> object:
    """Move a date, time or date and time by a duration."""
    if isinstance(duration, YearMonthDuration):
        months = duration.months * sign
        if isinstance(moment, Date):
            return _add_months(moment, months)
        if isinstance(moment, DateTime):
            day = _add_months(moment.date, months)
            return DateTime(day, moment.time) if day is not None else None
        return None
    if not isinstance(duration, DayTimeDuration):
        return None
    nanos = duration.nanos * sign
    if isinstance(moment, Time):
        return Time.from_nanos((moment.local_nanos + nanos) % _DAY_NANOS, offset=moment.offset, zone=moment.zone)
    if isinstance(moment, Date):
        found = DateTime.from_local_nanos(moment.ordinal * _DAY_NANOS + nanos, offset=None, zone=None).date
        return found if abs(found.year) <= calendar.MAX_YEAR else None
    if isinstance(moment, DateTime):
        time = moment.time
        later = DateTime.from_local_nanos(moment.local_nanos + nanos, offset=time.offset, zone=time.zone)
        return later if abs(later.date.year) <= calendar.MAX_YEAR else None
    return None


def _add_months(date: Date, months: int) -> Date | None:
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    if abs(year) > calendar.MAX_YEAR:
        return None
    return Date(year, month + 1, min(date.day, calendar.days_in_month(year, month + 1)))


def multiply(left: object, right: object) -> object:
    """FEEL `*`."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _checked(NUMBERS.multiply, left, right)
    if isinstance(right, DayTimeDuration | YearMonthDuration):
        left, right = right, left
    if not isinstance(right, Decimal) or not right.is_finite() or right.adjusted() > 40:
        return None
    if isinstance(left, DayTimeDuration):
        return _days(int(Decimal(left.nanos) * right))
    if isinstance(left, YearMonthDuration):
        return _months(int(Decimal(left.months) * right))
    return None


def divide(left: object, right: object) -> object:
    """FEEL `/`."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _checked(NUMBERS.divide, left, right) if right else None
    if isinstance(left, DayTimeDuration) and isinstance(right, DayTimeDuration):
        return NUMBERS.divide(Decimal(left.nanos), Decimal(right.nanos)) if right.nanos else None
    if isinstance(left, YearMonthDuration) and isinstance(right, YearMonthDuration):
        return NUMBERS.divide(Decimal(left.months), Decimal(right.months)) if right.months else None
    if not isinstance(right, Decimal) or not right:
        return None
    if isinstance(left, DayTimeDuration):
        return _days(int(NUMBERS.divide(Decimal(left.nanos), right)))
    if isinstance(left, YearMonthDuration):
        return _months(int(NUMBERS.divide(Decimal(left.months), right)))
    return None


def power(left: object, right: object) -> object:
    """FEEL `**`."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        # Anything to the power of zero is 1, zero too (IEEE 754 pow).
        return Decimal(1) if not right else _checked(NUMBERS.power, left, right)
    return None


def negate(value: object) -> object:
    """FEEL unary `-`."""
    if isinstance(value, Decimal):
        return NUMBERS.minus(value)
    if isinstance(value, DayTimeDuration):
        return DayTimeDuration(-value.nanos)
    if isinstance(value, YearMonthDuration):
        return YearMonthDuration(-value.months)
    return None


def _days(nanos: int) -> DayTimeDuration | None:
    return DayTimeDuration(nanos) if abs(nanos) < _MAX_DURATION else None


def _months(months: int) -> YearMonthDuration | None:
    return YearMonthDuration(months) if abs(months) < _MAX_DURATION else None


def _checked(operation: Callable[[Decimal, Decimal], Decimal], left: Decimal, right: Decimal) -> Decimal | None:
    try:
        result = operation(left, right)
    except decimal.DecimalException:
        return None
    # A power of zero may be infinite without any signal.
    return result if result.is_finite() else None


ARITHMETIC: dict[str, Callable[[object, object], object]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}
