"""Several people or workers at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

from govhall.kernel.errors import DomainError

T = TypeVar("T")


def at_once(*acts: Callable[[], T]) -> list[T | DomainError]:
    """
    Do all acts at the same moment, each over a connection of its own; return what each gave, or how it was refused.

    Anything but a refusal is raised: it would be a fault.
    """
    together = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | DomainError:
        try:
            together.wait(timeout=10)
            return act()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
