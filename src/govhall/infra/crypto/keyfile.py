"""
The files behind the key ring: the root key, the ring of wrapped data keys, and the lock that orders their writers.

Files are made readable by their owner only and replaced atomically. This module must not encrypt data and keeps
nothing in memory; ``keys`` does both.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from govhall.infra.crypto import guards, sm4
from govhall.infra.crypto.errors import InvalidKey
from govhall.infra.crypto.hashes import hmac_sm3

ROOT_VARIABLE = "GOVHALL_ROOT_KEY"
FORMAT = 1

Stamp = tuple[int, int, int]


@dataclass(slots=True, kw_only=True)
class Ring:
    """What stands in ``keyring.json``: per entry the wrapped keys, the first one being version 1."""

    root_check: str
    keys: dict[str, list[str]]


class KeyFiles:
    """The key folder of one installation."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ring_path = folder / "keyring.json"
        self._root_path = folder / "root.key"
        self._next_root_path = folder / "root.key.next"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock that all writers of this folder respect, in this and in other processes."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(self._folder / "keyring.lock", "a", opener=_private_opener) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def stamp(self) -> Stamp | None:
        """Return what changes whenever the ring is replaced, or ``None`` if there is none."""
        try:
            found = self._ring_path.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def read_ring(self) -> Ring | None:
        """
        Return the ring, or ``None`` if there is none yet.

        :raises InvalidKey: if the file can't be read as a ring
        """
        try:
            found = json.loads(self._ring_path.read_text(encoding="ascii"))
            if found["format"] != FORMAT:
                raise InvalidKey("密钥环文件的格式版本不受支持。")
            return Ring(root_check=found["root_check"], keys=found["keys"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError):
            raise InvalidKey("密钥环文件已损坏，请从备份恢复。") from None

    def write_ring(self, ring: Ring) -> None:
        """Replace the ring; the caller holds the lock."""
        content = {"format": FORMAT, "root_check": ring.root_check, "keys": ring.keys}
        replace_file(self._ring_path, json.dumps(content, indent=1, sort_keys=True))

    def root(self, ring: Ring | None) -> bytes:
        """
        Return the root key from the environment, else from its file, else (only while there is no ring) a new one.

        :raises InvalidKey: if it is malformed, lost, or not the one that ``ring`` was made with
        :raises TokenUnavailable: if a token guards it and can't be used
        """
        given = os.environ.get(ROOT_VARIABLE)
        candidates = [self._read(self._root_path), self._read(self._next_root_path)]
        keys = [guards.parse_root(given)] if given else [guards.open_root(text) for text in candidates if text]
        if ring is None:
            return keys[0] if keys else self._create_root()
        for key in keys:
            if secrets.compare_digest(root_check(key), ring.root_check):
                return key
        raise InvalidKey("根密钥缺失或与密钥环不符，请恢复原来的根密钥后重试。")

    def replace_root(self, root: bytes, ring: Ring) -> None:
        """
        Put ``ring`` (already wrapped by ``root``) and ``root`` in place; the caller holds the lock.

        After a crash in between, the ring still opens with one of the two files. A root key that stands in the
        environment has to be changed there by the operator.
        """
        in_file = not os.environ.get(ROOT_VARIABLE)
        if in_file:
            replace_file(self._next_root_path, guards.guard_to_write().seal(root))
        self.write_ring(ring)
        if in_file:
            os.replace(self._next_root_path, self._root_path)

    def _create_root(self) -> bytes:
        key = sm4.new_key()
        replace_file(self._root_path, guards.guard_to_write().seal(key))
        return key

    @staticmethod
    def _read(path: Path) -> str:
        with suppress(FileNotFoundError):
            return path.read_text(encoding="ascii").strip()
        return ""


def root_check(root: bytes) -> str:
    """Return a fingerprint of the root key that says nothing about it."""
    return hmac_sm3(root, b"govhall root key")[:16].hex()


def replace_file(path: Path, text: str) -> None:
    """Write ``text`` to ``path``, durable and all at once, readable by the owner only."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with open(temporary, "x", encoding="ascii", opener=_private_opener) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _private_opener(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
