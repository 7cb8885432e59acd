"""
Store, open and delete files. Content is streamed: it is hashed, measured and cut while it is read, examined, and only
then given its place ``files/<aa>/<id>``. Ids are made here, so no name from outside ever becomes part of a path.
"""

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _

from govhall.infra import home
from govhall.infra.crypto.hashes import new_sm3
from govhall.infra.storage import inspection, kinds, names
from govhall.infra.storage.errors import FileRefused, StoredFileMissing
from govhall.kernel.identifiers import new_id

CHUNK = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """What is known of a stored file: ``name`` for people, ``size`` in bytes, ``sm3`` in hexadecimal."""

    id: UUID
    name: str
    content_type: str
    size: int
    sm3: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedFile:
    """A file that is good, at ``path`` for the moment, and what is known of it."""

    path: Path
    name: str
    content_type: str
    size: int
    sm3: str


def store(content: IO[bytes] | bytes, *, name: str, allowed: frozenset[str], max_bytes: int) -> StoredFile:
    """
    Examine ``content`` and keep it. ``allowed`` holds content types of ``kinds.KINDS``, such as ``storage.DOCUMENTS``.

    Reading stops as soon as ``max_bytes`` is passed. A refused file leaves nothing behind.

    :raises FileRefused: with a code, and a message that says what to do
    """
    with examined(content, name=name, allowed=allowed, max_bytes=max_bytes) as found:
        file_id = new_id()
        place = _place(file_id)
        place.parent.mkdir(exist_ok=True, mode=0o700)
        os.replace(found.path, place)
    return StoredFile(id=file_id, name=found.name, content_type=found.content_type, size=found.size, sm3=found.sm3)


@contextmanager
def examined(
    content: IO[bytes] | bytes, *, name: str, allowed: frozenset[str], max_bytes: int
) -> Iterator[ExaminedFile]:
    """
    Examine ``content`` as ``store`` does, for reading it once: the file is gone when the block ends.

    :raises FileRefused: as ``store``
    """
    cleaned = names.clean(name)
    extension = names.extension(cleaned)
    _check_extension(extension, allowed)
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    waiting = home.ensure("files/incoming")
    handle, temporary = tempfile.mkstemp(dir=waiting)
    try:
        with os.fdopen(handle, "wb") as target:
            size, digest = _copy(source, target, max_bytes)
        kind = inspection.examine(Path(temporary), extension)
        _check_kind(kind, extension, allowed)
        yield ExaminedFile(path=Path(temporary), name=cleaned, content_type=kind.content_type, size=size, sm3=digest)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def open_stored(file_id: UUID) -> BinaryIO:
    """
    Open a stored file for reading; the caller closes it.

    :raises StoredFileMissing: if there is none
    """
    try:
        return _place(file_id).open("rb")
    except FileNotFoundError:
        raise StoredFileMissing(_("文件不存在或已被删除。")) from None


def delete(file_id: UUID) -> None:
    """Delete a stored file. Deleting one that isn't there (any more) does nothing, so that a job may be repeated."""
    _place(file_id).unlink(missing_ok=True)


def _place(file_id: UUID) -> Path:
    # The last characters of the id are random; the first ones are the time and would fill one folder after the other.
    text = UUID(str(file_id)).hex
    return home.ensure("files") / text[-2:] / text


def _copy(source: IO[bytes], target: IO[bytes], max_bytes: int) -> tuple[int, str]:
    size, digest = 0, new_sm3()
    while piece := source.read(CHUNK):
        if size == 0:
            inspection.refuse_program(piece[: inspection.HEAD_SIZE])
        size += len(piece)
        if size > max_bytes:
            limit = f"{max_bytes / 1_048_576:.0f} MB" if max_bytes >= 1_048_576 else f"{max_bytes / 1024:.0f} KB"
            message = _("文件超过 %(limit)s 的大小限制，请压缩或拆分后再上传。") % {"limit": limit}
            raise FileRefused("file-too-large", message)
        digest.update(piece)
        target.write(piece)
    if size == 0:
        raise FileRefused("file-empty", _("文件是空的，请检查后重新上传。"))
    target.flush()
    os.fsync(target.fileno())
    return size, digest.digest().hex()


def _check_extension(extension: str, allowed: frozenset[str]) -> None:
    kind = kinds.BY_EXTENSION.get(extension)
    if kind is None or kind.content_type not in allowed:
        raise FileRefused("file-type-not-allowed", _("只接收以下类型的文件：%(list)s。") % {"list": _listed(allowed)})


def _check_kind(kind: kinds.Kind, extension: str, allowed: frozenset[str]) -> None:
    if extension not in kind.extensions:
        message = _("文件扩展名是 .%(extension)s，但内容是%(title)s，请核对文件或改正扩展名后再上传。")
        raise FileRefused("file-extension-mismatch", message % {"extension": extension, "title": kind.title})
    if kind.content_type not in allowed:
        raise FileRefused("file-type-not-allowed", _("只接收以下类型的文件：%(list)s。") % {"list": _listed(allowed)})


def _listed(allowed: frozenset[str]) -> str:
    kinds_allowed = (kind for kind in kinds.KINDS.values() if kind.content_type in allowed)
    return "、".join(extension.upper() for kind in kinds_allowed for extension in kind.extensions[:1])
