"""
The clause register: every clause and every box of figure 1 of DB52/T 1542.1-2021, and how far this program is.

A test proves a clause by carrying its mark (``pytest.mark.clause("7.8")``); which tests do is not known here. States
are given by people, and ``tests/conformance`` holds them to the marks. It must not judge anything by itself.
"""

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

PREDICTED = "[I] predicted"
"""Source of a row that is our inference: the public copy of the standard ends before it."""


class State(StrEnum):
    """How far a clause is. Only ``DONE`` promises that nothing of it is missing."""

    DONE = "done"
    PARTIAL = "partial"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A clause (``7.8``, ``7.3 b)``) or a box (``box:统一受理``). ``where`` names packages below ``govhall``."""

    number: str
    title: str
    source: str
    state: State
    where: tuple[str, ...]
    note: str

    @property
    def is_predicted(self) -> bool:
        """Whether the row is inferred and no text of the standard."""
        return self.source == PREDICTED


@cache
def clauses() -> tuple[Clause, ...]:
    """Return the register in the order of the standard: clauses, then boxes from the top of the figure down."""
    text = (resources.files("govhall.standards") / "clauses.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(_clause(row) for row in csv.DictReader(lines, strict=True))


def _clause(row: dict[str, str]) -> Clause:
    return Clause(
        number=row["clause"],
        title=row["title"],
        source=row["source"],
        state=State(row["state"]),
        where=tuple(part.strip() for part in row["where"].split(";")),
        note=row["note"],
    )
