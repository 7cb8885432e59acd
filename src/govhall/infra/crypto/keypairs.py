"""
Key pairs of this installation on disk: the certificate in clear, the private key as a token of the key ring, or only
its label when it was made inside a PKCS#11 token and stays there.

It must not decide who may use a pair.
"""

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from govhall.infra import home
from govhall.infra.crypto import keys, signers, token_keys, x509
from govhall.infra.crypto.errors import CryptoError, InvalidKey
from govhall.infra.crypto.guards import hardware_token
from govhall.infra.crypto.keyfile import replace_file
from govhall.infra.crypto.signers import Signer

PURPOSE = "private-key"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


class KeyPairExists(CryptoError):
    """A pair of this name is already stored."""

    code = "key-pair-exists"


class KeyPairMissing(CryptoError):
    """No pair of this name is stored."""

    code = "key-pair-missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPair:
    """A private key and the certificate of its public key."""

    name: str
    certificate: x509.KeyCertificate
    private: bytes = field(default=b"", repr=False)
    token_key: str = ""  # the label of a key that never leaves its PKCS#11 token

    @property
    def signer(self) -> Signer:
        """Whoever holds the private key."""
        return signers.of(self.certificate.scheme, private=self.private, token_key=self.token_key)

    def sign(self, message: bytes) -> bytes:
        """
        Return the signature over ``message``.

        :raises InvalidKey: if the private key is wrong
        :raises TokenUnavailable: if it is in a token that isn't at hand
        """
        return self.signer.sign(message)


def save(pair: KeyPair, *, replace: bool = False) -> None:
    """
    Store a pair under its name.

    :raises InvalidKey: if key and certificate don't belong together
    :raises KeyPairExists: if the name is taken and ``replace`` isn't set
    """
    if pair.signer.public_info() != pair.certificate.key_info:
        raise InvalidKey("私钥与证书不匹配。")
    path = _path(pair.name)
    if path.exists() and not replace:
        raise KeyPairExists("同名的密钥对已存在。", name=pair.name)
    held = (
        {"token_key": pair.token_key}
        if pair.token_key
        else {"private": keys.encrypt_text(PURPOSE, pair.private.hex(), aad=pair.name.encode())}
    )
    replace_file(path, json.dumps({"certificate": pair.certificate.pem(), **held}, indent=1))


def load(name: str) -> KeyPair:
    """
    Return the pair ``name``.

    :raises KeyPairMissing: if there is none
    :raises DecryptionFailed: if the private key was changed or stored under another name
    """
    try:
        content = json.loads(_path(name).read_text(encoding="ascii"))
    except FileNotFoundError:
        raise KeyPairMissing("密钥对不存在。", name=name) from None
    certificate = x509.read_any(content["certificate"].encode())
    if label := content.get("token_key"):
        return KeyPair(name=name, certificate=certificate, token_key=label)
    private = bytes.fromhex(keys.decrypt_text(PURPOSE, content["private"], aad=name.encode()))
    return KeyPair(name=name, certificate=certificate, private=private)


def certificate(name: str) -> x509.KeyCertificate:
    """
    Return the certificate of the pair ``name`` without touching its key; read anew only when the file changed.

    :raises KeyPairMissing: if there is none
    """
    path = _path(name)
    try:
        return _certificate(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise KeyPairMissing("密钥对不存在。", name=name) from None


@lru_cache(maxsize=64)
def _certificate(path: Path, _changed: int) -> x509.KeyCertificate:
    return x509.read_any(json.loads(path.read_text(encoding="ascii"))["certificate"].encode())


def destroy(name: str) -> None:
    """
    Remove the pair ``name``, its key in a token too; that there is none is fine. Backups hold it until they age: revoke
    its certificate too where that matters.

    :raises TokenUnavailable: if its key is in a token that can't be used; the pair is kept then
    """
    path = _path(name)
    if path.exists() and (label := json.loads(path.read_text(encoding="ascii")).get("token_key")):
        token_keys.destroy(hardware_token(), label)
    path.unlink(missing_ok=True)


def exists(name: str) -> bool:
    """Whether a pair of this name is stored."""
    return _path(name).exists()


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise ValueError("a key pair's name is lower-case letters, digits and hyphens, at most 80")
    return home.ensure("keys/pairs") / f"{name}.json"
