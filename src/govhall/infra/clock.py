"""
The one place that reads the time. Views, tasks and commands ask here and pass ``at`` inwards.

Tests and simulated days set the clock with ``frozen``; nothing else may.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

OFFICIAL_ZONE = ZoneInfo("Asia/Shanghai")

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """Return the current moment, aware, in UTC."""
    return _frozen.get() or timezone.now()


def today() -> date:
    """Return the official (Beijing time) date of now."""
    return official_date(now())


def official_date(at: datetime) -> date:
    """Return the day in Beijing time on which ``at`` falls; legal days are counted in it."""
    return at.astimezone(OFFICIAL_ZONE).date()


@contextmanager
def frozen(at: datetime) -> Iterator[datetime]:
    """Hold the clock at ``at`` (aware) inside the block."""
    if at.tzinfo is None:
        raise ValueError("a frozen clock needs an aware moment")
    token = _frozen.set(at)
    try:
        yield at
    finally:
        _frozen.reset(token)
