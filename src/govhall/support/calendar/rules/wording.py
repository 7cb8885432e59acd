"""Dates, weekdays and names of holidays as people write them."""

from datetime import date

WEEKDAYS = "一二三四五六日"
SHORT_NAMES = {"国庆节": "国庆", "中秋节": "中秋", "清明节": "清明", "端午节": "端午", "劳动节": "五一"}


def short_date(on: date, *, reference: date | None = None) -> str:
    """Return ``9 月 22 日``, with the year when it isn't the year of ``reference``."""
    year = f"{on.year} 年 " if reference is not None and reference.year != on.year else ""
    return f"{year}{on.month} 月 {on.day} 日"


def weekday_name(on: date) -> str:
    """Return ``周六``."""
    return f"周{WEEKDAYS[on.weekday()]}"


def day_name(on: date) -> str:
    """Return ``9 月 22 日，周二``."""
    return f"{short_date(on)}，{weekday_name(on)}"


def short_holiday_name(name: str) -> str:
    """Return a name that fits into a cell: 国庆节 becomes 国庆."""
    return SHORT_NAMES.get(name, name[:4])
