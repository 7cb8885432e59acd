"""
SM4-GCM (GB/T 32907, RFC 8998): sealing with a 16-byte key. A sealed message is nonce (12) + ciphertext + tag (16).

The nonce is random, so one key must not seal more than 2**32 messages; ``keys`` rotates long before.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM

from govhall.infra.crypto.errors import DecryptionFailed, InvalidKey

KEY_SIZE = 16
NONCE_SIZE = 12
TAG_SIZE = 16


def new_key() -> bytes:
    """Return a random key."""
    return os.urandom(KEY_SIZE)


def seal(key: bytes, plaintext: bytes, aad: bytes = b"") -> bytes:
    """
    Encrypt ``plaintext`` and bind it to ``aad``, which isn't stored.

    :raises InvalidKey: if the key isn't 16 bytes
    """
    nonce = os.urandom(NONCE_SIZE)
    ciphertext, tag = encrypt_gcm(key, nonce, plaintext, aad)
    return nonce + ciphertext + tag


def open_(key: bytes, sealed: bytes, aad: bytes = b"") -> bytes:
    """
    Return the plaintext of ``seal``.

    :raises InvalidKey: if the key isn't 16 bytes
    :raises DecryptionFailed: if the key, ``aad`` or a single bit differs
    """
    if len(sealed) < NONCE_SIZE + TAG_SIZE:
        raise DecryptionFailed("密文不完整，无法解密。")
    nonce, body, tag = sealed[:NONCE_SIZE], sealed[NONCE_SIZE:-TAG_SIZE], sealed[-TAG_SIZE:]
    decryptor = Cipher(SM4(_checked(key)), GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(aad)
    try:
        return decryptor.update(body) + decryptor.finalize()
    except InvalidTag:
        raise DecryptionFailed("密文已被改动或密钥不符，无法解密。") from None


def encrypt_gcm(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes = b"") -> tuple[bytes, bytes]:
    """
    Return ciphertext and tag for a nonce of the caller's, which must never repeat under one key.

    :raises InvalidKey: if the key isn't 16 bytes
    """
    encryptor = Cipher(SM4(_checked(key)), GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(aad)
    ciphertext = encryptor.update(plaintext) + encryptor.finalize()
    return ciphertext, encryptor.tag


def _checked(key: bytes) -> bytes:
    if len(key) != KEY_SIZE:
        raise InvalidKey("SM4 密钥应为 16 字节。")
    return key
