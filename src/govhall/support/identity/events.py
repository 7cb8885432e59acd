"""Facts about persons and entities that other apps react to. They name ids only."""

from dataclasses import dataclass
from typing import ClassVar

from govhall.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonConfirmed(Event):
    """A person's identity number was confirmed: nobody else can have it from now on; ``aggregate_id`` is the person."""

    name: ClassVar[str] = "identity.person.confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRegistered(Event):
    """A legal entity is known by its code from now on; ``aggregate_id`` is the entity."""

    name: ClassVar[str] = "identity.entity.registered"
