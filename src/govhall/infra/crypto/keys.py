"""
The key ring: a root key wraps data keys, one list of versions for each purpose (``phone``, ``resident-id`` …).

A token names its purpose and version, so data sealed before a rotation still open; running processes notice a new
version by themselves. Index keys are apart and never rotate: their digests stand in unique indexes. Nothing here may
log or show a key, a token or a text.
"""

import base64
import binascii
import re
import threading
from functools import cache
from pathlib import Path

from govhall.infra import home
from govhall.infra.crypto import sm4
from govhall.infra.crypto.errors import DecryptionFailed, InvalidKey
from govhall.infra.crypto.hashes import hmac_sm3
from govhall.infra.crypto.keyfile import KeyFiles, Ring, Stamp, root_check

TOKEN_PREFIX = "g1"  # noqa: S105  # a format name, not a secret
_PURPOSE = re.compile(r"[a-z][a-z0-9-]{0,39}")
_INDEX_SUFFIX = "/index"


class KeyRing:
    """The data keys of one installation. Safe to share between threads, and files between processes."""

    def __init__(self, folder: Path) -> None:
        self._files = KeyFiles(folder)
        self._lock = threading.RLock()
        self._stamp: Stamp | None = None
        self._keys: dict[str, list[bytes]] = {}

    def encrypt_text(self, purpose: str, text: str, *, aad: bytes = b"") -> str:
        """Return ``text`` as a token under the newest key of ``purpose``, bound to ``aad``."""
        keys = self._keys_for(purpose)
        version = len(keys)
        sealed = sm4.seal(keys[-1], text.encode(), _bound(purpose, version, aad))
        return f"{TOKEN_PREFIX}.{purpose}.{version}.{base64.urlsafe_b64encode(sealed).decode().rstrip('=')}"

    def decrypt_text(self, purpose: str, token: str, *, aad: bytes = b"") -> str:
        """
        Return the text of a token made with any version of the key of ``purpose``.

        :raises DecryptionFailed: if the token was changed, or made for another purpose or another ``aad``
        """
        version, sealed = _parse(purpose, token)
        keys = self._current().get(purpose, [])
        if not 1 <= version <= len(keys):
            raise DecryptionFailed("找不到解密所需的密钥版本。")
        return sm4.open_(keys[version - 1], sealed, _bound(purpose, version, aad)).decode()

    def is_current(self, purpose: str, token: str) -> bool:
        """Whether ``token`` was made with the newest key, so that re-encryption after a rotation may skip it."""
        return _parse(purpose, token)[0] == self.version(purpose)

    def blind_index(self, purpose: str, normalised_text: str) -> str:
        """Return the keyed digest (HMAC-SM3, 64 hexadecimal characters) by which equal texts are found."""
        _checked(purpose)
        return hmac_sm3(self._keys_for(purpose + _INDEX_SUFFIX)[0], normalised_text.encode()).hex()

    def version(self, purpose: str) -> int:
        """Return the number of the newest key of ``purpose``."""
        return len(self._keys_for(purpose))

    def rotate(self, purpose: str) -> int:
        """Add a new key for ``purpose`` and return its version. Older tokens still open."""
        _checked(purpose)
        with self._lock, self._files.locked():
            return self._add_key(purpose)

    def change_root(self, root: bytes) -> None:
        """
        Wrap all data keys by a new root key (16 bytes) without touching any data.

        :raises InvalidKey: if ``root`` isn't 16 bytes
        """
        if len(root) != sm4.KEY_SIZE:
            raise InvalidKey("根密钥应为 16 字节。")
        with self._lock, self._files.locked():
            keys = self._load()
            wrapped = {
                name: [_wrap(root, name, number, key) for number, key in enumerate(versions, 1)]
                for name, versions in keys.items()
            }
            self._files.replace_root(root, Ring(root_check=root_check(root), keys=wrapped))

    def _keys_for(self, name: str) -> list[bytes]:
        found = self._current().get(name)
        if found:
            return found
        _checked(name.removesuffix(_INDEX_SUFFIX))
        with self._lock, self._files.locked():
            if name not in self._load():
                self._add_key(name)
            return self._keys[name]

    def _current(self) -> dict[str, list[bytes]]:
        # Keys only ever come on top, so a reader that holds the older dictionary is merely one version behind.
        if self._stamp is None or self._stamp != self._files.stamp():
            with self._lock:
                return self._load()
        return self._keys

    def _load(self) -> dict[str, list[bytes]]:
        stamp = self._files.stamp()
        ring = self._files.read_ring()
        if ring is not None:
            root = self._files.root(ring)
            self._keys = {
                name: [_unwrap(root, name, number, text) for number, text in enumerate(versions, 1)]
                for name, versions in ring.keys.items()
            }
            self._stamp = stamp
        return self._keys

    def _add_key(self, name: str) -> int:
        ring = self._files.read_ring()
        root = self._files.root(ring)
        if ring is None:
            ring = Ring(root_check=root_check(root), keys={})
        versions = ring.keys.setdefault(name, [])
        versions.append(_wrap(root, name, len(versions) + 1, sm4.new_key()))
        self._files.write_ring(ring)
        return len(self._load()[name])


def keyring() -> KeyRing:
    """Return the key ring of this installation, in ``<GOVHALL_HOME>/keys``."""
    return _ring_in(home.home() / "keys")


@cache
def _ring_in(folder: Path) -> KeyRing:
    return KeyRing(folder)


def encrypt_text(purpose: str, text: str, *, aad: bytes = b"") -> str:
    """Return ``text`` as a token (see ``KeyRing.encrypt_text``)."""
    return keyring().encrypt_text(purpose, text, aad=aad)


def decrypt_text(purpose: str, token: str, *, aad: bytes = b"") -> str:
    """
    Return the text of a token.

    :raises DecryptionFailed: as ``KeyRing.decrypt_text``
    """
    return keyring().decrypt_text(purpose, token, aad=aad)


def blind_index(purpose: str, normalised_text: str) -> str:
    """Return the keyed digest by which equal texts are found (see ``KeyRing.blind_index``)."""
    return keyring().blind_index(purpose, normalised_text)


def _checked(purpose: str) -> str:
    if not _PURPOSE.fullmatch(purpose):
        raise ValueError("a purpose is lower-case letters, digits and hyphens, at most 40")
    return purpose


def _bound(purpose: str, version: int, aad: bytes) -> bytes:
    return f"{purpose}|{version}|".encode() + aad


def _parse(purpose: str, token: str) -> tuple[int, bytes]:
    parts = token.split(".")
    if len(parts) != 4 or parts[0] != TOKEN_PREFIX or not (parts[2].isascii() and parts[2].isdigit()):
        raise DecryptionFailed("密文格式不正确。")
    if parts[1] != purpose:
        raise DecryptionFailed("密文的用途与请求不符。")
    try:
        return int(parts[2]), base64.b64decode(parts[3] + "=" * (-len(parts[3]) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise DecryptionFailed("密文格式不正确。") from None


def _wrap(root: bytes, name: str, version: int, key: bytes) -> str:
    return base64.b64encode(sm4.seal(root, key, f"key|{name}|{version}".encode())).decode()


def _unwrap(root: bytes, name: str, version: int, text: str) -> bytes:
    try:
        return sm4.open_(root, base64.b64decode(text, validate=True), f"key|{name}|{version}".encode())
    except (DecryptionFailed, binascii.Error):
        raise InvalidKey("密钥环中的密钥无法解开，请从备份恢复密钥环。") from None
