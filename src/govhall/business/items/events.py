"""Facts about items. ``aggregate_id`` is the implementation."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from govhall.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPublished(Event):
    """A new version is in force."""

    name: ClassVar[str] = "items.item.published"

    implementation_code: str
    version_id: UUID
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSuspended(Event):
    """No new applications are taken until it is resumed; running cases go on."""

    name: ClassVar[str] = "items.item.suspended"

    implementation_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemResumed(Event):
    """Applications are taken again."""

    name: ClassVar[str] = "items.item.resumed"

    implementation_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCancelled(Event):
    """The item is taken off the list for good; running cases go on."""

    name: ClassVar[str] = "items.item.cancelled"

    implementation_code: str
