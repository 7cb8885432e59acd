"""Seeding the years that the package chinesecalendar knows. It never touches a year that somebody loaded."""

from collections.abc import Iterator
from datetime import date, datetime
from importlib import metadata

import chinese_calendar
from django.db import transaction

from govhall.kernel.actor import SYSTEM
from govhall.support.calendar.choices import DayKind
from govhall.support.calendar.models import CalendarEdition
from govhall.support.calendar.rules import notice
from govhall.support.calendar.services.editions import write_years
from govhall.support.calendar.values import Day

# The package gives short words; the official notices write these.
OFFICIAL_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}
LONG_NAMES = {"中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日": "抗战胜利 70 周年纪念日"}


def load_official_days(*, at: datetime) -> tuple[int, ...]:
    """
    Load every year that the package knows (2004 to 2026 in version 1.11) and that nobody loaded yet.

    Return the years that were loaded; a second run loads none.
    """
    source = f"chinesecalendar {metadata.version('chinesecalendar')}（国务院办公厅节假日安排通知）"
    loaded = set(CalendarEdition.objects.values_list("year", flat=True))
    missing = [year for year in _known_years() if year not in loaded]
    with transaction.atomic():
        write_years(
            {year: notice.complete_year(year, _exceptions(year)) for year in missing}, source=source, by=SYSTEM, at=at
        )
    return tuple(missing)


def _known_years() -> range:
    years = {on.year for on in chinese_calendar.holidays}
    return range(min(years), max(years) + 1)


def _exceptions(year: int) -> Iterator[Day]:
    names = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    for kind, table in ((DayKind.HOLIDAY, chinese_calendar.holidays), (DayKind.MAKE_UP, chinese_calendar.workdays)):
        for on, word in table.items():
            if on.year == year:
                yield Day(date=_plain(on), kind=kind, name=_official_name(names[word]))


def _official_name(name: str) -> str:
    return OFFICIAL_NAMES.get(name) or LONG_NAMES.get(name) or name


def _plain(on: date) -> date:
    return date(on.year, on.month, on.day)
