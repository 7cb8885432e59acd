"""
Checks a time-stamp token (RFC 3161, RFC 5816): structure, what it was made for, signature, the authority's certificate.

Every doubt is a named fault; nothing that can't be read is ever believed.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import cms, tsp

from govhall.infra.crypto import CryptoError, chains, schemes, x509
from govhall.infra.crypto.cms import SIGNED_DATA, TST_INFO
from govhall.infra.crypto.x509 import UNREADABLE, KeyCertificate, Usage
from govhall.support.timestamps.choices import Fault
from govhall.support.timestamps.engine import structures
from govhall.support.timestamps.engine.faults import StampFault
from govhall.support.timestamps.values import Stamp

_MOST_CERTIFICATES = 10


@dataclass(frozen=True, slots=True)
class Token:
    """A token whose signature is right; whom it comes from is still to be judged."""

    info: tsp.TSTInfo
    certificate: KeyCertificate
    enclosed: tuple[KeyCertificate, ...]

    @property
    def at(self) -> datetime:
        """The authority's time."""
        found: datetime = self.info["gen_time"].native
        return found


def check(encoded: bytes, *, value: bytes, roots: Sequence[KeyCertificate]) -> Stamp:
    """
    Return what the token says of ``value``, the bytes that it was made for.

    :raises StampFault: BROKEN, OTHER or UNTRUSTED
    """
    token = read(encoded)
    stated = token.info["message_imprint"]
    digest = schemes.digest(stated["hash_algorithm"]["algorithm"].dotted, value)
    if digest is None or bytes(stated["hashed_message"].native) != digest:
        raise StampFault(Fault.OTHER, "可信时间戳不是为这份签章制作的。")
    return judge(token, roots=roots)


def judge(token: Token, *, roots: Sequence[KeyCertificate]) -> Stamp:
    """Return what the token says, if its authority is trusted. :raises StampFault: UNTRUSTED"""
    try:
        chains.verify_chain(
            token.certificate, roots=roots, at=token.at, intermediates=token.enclosed, usage=Usage.TIME_STAMPING
        )
    except CryptoError as fault:
        raise StampFault(Fault.UNTRUSTED, f"时间戳机构的证书不可信：{fault.message}") from None
    info = token.info
    return Stamp(
        at=token.at,
        authority=token.certificate.common_name,
        serial=int(info["serial_number"].native),
        policy=info["policy"].dotted,
        accuracy=_accuracy(info),
        certificate_fingerprint=token.certificate.fingerprint,
    )


def read(encoded: bytes) -> Token:
    """Return the token if its structure is whole and its signature right. :raises StampFault: BROKEN"""
    try:
        return _read(encoded)
    except (*UNREADABLE, CryptoError):
        raise StampFault(Fault.BROKEN, "可信时间戳已损坏，或签名不正确。") from None


def _read(encoded: bytes) -> Token:
    """Return the token. :raises ValueError: (or what else asn1crypto raises) for anything that isn't as it should be"""
    _demand(len(encoded) <= structures.LARGEST_ANSWER, "size")
    outer = cms.ContentInfo.load(encoded, strict=True)
    _demand(outer["content_type"].dotted == SIGNED_DATA, "content type")
    signed = outer["content"]
    content = signed["encap_content_info"]
    _demand(signed["version"].native == "v3" and content["content_type"].dotted == TST_INFO, "version")
    _demand(not isinstance(signed["crls"], cms.RevocationInfoChoices) and len(signed["signer_infos"]) == 1, "parts")
    signer = signed["signer_infos"][0]
    certificate, enclosed = _certificates(signed, signer)
    _check_signature(signed, signer, certificate)
    info = content["content"].parsed
    info.native  # noqa: B018  # reads every part once, so that damage shows here and not later
    moment = info["gen_time"].native
    _demand(info["version"].native == "v1" and isinstance(moment, datetime) and moment.tzinfo is not None, "info")
    _demand(schemes.has_plain_parameters(info["message_imprint"]["hash_algorithm"]), "imprint")
    _demand(not any(one["critical"].native for one in info["extensions"] or ()), "extension")
    return Token(info, certificate, enclosed)


def _certificates(signed: cms.SignedData, signer: cms.SignerInfo) -> tuple[KeyCertificate, tuple[KeyCertificate, ...]]:
    choices = signed["certificates"]
    _demand(isinstance(choices, cms.CertificateSet) and 0 < len(choices) <= _MOST_CERTIFICATES, "certificates")
    named = signer["sid"].chosen
    _demand(signer["version"].native == "v1" and isinstance(named, cms.IssuerAndSerialNumber), "signer")
    found = [x509.read_any(choice.chosen.dump()) for choice in choices]
    own = [
        one
        for one in found
        if one.issuer == named["issuer"].dump() and one.serial == int(named["serial_number"].native)
    ]
    _demand(len(own) == 1, "signer's certificate")
    return own[0], tuple(one for one in found if one is not own[0])


def _check_signature(signed: cms.SignedData, signer: cms.SignerInfo, certificate: KeyCertificate) -> None:
    algorithm = signer["digest_algorithm"]
    _demand([one.dump() for one in signed["digest_algorithms"]] == [algorithm.dump()], "digests")
    _demand(not isinstance(signer["unsigned_attrs"], cms.CMSAttributes), "unsigned attributes")
    plain = schemes.has_plain_parameters(algorithm) and schemes.has_plain_parameters(signer["signature_algorithm"])
    _demand(plain, "parameters")
    attributes = _attributes(signer["signed_attrs"])
    digest = schemes.digest(algorithm["algorithm"].dotted, bytes(signed["encap_content_info"]["content"].contents))
    _demand(attributes["content_type"].dotted == TST_INFO, "content type")
    _demand(digest is not None and bytes(attributes["message_digest"].native) == digest, "digest")
    _demand(_names(attributes, certificate), "certificate")
    right = certificate.verifies(
        signer["signed_attrs"].untag().dump(),
        bytes(signer["signature"].native),
        algorithm=signer["signature_algorithm"]["algorithm"].dotted,
        digest_algorithm=algorithm["algorithm"].dotted,
    )
    _demand(right, "signature")


def _attributes(attributes: cms.CMSAttributes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in attributes:
        name = one["type"].native
        _demand(name not in found and len(one["values"]) == 1, "attributes")
        found[name] = one["values"][0]
    return found


def _names(attributes: dict[str, Any], certificate: KeyCertificate) -> bool:
    """Say whether the signed attributes name this certificate as the signer's, in the newer or the older form."""
    newer, older = attributes.get("signing_certificate_v2"), attributes.get("signing_certificate")
    if newer is not None:
        first = newer["certs"][0]
        digest = schemes.digest(first["hash_algorithm"]["algorithm"].dotted, certificate.encoded)
        return digest is not None and digest == bytes(first["cert_hash"].native)
    if older is None:
        return False
    stated = bytes(older["certs"][0]["cert_hash"].native)
    return stated == hashlib.sha1(certificate.encoded, usedforsecurity=False).digest()


def _accuracy(info: tsp.TSTInfo) -> timedelta:
    stated = info["accuracy"]
    if not isinstance(stated, tsp.Accuracy):
        return timedelta()
    seconds, millis, micros = (int(stated[name].native or 0) for name in ("seconds", "millis", "micros"))
    return timedelta(seconds=seconds, milliseconds=millis, microseconds=micros)


def _demand(condition: bool, what: str) -> None:
    if not condition:
        raise ValueError(what)
