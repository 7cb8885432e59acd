"""What pages hand to the components. Plain data: nothing here knows a case, a clock or a person."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ClockDay:
    """One day of a legal clock: ``kind`` of ``choices.DAY_KINDS``, ``note`` the sentence that is read aloud."""

    date: date
    kind: str = ""
    label: str = ""
    note: str = ""


@dataclass(frozen=True)
class Cell:
    """A day as the calendar component draws it. ``edge`` is "s", "e", "se" or "": where a run of equal days ends."""

    day: str
    label: str = ""
    kind: str = ""
    note: str = ""
    edge: str = ""
