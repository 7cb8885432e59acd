"""
Checks seals and signatures of GB/T 38540 in the order of the standard; each failure has a name of its own.

Nothing that can't be read is ever called valid.
"""

from dataclasses import dataclass
from datetime import datetime

from govhall.infra.crypto import CryptoError, provider, sm3, x509
from govhall.support.seals.choices import Finding
from govhall.support.seals.engine import oids, stamps
from govhall.support.seals.engine.ses import structures
from govhall.support.seals.engine.trust import Trust
from govhall.support.timestamps.public import Stamp

_MAKER = {
    Finding.USAGE: Finding.MAKER_USAGE,
    Finding.OUTSIDE: Finding.MAKER_OUTSIDE,
    Finding.UNTRUSTED: Finding.MAKER_UNTRUSTED,
    Finding.REVOKED: Finding.MAKER_REVOKED,
}
GOOD = frozenset({Finding.VALID, Finding.REVOKED_LATER})


@dataclass(frozen=True, slots=True)
class SesChecked:
    """What a signature says, and the verdict on it."""

    finding: Finding
    name: str = ""
    signed_at: datetime | None = None
    certificate: x509.KeyCertificate | None = None
    stamp: Stamp | None = None


def check_seal(encoded: bytes, *, trust: Trust, at: datetime) -> Finding:
    """Return the verdict on a seal alone: structure, maker's signature, maker's certificate, validity ``at``."""
    try:
        return _check_seal(structures.read_seal(encoded), trust, at)
    except (structures.MalformedSeal, CryptoError):
        return Finding.SEAL_STRUCTURE


def check_signature(encoded: bytes, *, content: bytes, place: str, trust: Trust) -> SesChecked:
    """Return the verdict on a signature over ``content``, which is what stands at ``place``."""
    try:
        signature = structures.read_signature(encoded)
        certificate = x509.read(signature["certificate"].native)
    except (structures.MalformedSeal, CryptoError):
        return SesChecked(Finding.STRUCTURE)
    inner = signature["to_be_signed"]
    at: datetime = inner["time"].native
    stamped = stamps.judge(_token(signature), value=bytes(signature["signature"].native), trust=trust, claimed=at)
    finding = _verdict(signature, certificate, stamped.stamp, content, place, trust)
    if finding in GOOD and stamped.fault:
        finding = stamped.fault
    return SesChecked(finding, str(inner["seal"]["info"]["property"]["name"].native), at, certificate, stamped.stamp)


def _token(signature: structures.Signature) -> bytes:
    return bytes(signature["time_stamp"].native or b"")


def _verdict(
    signature: structures.Signature,
    certificate: x509.KeyCertificate,
    stamp: Stamp | None,
    content: bytes,
    place: str,
    trust: Trust,
) -> Finding:
    inner = signature["to_be_signed"]
    at: datetime = inner["time"].native
    if signature["algorithm"].dotted != oids.SM2_WITH_SM3 or at.tzinfo is None:
        return Finding.STRUCTURE
    if not provider().verify(certificate.public_key, bytes(inner.dump()), bytes(signature["signature"].native)):
        return Finding.SIGNATURE
    relied = trust.judge(certificate, at=at, trusted_at=stamp.at if stamp else None)
    if relied not in GOOD:
        return relied
    if bytes(inner["digest"].native) != sm3(content) or inner["place"].native != place:
        return Finding.CHANGED
    try:
        seal = _check_seal(inner["seal"], trust, at)
    except CryptoError:
        return Finding.SEAL_STRUCTURE
    if seal not in GOOD:
        return seal
    return relied if _may_use(inner["seal"], certificate) else Finding.NOT_LISTED


def _check_seal(seal: structures.Seal, trust: Trust, at: datetime) -> Finding:
    info, maker = seal["info"], x509.read(seal["certificate"].native)
    known = info["header"]["id"].native == "ES" and seal["algorithm"].dotted == oids.SM2_WITH_SM3
    if not known or info["property"]["signers_kind"].native not in (structures.CERTIFICATES, structures.DIGESTS):
        return Finding.SEAL_STRUCTURE
    if not provider().verify(maker.public_key, bytes(info.dump()), bytes(seal["signature"].native)):
        return Finding.MAKER_SIGNATURE
    made = trust.judge(maker, at=info["property"]["created"].native)
    if made not in GOOD:
        return _MAKER[made]
    if not info["property"]["valid_from"].native <= at <= info["property"]["valid_until"].native:
        return Finding.SEAL_OUTSIDE
    return Finding.VALID


def _may_use(seal: structures.Seal, signer: x509.KeyCertificate) -> bool:
    """Say whether the seal's list names this very certificate; a renewed one needs a seal made anew."""
    known = seal["info"]["property"]
    if known["signers_kind"].native == structures.CERTIFICATES:
        return any(bytes(one.native) == signer.encoded for one in known["signers"])
    return any(bytes(one["value"].native) == sm3(signer.encoded) for one in known["signers"])
