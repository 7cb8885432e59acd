"""Whom we trust, and what revokes that trust."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from govhall.infra.crypto import CryptoError, chains, x509
from govhall.infra.crypto.chains import CertificateNotTrusted
from govhall.infra.crypto.crls import RevocationList
from govhall.infra.crypto.schemes import Scheme
from govhall.support.seals.choices import Finding

_OUTSIDE = {"certificate-expired", "certificate-not-yet-valid"}


def nothing_kept(_value: bytes) -> bytes:
    """There is no time stamp beside the file."""
    return b""


@dataclass(frozen=True, slots=True)
class Trust:
    """
    Root certificates, and the lists of revoked ones, which count only under their issuer's signature; the roots of
    time-stamping authorities, and where a stamp of a signature value is found that isn't in the file.
    """

    roots: Sequence[x509.KeyCertificate]
    revocations: Sequence[RevocationList] = ()
    stamp_roots: Sequence[x509.KeyCertificate] = ()
    kept_stamp: Callable[[bytes], bytes] = nothing_kept
    intermediates: Sequence[x509.KeyCertificate] = ()

    def judge(self, certificate: x509.KeyCertificate, *, at: datetime, trusted_at: datetime | None = None) -> Finding:
        """
        Return whether a signing certificate could be relied on: VALID, REVOKED_LATER (valid, with a hint), or USAGE,
        OUTSIDE, UNTRUSTED, REVOKED.

        It must be valid ``at`` the time that the signature claims, and at the trusted time where there is one, which
        then decides about revocation: a thief of the key can write any time, but no stamp of the past.
        """
        try:
            chain = self._chain(certificate, at)
            if trusted_at is not None:
                self._chain(certificate, trusted_at)
        except CertificateNotTrusted as fault:
            if fault.code == "certificate-usage":
                return Finding.USAGE
            return Finding.OUTSIDE if fault.code in _OUTSIDE else Finding.UNTRUSTED
        except CryptoError:
            return Finding.UNTRUSTED
        revoked = [
            when
            for link, issuer in pairwise(chain)
            if issuer.scheme is Scheme.SM2  # lists by other keys are not read yet
            for when in (one.revoked_at(link) for one in self.revocations if one.signed_by(issuer.public_key))
            if when is not None
        ]
        if not revoked:
            return Finding.VALID
        return Finding.REVOKED if min(revoked) <= (trusted_at or at) else Finding.REVOKED_LATER

    def _chain(self, certificate: x509.KeyCertificate, at: datetime) -> tuple[x509.KeyCertificate, ...]:
        return chains.verify_chain(
            certificate, roots=self.roots, intermediates=self.intermediates, at=at, usage=x509.Usage.SIGNING
        )
