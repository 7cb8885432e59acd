"""Reading seals and checking sealed documents."""

from collections.abc import Sequence

from govhall.infra.crypto import keypairs, x509
from govhall.support.seals.choices import SealStatus
from govhall.support.seals.engine import checking
from govhall.support.seals.models import Seal
from govhall.support.seals.values import SealCheck, SealValue

AUTHORITY = "seal-authority"


def seals_of(agency_id: int) -> Sequence[SealValue]:
    """Return the seals of an agency, the active ones first."""
    return [value_of(row) for row in Seal.objects.filter(agency_id=agency_id).order_by("status", "-made_at")]


def active_seal(agency_id: int) -> SealValue | None:
    """Return the official seal in use, or None."""
    row = Seal.objects.filter(agency_id=agency_id, status=SealStatus.ACTIVE, kind="OFFICIAL").first()
    return value_of(row) if row else None


def check_pdf(pdf: bytes) -> Sequence[SealCheck]:
    """
    Return the verdict on each seal in a PDF, ours or another issuer's; an empty list means that it carries none.

    :raises NotAPdf: if the file can't be read
    """
    return [
        SealCheck(
            finding=found.finding,
            finding_label=str(found.finding.label),
            signer=found.signer,
            signed_at=found.signed_at,
            reason=found.reason,
            fingerprint=found.certificate.fingerprint if found.certificate else "",
        )
        for found in checking.check(pdf, roots=roots())
    ]


def roots() -> list[x509.KeyCertificate]:
    """Return the authorities that we trust: the built-in test authority of this installation."""
    return [keypairs.load(AUTHORITY).certificate] if keypairs.exists(AUTHORITY) else []


def value_of(row: Seal) -> SealValue:
    """Return the value of a row."""
    return SealValue(
        id=row.id,
        agency_id=row.agency_id,
        name=row.name,
        kind=row.kind,
        status=row.status,
        certificate_fingerprint=row.certificate_fingerprint,
        valid_until=row.valid_until,
    )
