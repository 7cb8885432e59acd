"""Seals and the result of checking them, as values."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SealValue:
    """A seal: whose it is and which certificate stands behind it."""

    id: UUID
    agency_id: int
    name: str
    kind: str
    status: str
    certificate_fingerprint: str
    valid_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SealCheck:
    """One signature in a document: ``finding`` is the verdict, the rest is what it says of itself."""

    finding: str
    finding_label: str
    signer: str
    signed_at: datetime | None
    reason: str = ""
    fingerprint: str = ""

    @property
    def is_valid(self) -> bool:
        """The document is as it was sealed, and the seal is trusted."""
        return self.finding in ("VALID", "REVOKED_LATER")
