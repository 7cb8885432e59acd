"""
A value that every process keeps in memory and that is rebuilt when its version in the database changes.

For small reference data that is read on every request (regions, the working calendar). It must not hold anything
that has to be right within the second: another process sees a change after ``CHECK_SECONDS`` at the latest.
"""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")

CHECK_SECONDS = 60.0

_all: "list[ProcessCache[object]]" = []


class ProcessCache(Generic[T]):
    """
    Keeps what ``build`` returned until ``version`` returns something else.

    ``version`` must be one cheap query; it is asked at most once in ``CHECK_SECONDS``. Whoever changes the data calls
    ``forget`` in the transaction, for its own next read, and again on commit, for those who read in between.
    """

    def __init__(self, *, version: Callable[[], Hashable], build: Callable[[], T]) -> None:
        self._version = version
        self._build = build
        self._lock = threading.Lock()
        # (version, value, checked at); replaced as a whole, so that readers need no lock.
        self._held: tuple[Hashable, T, float] | None = None
        _all.append(self)  # type: ignore[arg-type]  # a list of caches of anything; only forget() is called on it

    def get(self) -> T:
        """Return the value, built now if it is missing or its version has changed."""
        held = self._held
        # Not the legal clock: this only spaces out version checks, so it must not follow a frozen one.
        if held is not None and time.monotonic() - held[2] < CHECK_SECONDS:
            return held[1]
        with self._lock:
            version = self._version()
            held = self._held
            value = held[1] if held is not None and held[0] == version else self._build()
            self._held = (version, value, time.monotonic())
            return value

    def forget(self) -> None:
        """Make the next ``get`` build the value anew."""
        self._held = None


def forget_all() -> None:
    """Empty every cache of this process: for tests, whose transactions are rolled back unseen."""
    for cache in _all:
        cache.forget()
