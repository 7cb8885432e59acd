"""
Key certificates: X.509 with SM2 keys, signed by SM2 with SM3 (GB/T 20518, GM/T 0015): making and reading them.

Not to be mixed up with 电子证照, which are ``support.certificates``. Whether a certificate is to be trusted is decided
in ``chains``; private keys are kept by ``keypairs``.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cached_property, lru_cache
from pathlib import Path

from asn1crypto import core, keys, pem, x509

from govhall.infra.crypto import der, schemes
from govhall.infra.crypto.errors import CryptoError
from govhall.infra.crypto.hashes import sm3_hex
from govhall.infra.crypto.schemes import SM2_WITH_SM3, Scheme
from govhall.infra.crypto.sm2 import PUBLIC_SIZE, provider

# What asn1crypto raises for bytes that aren't what they should be.
UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)


class Usage(Enum):
    """What the key may do; the value lists the keyUsage bits."""

    AUTHORITY = frozenset({"key_cert_sign", "crl_sign"})
    SIGNING = frozenset({"digital_signature", "non_repudiation"})
    ENCRYPTION = frozenset({"key_encipherment", "data_encipherment", "key_agreement"})
    # Besides these, extendedKeyUsage names time stamping alone, and is critical (RFC 3161, 2.3).
    TIME_STAMPING = frozenset({"digital_signature"})


class MalformedCertificate(CryptoError):
    """The bytes aren't an X.509 certificate with an SM2 key."""

    code = "certificate-malformed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom a certificate names; empty parts are left out."""

    common_name: str
    organization: str = ""
    unit: str = ""
    province: str = ""
    country: str = "CN"

    def name(self) -> x509.Name:
        """Return the distinguished name."""
        parts = {
            "country_name": self.country,
            "state_or_province_name": self.province,
            "organization_name": self.organization,
            "organizational_unit_name": self.unit,
            "common_name": self.common_name,
        }
        return x509.Name.build({key: value for key, value in parts.items() if value}, use_printable=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """From when until when, both aware; X.509 counts whole seconds."""

    not_before: datetime
    not_after: datetime

    def __post_init__(self) -> None:
        if self.not_before.tzinfo is None or self.not_after.tzinfo is None or self.not_after <= self.not_before:
            raise ValueError("a validity needs two aware moments in order")


@dataclass(frozen=True)
class KeyCertificate:
    """A certificate as its DER bytes; the rest is read from them. Equal bytes are equal certificates."""

    encoded: bytes

    @cached_property
    def parsed(self) -> x509.Certificate:
        """The ASN.1 structure."""
        return x509.Certificate.load(self.encoded, strict=True)

    @property
    def common_name(self) -> str:
        """The subject's common name."""
        return str(self.parsed.subject.native.get("common_name", ""))

    @property
    def subject(self) -> bytes:
        """The subject's name in DER, for comparison."""
        return bytes(self.parsed.subject.dump())

    @property
    def issuer(self) -> bytes:
        """The issuer's name in DER, for comparison."""
        return bytes(self.parsed.issuer.dump())

    @property
    def serial(self) -> int:
        """The serial number, unique for its issuer."""
        return int(self.parsed.serial_number)

    @property
    def validity(self) -> Validity:
        """From when until when it may be used."""
        return Validity(not_before=self.parsed.not_valid_before, not_after=self.parsed.not_valid_after)

    @property
    def public_key(self) -> bytes:
        """The 65-byte SM2 key."""
        return bytes(self.parsed.public_key.dump())[-PUBLIC_SIZE:]

    @cached_property
    def key_info(self) -> bytes:
        """The SubjectPublicKeyInfo in DER, of any kind of key."""
        return bytes(self.parsed.public_key.dump())

    @cached_property
    def scheme(self) -> Scheme:
        """The kind of key; a certificate that ``read`` or ``read_any`` returned has one that we know."""
        found = schemes.scheme_of(self.key_info)
        if found is None:
            raise MalformedCertificate("证书中的公钥类型不受支持。")
        return found

    @property
    def is_for_time_stamps(self) -> bool:
        """It may sign time stamps and nothing else: extendedKeyUsage says so, and is critical."""
        stated = self.parsed.extended_key_usage_value
        return (
            stated is not None
            and stated.native == ["time_stamping"]
            and "extended_key_usage" in self.parsed.critical_extensions
        )

    @property
    def usages(self) -> frozenset[str]:
        """The keyUsage bits; empty when the certificate states none."""
        stated = self.parsed.key_usage_value
        return frozenset(stated.native) if stated is not None else frozenset()

    @property
    def is_authority(self) -> bool:
        """It may sign certificates: basicConstraints says CA and keyUsage keyCertSign."""
        constraints = self.parsed.basic_constraints_value
        return bool(constraints is not None and constraints["ca"].native and "key_cert_sign" in self.usages)

    @property
    def path_length(self) -> int | None:
        """How many authorities may follow below this one, ``None`` for any number."""
        constraints = self.parsed.basic_constraints_value
        return None if constraints is None else constraints["path_len_constraint"].native

    @property
    def fingerprint(self) -> str:
        """The SM3 of the certificate, hexadecimal."""
        return sm3_hex(self.encoded)

    def verifies(self, message: bytes, signature: bytes, *, algorithm: str, digest_algorithm: str = "") -> bool:
        """Whether the holder signed ``message`` by the algorithm with this identifier (see ``schemes.verify``)."""
        return schemes.verify(self.key_info, message, signature, algorithm=algorithm, digest_algorithm=digest_algorithm)

    @property
    def reframed(self) -> bytes:
        """The same parts put together anew; equal to ``encoded`` unless the frame was tampered with."""
        body, algorithm = self.parsed["tbs_certificate"].dump(), self.parsed["signature_algorithm"].dump()
        return der.signed(body, algorithm, self._signature)

    @property
    def _signature(self) -> bytes:
        return bytes(self.parsed["signature_value"].native)

    def issued_by(self, issuer: "KeyCertificate") -> bool:
        """Whether the holder of ``issuer`` signed it."""
        stated, inner = self.parsed["signature_algorithm"], self.parsed["tbs_certificate"]["signature"]
        if stated.dump() != inner.dump() or not schemes.has_plain_parameters(stated):
            return False
        # The bytes as they came, not encoded anew: that is what was signed.
        body = bytes(self.parsed["tbs_certificate"].dump())
        return issuer.verifies(body, self._signature, algorithm=stated["algorithm"].dotted)

    def pem(self) -> str:
        """Return the certificate as PEM text."""
        return str(pem.armor("CERTIFICATE", self.encoded).decode("ascii"))


def read(content: bytes) -> KeyCertificate:
    """
    Return the certificate in ``content`` (DER or PEM).

    :raises MalformedCertificate: if it isn't a certificate with an SM2 key on the curve
    """
    found = read_any(content)
    if found.scheme is not Scheme.SM2:
        raise MalformedCertificate("证书中的公钥不是 SM2 公钥。")
    return found


def read_any(content: bytes) -> KeyCertificate:
    """
    Return the certificate in ``content`` (DER or PEM), with an SM2, ECDSA or RSA key.

    :raises MalformedCertificate: if it isn't a certificate with a key that we know
    """
    try:
        encoded = pem.unarmor(content)[2] if pem.detect(content) else content
        found = KeyCertificate(encoded)
        # Reads every part once, so that a damaged one shows here and not later.
        found.parsed.native  # noqa: B018  # evaluated for its errors
        found.scheme, found.validity  # noqa: B018  # evaluated for their errors
        if found.reframed != encoded:
            raise ValueError("not DER")
    except UNREADABLE:
        raise MalformedCertificate("证书文件无法识别，请提供 DER 或 PEM 格式的证书。") from None
    return found


def read_file(path: Path) -> tuple[KeyCertificate, ...]:
    """
    Return the certificates in a PEM file, of any kind of key; read anew only when the file changed.

    :raises MalformedCertificate: if there is no such file, or one of them can't be read
    """
    try:
        return _read_file(path, path.stat().st_mtime_ns)
    except (OSError, *UNREADABLE):
        raise MalformedCertificate("配置的证书文件不存在或无法识别，请提供 PEM 格式的证书。") from None


@lru_cache(maxsize=8)
def _read_file(path: Path, _changed: int) -> tuple[KeyCertificate, ...]:
    return tuple(read_any(encoded) for _, _, encoded in pem.unarmor(path.read_bytes(), multiple=True))


def build_root(
    *, subject: Subject, private: bytes, validity: Validity, path_length: int | None = None
) -> KeyCertificate:
    """Return a self-signed authority for the key ``private``."""
    public, name = provider().public_from_private(private), subject.name()
    extensions = _extensions(public, public, Usage.AUTHORITY, authority=True, path_length=path_length)
    return _signed(_body(name, name, public, validity, extensions), private)


def issue(
    *,
    issuer: KeyCertificate,
    issuer_private: bytes,
    subject: Subject,
    public: bytes,
    validity: Validity,
    usage: Usage,
    path_length: int = 0,
) -> KeyCertificate:
    """
    Return a certificate for ``public``, signed by ``issuer``. ``path_length`` counts for ``Usage.AUTHORITY`` only.

    :raises ValueError: if ``issuer`` is no authority, isn't the holder of ``issuer_private``, or expires earlier
    """
    if not issuer.is_authority or provider().public_from_private(issuer_private) != issuer.public_key:
        raise ValueError("the issuer must be an authority and hold the private key")
    if validity.not_after > issuer.validity.not_after:
        raise ValueError("a certificate can't outlive its issuer")
    authority = usage is Usage.AUTHORITY
    extensions = _extensions(
        public, issuer.public_key, usage, authority=authority, path_length=path_length if authority else None
    )
    return _signed(_body(subject.name(), issuer.parsed.subject, public, validity, extensions), issuer_private)


def _body(
    subject: x509.Name, issuer: x509.Name, public: bytes, validity: Validity, extensions: list[dict[str, object]]
) -> x509.TbsCertificate:
    return x509.TbsCertificate(
        {
            "version": "v3",
            # 159 random bits: positive, unguessable, within the 20 octets of RFC 5280.
            "serial_number": secrets.randbits(159) | 1,
            "signature": {"algorithm": SM2_WITH_SM3},
            "issuer": issuer,
            "validity": {"not_before": _time(validity.not_before), "not_after": _time(validity.not_after)},
            "subject": subject,
            "subject_public_key_info": keys.PublicKeyInfo.load(der.public_key_info(public)),
            "extensions": extensions,
        }
    )


def _signed(body: x509.TbsCertificate, private: bytes) -> KeyCertificate:
    certificate = x509.Certificate(
        {
            "tbs_certificate": body,
            "signature_algorithm": {"algorithm": SM2_WITH_SM3},
            "signature_value": provider().sign(private, body.dump()),
        }
    )
    return KeyCertificate(certificate.dump())


def _extensions(
    public: bytes, issuer_public: bytes, usage: Usage, *, authority: bool, path_length: int | None
) -> list[dict[str, object]]:
    constraints: dict[str, object] = {"ca": authority}
    if path_length is not None:
        constraints["path_len_constraint"] = path_length
    stamping = {"extn_id": "extended_key_usage", "critical": True, "extn_value": ["time_stamping"]}
    return [
        {"extn_id": "basic_constraints", "critical": True, "extn_value": constraints},
        {"extn_id": "key_usage", "critical": True, "extn_value": x509.KeyUsage(set(usage.value))},
        {"extn_id": "key_identifier", "critical": False, "extn_value": core.OctetString(_key_id(public))},
        {
            "extn_id": "authority_key_identifier",
            "critical": False,
            "extn_value": {"key_identifier": _key_id(issuer_public)},
        },
        *([stamping] if usage is Usage.TIME_STAMPING else []),
    ]


def _key_id(public: bytes) -> bytes:
    return bytes.fromhex(sm3_hex(public))[:20]


def _time(at: datetime) -> x509.Time:
    # RFC 5280: UTCTime through 2049, GeneralizedTime from 2050 on.
    moment = at.astimezone(UTC).replace(microsecond=0)
    if moment.year < 2050:
        return x509.Time(name="utc_time", value=core.UTCTime(moment))
    return x509.Time(name="general_time", value=core.GeneralizedTime(moment))
