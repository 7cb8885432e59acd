"""
Reading what an administrator enters for a year: the holiday notice of the State Council as lines ``date,kind,name``.

Either only the exceptions (days off and worked weekend days) or every day of the year. All faults are told at once.
"""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from govhall.kernel.errors import InvalidInput
from govhall.support.calendar.choices import DayKind
from govhall.support.calendar.rules.working_days import ONE_DAY, plain_day
from govhall.support.calendar.values import Day

# 全国年节及纪念日放假办法 (国务院令第 795 号): 13 days since 2025; with bridged weekends never fewer are off.
FEWEST_DAYS_OFF = 13
MAX_FAULTS = 20
YEARS = range(2004, 2101)
KINDS = {
    "放假": DayKind.HOLIDAY, "休": DayKind.HOLIDAY, "节假日": DayKind.HOLIDAY, "holiday": DayKind.HOLIDAY,
    "off": DayKind.HOLIDAY,
    "调休上班": DayKind.MAKE_UP, "上班": DayKind.MAKE_UP, "班": DayKind.MAKE_UP, "调休": DayKind.MAKE_UP,
    "make_up": DayKind.MAKE_UP, "make-up": DayKind.MAKE_UP,
    "工作日": DayKind.WORKDAY, "workday": DayKind.WORKDAY,
    "周末": DayKind.WEEKEND, "休息日": DayKind.WEEKEND, "weekend": DayKind.WEEKEND,
}  # fmt: skip
HEADINGS = {"date", "日期"}
# A thousand characters a line and a few hundred lines are plenty; more isn't a calendar.
MAX_TEXT = 100_000
_DATE = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$|^(\d{4})(\d{2})(\d{2})$", re.ASCII)
_RANGE = re.compile(r"\s*(?:至|到|~|～|—+|–)\s*")


class InvalidNotice(InvalidInput):
    """The lines can't be read or contradict the year; ``fields["text"]`` holds one message for each fault."""

    code = "invalid-calendar-notice"


@dataclass(slots=True)
class _Reading:
    year: int
    days: dict[date, Day] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read_notice(*, year: int, text: str) -> tuple[Day, ...]:
    """
    Return all days of the year as the lines say, the rest as plain weeks.

    A line is ``2027-10-01,放假,国庆节``; the date may be a range (``2027-10-01至2027-10-07``). Full-width commas and
    tabs do as well; empty lines, ``#`` comments and a heading are passed over.

    :raises InvalidNotice: if a line can't be read, a date lies outside the year or comes twice, a worked day is no
        weekend day, or the list is empty or partial
    """
    reading = _Reading(year=year)
    if year not in YEARS:
        raise _invalid([f"年份应在 {YEARS[0]} 至 {YEARS[-1]} 之间。"])
    if len(text) > MAX_TEXT:
        raise _invalid(["内容太长，请只提交一年的日历。"])
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        _read_line(reading, number, line)
    _check_whole(reading)
    if reading.faults:
        raise _invalid(reading.faults)
    return complete_year(year, reading.days.values())


def decode_upload(content: bytes) -> str:
    """Return an uploaded CSV as text: UTF-8, or GB 18030 as spreadsheets write it. :raises InvalidNotice: if neither"""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _invalid(["文件不是文本，请上传 CSV 文件（UTF-8 或 GB 18030 编码）。"])


def complete_year(year: int, exceptions: Iterable[Day]) -> tuple[Day, ...]:
    """Return every day of the year: the exceptions as given, the others as plain weeks, all officially known."""
    given = {day.date: day for day in exceptions}
    first = date(year, 1, 1)
    every = (first + timedelta(days=place) for place in range(length_of(year)))
    return tuple(given.get(on) or Day(date=on, kind=plain_day(on).kind) for on in every)


def length_of(year: int) -> int:
    """Return 365 or 366."""
    return 366 if calendar.isleap(year) else 365


def exceptions(days: Iterable[Day]) -> tuple[Day, ...]:
    """Return the days that differ from plain weeks: off by notice, or worked at a weekend."""
    return tuple(day for day in days if day.kind in (DayKind.HOLIDAY, DayKind.MAKE_UP))


