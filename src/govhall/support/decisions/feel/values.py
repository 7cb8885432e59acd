"""The values FEEL computes with, beside Python's Decimal, str, bool, list, dict and None.

Immutable and hashable. Equality in Python (`==`) is sameness of fields (the FEEL function `is`);
FEEL's own `=` lives in `operators`. Nothing here parses or prints.
"""

from __future__ import annotations

import decimal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from govhall.support.decisions.feel import calendar
from govhall.support.decisions.feel.limits import Run

# DMN 1.3 table 44: numbers follow IEEE 754-2008 decimal128: 34 digits, half even.
NUMBERS = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    capitals=1,
    clamp=0,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A calendar day; year -999,999,999 to 999,999,999."""

    year: int
    month: int
    day: int

    @property
    def ordinal(self) -> int:
        """Days since 1970-01-01."""
        return calendar.to_ordinal(self.year, self.month, self.day)

    @classmethod
    def from_ordinal(cls, days: int) -> Date:
        """Return the day that is `days` after 1970-01-01."""
        return cls(*calendar.from_ordinal(days))


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day to the nanosecond, local, with an offset in seconds, or with an IANA zone."""

    hour: int
    minute: int
    second: int
    nano: int = 0
    offset: int | None = None
    zone: str | None = None

    @property
    def local_nanos(self) -> int:
        """Nanoseconds since midnight on the local clock."""
        return ((self.hour * 60 + self.minute) * 60 + self.second) * calendar.NANOS + self.nano

    @property
    def is_local(self) -> bool:
        """True when neither offset nor zone is known."""
        return self.offset is None and self.zone is None

    @property
    def utc_nanos(self) -> int:
        """Nanoseconds since midnight UTC; may be negative or over a day."""
        offset = self.offset if self.offset is not None else calendar.standard_offset(self.zone) if self.zone else 0
        return self.local_nanos - offset * calendar.NANOS

    @classmethod
    def from_nanos(cls, nanos: int, *, offset: int | None = None, zone: str | None = None) -> Time:
        """Return the time that many nanoseconds after midnight (less than a day)."""
        seconds, nano = divmod(nanos, calendar.NANOS)
        minutes, second = divmod(seconds, 60)
        hour, minute = divmod(minutes, 60)
        return cls(hour, minute, second, nano, offset, zone)


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date and a time of that day."""

    date: Date
    time: Time

    @property
    def offset_seconds(self) -> int | None:
        """Offset from UTC at this moment, or None for a local date and time."""
        if self.time.zone is not None:
            seconds = self.time.local_nanos // calendar.NANOS
            return calendar.zone_offset(self.time.zone, self.date.ordinal, seconds)
        return self.time.offset

    @property
    def local_nanos(self) -> int:
        """Nanoseconds since 1970-01-01 on the local clock."""
        return self.date.ordinal * calendar.SECONDS_PER_DAY * calendar.NANOS + self.time.local_nanos

    @property
    def utc_nanos(self) -> int:
        """Nanoseconds since 1970-01-01T00:00:00Z; a local value counts as UTC."""
        return self.local_nanos - (self.offset_seconds or 0) * calendar.NANOS

    @classmethod
    def from_local_nanos(cls, nanos: int, *, offset: int | None, zone: str | None) -> DateTime:
        """Return the local date and time that many nanoseconds after 1970-01-01."""
        days, rest = divmod(nanos, calendar.SECONDS_PER_DAY * calendar.NANOS)
        return cls(Date.from_ordinal(days), Time.from_nanos(rest, offset=offset, zone=zone))


@dataclass(frozen=True, slots=True, order=True)
class DayTimeDuration:
    """A days-and-time duration in nanoseconds."""

    nanos: int


@dataclass(frozen=True, slots=True, order=True)
class YearMonthDuration:
    """A years-and-months duration in months."""

    months: int


@dataclass(frozen=True, slots=True)
class Range:
    """An interval. `operator` is set for a range written as a unary test, such as (< x); there an end is None."""

    start: object
    end: object
    start_included: bool = True
    end_included: bool = True
    operator: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A callable value: parameter names, their types and a Python callable over positional arguments."""

    parameters: tuple[str, ...]
    call: Callable[[Run, Sequence[object]], object]
    name: str = ""
    parameter_types: tuple[object, ...] = field(default=())
    result_type: object = None
    captured: object = None


Context = Mapping[str, object]
Duration = DayTimeDuration | YearMonthDuration
Temporal = Date | Time | DateTime


def number(value: int) -> Decimal:
    """Return an integer as a FEEL number."""
    return Decimal(value)
