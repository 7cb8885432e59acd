"""Whom we trust, and what revokes that trust."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from govhall.infra.crypto import CryptoError, chains, x509
from govhall.infra.crypto.chains import CertificateNotTrusted
from govhall.infra.crypto.crls import RevocationList
from govhall.support.seals.choices import Finding

_OUTSIDE = {"certificate-expired", "certificate-not-yet-valid"}


@dataclass(frozen=True, slots=True)
class Trust:
    """Root certificates, and the lists of revoked ones, which count only under their issuer's signature."""

    roots: Sequence[x509.KeyCertificate]
    revocations: Sequence[RevocationList] = ()

    def judge(self, certificate: x509.KeyCertificate, *, at: datetime) -> Finding:
        """
        Return whether a signing certificate could be relied on at that moment: VALID, REVOKED_LATER (valid, with a
        hint), or USAGE, OUTSIDE, UNTRUSTED, REVOKED.
        """
        try:
            chain = chains.verify_chain(certificate, roots=self.roots, at=at, usage=x509.Usage.SIGNING)
        except CertificateNotTrusted as fault:
            if fault.code == "certificate-usage":
                return Finding.USAGE
            return Finding.OUTSIDE if fault.code in _OUTSIDE else Finding.UNTRUSTED
        except CryptoError:
            return Finding.UNTRUSTED
        revoked = [
            when
            for link, issuer in pairwise(chain)
            for when in (one.revoked_at(link) for one in self.revocations if one.signed_by(issuer.public_key))
            if when is not None
        ]
        if not revoked:
            return Finding.VALID
        return Finding.REVOKED if min(revoked) <= at else Finding.REVOKED_LATER
