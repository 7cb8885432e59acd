"""What registers hold, as values."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """Months in which one employer paid one insurance on one base; both ends are first days of months, included."""

    insurance: str
    months_from: date
    months_to: date
    employer: str
    base: int
    state: str
