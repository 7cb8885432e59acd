"""Built-in functions that read the calendar (10.3.4.10 and 10.3.4.11)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from govhall.support.decisions.feel import calendar, properties
from govhall.support.decisions.feel.builtins.registry import builtin
from govhall.support.decisions.feel.limits import Run
from govhall.support.decisions.feel.values import Date, DateTime

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _day(moment: Date | DateTime) -> Date:
    return moment.date if isinstance(moment, DateTime) else moment


@builtin("day of year(date: date|datetime)")
def _day_of_year(run: Run, date: Date | DateTime) -> Decimal:
    day = _day(date)
    return Decimal(day.ordinal - calendar.to_ordinal(day.year, 1, 1) + 1)


@builtin("day of week(date: date|datetime)")
def _day_of_week(run: Run, date: Date | DateTime) -> str:
    return _DAYS[int(properties.weekday(_day(date))) - 1]


@builtin("month of year(date: date|datetime)")
def _month_of_year(run: Run, date: Date | DateTime) -> str:
    return _MONTHS[_day(date).month - 1]


@builtin("week of year(date: date|datetime)")
def _week_of_year(run: Run, date: Date | DateTime) -> Decimal:
    """Return the week after ISO 8601."""
    day = _day(date)
    # The calendar repeats every 400 years, so a like year that Python knows has the same weeks.
    return Decimal(dt.date(day.year % 400 + 2000, day.month, day.day).isocalendar().week)
