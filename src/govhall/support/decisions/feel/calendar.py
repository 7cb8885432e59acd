"""Days of the proleptic Gregorian calendar for any year, as FEEL asks (±999,999,999).

Pure integer arithmetic; Python's own `datetime` ends at year 9999. No knowledge of FEEL syntax.
"""

from __future__ import annotations

import datetime as dt
import functools
import zoneinfo

MAX_YEAR = 999_999_999
SECONDS_PER_DAY = 86_400
NANOS = 1_000_000_000
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ERA_YEARS = 400
_ERA_DAYS = 146_097


def is_leap(year: int) -> bool:
    """Say whether a year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """Return how many days a month has."""
    return 29 if month == 2 and is_leap(year) else _MONTH_DAYS[month - 1]


def to_ordinal(year: int, month: int, day: int) -> int:
    """Return the number of days since 1970-01-01."""
    era, rest = divmod(year, _ERA_YEARS)
    # Year 0 of an era maps to year 400, which Python's calendar knows and which has the same leap pattern.
    base = dt.date(rest + _ERA_YEARS, month, day).toordinal()
    return base - dt.date(_ERA_YEARS, 1, 1).toordinal() + era * _ERA_DAYS - _EPOCH_SHIFT


_EPOCH_SHIFT = (
    dt.date(1970 % _ERA_YEARS + _ERA_YEARS, 1, 1).toordinal()
    - dt.date(_ERA_YEARS, 1, 1).toordinal()
    + 1970 // _ERA_YEARS * _ERA_DAYS
)


def from_ordinal(days: int) -> tuple[int, int, int]:
    """Return year, month and day of a number of days since 1970-01-01."""
    era, rest = divmod(days + _EPOCH_SHIFT, _ERA_DAYS)
    found = dt.date.fromordinal(rest + dt.date(_ERA_YEARS, 1, 1).toordinal())
    return found.year - _ERA_YEARS + era * _ERA_YEARS, found.month, found.day


@functools.lru_cache(maxsize=512)
def find_zone(name: str) -> zoneinfo.ZoneInfo | None:
    """Return the IANA zone of a name, or None when there is none."""
    if not name or len(name) > 64 or name.startswith((".", "/")) or ".." in name:
        return None
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone_offset(name: str, ordinal: int, second_of_day: int) -> int:
    """Return the offset in seconds of a zone at a local moment (years outside 2..9998 use a like year)."""
    zone = find_zone(name)
    if zone is None:
        return 0
    year, month, day = from_ordinal(ordinal)
    if not 2 <= year <= 9998:
        year = year % _ERA_YEARS + 2000
    moment = dt.datetime(year, month, day, tzinfo=zone) + dt.timedelta(seconds=second_of_day)
    offset = moment.utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def standard_offset(name: str) -> int:
    """Return the offset without summer time, for a time of day that has a zone but no date."""
    zone = find_zone(name)
    if zone is None:
        return 0
    moment = dt.datetime(2024, 1, 1, tzinfo=zone)
    offset, summer = moment.utcoffset(), moment.dst()
    total = (offset or dt.timedelta()) - (summer or dt.timedelta())
    return int(total.total_seconds())
