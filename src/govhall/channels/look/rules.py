"""How dates, numbers and clocks are written for people (look/README 7). Plain Python; must not read the time."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Final

import segno

from govhall.channels.look.values import Cell, ClockDay

WEEKDAYS: Final = "一二三四五六日"
CASE_NUMBER_GROUPS: Final = (6, 8, 6, 1)


def chinese_date(day: date, *, year: bool = False) -> str:
    """10 月 13 日 周二; with the year 2026 年 10 月 13 日, for days far away."""
    if year:
        return f"{day.year} 年 {day.month} 月 {day.day} 日"
    return f"{day.month} 月 {day.day} 日 周{WEEKDAYS[day.weekday()]}"


def chinese_datetime(at: datetime, *, year: bool = False) -> str:
    """10 月 13 日 周二 09:12. ``at`` is local time already."""
    return f"{chinese_date(at, year=year)} {at:%H:%M}"


def desk_time(at: datetime) -> str:
    """10-13 17:26, for officers."""
    return f"{at:%m-%d %H:%M}"


def grouped_case_number(number: str) -> str:
    """520103202609170004026 → 520103-20260917-000402-6; a number of another length stays as it is."""
    if len(number) != sum(CASE_NUMBER_GROUPS):
        return number
    parts, start = [], 0
    for length in CASE_NUMBER_GROUPS:
        parts.append(number[start : start + length])
        start += length
    return "-".join(parts)


def calendar_weeks(days: Iterable[ClockDay]) -> list[list[Cell]]:
    """
    Arrange the days of a clock in weeks from Monday to Sunday.

    Days that are missing inside or at the ends are filled plainly. The first cell and each first of a month show
    the month; runs of equal days in one week share a band, so only their ends are rounded.
    """
    given = {day.date: day for day in days}
    if not given:
        return []
    first = min(given) - timedelta(days=min(given).weekday())
    last = max(given) + timedelta(days=6 - max(given).weekday())
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    whole = [given.get(day, ClockDay(day)) for day in span]
    return [_week(whole[start : start + 7], opening=start == 0) for start in range(0, len(whole), 7)]


def _week(days: Sequence[ClockDay], *, opening: bool) -> list[Cell]:
    cells = []
    for index, day in enumerate(days):
        with_month = day.date.day == 1 or (opening and index == 0)
        cells.append(
            Cell(
                day=f"{day.date.month}/{day.date.day}" if with_month else str(day.date.day),
                label=day.label,
                kind=day.kind,
                note=day.note or _note(day),
                edge=_edge([other.kind for other in days], index),
            )
        )
    return cells


def _note(day: ClockDay) -> str:
    words = {
        "start": "受理日，不计入",
        "count": "已计时",
        "hold": "暂停，不计时",
        "today": "今天",
        "left": "剩余",
        "due": "到期日",
        "over": "已超期",
        "off": "休息日，不计时",
    }.get(day.kind, "")
    return f"{day.date.month} 月 {day.date.day} 日 {words}".rstrip()


def _edge(kinds: Sequence[str], index: int) -> str:
    kind = kinds[index]
    if kind in {"", "off"}:
        return ""
    starts = index == 0 or kinds[index - 1] != kind
    ends = index == len(kinds) - 1 or kinds[index + 1] != kind
    return ("s" if starts else "") + ("e" if ends else "")


def qr_picture(text: str) -> str:
    """
    Return the QR code of a text as an SVG for a place inside a page, which gives it its size.

    The quiet zone of four modules (ISO/IEC 18004) belongs to the picture: cut out or on a dark page, it is read.
    """
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn,
        kind="svg",
        border=4,
        dark="#17283b",
        light="#ffffff",
        xmldecl=False,
        svgns=False,
        omitsize=True,
        nl=False,
    )
    return drawn.getvalue().decode()
