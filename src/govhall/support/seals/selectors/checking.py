"""Verdicts on sealed documents, the authorities that we trust, and the list of revoked keys."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from govhall.infra.crypto import crls, keypairs, x509
from govhall.infra.crypto.crls import RevocationList
from govhall.support.seals.engine import checking, ofd_checking
from govhall.support.seals.engine.checking import Checked
from govhall.support.seals.engine.trust import Trust
from govhall.support.seals.models import RevokedKey
from govhall.support.seals.values import SealCheck

AUTHORITY, MAKER = "seal-authority", "seal-maker"
LIST_LIFE = timedelta(days=7)
ZIP = b"PK\x03\x04"


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
