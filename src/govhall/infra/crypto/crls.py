"""Lists of revoked key certificates (X.509 CRL, signed by SM2 with SM3): making, reading, asking them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from asn1crypto import core, crl, x509

from govhall.infra.crypto import der
from govhall.infra.crypto.errors import CryptoError
from govhall.infra.crypto.schemes import SM2_WITH_SM3
from govhall.infra.crypto.sm2 import provider
from govhall.infra.crypto.x509 import UNREADABLE, KeyCertificate

LARGEST = 8 * 1024 * 1024


class MalformedRevocationList(CryptoError):
    """The bytes aren't a list of revoked certificates."""

    code = "revocation-list-malformed"


@dataclass(frozen=True)
class RevocationList:
    """A list as its DER bytes. Whether it is the issuer's own is asked with ``signed_by``."""

    encoded: bytes

    @cached_property
    def parsed(self) -> crl.CertificateList:
        """The ASN.1 structure."""
        return crl.CertificateList.load(self.encoded, strict=True)

    @property
    def issuer(self) -> bytes:
        """The issuer's name in DER, for comparison."""
        return bytes(self.parsed.issuer.dump())

    @property
    def updated_at(self) -> datetime:
        """When the list was made."""
        made: datetime = self.parsed["tbs_cert_list"]["this_update"].native
        return made

    @cached_property
    def revoked(self) -> Mapping[int, datetime]:
        """Serial number to the moment of revocation."""
        entries = self.parsed["tbs_cert_list"]["revoked_certificates"]
        return {
            int(entry["user_certificate"].native): entry["revocation_date"].native
            for entry in (entries if isinstance(entries, crl.RevokedCertificates) else ())
        }

    def signed_by(self, public: bytes) -> bool:
        """Whether the holder of ``public`` signed it with SM2 and SM3."""
        inner, stated = self.parsed["tbs_cert_list"], self.parsed["signature_algorithm"]
        if stated["algorithm"].dotted != SM2_WITH_SM3 or stated.dump() != inner["signature"].dump():
            return False
        return provider().verify(public, bytes(inner.dump()), self._signature)

    @property
    def reframed(self) -> bytes:
        """The same parts put together anew; equal to ``encoded`` unless the frame was tampered with."""
        body, algorithm = self.parsed["tbs_cert_list"].dump(), self.parsed["signature_algorithm"].dump()
        return der.signed(body, algorithm, self._signature)

    @property
    def _signature(self) -> bytes:
        return bytes(self.parsed["signature"].native)

    def revoked_at(self, certificate: KeyCertificate) -> datetime | None:
        """Return when this certificate was revoked; None if it wasn't, or if another issuer made it."""
        return self.revoked.get(certificate.serial) if certificate.issuer == self.issuer else None


def make(
    *,
    issuer: KeyCertificate,
    issuer_private: bytes,
    number: int,
    revoked: Mapping[int, datetime],
    at: datetime,
    next_at: datetime,
) -> RevocationList:
    """
    Return the list of ``issuer``: serial numbers and when they were revoked.

    :raises ValueError: if ``issuer`` is no authority or isn't the holder of the key
    """
    if not issuer.is_authority or provider().public_from_private(issuer_private) != issuer.public_key:
        raise ValueError("the issuer must be an authority and hold the private key")
    entries = [{"user_certificate": serial, "revocation_date": _time(when)} for serial, when in sorted(revoked.items())]
    body = crl.TbsCertList(
        {
            "version": "v2",
            "signature": {"algorithm": SM2_WITH_SM3},
            "issuer": issuer.parsed.subject,
            "this_update": _time(at),
            "next_update": _time(next_at),
            # RFC 5280: an empty list leaves the field out.
            **({"revoked_certificates": entries} if entries else {}),
            "crl_extensions": [{"extn_id": "crl_number", "critical": False, "extn_value": core.Integer(number)}],
        }
    )
    signature = provider().sign(issuer_private, body.dump())
    whole = {"tbs_cert_list": body, "signature_algorithm": {"algorithm": SM2_WITH_SM3}, "signature": signature}
    return RevocationList(crl.CertificateList(whole).dump())


def read(content: bytes) -> RevocationList:
    """
    Return the list in ``content`` (DER).

    :raises MalformedRevocationList: if it is none
    """
    found = RevocationList(content)
    try:
        if len(content) > LARGEST:
            raise ValueError("too large")
        found.parsed.native  # noqa: B018  # evaluated for its errors
        if not all(isinstance(when, datetime) for when in found.revoked.values()):
            raise ValueError("dates")
        if found.reframed != content:
            raise ValueError("not DER")
    except UNREADABLE:
        raise MalformedRevocationList("吊销列表无法识别。") from None
    return found


def _time(at: datetime) -> x509.Time:
    moment = at.astimezone(UTC).replace(microsecond=0)
    if moment.year < 2050:
        return x509.Time(name="utc_time", value=core.UTCTime(moment))
    return x509.Time(name="general_time", value=core.GeneralizedTime(moment))
