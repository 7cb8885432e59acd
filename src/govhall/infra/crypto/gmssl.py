"""SM2 by the ``gmssl-fast`` wheel: slower than libcrypto, but needs nothing from the system."""

from functools import lru_cache

import gmssl_fast

from govhall.infra.crypto import curve, der
from govhall.infra.crypto.errors import DecryptionFailed, InvalidKey


class GmsslProvider:
    """The fallback provider (see ``sm2.SmProvider`` for the meaning of its methods)."""

    name = "gmssl-fast"

    def generate_key(self) -> bytes:
        """Return a new private key."""
        return curve.new_private()

    def public_from_private(self, private: bytes) -> bytes:
        """Return the public key."""
        _require_private(private)
        return _public(private)

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Return a DER signature."""
        return der.signature_from_raw(_private_key(private).sign(message))

    def verify(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Whether the DER signature is right."""
        key, raw = _public_key(public), der.signature_to_raw(signature)
        if raw is None:
            return False
        try:
            return bool(key.verify(message, raw))
        except gmssl_fast.GmsslError:
            return False

    def encrypt(self, public: bytes, plaintext: bytes) -> bytes:
        """Return the ASN.1 ciphertext."""
        if not 1 <= len(plaintext) <= 255:
            raise ValueError("SM2 encrypts 1 to 255 bytes")
        return der.ciphertext_from_raw(_public_key(public).encrypt(plaintext))

    def decrypt(self, private: bytes, ciphertext: bytes) -> bytes:
        """Return the plaintext."""
        key, raw = _private_key(private), der.ciphertext_to_raw(ciphertext)
        try:
            return bytes(key.decrypt(raw))
        except (gmssl_fast.GmsslError, ValueError):
            raise DecryptionFailed("SM2 密文已被改动或密钥不符，无法解密。") from None


def _require_private(private: bytes) -> None:
    if not curve.is_private(private):
        raise InvalidKey("SM2 私钥不正确。")


@lru_cache(maxsize=64)
def _public(private: bytes) -> bytes:
    return curve.public_key(private)


@lru_cache(maxsize=64)
def _private_key(private: bytes) -> gmssl_fast.SM2:
    _require_private(private)
    return gmssl_fast.SM2(private_key=private.hex(), public_key=_public(private).hex())


@lru_cache(maxsize=256)
def _public_key(public: bytes) -> gmssl_fast.SM2:
    if not curve.is_public(public):
        raise InvalidKey("SM2 公钥不在曲线上。")
    return gmssl_fast.SM2(public_key=public.hex())
