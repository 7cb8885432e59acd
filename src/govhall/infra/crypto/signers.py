"""
Who signs: the port between a key pair and wherever its private key is, in this process or in a PKCS#11 token.

Must not keep a private key longer than it is asked for; certificates belong to ``keypairs``.
"""

import os
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from govhall.infra.crypto import der, token_keys
from govhall.infra.crypto.errors import InvalidKey
from govhall.infra.crypto.guards import hardware_token
from govhall.infra.crypto.schemes import SHORTEST_RSA, Scheme
from govhall.infra.crypto.sm2 import provider

TOKEN_KEYS_VARIABLE = "GOVHALL_PKCS11_KEYS"  # noqa: S105  # the name of a variable


class Signer(Protocol):
    """A private key that signs, wherever it is."""

    def sign(self, message: bytes) -> bytes:
        """Return the signature over ``message``: DER for SM2 and ECDSA, PKCS#1 v1.5 for RSA."""

    def public_info(self) -> bytes:
        """Return the SubjectPublicKeyInfo of the key."""


@dataclass(frozen=True, slots=True)
class Sm2Signer:
    """An SM2 key in this process, used by the SM2 provider."""

    private: bytes = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """Return a DER signature. :raises InvalidKey: if the key is wrong"""
        return provider().sign(self.private, message)

    def public_info(self) -> bytes:
        """Return the SubjectPublicKeyInfo. :raises InvalidKey: if the key is wrong"""
        return der.public_key_info(provider().public_from_private(self.private))


@dataclass(frozen=True, slots=True)
class ClassicalSigner:
    """An ECDSA or RSA key (PKCS#8) in this process."""

    private: bytes = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """Return a signature with SHA-256. :raises InvalidKey: if the key is wrong"""
        key = _private_key(self.private)
        if isinstance(key, rsa.RSAPrivateKey):
            return key.sign(message, padding.PKCS1v15(), hashes.SHA256())
        return key.sign(message, ec.ECDSA(hashes.SHA256()))

    def public_info(self) -> bytes:
        """Return the SubjectPublicKeyInfo. :raises InvalidKey: if the key is wrong"""
        return _private_key(self.private).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@dataclass(frozen=True, slots=True)
class TokenSigner:
    """A key that was made in the token of the environment and never leaves it."""

    scheme: Scheme
    label: str

    def sign(self, message: bytes) -> bytes:
        """Return the signature that the token made. :raises TokenUnavailable: if it can't"""
        return token_keys.sign(hardware_token(), self.label, self.scheme, message)

    def public_info(self) -> bytes:
        """Return the SubjectPublicKeyInfo. :raises TokenUnavailable: without the token or the key"""
        return token_keys.public_info(hardware_token(), self.label, self.scheme)


def of(scheme: Scheme, *, private: bytes, token_key: str) -> Signer:
    """Return the signer for a key of the token (its label) or else for a private key."""
    if token_key:
        return TokenSigner(scheme, token_key)
    return Sm2Signer(private) if scheme is Scheme.SM2 else ClassicalSigner(private)


def generate(scheme: Scheme, *, token_key: str = "") -> bytes:
    """
    Make a key and return its private part, which is empty for a key made inside the token under this label.

    :raises TokenUnavailable: if the token can't make it
    """
    if token_key:
        token_keys.generate(hardware_token(), token_key, scheme)
        return b""
    if scheme is Scheme.SM2:
        return provider().generate_key()
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    if scheme is Scheme.RSA:
        key = rsa.generate_private_key(public_exponent=65537, key_size=SHORTEST_RSA)
    else:
        key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def label_in_token(name: str) -> str:
    """Return ``name`` if the environment wants the key of this pair inside the token (``seal-*``), else nothing."""
    wanted = [one.strip() for one in os.environ.get(TOKEN_KEYS_VARIABLE, "").split(",")]
    return name if any(fnmatchcase(name, pattern) for pattern in wanted) else ""


@lru_cache(maxsize=16)
def _private_key(private: bytes) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    try:
        key = load_der_private_key(private, None)
    except (ValueError, TypeError):
        raise InvalidKey("私钥无法识别。") from None
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise InvalidKey("私钥不是 RSA 或 ECDSA 私钥。")
    return key
