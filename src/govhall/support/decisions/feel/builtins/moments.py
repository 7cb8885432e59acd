"""Built-in functions that make dates, times and durations (10.3.4.1)."""

from __future__ import annotations

from decimal import Decimal

from govhall.support.decisions.feel import calendar, convert, literals
from govhall.support.decisions.feel.builtins.registry import RefusedError, builtin, whole
from govhall.support.decisions.feel.limits import Run
from govhall.support.decisions.feel.values import (
    Date,
    DateTime,
    DayTimeDuration,
    Duration,
    Time,
    YearMonthDuration,
)


@builtin("date(from: string)")
def _date(run: Run, text: str) -> Date:
    return _known_date(literals.parse_date(text))


def _known_date(date: Date | None) -> Date:
    if date is None:
        raise RefusedError("there is no such date")
    return date


@builtin("date(from: date|datetime)")
def _date_of(run: Run, moment: Date | DateTime) -> Date:
    return moment.date if isinstance(moment, DateTime) else moment


@builtin("date(year: number, month: number, day: number)")
def _date_from_parts(run: Run, year: Decimal, month: Decimal, day: Decimal) -> Date:
    return _known_date(literals.make_date(whole(year), whole(month), whole(day)))


@builtin("time(from: string)")
def _time(run: Run, text: str) -> Time:
    return _known_time(literals.parse_time(text))


def _known_time(time: Time | None) -> Time:
    if time is None:
        raise RefusedError("there is no such time")
    return time


@builtin("time(from: time|datetime|date)")
def _time_of(run: Run, moment: Time | DateTime | Date) -> Time:
    if isinstance(moment, Date):
        return Time(0, 0, 0, 0, 0)
    return moment.time if isinstance(moment, DateTime) else moment


@builtin("time(hour: number, minute: number, second: number, offset: days?)")
def _time_from_parts(run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: DayTimeDuration | None) -> Time:
    nano = int((second % 1) * calendar.NANOS)
    shift: int | None = None
    if offset is not None:
        sign = -1 if offset.nanos < 0 else 1
        shift = sign * (abs(offset.nanos) // calendar.NANOS)
    return _known_time(literals.make_time(whole(hour), whole(minute), whole(second), nano, offset=shift))


@builtin("date and time(from: string)")
def _date_and_time(run: Run, text: str) -> DateTime:
    moment = literals.parse_date_time(text)
    if moment is None:
        raise RefusedError("there is no such date and time")
    return moment


@builtin("date and time(date: date|datetime, time: time)")
def _date_and_time_from_parts(run: Run, date: Date | DateTime, time: Time) -> DateTime:
    return DateTime(date.date if isinstance(date, DateTime) else date, time)


@builtin("date and time(from: datetime)")
def _date_and_time_of(run: Run, moment: DateTime) -> DateTime:
    return moment


@builtin("duration(from: string)")
def _duration(run: Run, text: str) -> Duration:
    found = literals.parse_duration(text)
    if found is None:
        raise RefusedError("there is no such duration")
    return found


@builtin("duration(from: days|months)")
def _duration_of(run: Run, duration: Duration) -> Duration:
    return duration


@builtin("years and months duration(from: date|datetime, to: date|datetime)")
def _years_and_months(run: Run, start: Date | DateTime, end: Date | DateTime) -> YearMonthDuration:
    one, other = _date_of(run, start), _date_of(run, end)
    sign = 1
    if other < one:
        one, other, sign = other, one, -1
    months = (other.year - one.year) * 12 + other.month - one.month
    if other.day < one.day:
        months -= 1
    return YearMonthDuration(sign * months)


@builtin("now()")
def _now(run: Run) -> object:
    return convert.from_python(run.now())


@builtin("today()")
def _today(run: Run) -> object:
    return convert.from_python(run.now().date())
