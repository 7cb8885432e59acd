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
class CertificateReplaced(Event):
    """A version was replaced by a new one (换发, 变更); ``aggregate_id`` is the old version."""

    name: ClassVar[str] = "certificates.certificate.replaced"

    replaced_by: UUID
    holder_party_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSuspended(Event):
    """A certificate is out of force until it is reinstated (暂扣); ``act_id`` is the act in its history."""

    name: ClassVar[str] = "certificates.certificate.suspended"

    act_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateReinstated(Event):
    """A suspended certificate is in force again (恢复); ``act_id`` is the act in its history."""

    name: ClassVar[str] = "certificates.certificate.reinstated"

    act_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateCancelled(Event):
    """A certificate was ended by 注销, 撤销 or 吊销; ``status`` is the status that it has now."""

    name: ClassVar[str] = "certificates.certificate.cancelled"

    status: str
    holder_party_id: UUID | None
    source_case: UUID | None