def warnings(days: Iterable[Day]) -> tuple[str, ...]:
    """Return what is possible but unlikely, for the administrator to look at before confirming."""
    table = exceptions(days)
    off = [day for day in table if day.kind is DayKind.HOLIDAY]
    found = []
    if len(off) < FEWEST_DAYS_OFF:
        found.append(f"全年只有 {len(off)} 天放假，少于法定的 {FEWEST_DAYS_OFF} 天，请核对是否有遗漏。")
    if not any(day.date.month == 1 and day.date.day == 1 for day in off):
        found.append("1 月 1 日（元旦）没有放假，请核对。")
    if not any(day.date.month == 10 and day.date.day == 1 for day in off):
        found.append("10 月 1 日（国庆节）没有放假，请核对。")
    if unnamed := [day for day in off if not day.name]:
        found.append(f"有 {len(unnamed)} 天放假没有写节日名称。")
    return tuple(found)


def _read_line(reading: _Reading, number: int, line: str) -> None:
    stripped = line.strip()
    if not stripped or stripped.startswith("#"):
        return
    cells = [cell.strip().strip('"') for cell in re.split(r"[,，\t]", stripped)]
    if cells[0].lower() in HEADINGS:
        return
    kind = KINDS.get(cells[1].lower()) if len(cells) > 1 else None
    span = _span(cells[0])
    if span is None:
        reading.faults.append(f"第 {number} 行：日期无法识别，请写成 {reading.year}-10-01 这样的形式。")
    elif kind is None:
        reading.faults.append(f"第 {number} 行：类别应为“放假”或“调休上班”。")
    elif span[0].year != reading.year or span[1].year != reading.year:
        reading.faults.append(f"第 {number} 行：日期不在 {reading.year} 年内。")
    elif span[1] < span[0]:
        reading.faults.append(f"第 {number} 行：截止日期早于开始日期。")
    else:
        _add(reading, number, span, kind, cells[2] if len(cells) > 2 else "")


def _add(reading: _Reading, number: int, span: tuple[date, date], kind: DayKind, name: str) -> None:
    if len(name) > 40:
        reading.faults.append(f"第 {number} 行：名称超过 40 个字。")
        return
    on = span[0]
    while on <= span[1]:
        is_weekend = on.weekday() >= 5
        if on in reading.days:
            reading.faults.append(f"第 {number} 行：{on.isoformat()} 重复出现。")
        elif kind in (DayKind.MAKE_UP, DayKind.WEEKEND) and not is_weekend:
            reading.faults.append(f"第 {number} 行：{on.isoformat()} 不是周六或周日，不能标为“{kind.label}”。")
        elif kind is DayKind.WORKDAY and is_weekend:
            reading.faults.append(f"第 {number} 行：{on.isoformat()} 是周末，上班请标为“调休上班”。")
        reading.days.setdefault(on, Day(date=on, kind=kind, name=name))
        on += ONE_DAY


def _check_whole(reading: _Reading) -> None:
    plain = len(reading.days) - len(exceptions(reading.days.values()))
    if not reading.days and not reading.faults:
        reading.faults.append("没有内容。请至少列出放假和调休上班的日期。")
    elif plain and len(reading.days) != length_of(reading.year):
        reading.faults.append(
            f"列出了工作日或周末，但只有 {len(reading.days)} 天，全年应为 {length_of(reading.year)} 天。"
            "请列全，或只列放假和调休上班的日期。"
        )


def _span(text: str) -> tuple[date, date] | None:
    ends = [_date(part) for part in _RANGE.split(text)]
    if len(ends) not in (1, 2) or ends[0] is None or ends[-1] is None:
        return None
    return ends[0], ends[-1]


def _date(text: str) -> date | None:
    found = _DATE.match(text.strip())
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _invalid(faults: list[str]) -> InvalidNotice:
    shown = faults[:MAX_FAULTS]
    if len(faults) > MAX_FAULTS:
        shown.append(f"还有 {len(faults) - MAX_FAULTS} 处问题未列出。")
    return InvalidNotice("日历内容有误，请修改后再提交。", fields={"text": shown})
