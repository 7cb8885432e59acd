"""
Builds CMS SignedData with one signer from byte templates that are made once a key: seals and time stamps share them.

The signed attributes are contentType, messageDigest and signingCertificateV2. signingTime is left out: a PAdES
signature may not carry it (ETSI EN 319 142-1), and a time stamp has its time in its content.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from asn1crypto import core

from govhall.infra.crypto import schemes
from govhall.infra.crypto.der import oid, tlv
from govhall.infra.crypto.schemes import Scheme
from govhall.infra.crypto.x509 import KeyCertificate

SEQUENCE, SET, OCTETS, CONTEXT_0, CONTEXT_1 = 0x30, 0x31, 0x04, 0xA0, 0xA1
DATA: Final = "1.2.840.113549.1.7.1"
SIGNED_DATA: Final = "1.2.840.113549.1.7.2"
TST_INFO: Final = "1.2.840.113549.1.9.16.1.4"
TIME_STAMP_TOKEN: Final = "1.2.840.113549.1.9.16.2.14"  # noqa: S105  # an attribute's name
_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_SIGNING_CERTIFICATE_2 = "1.2.840.113549.1.9.16.2.47"
_LONGEST_CURVE_SIGNATURE = 72  # SEQUENCE of two positive 256-bit INTEGERs
_SPARE = 8

Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Container:
    """The parts of a key's SignedData that are the same for every content."""

    kind: str
    digest: str
    version: bytes
    digests: bytes
    certificates: bytes
    signer: bytes
    fixed_attributes: tuple[bytes, ...]
    signature_identifier: bytes
    longest_signature: int

    def build(self, digest: bytes, sign: Sign, *, content: bytes | None = None, stamp: Sign | None = None) -> bytes:
        """
        Return the ContentInfo for a content with this digest; ``sign`` signs the attributes.

        ``content`` is enclosed if given. ``stamp`` returns a time stamp of the signature value, or nothing.
        """
        attributes = b"".join(sorted((*self.fixed_attributes, _attribute(_MESSAGE_DIGEST, tlv(OCTETS, digest)))))
        signature = sign(tlv(SET, attributes))
        stamped = stamp(signature) if stamp else b""
        unsigned = tlv(CONTEXT_1, _attribute(TIME_STAMP_TOKEN, stamped)) if stamped else b""
        enclosed = tlv(CONTEXT_0, tlv(OCTETS, content)) if content is not None else b""
        signer = tlv(
            SEQUENCE, self.signer, tlv(CONTEXT_0, attributes), self.signature_identifier, tlv(OCTETS, signature),
            unsigned,
        )  # fmt: skip
        kind = tlv(SEQUENCE, oid(self.kind), enclosed)
        signed = tlv(SEQUENCE, self.version, self.digests, kind, self.certificates, tlv(SET, signer))
        return tlv(SEQUENCE, oid(SIGNED_DATA), tlv(CONTEXT_0, signed))

    def room(self, *, stamp: int = 0) -> int:
        """Return the most bytes that a detached ContentInfo takes, with a time stamp of at most that many bytes."""
        size = schemes.DIGEST_SIZES[self.digest]
        longest = self.build(
            bytes(size), lambda _: bytes(self.longest_signature), stamp=(lambda _: bytes(stamp)) if stamp else None
        )
        return len(longest) + _SPARE


@lru_cache(maxsize=512)
def container(
    certificate: KeyCertificate, above: tuple[KeyCertificate, ...] = (), *, kind: str = DATA, bare: bool = False
) -> Container:
    """Return the template for signatures by this certificate, enclosed together with those above it unless ``bare``."""
    scheme = certificate.scheme
    known_by = (scheme.digest_identifier, tlv(OCTETS, schemes.digest(scheme.digest, certificate.encoded) or b""))
    # RFC 5035: SHA-256 is the default of the field, and a default isn't written.
    named = known_by[1:] if scheme.digest == schemes.SHA256 else known_by
    serial = core.Integer(certificate.serial).dump()
    enclosed = sorted({certificate.encoded, *(one.encoded for one in above)})
    # RFC 5652, 5.1: version 3 for a content that isn't plain data.
    return Container(
        kind=kind,
        digest=scheme.digest,
        version=core.Integer(1 if kind == DATA else 3).dump(),
        digests=tlv(SET, scheme.digest_identifier),
        certificates=b"" if bare else tlv(CONTEXT_0, *enclosed),
        signer=b"".join((core.Integer(1).dump(), tlv(SEQUENCE, certificate.issuer, serial), scheme.digest_identifier)),
        fixed_attributes=(
            _attribute(_CONTENT_TYPE, oid(kind)),
            _attribute(_SIGNING_CERTIFICATE_2, tlv(SEQUENCE, tlv(SEQUENCE, tlv(SEQUENCE, *named)))),
        ),
        signature_identifier=scheme.signature_identifier,
        longest_signature=len(certificate.key_info) if scheme is Scheme.RSA else _LONGEST_CURVE_SIGNATURE,
    )


def _attribute(kind: str, value: bytes) -> bytes:
    return tlv(SEQUENCE, oid(kind), tlv(SET, value))
