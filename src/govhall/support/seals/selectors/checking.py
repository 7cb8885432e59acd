"""Verdicts on sealed documents, the authorities that we trust, and the list of revoked keys."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from govhall.infra.crypto import crls, keypairs, sm3_hex, x509
from govhall.infra.crypto.crls import RevocationList
from govhall.infra.crypto.schemes import Scheme
from govhall.support.seals.engine import checking, ofd_checking
from govhall.support.seals.engine.checking import Checked
from govhall.support.seals.engine.trust import Trust
from govhall.support.seals.models import LateStamp, RevokedKey
from govhall.support.seals.values import SealCheck
from govhall.support.timestamps import public as timestamps

AUTHORITY, MAKER = "seal-authority", "seal-maker"
LIST_LIFE = timedelta(days=7)
ZIP = b"PK\x03\x04"


def check_file(content: bytes) -> Sequence[SealCheck]:
    """
    Return the verdict on each seal in a PDF or an OFD, ours or another issuer's; an empty list means that it has none.

    :raises NotAPdf: if a file that is no OFD can't be read as PDF
    :raises OfdRefused: if an OFD can't be read
    """
    if content.startswith(ZIP):
        return _values(ofd_checking.check(content, trust=trust()))
    return _values(checking.check(content, trust=trust()))


def trust() -> Trust:
    """Return whom we trust: for seals, for signatures beside them, and for time stamps in the file or kept for it."""
    lists = [found] if (found := revocation_list()) else []
    above = classical_chain()
    trusted = [*roots(), *(one for one in above if one.subject == one.issuer)]
    between = [one for one in above if one.subject != one.issuer]
    return Trust(trusted, lists, timestamps.roots(), _kept_stamp, between)


def _kept_stamp(value: bytes) -> bytes:
    token = LateStamp.objects.filter(signature_sm3=sm3_hex(value)).values_list("token", flat=True).first()
    return bytes(token or b"")


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
            kind=found.kind,
            trusted_at=found.stamp.at if found.stamp else None,
            stamped_by=found.stamp.authority if found.stamp else "",
        )
        for found in checked
    ]


def classical_name(scheme: Scheme) -> str:
    """Return the name of the pair that signs for foreign readers."""
    return f"classical-signer-{scheme}"


def classical_root_name(scheme: Scheme) -> str:
    """Return the name of the built-in root above it."""
    return f"classical-authority-{scheme}"


def classical_chain() -> list[x509.KeyCertificate]:
    """
    Return what stands above signatures for foreign readers: the file that GOVHALL_CLASSICAL_CHAIN names, and the
    built-in roots that there are.

    :raises MalformedCertificate: if the file can't be read
    """
    names = [classical_root_name(scheme) for scheme in (Scheme.ECDSA, Scheme.RSA)]
    own = [keypairs.certificate(name) for name in names if keypairs.exists(name)]
    path = settings.GOVHALL_CLASSICAL_CHAIN
    return [*(x509.read_file(Path(path)) if path else ()), *own]


def roots() -> list[x509.KeyCertificate]:
    """Return the authorities that we trust: the built-in test authority of this installation."""
    return [keypairs.certificate(AUTHORITY)] if keypairs.exists(AUTHORITY) else []
