"""
The account that writes to the anchor's contract: its key lies in the key store and nowhere else.

What it can do is little: spend what it holds on fees, and anchor larger trees. A stolen key ends with a new contract.
"""

import json
import secrets
from pathlib import Path

from govhall.infra import home
from govhall.infra.crypto import keys
from govhall.infra.crypto.keyfile import replace_file
from govhall.kernel.errors import NotFound

NAME = "evidence-anchor"
_PURPOSE = "anchor-account"


class NoAnchorAccount(NotFound):
    """No account was made here yet."""

    code = "no-anchor-account"


def make() -> str:
    """Return the account's private key in hexadecimal; the first call makes it."""
    path = _path()
    if not path.exists():
        # Below the order of the group, but for a chance of 2^-128.
        token = keys.encrypt_text(_PURPOSE, secrets.token_hex(32), aad=NAME.encode())
        replace_file(path, json.dumps({"private": token}))
    return load()


def load() -> str:
    """
    Return the account's private key in hexadecimal.

    :raises NoAnchorAccount: before it was made
    :raises DecryptionFailed: if the file was changed
    """
    try:
        content = json.loads(_path().read_text(encoding="ascii"))
    except FileNotFoundError:
        raise NoAnchorAccount("还没有锚定账户，请先运行 ./govhall evidence anchor --deploy。") from None
    return keys.decrypt_text(_PURPOSE, content["private"], aad=NAME.encode())


def _path() -> Path:
    return home.ensure("keys/accounts") / f"{NAME}.json"
