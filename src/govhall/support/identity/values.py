"""
What of identity may leave this app: parties, officers, contacts.

Personal data in clear stands only in ``PartyDetails`` and ``Contact``, and never in a ``repr``.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class PartyKind(StrEnum):
    """Who can apply: a natural person or a legal entity."""

    PERSON = "person"
    ENTITY = "entity"


# The code of natural persons in GB/T 39046-2020 A.4 (服务对象).
SERVED_PERSON = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyValue:
    """
    A person or a legal entity as others may see it.

    ``number`` is the masked identity number of a person, or the USCC of an entity, which is public.
    ``served`` is the code of GB/T 39046-2020 A.4.
    """

    kind: PartyKind
    id: UUID
    name: str
    number: str
    served: str

    @property
    def is_person(self) -> bool:
        """This party is a natural person."""
        return self.kind is PartyKind.PERSON


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonValue:
    """A natural person with masked personal data. ``level`` is the assurance level, 0 to 4."""

    id: UUID
    user_id: UUID | None
    name: str
    id_type: str
    masked_id_number: str
    masked_phone: str
    sex: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalEntityValue:
    """A legal entity; all of this is public register data."""

    id: UUID
    name: str
    uscc: str
    kind: str
    legal_representative_id: UUID
    legal_representative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDetails:
    """
    The clear values that fill a party's own forms. Give them to the party itself or behind ``privacy.reveal`` only.

    ``name`` … ``address`` belong to the party; for an entity ``id_type`` is the organisation code type and
    ``id_number`` its USCC. ``served`` is the 服务对象 it counts as (GB/T 39046 A.4).
    """

    party_id: UUID
    kind: PartyKind
    name: str
    served: str
    id_type: str
    id_number: str = field(repr=False)
    phone: str = field(repr=False)
    address: str = field(repr=False)
    email: str = field(default="", repr=False)
    uscc: str = ""
    legal_representative: str = ""

    def fills(self) -> dict[str, str]:
        """Return the values by the names that forms use in ``filled_from`` (``party.name`` …)."""
        names = ("name", "id_type", "id_number", "phone", "address", "email", "uscc", "legal_representative")
        return {f"party.{name}": getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where a party can be reached. Empty strings where nothing is known."""

    user_id: UUID | None
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostValue:
    """A post held by an officer; the period is half-open, ``valid_until`` None means open."""

    id: UUID
    user_id: UUID
    agency_id: int
    role: str
    valid_from: datetime
    valid_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerValue:
    """An officer and the posts held now."""

    user_id: UUID
    name: str
    username: str
    posts: tuple[PostValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentScope:
    """How far an agent may act for a principal: for these items only, or for all when ``items`` is empty."""

    items: frozenset[str] = frozenset()

    def covers(self, item_key: str) -> bool:
        """Say whether the agent may act in this item."""
        return not self.items or item_key in self.items


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerValue:
    """A power as principal and agent see it in 我的: ``state`` is an ``AgentState``, names are in clear."""

    grant_id: UUID
    principal: PartyValue
    agent: PersonValue
    items: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime | None
    asked_at: datetime
    revoked_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelEventValue:
    """One change of a person's assurance level and what it rests on."""

    level_before: int
    level_after: int
    evidence: str
    note: str
    at: datetime
    by_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RealNameClaim:
    """What is compared with the population register: at least three items (DB61/T 1127-2018)."""

    id_type: str
    name: str
    id_number: str = field(repr=False)
    issue_date: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketValue:
    """A one-time code as it is handed over once; ``path`` opens the page on which the new password is set."""

    username: str
    code: str = field(repr=False)
    path: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAccount:
    """A citizen's account as an officer at the window may see it."""

    user_id: UUID
    username: str
    name: str
    masked_id_number: str
    masked_phone: str
    level: int
    is_active: bool
    has_factor: bool
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """An officer in a list: ``posts`` are pairs of role and agency that hold now, ``state`` a ``StaffState``."""

    user_id: UUID
    username: str
    name: str
    agency_id: int | None
    state: str
    posts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRecord:
    """A post as an account administrator sees it; ``may_end`` says whether this reader may end it."""

    id: UUID
    agency_id: int
    role: str
    valid_from: datetime
    valid_until: datetime | None
    is_in_force: bool
    may_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffFile:
    """An officer's account with masked personal data and all posts; ``may_change`` is about the account itself."""

    row: StaffRow
    masked_id_number: str
    masked_phone: str
    masked_email: str
    has_factor: bool
    created_at: datetime
    posts: tuple[PostRecord, ...]
    is_self: bool
    may_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """
    An account of the demonstration, as the launcher prints it.

    ``totp_secret`` (base32, for any authenticator app) is empty for citizens. Those that aren't featured exist so
    that every department can work, and may be left out of a short list.
    """

    username: str
    password: str
    totp_secret: str
    label: str
    is_featured: bool = True
