"""
Builds the CMS SignedData of a seal (SM2 with SM3, PAdES shape) from byte templates that are made once a seal.

The signed attributes are contentType, messageDigest and signingCertificateV2; the time stands in the PDF's signature
dictionary, which is signed too: a PAdES signature may not carry signingTime (ETSI EN 319 142-1).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from asn1crypto import core

from govhall.infra.crypto import sm3, x509
from govhall.infra.crypto.der import oid, tlv
from govhall.infra.crypto.keypairs import KeyPair
from govhall.support.seals.engine import oids

SEQUENCE, SET, OCTETS, CONTEXT_0 = 0x30, 0x31, 0x04, 0xA0
LONGEST_SIGNATURE = 72  # SEQUENCE of two positive 256-bit INTEGERs
_SPARE = 8
_DATA, _SIGNED_DATA = "1.2.840.113549.1.7.1", "1.2.840.113549.1.7.2"
_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_SIGNING_CERTIFICATE_2 = "1.2.840.113549.1.9.16.2.47"
_SM3 = tlv(SEQUENCE, oid(oids.SM3))
_SM2 = tlv(SEQUENCE, oid(oids.SM2_WITH_SM3))
_VERSION = bytes.fromhex("020101")


@dataclass(frozen=True, slots=True)
class Container:
    """The parts of a seal's SignedData that are the same in every document."""

    head: bytes
    signer: bytes
    fixed_attributes: tuple[bytes, ...]

    def build(self, digest: bytes, sign: Callable[[bytes], bytes]) -> bytes:
        """Return the ContentInfo for a document with this SM3 digest; ``sign`` signs the attributes."""
        attributes = b"".join(sorted((*self.fixed_attributes, _attribute(_MESSAGE_DIGEST, tlv(OCTETS, digest)))))
        return self._assembled(attributes, sign(tlv(SET, attributes)))

    @property
    def room(self) -> int:
        """The most bytes that a ContentInfo of this seal takes."""
        return len(self.build(bytes(32), lambda _: bytes(LONGEST_SIGNATURE))) + _SPARE

    def _assembled(self, attributes: bytes, signature: bytes) -> bytes:
        signer = tlv(SEQUENCE, self.signer, tlv(CONTEXT_0, attributes), _SM2, tlv(OCTETS, signature))
        signed = tlv(SEQUENCE, self.head, tlv(SET, signer))
        return tlv(SEQUENCE, oid(_SIGNED_DATA), tlv(CONTEXT_0, signed))


def container(pair: KeyPair, authorities: list[x509.KeyCertificate]) -> Container:
    """Return the template for the seal of this pair, with the authorities' certificates enclosed."""
    return _container(pair.certificate, tuple(authorities))


@lru_cache(maxsize=256)
def _container(certificate: x509.KeyCertificate, authorities: tuple[x509.KeyCertificate, ...]) -> Container:
    enclosed = sorted({certificate.encoded, *(authority.encoded for authority in authorities)})
    content = tlv(SEQUENCE, oid(_DATA))
    serial = core.Integer(certificate.serial).dump()
    known_by = tlv(SEQUENCE, tlv(SEQUENCE, _SM3, tlv(OCTETS, sm3(certificate.encoded))))
    return Container(
        head=b"".join((_VERSION, tlv(SET, _SM3), content, tlv(CONTEXT_0, *enclosed))),
        signer=b"".join((_VERSION, tlv(SEQUENCE, certificate.issuer, serial), _SM3)),
        fixed_attributes=(
            _attribute(_CONTENT_TYPE, oid(_DATA)),
            _attribute(_SIGNING_CERTIFICATE_2, tlv(SEQUENCE, known_by)),
        ),
    )


def _attribute(kind: str, value: bytes) -> bytes:
    return tlv(SEQUENCE, oid(kind), tlv(SET, value))
