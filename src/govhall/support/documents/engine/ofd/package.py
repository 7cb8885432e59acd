"""
The ZIP around an OFD: the parts by name. Packing is deterministic; unpacking trusts nothing.

The standard library's writer is not used: parts that many documents share (ornaments) are deflated once and kept.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

from govhall.support.documents.engine.ofd.errors import OfdRefused

LARGEST = 30 * 1024 * 1024
LARGEST_UNPACKED = 120 * 1024 * 1024
MOST_PARTS = 4000
_LEVEL = 3  # of deflate: outlines and XML hardly shrink further
_DAY = 0x21  # 1 January 1980: the same input gives the same bytes
_STORED, _DEFLATED = 0, 8
_FLAG_ENCRYPTED = 0x1
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, struct.error, KeyError)


@dataclass(frozen=True)
class Part:
    """One file of a package. ``stored`` spares the attempt to shrink what can't shrink."""

    data: bytes
    stored: bool = False

    @cached_property
    def checksum(self) -> int:
        """The CRC-32."""
        return zlib.crc32(self.data)

    @cached_property
    def packed(self) -> tuple[int, bytes]:
        """The method and the bytes as they lie in the ZIP; what doesn't shrink is stored."""
        if self.stored:
            return _STORED, self.data
        press = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
        deflated = press.compress(self.data) + press.flush()
        return (_DEFLATED, deflated) if len(deflated) < len(self.data) else (_STORED, self.data)


def pack(parts: Mapping[str, Part]) -> bytes:
    """Return the ZIP of these parts, in their order."""
    local, central, at = [], [], 0
    for name, part in parts.items():
        method, packed = part.packed
        encoded = name.encode("ascii")
        common = struct.pack(
            "<HHHHHIIIHH", 20, 0, method, 0, _DAY, part.checksum, len(packed), len(part.data), len(encoded), 0
        )
        local.append(b"PK\x03\x04" + common + encoded + packed)
        central.append(b"PK\x01\x02\x14\x00" + common + struct.pack("<HHHII", 0, 0, 0, 0, at) + encoded)
        at += len(local[-1])
    size = sum(map(len, central))
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, len(parts), len(parts), size, at, 0)
    return b"".join((*local, *central, end))


def unpack(content: bytes) -> dict[str, Part]:
    """
    Return the parts of a ZIP.

    :raises OfdRefused: if it is none, is damaged, grows beyond all measure, or names a part twice or outside of itself
    """
    if len(content) > LARGEST:
        raise OfdRefused("size", "文件太大（最大 30 MB）。")
    if not content.startswith(b"PK\x03\x04"):
        raise OfdRefused("package", "这不是 OFD 文件。")
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            # A name may be empty, which the library's own test for folders does not expect.
            entries = [entry for entry in packed.infolist() if not entry.filename.endswith("/")]
            _check(entries, packed.comment)
            return {entry.filename: Part(_read(packed, entry)) for entry in entries}
    except _DAMAGED:
        raise OfdRefused("package", "文件已损坏，无法解开。") from None


def _check(entries: Iterable[zipfile.ZipInfo], comment: bytes) -> None:
    total = 0
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        total += entry.file_size
        if len(seen) >= MOST_PARTS or total > LARGEST_UNPACKED:
            raise OfdRefused("size", "文件解开后太大。")
        if not is_inside(name):
            raise OfdRefused("path", "文件里有指向包外的路径。")
        if name.casefold() in seen:
            raise OfdRefused("duplicate", "文件里有重名的部分。")
        if entry.flag_bits & _FLAG_ENCRYPTED or entry.compress_type not in (_STORED, _DEFLATED):
            raise OfdRefused("package", "文件设有密码，或用了不认识的压缩方法。")
        seen.add(name.casefold())
    if comment or not seen:
        raise OfdRefused("package", "文件包的末尾有多余的内容，或包是空的。")


def is_inside(name: str) -> bool:
    """Say whether a part's name stays inside its package."""
    steps = name.split("/")
    return bool(name) and not any(step in ("", ".", "..") for step in steps) and not set(name) & {"\\", "\0", ":"}


def _read(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return a part's bytes; what is longer than it says of itself is refused before it fills the memory."""
    with packed.open(entry) as file:
        data = file.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise OfdRefused("size", "文件的某个部分与它自称的大小不同。")
    return data
