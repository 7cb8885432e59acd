"""Text forms of temporal values: read ISO 8601 with FEEL's `@zone`, write any value as text.

Reading gives None for text that is not such a value; the caller decides what to report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from govhall.support.decisions.feel import calendar
from govhall.support.decisions.feel.errors import FeelLimitError
from govhall.support.decisions.feel.values import (
    Date,
    DateTime,
    DayTimeDuration,
    Function,
    Range,
    Time,
    YearMonthDuration,
)

_DATE = re.compile(r"(-?(?:[0-9]{4}|[1-9][0-9]{4,8}))-([0-9]{2})-([0-9]{2})\Z")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,30}))?"
    r"(?:([Zz])|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z0-9_+\-/]{1,64}))?\Z"
)
_DURATION = re.compile(
    r"(-)?P(?:([0-9]{1,15})Y)?(?:([0-9]{1,15})M)?(?:([0-9]{1,15})D)?"
    r"(T(?:([0-9]{1,15})H)?(?:([0-9]{1,15})M)?(?:([0-9]{1,15})(?:\.([0-9]{0,30}))?S)?)?\Z"
)
_MAX_OFFSET = 18 * 3600
_PLAIN_KEY = re.compile(r"[^\W\d][\w ]*\Z")


def make_date(year: int, month: int, day: int) -> Date | None:
    """Return the date, or None when there is no such day."""
    if not -calendar.MAX_YEAR <= year <= calendar.MAX_YEAR or not 1 <= month <= 12:
        return None
    if not 1 <= day <= calendar.days_in_month(year, month):
        return None
    return Date(year, month, day)


def make_time(
    hour: int, minute: int, second: int, nano: int = 0, *, offset: int | None = None, zone: str | None = None
) -> Time | None:
    """Return the time of day, or None when there is no such time, offset or zone."""
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59):
        return None
    if offset is not None and abs(offset) > _MAX_OFFSET:
        return None
    if zone is not None and calendar.find_zone(zone) is None:
        return None
    return Time(hour, minute, second, nano, offset, zone)


def parse_date(text: str) -> Date | None:
    """Read `YYYY-MM-DD` (sign and up to nine year digits allowed)."""
    found = _DATE.match(text)
    return make_date(int(found[1]), int(found[2]), int(found[3])) if found else None


def parse_time(text: str) -> Time | None:
    """Read `hh:mm:ss[.fraction][Z|±hh:mm[:ss]|@zone]`; the standard also writes a small `z`."""
    found = _TIME.match(text)
    if not found:
        return None
    nano = int((found[4] or "0")[:9].ljust(9, "0"))
    offset: int | None = None
    if found[5]:
        offset = 0
    elif found[6]:
        if int(found[8]) > 59 or int(found[9] or 0) > 59:
            return None
        offset = int(found[7]) * 3600 + int(found[8]) * 60 + int(found[9] or 0)
        offset = -offset if found[6] == "-" else offset
    return make_time(int(found[1]), int(found[2]), int(found[3]), nano, offset=offset, zone=found[10])


def parse_date_time(text: str) -> DateTime | None:
    """Read a date, `T`, a time; a date alone means its midnight."""
    day, separator, rest = text.partition("T")
    date = parse_date(day)
    if date is None:
        return None
    if not separator:
        return DateTime(date, Time(0, 0, 0))
    if rest.startswith("24:00:00"):  # XML Schema: the end of the day is the next day's midnight
        midnight = parse_time("00" + rest[2:])
        return None if midnight is None or midnight.nano else DateTime(Date.from_ordinal(date.ordinal + 1), midnight)
    time = parse_time(rest)
    return DateTime(date, time) if time is not None else None


def parse_duration(text: str) -> DayTimeDuration | YearMonthDuration | None:
    """Read an ISO 8601 duration of one of FEEL's two kinds."""
    found = _DURATION.match(text)
    if not found or text.endswith(("P", "T")):
        return None
    sign = -1 if found[1] else 1
    years, months, days, clock = found[2], found[3], found[4], found[5]
    if years is not None or months is not None:
        if days is not None or clock is not None:
            return None
        return YearMonthDuration(sign * (int(years or 0) * 12 + int(months or 0)))
    if days is None and clock is None:
        return None
    seconds = ((int(days or 0) * 24 + int(found[6] or 0)) * 60 + int(found[7] or 0)) * 60 + int(found[8] or 0)
    nano = int((found[9] or "0")[:9].ljust(9, "0"))
    return DayTimeDuration(sign * (seconds * calendar.NANOS + nano))


