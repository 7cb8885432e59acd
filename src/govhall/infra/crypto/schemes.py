"""
The ways of signing that we know: SM2 with SM3 everywhere, ECDSA and RSA for foreign readers and foreign authorities.

Verifies for a public key of any of them. RSA-PSS, SHA-1, short RSA keys and other curves are unknown on purpose: what
is unknown is never right.
"""

import hashlib
from enum import StrEnum
from functools import lru_cache
from typing import Final

from asn1crypto import core
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from govhall.infra.crypto import curve, der
from govhall.infra.crypto.hashes import sm3
from govhall.infra.crypto.sm2 import PUBLIC_SIZE, provider

SM3: Final = "1.2.156.10197.1.401"
SHA256, SHA384, SHA512 = (f"2.16.840.1.101.3.4.2.{number}" for number in (1, 2, 3))
SM2_WITH_SM3: Final = "1.2.156.10197.1.501"
ECDSA_WITH_SHA256: Final = "1.2.840.10045.4.3.2"
RSA_WITH_SHA256: Final = "1.2.840.113549.1.1.11"
_RSA_PLAIN: Final = "1.2.840.113549.1.1.1"  # the digest is named beside it
SHORTEST_RSA: Final = 2048
_NULL: Final = b"\x05\x00"


class Scheme(StrEnum):
    """A kind of key with the digest that we sign with."""

    SM2 = "sm2"
    ECDSA = "ecdsa"
    RSA = "rsa"

    @property
    def digest(self) -> str:
        """The object identifier of the digest."""
        return SM3 if self is Scheme.SM2 else SHA256

    @property
    def digest_identifier(self) -> bytes:
        """The AlgorithmIdentifier of the digest, without parameters."""
        return der.tlv(0x30, der.oid(self.digest))

    @property
    def signature_identifier(self) -> bytes:
        """The AlgorithmIdentifier of the signature; RSA alone has parameters, NULL."""
        return der.tlv(0x30, der.oid(OWN[self]), _NULL if self is Scheme.RSA else b"")


OWN: Final = {Scheme.SM2: SM2_WITH_SM3, Scheme.ECDSA: ECDSA_WITH_SHA256, Scheme.RSA: RSA_WITH_SHA256}
_KNOWN: Final = {
    SM2_WITH_SM3: (Scheme.SM2, SM3),
    ECDSA_WITH_SHA256: (Scheme.ECDSA, SHA256),
    "1.2.840.10045.4.3.3": (Scheme.ECDSA, SHA384),
    "1.2.840.10045.4.3.4": (Scheme.ECDSA, SHA512),
    RSA_WITH_SHA256: (Scheme.RSA, SHA256),
    "1.2.840.113549.1.1.12": (Scheme.RSA, SHA384),
    "1.2.840.113549.1.1.13": (Scheme.RSA, SHA512),
}
_HASHLIB: Final = {SHA256: "sha256", SHA384: "sha384", SHA512: "sha512"}
_PYCA: Final = {SHA256: hashes.SHA256(), SHA384: hashes.SHA384(), SHA512: hashes.SHA512()}
_CURVES: Final = ("secp256r1", "secp384r1")
DIGEST_SIZES: Final = {SM3: 32, SHA256: 32, SHA384: 48, SHA512: 64}


def digest(algorithm: str, data: bytes) -> bytes | None:
    """Return the digest of ``data`` by the algorithm with this identifier, None if we don't know it."""
    if algorithm == SM3:
        return sm3(data)
    name = _HASHLIB.get(algorithm)
    return hashlib.new(name, data).digest() if name else None


def scheme_of(key_info: bytes) -> Scheme | None:
    """Return the scheme of a SubjectPublicKeyInfo, None for a key that we don't accept."""
    if key_info == der.public_key_info(key_info[-PUBLIC_SIZE:]):
        return Scheme.SM2 if curve.is_public(key_info[-PUBLIC_SIZE:]) else None
    key = _public_key(key_info)
    if isinstance(key, rsa.RSAPublicKey):
        return Scheme.RSA
    return Scheme.ECDSA if isinstance(key, ec.EllipticCurvePublicKey) else None


def verify(key_info: bytes, message: bytes, signature: bytes, *, algorithm: str, digest_algorithm: str = "") -> bool:
    """
    Whether ``signature`` by ``algorithm`` is right for the key; for plain RSA the digest is ``digest_algorithm``.

    An algorithm that we don't know, or that isn't one of the key's, gives False.
    """
    known = (Scheme.RSA, digest_algorithm) if algorithm == _RSA_PLAIN else _KNOWN.get(algorithm)
    if known is None or known[0] != scheme_of(key_info):
        return False
    scheme, hashed = known
    if digest_algorithm and digest_algorithm != hashed:
        return False
    if scheme is Scheme.SM2:
        return provider().verify(key_info[-PUBLIC_SIZE:], message, signature)
    return hashed in _PYCA and _verify_classical(key_info, message, signature, _PYCA[hashed])


def _verify_classical(key_info: bytes, message: bytes, signature: bytes, hashed: hashes.HashAlgorithm) -> bool:
    key = _public_key(key_info)
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), hashed)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, message, ec.ECDSA(hashed))
        else:
            return False
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=64)
def _public_key(key_info: bytes) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey | None:
    try:
        key = load_der_public_key(key_info)
    except (ValueError, UnsupportedAlgorithm):
        return None
    if isinstance(key, rsa.RSAPublicKey):
        return key if key.key_size >= SHORTEST_RSA else None
    if isinstance(key, ec.EllipticCurvePublicKey):
        return key if key.curve.name in _CURVES else None
    return None


def has_plain_parameters(algorithm: core.Sequence) -> bool:
    """Whether an AlgorithmIdentifier carries no parameters, or NULL: all that our algorithms may have."""
    return bool(algorithm["parameters"].dump() in (b"", _NULL))
