"""Batches of existing certificates (存量), their rows and what is wrong with a cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that can't be read, and why (是公式)."""

    words: str


Cell = str | CellFault


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """What is wrong in a column of a row; never what the cell says."""

    column: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockBatchValue:
    """A batch of existing certificates (存量); ``counts`` are rows by their state, ``acts`` what may be done now."""

    id: UUID
    type_key: str
    type_name: str
    agency_id: int
    agency_name: str
    state: str
    state_label: str
    acts: tuple[str, ...]
    counts: Mapping[str, int]
    unknown_holders: int
    uploaded_by: str
    uploaded_by_id: UUID
    uploaded_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    paused_reason: str
    ended_at: datetime | None

    @property
    def total(self) -> int:
        """All rows of the table."""
        return sum(self.counts.values())

    @property
    def percent(self) -> int:
        """How much of what was confirmed is done."""
        done = self.counts["ISSUED"] + self.counts["FAILED"] + self.counts["DROPPED"]
        return 100 * done // max(done + self.counts["READY"], 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRowValue:
    """A row of a batch, masked; empty where its data was erased."""

    number: int
    state: str
    state_label: str
    certificate_number: str
    holder_name: str
    faults: tuple[RowFault, ...]
    certificate_id: UUID | None
