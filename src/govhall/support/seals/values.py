"""Seals, their history and use, and the result of checking them, as values."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from govhall.support.seals.choices import Occurrence, SealAct


@dataclass(frozen=True, slots=True)
class AtPoint:
    """A place for a seal: page counted from 1, and the seal's distance from left and top of what is seen, in mm."""

    page: int
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class AtWords:
    """A place for a seal: over the middle of these words (关键字签章)."""

    words: str
    occurrence: Occurrence = Occurrence.LAST


@dataclass(frozen=True, slots=True, kw_only=True)
class SealValue:
    """A seal: whose it is, where it is in its life, and which certificate stands behind it (GB/T 39046 table 12)."""

    id: UUID
    agency_id: int
    name: str
    kind: str
    kind_label: str
    status: str
    status_label: str
    purpose: str
    certificate_fingerprint: str
    valid_until: datetime | None
    applied_at: datetime
    made_at: datetime | None
    issued_at: datetime | None
    filing_number: str
    filing_date: date | None
    keeper_id: UUID | None
    keeper_name: str
    replaces: UUID | None
    attachment: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealEventValue:
    """One act on a seal."""

    act: str
    act_label: str
    status_label: str
    actor_kind: str
    actor_name: str
    reason: str
    at: datetime
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealUseValue:
    """One use of a seal."""

    id: UUID
    seal_id: UUID
    purpose: str
    case_number: str
    form: str
    place: str
    actor_kind: str
    actor_name: str
    document_sm3: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SealStructureValue:
    """What the structure of GB/T 38540 says, in words."""

    version: int
    maker: str
    seal_id: str
    name: str
    kind: str
    signers: int
    created: datetime
    valid_from: datetime
    valid_until: datetime
    picture: str
    maker_certificate: str
    finding_label: str
    is_good: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SealFile:
    """A seal with everything that its page shows; ``acts`` are those that this actor may do now."""

    seal: SealValue
    agency_name: str
    events: tuple[SealEventValue, ...]
    acts: tuple[SealAct, ...]
    may_use: bool
    structure: SealStructureValue | None
    successors: tuple[UUID, ...] = ()
    why_not: tuple[str, ...] = ()
    uses: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SealRow:
    """A seal in a list: ``tone`` tells what needs care, ``mine`` whether this actor can move it on."""

    seal: SealValue
    agency_name: str
    days_left: int | None
    tone: str
    mine: tuple[SealAct, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFileValue:
    """One file of a batch; ``fault`` says why it wasn't sealed."""

    number: int
    name: str
    outcome: str
    outcome_label: str
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchValue:
    """Files that were sent to be sealed in one act."""

    id: UUID
    seal_id: UUID
    seal_name: str
    purpose: str
    at: datetime
    kept_until: datetime
    files: tuple[BatchFileValue, ...]

    def count(self, outcome: str) -> int:
        """Return how many files came to this."""
        return sum(file.outcome == outcome for file in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    """A page of a PDF as people see it, for choosing a place: PNG, size in mm, and where the seal would go."""

    png: bytes
    page: int
    pages: int
    width: float
    height: float
    seal: float
    left: float | None
    top: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealCheck:
    """
    One signature in a document: ``finding`` is the verdict, ``signed_at`` is what it says of itself.

    ``trusted_at`` and ``stamped_by`` come from a time stamp that was believed: the signature existed then.
    """

    finding: str
    finding_label: str
    signer: str
    signed_at: datetime | None
    reason: str = ""
    fingerprint: str = ""
    kind: str = "SEAL"
    trusted_at: datetime | None = None
    stamped_by: str = ""

    @property
    def is_seal(self) -> bool:
        """It is a seal, and not a signature beside it for foreign readers."""
        return self.kind == "SEAL"

    @property
    def is_valid(self) -> bool:
        """The document is as it was sealed, and the seal is trusted."""
        return self.finding in ("VALID", "REVOKED_LATER")
