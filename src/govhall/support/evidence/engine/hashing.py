"""The two hashes of a tree (RFC 9162 2.1.1): leaves and nodes are marked apart, so that none passes for the other."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from govhall.infra import crypto


@dataclass(frozen=True, slots=True)
class Hasher:
    """A tree's hash function; ``name`` is how heads and files call the tree."""

    name: str
    digest: Callable[[bytes], bytes]

    def leaf(self, data: bytes) -> bytes:
        """Return the hash of a leaf's content."""
        return self.digest(b"\x00" + data)

    def node(self, left: bytes, right: bytes) -> bytes:
        """Return the hash of two subtrees."""
        return self.digest(b"\x01" + left + right)

    def empty(self) -> bytes:
        """Return the root of the tree without leaves."""
        return self.digest(b"")


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


SM3 = Hasher("rfc9162-sm3", crypto.sm3)
# For the public test vectors; our own tree is SM3.
SHA256 = Hasher("rfc9162-sha256", _sha256)
