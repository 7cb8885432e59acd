"""Facts about certificates that other apps react to."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from govhall.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateIssued(Event):
    """A certificate is sealed and in force; ``aggregate_id`` is the certificate."""

    name: ClassVar[str] = "certificates.certificate.issued"

    type_key: str
    holder_party_id: UUID | None
    source_case: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateCancelled(Event):
    """A certificate was ended by 注销, 撤销 or 吊销; ``status`` is the status that it has now."""

    name: ClassVar[str] = "certificates.certificate.cancelled"

    status: str
    holder_party_id: UUID | None
    source_case: UUID | None
