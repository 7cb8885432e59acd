"""Reading seals, checking sealed documents, and the list of revoked keys."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from govhall.infra.crypto import crls, keypairs, x509
from govhall.infra.crypto.crls import RevocationList
from govhall.support.seals.choices import SealKind, SealStatus
from govhall.support.seals.engine import checking, ofd_checking
from govhall.support.seals.engine.checking import Checked
from govhall.support.seals.engine.trust import Trust
from govhall.support.seals.models import RevokedKey, Seal
from govhall.support.seals.values import SealCheck, SealValue

AUTHORITY, MAKER = "seal-authority", "seal-maker"
LIST_LIFE = timedelta(days=7)
ZIP = b"PK\x03\x04"


def seals_of(agency_id: int) -> Sequence[SealValue]:
    """Return the seals of an agency, the active ones first."""
    return [value_of(row) for row in Seal.objects.filter(agency_id=agency_id).order_by("status", "-made_at")]


def active_seal(agency_id: int) -> SealValue | None:
    """Return the official seal in use, or None."""
    row = active_row(agency_id)
    return value_of(row) if row else None


def active_row(agency_id: int) -> Seal | None:
    """Return the row of the official seal in use, or None."""
    return Seal.objects.filter(agency_id=agency_id, status=SealStatus.ACTIVE, kind=SealKind.OFFICIAL).first()


def check_file(content: bytes) -> Sequence[SealCheck]:
    """
    Return the verdict on each seal in a PDF or an OFD, ours or another issuer's; an empty list means that it has none.

    :raises NotAPdf: if a file that is no OFD can't be read as PDF
    :raises OfdRefused: if an OFD can't be read
    """
    lists = [found] if (found := revocation_list()) else []
    if content.startswith(ZIP):
        return _values(ofd_checking.check(content, trust=Trust(roots(), lists)))
    return _values(checking.check(content, roots=roots(), revocations=lists))


def revocation_list() -> RevocationList | None:
    """Return the built-in authority's list of revoked key certificates, signed by it; None before there is any."""
    if not keypairs.exists(AUTHORITY):
        return None
    rows = RevokedKey.objects.order_by("at", "id").values_list("serial", "at")
    return _list_of(tuple(rows))


@lru_cache(maxsize=4)
def _list_of(rows: tuple[tuple[str, datetime], ...]) -> RevocationList | None:
    """Return the list of these; it is signed once as long as no other key is revoked."""
    if not rows:
        return None
    pair = keypairs.load(AUTHORITY)
    return crls.make(
        issuer=pair.certificate,
        issuer_private=pair.private,
        number=len(rows),
        revoked={int(serial, 16): at for serial, at in rows},
        at=rows[-1][1],
        next_at=rows[-1][1] + LIST_LIFE,
    )


def _values(checked: Sequence[Checked]) -> list[SealCheck]:
    return [
        SealCheck(
            finding=found.finding,
            finding_label=str(found.finding.label),
            signer=found.signer,
            signed_at=found.signed_at,
            reason=found.reason,
            fingerprint=found.certificate.fingerprint if found.certificate else "",
        )
        for found in checked
    ]


def roots() -> list[x509.KeyCertificate]:
    """Return the authorities that we trust: the built-in test authority of this installation."""
    return [keypairs.certificate(AUTHORITY)] if keypairs.exists(AUTHORITY) else []


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
