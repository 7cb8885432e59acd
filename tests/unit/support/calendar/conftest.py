"""The official calendar as an index, without a database."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from govhall.support.calendar.choices import DayKind
from govhall.support.calendar.rules.working_days import WorkingDays
from govhall.support.calendar.values import Day

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
NAMES = {"National Day": "国庆节", "Mid-autumn Festival": "中秋节", "Spring Festival": "春节"}


def official_day(on: date) -> Day:
    if on in chinese_calendar.workdays:
        return Day(date=on, kind=DayKind.MAKE_UP, name=NAMES.get(chinese_calendar.workdays[on], ""))
    if on in chinese_calendar.holidays:
        return Day(date=on, kind=DayKind.HOLIDAY, name=NAMES.get(chinese_calendar.holidays[on], "节日"))
    return Day(date=on, kind=DayKind.WEEKEND if on.weekday() >= 5 else DayKind.WORKDAY)


@pytest.fixture(scope="session")
def official() -> WorkingDays:
    return WorkingDays(official_day(FIRST + timedelta(days=n)) for n in range((LAST - FIRST).days + 1))
