"""
SM2 by the system's OpenSSL 3 through ctypes: the fastest provider. ctypes releases the GIL during each call.

Only functions that OpenSSL 3 exports are used, no macros and no structures, so any 3.x library will do.
"""

import ctypes
import ctypes.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache

from govhall.infra.crypto import curve, der
from govhall.infra.crypto.errors import CryptoError, DecryptionFailed, InvalidKey, ProviderUnavailable
from govhall.infra.crypto.sm2 import MAX_PLAINTEXT, PUBLIC_SIZE, SIGNER_ID

_CANDIDATES = ("libcrypto.so.3", "libcrypto.3.dylib", "libcrypto-3-x64.dll")
_POINTER, _SIZE, _INT = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
_BYTES, _SIZE_OUT = ctypes.c_char_p, ctypes.POINTER(ctypes.c_size_t)
# name: (result, arguments), as the manual pages of OpenSSL 3 declare them
_FUNCTIONS: dict[str, tuple[type | None, tuple[type, ...]]] = {
    "OPENSSL_version_major": (ctypes.c_uint, ()),
    "ERR_clear_error": (None, ()),
    "EVP_sm3": (_POINTER, ()),
    "EVP_PKEY_free": (None, (_POINTER,)),
    "EVP_PKEY_get_octet_string_param": (_INT, (_POINTER, _BYTES, _BYTES, _SIZE, _SIZE_OUT)),
    "EVP_PKEY_CTX_new": (_POINTER, (_POINTER, _POINTER)),
    "EVP_PKEY_CTX_free": (None, (_POINTER,)),
    "EVP_PKEY_CTX_set1_id": (_INT, (_POINTER, _BYTES, _INT)),
    "EVP_PKEY_encrypt_init": (_INT, (_POINTER,)),
    "EVP_PKEY_decrypt_init": (_INT, (_POINTER,)),
    "EVP_PKEY_encrypt": (_INT, (_POINTER, _BYTES, _SIZE_OUT, _BYTES, _SIZE)),
    "EVP_PKEY_decrypt": (_INT, (_POINTER, _BYTES, _SIZE_OUT, _BYTES, _SIZE)),
    "EVP_MD_CTX_new": (_POINTER, ()),
    "EVP_MD_CTX_free": (None, (_POINTER,)),
    "EVP_MD_CTX_set_pkey_ctx": (None, (_POINTER, _POINTER)),
    "EVP_DigestSignInit": (_INT, (_POINTER, _POINTER, _POINTER, _POINTER, _POINTER)),
    "EVP_DigestVerifyInit": (_INT, (_POINTER, _POINTER, _POINTER, _POINTER, _POINTER)),
    "EVP_DigestSign": (_INT, (_POINTER, _BYTES, _SIZE_OUT, _BYTES, _SIZE)),
    "EVP_DigestVerify": (_INT, (_POINTER, _BYTES, _SIZE, _BYTES, _SIZE)),
    "d2i_PUBKEY": (_POINTER, (_POINTER, ctypes.POINTER(_BYTES), ctypes.c_long)),
    "d2i_AutoPrivateKey": (_POINTER, (_POINTER, ctypes.POINTER(_BYTES), ctypes.c_long)),
}


class _Key:
    """An EVP_PKEY that is freed with its last reference. OpenSSL allows concurrent use of one that nobody changes."""

    def __init__(self, library: ctypes.CDLL, pointer: int) -> None:
        self._library, self.pointer = library, pointer

    def __del__(self) -> None:
        self._library.EVP_PKEY_free(self.pointer)


