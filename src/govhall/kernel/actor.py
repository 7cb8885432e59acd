"""
Who acts. An ``Actor`` travels from the edge (a request, a job, a command) into every act and every record of it.

It is a plain value: what a person may do is decided in ``security.access`` from the grants that stand here.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from govhall.kernel.errors import NotPermitted


class ActorKind(StrEnum):
    """An automatic act and a person's act are two acts, so the kind is part of every record."""

    VISITOR = "VISITOR"
    APPLICANT = "APPLICANT"
    OFFICER = "OFFICER"
    SYSTEM = "SYSTEM"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A post: a role held in an agency. ``region_path`` (``/52/5201/520115/``) is the subtree of regions it covers."""

    role: str
    agency_id: int
    region_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """
    The person or program that acts.

    ``id`` is the account; ``party_id`` is the natural person or legal entity on whose behalf it acts now, ``parties``
    all those it may act for, and ``limited`` those among them only in some items. ``assurance`` is the level of
    identity proof, 0 to 4 (standards.md 10.2).
    """

    kind: ActorKind
    id: UUID | None = None
    name: str = ""
    party_id: UUID | None = None
    parties: frozenset[UUID] = field(default_factory=frozenset)
    limited: frozenset[UUID] = field(default_factory=frozenset)
    grants: tuple[Grant, ...] = ()
    assurance: int = 0
    address: str = ""

    @property
    def account(self) -> UUID:
        """The account. :raises NotPermitted: for visitors and automatic acts, which have none"""
        if self.id is None:
            raise NotPermitted("请先登录。")
        return self.id

    @property
    def whole_parties(self) -> frozenset[UUID]:
        """Those for whom this person may do and see everything."""
        return self.parties - self.limited

    @property
    def is_officer(self) -> bool:
        """This person holds at least one post."""
        return self.kind is ActorKind.OFFICER


VISITOR = Actor(kind=ActorKind.VISITOR)
SYSTEM = Actor(kind=ActorKind.SYSTEM, name="系统")
