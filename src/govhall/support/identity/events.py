"""
What identity tells other apps, by ids only. ``aggregate_id`` is the account, the person, the entity or the power to act
that it happened to, so the facts of each arrive in order.
"""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from govhall.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFact(Event):
    """Something happened to an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetAsked(AccountFact):
    """Somebody who is not signed in asked for a link. For a name that nobody has, the account doesn't exist."""

    name: ClassVar[str] = "identity.reset.asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordReset(AccountFact):
    """A password was set anew with a ticket; every session of the account has ended."""

    name: ClassVar[str] = "identity.password.reset"

    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChanged(AccountFact):
    """The address to which links for a lost password go is another one now."""

    name: ClassVar[str] = "identity.email.changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDisabled(AccountFact):
    """Nobody can sign in to this account any more; its sessions have ended."""

    name: ClassVar[str] = "identity.account.disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEnded(AccountFact):
    """An officer no longer holds this post, by decision or because its time was over."""

    name: ClassVar[str] = "identity.post.ended"

    role: str
    agency_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyChanged(Event):
    """A power to act was given, answered or ended. ``aggregate_id`` is the power, ``act`` an ``AgentAct``."""

    name: ClassVar[str] = "identity.agency.changed"

    act: str
    agent_party_id: UUID
    principal_party_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonConfirmed(Event):
    """A person's identity number was confirmed: nobody else can have it from now on; ``aggregate_id`` is the person."""

    name: ClassVar[str] = "identity.person.confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRegistered(Event):
    """A legal entity is known by its code from now on; ``aggregate_id`` is the entity."""

    name: ClassVar[str] = "identity.entity.registered"