def parse_at_literal(text: str) -> object:
    """Read the text of an `@"..."` literal; None when it is no temporal value."""
    if text.startswith(("P", "-P")):
        return parse_duration(text)
    if "T" in text and "-" in text.partition("T")[0]:
        return parse_date_time(text)
    return parse_date(text) or parse_time(text)


def format_number(value: Decimal) -> str:
    """Write a number without exponent and without trailing zeros."""
    if not value.is_finite():
        return str(value)
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def format_date(value: Date) -> str:
    """Write `YYYY-MM-DD`."""
    sign = "-" if value.year < 0 else ""
    return f"{sign}{abs(value.year):04d}-{value.month:02d}-{value.day:02d}"


def format_time(value: Time) -> str:
    """Write `hh:mm:ss` with fraction and offset or zone."""
    text = f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}{_fraction(value.nano)}"
    if value.zone is not None:
        return f"{text}@{value.zone}"
    if value.offset is None:
        return text
    if value.offset == 0:
        return f"{text}Z"
    minutes, seconds = divmod(abs(value.offset), 60)
    sign = "-" if value.offset < 0 else "+"
    return f"{text}{sign}{minutes // 60:02d}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")


def format_duration(value: DayTimeDuration | YearMonthDuration) -> str:
    """Write an ISO 8601 duration in its shortest form."""
    if isinstance(value, YearMonthDuration):
        years, months = divmod(abs(value.months), 12)
        body = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if value.months < 0 else "") + "P" + (body or "0M")
    seconds, nano = divmod(abs(value.nanos), calendar.NANOS)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    clock = (f"{hour}H" if hour else "") + (f"{minute}M" if minute else "")
    clock += f"{second}{_fraction(nano)}S" if second or nano else ""
    body = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return ("-" if value.nanos < 0 else "") + "P" + (body or "T0S")


def _fraction(nano: int) -> str:
    return f".{nano:09d}".rstrip("0") if nano else ""


def format_value(value: object, *, quote: bool = True, limit: int = 1_000_000) -> str:
    """Write any value as FEEL text; a string keeps its quotes only inside other values (`quote`).

    :raises FeelLimitError: when the text gets longer than `limit` characters.
    """
    if isinstance(value, str):
        return _quoted(value) if quote else value
    parts: list[str] = []
    left = limit
    for piece in _pieces(value):
        parts.append(piece)
        left -= len(piece)
        if left < 0:
            raise FeelLimitError("feel-string-too-long", "a string becomes too long")
    return "".join(parts)


def _pieces(value: object) -> Iterator[str]:
    """Return the text bit by bit; a stack of its own instead of recursion keeps deep values cheap."""
    pending: list[Iterator[tuple[str, object]]] = [iter([("", value)])]
    closing: list[str] = [""]
    while pending:
        found = next(pending[-1], None)
        if found is None:
            pending.pop()
            yield closing.pop()
            continue
        before, item = found
        if isinstance(item, list):
            yield before + "["
            pending.append(_items(item))
            closing.append("]")
        elif isinstance(item, Mapping):
            yield before + "{"
            pending.append(_entries(item))
            closing.append("}")
        else:
            yield before + _format_simple(item)


def _items(items: list[object]) -> Iterator[tuple[str, object]]:
    for position, item in enumerate(items):
        yield ", " if position else "", item


def _entries(context: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for position, (key, item) in enumerate(context.items()):
        yield f"{', ' if position else ''}{_key(key)}: ", item


def _format_simple(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Decimal):
        return format_number(value)
    if isinstance(value, Range):
        return _format_range(value)
    return _format_other(value)


def _format_other(value: object) -> str:
    if isinstance(value, Date):
        return format_date(value)
    if isinstance(value, DateTime):
        return f"{format_date(value.date)}T{format_time(value.time)}"
    if isinstance(value, Time):
        return format_time(value)
    if isinstance(value, DayTimeDuration | YearMonthDuration):
        return format_duration(value)
    if isinstance(value, Function):
        return f"function({', '.join(value.parameters)})"
    return str(value)


def _format_range(value: Range) -> str:
    if value.operator:
        return f"({value.operator} {format_value(value.end if value.start is None else value.start)})"
    left = "[" if value.start_included else "("
    right = "]" if value.end_included else ")"
    return f"{left}{format_value(value.start)}..{format_value(value.end)}{right}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _key(name: str) -> str:
    return name if _PLAIN_KEY.match(name) else _quoted(name)
