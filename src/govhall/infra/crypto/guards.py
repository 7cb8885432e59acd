"""
Who guards the root key: nobody but the file's mode, a passphrase, or a PKCS#11 token. One text form for each.

A root key in any form can be read while its guard is at hand; what is written is guarded as the environment says. Must
not keep a passphrase, a PIN or a key.
"""

import base64
import binascii
import hashlib
import os
import secrets
from contextlib import suppress
from typing import Final, Protocol

from govhall.infra.crypto import pkcs11, sm4
from govhall.infra.crypto.errors import DecryptionFailed, InvalidKey

PASSPHRASE_VARIABLE: Final = "GOVHALL_ROOT_PASSPHRASE"  # noqa: S105  # the name of a variable
LIBRARY_VARIABLE, TOKEN_VARIABLE, PIN_VARIABLE = "GOVHALL_PKCS11_LIBRARY", "GOVHALL_PKCS11_TOKEN", "GOVHALL_PKCS11_PIN"
_BOUND: Final = b"govhall root key"
_SALT_SIZE: Final = 16
_COST: Final = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}  # a tenth of a second and 32 MB a guess


class RootGuard(Protocol):
    """Turns a root key into the text of its file, and back."""

    mark: str

    def seal(self, root: bytes) -> str:
        """Return the text to keep."""

    def open(self, text: str) -> bytes:
        """Return the root key. :raises InvalidKey: if this guard can't open the text"""


class FileMode:
    """No more than the mode of the file: 32 hexadecimal characters."""

    mark = ""

    def seal(self, root: bytes) -> str:
        """Return the key in clear."""
        return root.hex()

    def open(self, text: str) -> bytes:
        """Return the key. :raises InvalidKey: if it isn't 32 hexadecimal characters"""
        return parse_root(text)


class Passphrase:
    """A passphrase from the environment: scrypt makes the SM4 key that seals the root key."""

    mark = "p1."

    def seal(self, root: bytes) -> str:
        """Return salt and sealed key."""
        salt = secrets.token_bytes(_SALT_SIZE)
        return self.mark + _text(salt + sm4.seal(self._key(salt), root, _BOUND))

    def open(self, text: str) -> bytes:
        """Return the key. :raises InvalidKey: without the passphrase or with another one"""
        kept = _bytes(text.removeprefix(self.mark))
        try:
            return sm4.open_(self._key(kept[:_SALT_SIZE]), kept[_SALT_SIZE:], _BOUND)
        except DecryptionFailed:
            raise InvalidKey("根密钥的口令不正确。") from None

    @staticmethod
    def _key(salt: bytes) -> bytes:
        given = os.environ.get(PASSPHRASE_VARIABLE, "")
        if not given:
            raise InvalidKey(f"根密钥由口令保护，请设置环境变量 {PASSPHRASE_VARIABLE}。")
        return hashlib.scrypt(given.encode(), salt=salt, dklen=sm4.KEY_SIZE, **_COST)


class HardwareToken:
    """A PKCS#11 token, whose AES key never leaves it."""

    mark = "t1."

    def seal(self, root: bytes) -> str:
        """Return the key as only the token opens it. :raises TokenUnavailable: if the token can't do it"""
        return self.mark + _text(hardware_token().seal(root, bound=_BOUND))

    def open(self, text: str) -> bytes:
        """Return the key. :raises TokenUnavailable: if the token isn't there or isn't the one"""
        return hardware_token().open(_bytes(text.removeprefix(self.mark)), bound=_BOUND)


def hardware_token() -> pkcs11.Token:
    """Return the PKCS#11 token that the environment names. :raises InvalidKey: if it names none"""
    names = (LIBRARY_VARIABLE, TOKEN_VARIABLE, PIN_VARIABLE)
    library, label, pin = (os.environ.get(name, "") for name in names)
    if not (library and label and pin):
        raise InvalidKey(f"密钥由密码设备保护，请设置环境变量 {'、'.join(names)}。")
    return pkcs11.Token(library=library, label=label, pin=pin)


def guard_to_write() -> RootGuard:
    """Return the guard that the environment asks for: a token, else a passphrase, else the file's mode."""
    if os.environ.get(LIBRARY_VARIABLE):
        return HardwareToken()
    return Passphrase() if os.environ.get(PASSPHRASE_VARIABLE) else FileMode()


def open_root(text: str) -> bytes:
    """
    Return the root key of a file, whichever guard wrote it.

    :raises InvalidKey: if its guard isn't at hand, or the text is no root key
    :raises TokenUnavailable: if the token can't be used
    """
    guards: tuple[RootGuard, ...] = (HardwareToken(), Passphrase(), FileMode())
    return next(guard for guard in guards if text.startswith(guard.mark)).open(text)


def parse_root(text: str) -> bytes:
    """
    Return the root key for its 32 hexadecimal characters.

    :raises InvalidKey: if ``text`` is anything else
    """
    with suppress(ValueError):
        key = bytes.fromhex(text)
        if len(key) == sm4.KEY_SIZE:
            return key
    raise InvalidKey("根密钥应为 32 个十六进制字符。")


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidKey("根密钥文件已损坏，请从备份恢复。") from None
