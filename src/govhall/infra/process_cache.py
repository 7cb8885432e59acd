"""
What every process keeps in memory: values that are rebuilt when their version in the database changes, answers
that are good for a moment, and answers that never change.

For small reference data that is read on every request (regions, the working calendar, which version of an item is the
current one). It must not hold what an act rests on, unless that never changes: another process sees a change only after
``CHECK_SECONDS`` or ``MOMENT`` at the latest.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

CHECK_SECONDS = 60.0
MOMENT = 1.0


class _Forgetful(Protocol):
    def forget(self) -> None: ...


_all: list[_Forgetful] = []


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
        _all.append(self)

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


class BriefCache(Generic[K, T]):
    """Keeps each answer of ``read`` for ``MOMENT`` seconds: what thousands ask within one is read once."""

    def __init__(self, read: Callable[[K], T], *, most: int) -> None:
        self._read = read
        self._most = most
        self._held: OrderedDict[K, tuple[float, T]] = OrderedDict()
        self._lock = threading.Lock()
        _all.append(self)

    def get(self, key: K) -> T:
        """Return the answer for ``key``, at most a moment old."""
        held = self._held.get(key)
        if held is not None and time.monotonic() - held[0] < MOMENT:
            return held[1]
        answer = self._read(key)
        with self._lock:
            self._held[key] = (time.monotonic(), answer)
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return answer

    def forget(self) -> None:
        """Make the next ``get`` of any key read anew."""
        with self._lock:
            self._held.clear()


class LastingCache(Generic[K, T]):
    """Keeps answers that never change, such as a published version under its id, the ``most`` last used of them."""

    def __init__(self, read: Callable[[K], T], *, most: int) -> None:
        self._read = read
        self._most = most
        self._held: OrderedDict[K, T] = OrderedDict()
        self._lock = threading.Lock()
        _all.append(self)

    def get(self, key: K) -> T:
        """Return the answer for ``key``, read at the first question."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        answer = self._read(key)
        with self._lock:
            self._held[key] = answer
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return answer

    def forget(self) -> None:
        """Make the next ``get`` of any key read anew."""
        with self._lock:
            self._held.clear()


def forget_all() -> None:
    """Empty every cache of this process: for tests, whose transactions are rolled back unseen."""
    for cache in _all:
        cache.forget()
