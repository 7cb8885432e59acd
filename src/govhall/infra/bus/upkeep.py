"""
Upkeep: work that comes by the clock, in the queue ``upkeep``. One way to declare it, so that none is forgotten.

A run that the worker missed is made up for within a day of its time (``PROCRASTINATE_PERIODIC_DEFAULTS``).
"""

import re
from collections.abc import Callable
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

QUEUE = "upkeep"
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_BEIJING_IS_AHEAD = 8  # hours; the queue's clock runs in UTC, and China has no summer time

# A night's work that failed must not wait for the next night: 4, 16, 64 … 16,384 seconds, six hours in all.
_WITHIN_THE_NIGHT = RetryStrategy(max_attempts=7, exponential_wait=4)

Work = Callable[..., None]


def daily(beijing: str, *, name: str) -> Callable[[Work], Any]:
    """
    Declare a task for every day at this time in Beijing (``00:10``); it is tried again when it fails.

    :raises ValueError: for anything but a time of day
    """
    found = _TIME.fullmatch(beijing)
    if found is None:
        raise ValueError(f"{beijing!r} is not a time of day")
    hour, minute = (int(part) for part in found.groups())
    return _declared(name, f"{minute} {(hour - _BEIJING_IS_AHEAD) % 24} * * *", _WITHIN_THE_NIGHT)


def every_minutes(minutes: int, *, name: str) -> Callable[[Work], Any]:
    """
    Declare a task that comes again so soon that a failed run needs no retry: the next one does its work.

    :raises ValueError: for more than an hour, or a time that doesn't divide it
    """
    if not 1 <= minutes <= 30 or 60 % minutes:
        raise ValueError(f"an hour has no whole number of {minutes} minutes")
    return _declared(name, f"*/{minutes} * * * *", None)


def _declared(name: str, cron: str, retry: RetryStrategy | None) -> Callable[[Work], Any]:
    def declare(work: Work) -> Any:
        # One waits at most: a worker that comes back has no heap of the same work before it.
        task = app.task(name=name, queue=QUEUE, queueing_lock=name, retry=retry or False)(work)
        return app.periodic(cron=cron)(task)

    return declare
