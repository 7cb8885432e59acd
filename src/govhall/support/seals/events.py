"""Facts about seals that other apps react to."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from govhall.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SealIssued(Event):
    """A seal is in its keeper's hands and in force; ``aggregate_id`` is the seal."""

    name: ClassVar[str] = "seals.seal.issued"

    agency_id: int
    kind: str
    replaces: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealFrozen(Event):
    """A seal may not be used until further notice."""

    name: ClassVar[str] = "seals.seal.frozen"

    agency_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SealUnfrozen(Event):
    """A frozen seal may be used again."""

    name: ClassVar[str] = "seals.seal.unfrozen"

    agency_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SealReplaced(Event):
    """Another seal took the place of this one; what it sealed stays good."""

    name: ClassVar[str] = "seals.seal.replaced"

    agency_id: int
    successor: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SealDestroyed(Event):
    """A seal's key is gone and its certificate revoked; what it sealed before stays good."""

    name: ClassVar[str] = "seals.seal.destroyed"

    agency_id: int


ALL = (SealIssued, SealFrozen, SealUnfrozen, SealReplaced, SealDestroyed)
