"""
SM3 (GB/T 32905) and HMAC-SM3: ``hashlib`` where its OpenSSL has SM3, else the OpenSSL inside ``cryptography``.

Some standalone Python builds lack SM3; the results are the same, only the speed of small inputs differs.
"""

import hashlib
import hmac
from typing import Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

DIGEST_SIZE = 32


class StreamingHash(Protocol):
    """A hash that is fed piece by piece."""

    def update(self, data: bytes, /) -> None:
        """Feed ``data``."""

    def digest(self) -> bytes:
        """Return the 32 bytes for everything fed so far."""


class _PycaHash:
    def __init__(self) -> None:
        self._hash = hashes.Hash(hashes.SM3())

    def update(self, data: bytes, /) -> None:
        self._hash.update(data)

    def digest(self) -> bytes:
        return self._hash.copy().finalize()


def _hashlib_has_sm3() -> bool:
    try:
        hashlib.new("sm3", b"")
        hmac.digest(b"key", b"", "sm3")
    except ValueError:
        return False
    return True


HASHLIB_HAS_SM3 = _hashlib_has_sm3()


def new_sm3() -> StreamingHash:
    """Return a fresh SM3 to feed piece by piece."""
    return hashlib.new("sm3") if HASHLIB_HAS_SM3 else _PycaHash()


def sm3(data: bytes) -> bytes:
    """Return the 32-byte SM3 digest."""
    if HASHLIB_HAS_SM3:
        return hashlib.new("sm3", data).digest()
    fresh = _PycaHash()
    fresh.update(data)
    return fresh.digest()


def sm3_hex(data: bytes) -> str:
    """Return the SM3 digest as 64 lower-case hexadecimal characters."""
    return sm3(data).hex()


def hmac_sm3(key: bytes, data: bytes) -> bytes:
    """Return the 32-byte HMAC (RFC 2104) over SM3."""
    if HASHLIB_HAS_SM3:
        return hmac.digest(key, data, "sm3")
    mac = HMAC(key, hashes.SM3())
    mac.update(data)
    return mac.finalize()
