"""Facts that the calendar publishes."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID, uuid5

from govhall.kernel.events import Event

# One stream for each year, so that its editions arrive in order.
_NAMESPACE = UUID("6f1d3d0e-7c3b-5a53-9a3e-3d8a3f1c2b52")


def stream_of(year: int) -> UUID:
    """Return the aggregate id of a year."""
    return uuid5(_NAMESPACE, f"calendar/{year}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEditionLoaded(Event):
    """
    A year was loaded. When ``due_dates_may_change``, cases whose clock touches the year must be computed again.

    Another process may count with the old calendar for a minute, so a handler computes from a fresh index
    (``public.refresh``).
    """

    name: ClassVar[str] = "calendar.edition.loaded"

    year: int
    was_provisional: bool
    due_dates_may_change: bool
