"""Case numbers: serials are drawn from a sequence in blocks, so that most submissions ask the database for none."""

import os
import threading
from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from govhall.infra import clock
from govhall.standards.identifiers import case_number

# What a process may lose when it ends; numbers have gaps anyway (docs/decisions/0006).
BLOCK = 20
SERIALS = 1_000_000


class _Serials:
    """The block of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._block: Iterator[int] = iter(())

    def next(self) -> int:
        """Return a serial that nobody else gets, before a million more were drawn."""
        with self._lock:
            for serial in self._block:
                return serial
            first = self._draw() * BLOCK
            self._block = iter(range(first + 1, first + BLOCK))
            return first

    @staticmethod
    def _draw() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('cases_serial')")
            return int(cursor.fetchone()[0])


def next_number(region_code: str, at: datetime) -> str:
    """
    Return the next case number of a region on the official day of ``at``.

    Only after a million cases in one day can a serial come twice; the database refuses the second.
    """
    return case_number.compose(region_code[:6], clock.official_date(at), _serials.next() % SERIALS)


def _start_anew() -> None:
    global _serials
    _serials = _Serials()


_serials = _Serials()
# A forked process must not go on with its parent's block.
os.register_at_fork(after_in_child=_start_anew)
