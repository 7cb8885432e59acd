"""
Whether a key certificate is to be trusted: from the leaf up to a root that the caller trusts.

OpenSSL's own check can't be used: it applies the SM2 signer id to the leaf only. Revocation isn't checked here; who
keeps a list of revoked serials asks it besides.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from govhall.infra.crypto.errors import CryptoError
from govhall.infra.crypto.x509 import KeyCertificate, Usage

MAX_DEPTH = 8
_UNDERSTOOD = frozenset({"basic_constraints", "key_usage", "key_identifier", "authority_key_identifier"})
_STAMPING = frozenset({"extended_key_usage"})


class CertificateNotTrusted(CryptoError):
    """A certificate isn't to be trusted; ``code`` says why (``certificate-expired``, ``certificate-signature`` …)."""

    code = "certificate-not-trusted"

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        vars(self)["code"] = f"certificate-{reason}"


def verify_chain(
    leaf: KeyCertificate,
    *,
    roots: Sequence[KeyCertificate],
    at: datetime,
    intermediates: Iterable[KeyCertificate] = (),
    usage: Usage | None = None,
) -> tuple[KeyCertificate, ...]:
    """
    Return the chain from ``leaf`` to one of ``roots``, every link of it valid ``at`` that moment.

    :raises CertificateNotTrusted: with reason ``usage``, ``extension``, ``not-yet-valid``, ``expired``,
        ``unknown-issuer``, ``signature``, ``not-an-authority`` or ``path-length``
    """
    for_stamps = usage is Usage.TIME_STAMPING
    if usage is not None and (not leaf.usages & usage.value or (for_stamps and not leaf.is_for_time_stamps)):
        raise CertificateNotTrusted("usage", "证书的密钥用途与本次使用不符。")
    chain, candidates = [leaf], [*roots, *intermediates]
    while True:
        current = chain[-1]
        _check_alone(current, at, _UNDERSTOOD | _STAMPING if for_stamps and current is leaf else _UNDERSTOOD)
        if current in roots:
            # A trusted root is trusted as it stands; still its own signature must be whole.
            _check_signature(current, current)
            return tuple(chain)
        if len(chain) >= MAX_DEPTH:
            raise CertificateNotTrusted("path-length", "证书链过长。")
        issuer = _issuer_of(current, [c for c in candidates if c not in chain])
        _check_authority(issuer, below=len(chain) - 1)
        chain.append(issuer)


def _issuer_of(certificate: KeyCertificate, candidates: Sequence[KeyCertificate]) -> KeyCertificate:
    named = [candidate for candidate in candidates if candidate.subject == certificate.issuer]
    if not named:
        raise CertificateNotTrusted("unknown-issuer", "证书的颁发者不在受信任的范围内。")
    for candidate in named:
        if certificate.issued_by(candidate):
            return candidate
    raise CertificateNotTrusted("signature", "证书的签名不正确，证书可能被篡改。")


def _check_signature(certificate: KeyCertificate, issuer: KeyCertificate) -> None:
    if not certificate.issued_by(issuer):
        raise CertificateNotTrusted("signature", "证书的签名不正确，证书可能被篡改。")


def _check_authority(issuer: KeyCertificate, *, below: int) -> None:
    if not issuer.is_authority:
        raise CertificateNotTrusted("not-an-authority", "颁发者的证书不是 CA 证书，无权签发证书。")
    if issuer.path_length is not None and below > issuer.path_length:
        raise CertificateNotTrusted("path-length", "证书链超过了 CA 证书允许的层级。")


def _check_alone(certificate: KeyCertificate, at: datetime, understood: frozenset[str]) -> None:
    validity = certificate.validity
    if at < validity.not_before:
        raise CertificateNotTrusted("not-yet-valid", "证书尚未生效。")
    if at > validity.not_after:
        raise CertificateNotTrusted("expired", "证书已过期。")
    unknown = set(certificate.parsed.critical_extensions) - understood
    if unknown:
        raise CertificateNotTrusted("extension", "证书含有无法识别的关键扩展项。")
