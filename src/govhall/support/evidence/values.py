"""What of evidence may leave this app."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Salted:
    """A value that could identify somebody: only its salted hash is entered."""

    value: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a fact stands: ``index`` is None until it is in the tree; ``proven_at`` until a signed head covers it."""

    kind: str
    subject: str
    at: datetime
    index: int | None
    proven_at: datetime | None

    @property
    def number(self) -> int | None:
        """第几条, counted from one as people count."""
        return None if self.index is None else self.index + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A signed head: ``record`` is what is signed, as a mapping; certificates from the log's own up to its root."""

    size: int
    root: bytes
    at: datetime
    previous: int
    record: Mapping[str, Any]
    signature: bytes
    fingerprint: str
    certificates: tuple[bytes, ...]
    cosignatures: tuple[Mapping[str, Any], ...] = ()

    @property
    def added(self) -> int:
        """How many leaves came since the head before."""
        return self.size - self.previous


@dataclass(frozen=True, slots=True, kw_only=True)
class Inclusion:
    """That a leaf stands in the tree of a signed head."""

    index: int
    leaf_hash: bytes
    proof: tuple[bytes, ...]
    head: Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that an inspection found; ``place`` says where (第 n 条, 树头 n), never what stands there."""

    code: str
    label: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionValue:
    """
    A recomputation of the whole tree: ``number`` faults, of which ``faults`` names the first hundred.

    ``anchors`` says how many anchors were compared with their chain; None if it couldn't be asked.
    """

    at: datetime
    size: int
    heads: int
    seconds: float
    number: int
    faults: Sequence[Fault]
    anchors: int | None = None

    @property
    def is_whole(self) -> bool:
        """Nothing was found."""
        return not self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessValue:
    """An outsider who co-signs our heads, and how far it has followed us."""

    name: str
    fingerprint: str
    last_size: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedValue:
    """Another installation's log that we witness; ``refusal`` says why we stopped, if we did."""

    name: str
    title: str
    size: int
    refused_at: datetime | None
    refusal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyValue:
    """A key that signs heads, or signed them until ``until``; ``is_stolen`` says why it ended."""

    fingerprint: str
    since: datetime
    until: datetime | None
    is_stolen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorPlan:
    """Where heads are anchored, as it stands in the settings: seconds, blocks, and wei a unit of gas."""

    rpc: str = field(repr=False)
    chain_id: int
    contract: str
    interval: int
    confirmations: int
    highest_gas_price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorValue:
    """A head on its way to a chain, or there: the block is empty while the transaction stands in none."""

    size: int
    root: bytes
    chain_id: int
    contract: str
    transaction: str
    status: str
    label: str
    at: datetime
    block: int | None
    block_hash: str
    block_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchoring:
    """How anchoring goes: ``failure`` is the code of what hinders it now, ``refusal`` of what stopped it for good."""

    chain_id: int
    contract: str
    is_installed: bool
    failure: str
    next_at: datetime | None
    refused_at: datetime | None
    refusal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeState:
    """The tree at a glance, for those who watch over it."""

    log: str
    size: int
    pending: int
    oldest_pending_at: datetime | None
    heads: Sequence[Head]
    inspections: Sequence[InspectionValue]
    witnesses: Sequence[WitnessValue]
    keys: Sequence[KeyValue]
    watched: Sequence[WatchedValue]
    anchoring: Anchoring | None
    anchors: Sequence[AnchorValue]