class LibcryptoProvider:
    """The first choice (see ``sm2.SmProvider`` for the meaning of its methods)."""

    name = "libcrypto"

    def __init__(self) -> None:
        self._library = _load()
        self._private_key = lru_cache(maxsize=64)(self._read_private)
        self._public_key = lru_cache(maxsize=256)(self._read_public)

    def generate_key(self) -> bytes:
        """Return a new private key."""
        return curve.new_private()

    def public_from_private(self, private: bytes) -> bytes:
        """Return the public key."""
        key = self._private_key(private)
        point, written = ctypes.create_string_buffer(PUBLIC_SIZE), _SIZE()
        found = self._library.EVP_PKEY_get_octet_string_param(
            key.pointer, b"encoded-pub-key", point, PUBLIC_SIZE, ctypes.byref(written)
        )
        if found != 1 or written.value != PUBLIC_SIZE:
            raise self._failure("public key")
        return point.raw

    def sign(self, private: bytes, message: bytes) -> bytes:
        """Return a DER signature."""
        with self._digest_context(self._private_key(private), "EVP_DigestSignInit") as context:
            signature, size = ctypes.create_string_buffer(128), _SIZE(128)
            if self._library.EVP_DigestSign(context, signature, ctypes.byref(size), message, len(message)) != 1:
                raise self._failure("sign")
        return signature.raw[: size.value]

    def verify(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Whether the DER signature is right."""
        key = self._public_key(public)
        if der.signature_to_raw(signature) is None:
            return False
        with self._digest_context(key, "EVP_DigestVerifyInit") as context:
            result = self._library.EVP_DigestVerify(context, signature, len(signature), message, len(message))
            self._library.ERR_clear_error()
        return bool(result == 1)

    def encrypt(self, public: bytes, plaintext: bytes) -> bytes:
        """Return the ASN.1 ciphertext."""
        if not 1 <= len(plaintext) <= MAX_PLAINTEXT:
            raise ValueError(f"SM2 encrypts 1 to {MAX_PLAINTEXT} bytes")
        found = self._crypt(self._public_key(public), "encrypt", plaintext)
        if found is None:
            raise self._failure("encrypt")
        return found

    def decrypt(self, private: bytes, ciphertext: bytes) -> bytes:
        """Return the plaintext."""
        key = self._private_key(private)
        der.ciphertext_to_raw(ciphertext)
        found = self._crypt(key, "decrypt", ciphertext)
        if found is None:
            self._library.ERR_clear_error()
            raise DecryptionFailed("SM2 密文已被改动或密钥不符，无法解密。")
        return found

    def _crypt(self, key: _Key, operation: str, data: bytes) -> bytes | None:
        library = self._library
        context = library.EVP_PKEY_CTX_new(key.pointer, None)
        try:
            if not context or getattr(library, f"EVP_PKEY_{operation}_init")(context) != 1:
                return None
            # A ciphertext is at most 112 bytes longer than its plaintext.
            room = len(data) + 256
            result, size = ctypes.create_string_buffer(room), _SIZE(room)
            done = getattr(library, f"EVP_PKEY_{operation}")(context, result, ctypes.byref(size), data, len(data))
            return result.raw[: size.value] if done == 1 else None
        finally:
            library.EVP_PKEY_CTX_free(context)

    @contextmanager
    def _digest_context(self, key: _Key, initialise: str) -> Iterator[int]:
        library = self._library
        digest_context = library.EVP_MD_CTX_new()
        key_context = library.EVP_PKEY_CTX_new(key.pointer, None)
        try:
            # The id must be set before the context begins to hash; an attached key context is not freed by the digest.
            if library.EVP_PKEY_CTX_set1_id(key_context, SIGNER_ID, len(SIGNER_ID)) != 1:
                raise self._failure("set id")
            library.EVP_MD_CTX_set_pkey_ctx(digest_context, key_context)
            if getattr(library, initialise)(digest_context, None, library.EVP_sm3(), None, key.pointer) != 1:
                raise self._failure(initialise)
            yield digest_context
        finally:
            library.EVP_MD_CTX_free(digest_context)
            library.EVP_PKEY_CTX_free(key_context)

    def _read_private(self, private: bytes) -> _Key:
        if not curve.is_private(private):
            raise InvalidKey("SM2 私钥不正确。")
        return self._read(self._library.d2i_AutoPrivateKey, der.private_key_info(private))

    def _read_public(self, public: bytes) -> _Key:
        if not curve.is_public(public):
            raise InvalidKey("SM2 公钥不在曲线上。")
        return self._read(self._library.d2i_PUBKEY, der.public_key_info(public))

    def _read(self, reader: Callable[..., int | None], encoded: bytes) -> _Key:
        position = ctypes.c_char_p(encoded)
        pointer = reader(None, ctypes.byref(position), len(encoded))
        if not pointer:
            raise self._failure("read key")
        return _Key(self._library, pointer)

    def _failure(self, operation: str) -> CryptoError:
        self._library.ERR_clear_error()
        return CryptoError("SM2 运算失败。", operation=operation)


def _load() -> ctypes.CDLL:
    found = ctypes.util.find_library("crypto")
    for name in (*_CANDIDATES, *([found] if found else [])):
        try:
            library = ctypes.CDLL(name)
            _declare(library)
        except (OSError, AttributeError):
            continue
        if library.OPENSSL_version_major() >= 3:
            return library
    raise ProviderUnavailable("没有找到 OpenSSL 3 的 libcrypto。")


def _declare(library: ctypes.CDLL) -> None:
    for name, (result, arguments) in _FUNCTIONS.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
