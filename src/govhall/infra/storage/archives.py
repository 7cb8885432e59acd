"""
Documents that are ZIP archives: DOCX, XLSX, OFD. Any other archive is refused, and so are macros and archive bombs.

Nothing is unpacked here but the small part that says what the document is.
"""

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from govhall.infra.storage import kinds
from govhall.infra.storage.errors import FileRefused

MAX_ENTRIES = 10_000
MAX_UNPACKED = 500_000_000
MAX_RATIO = 200
MAX_DESCRIPTION = 1_000_000

_OFFICE_PARTS = {
    b"wordprocessingml.document.main+xml": kinds.DOCX,
    b"spreadsheetml.sheet.main+xml": kinds.XLSX,
}
_PROGRAM_SUFFIXES = frozenset(
    {".exe", ".dll", ".com", ".scr", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jse", ".hta", ".jar", ".lnk", ".sh"}
)


def examine(path: Path) -> kinds.Kind:
    """
    Return the kind of the document in the archive at ``path``.

    :raises FileRefused: ``file-damaged``, ``archive-bomb``, ``file-polyglot``, ``file-encrypted``,
        ``file-active-content``, ``archive-names`` or ``archive-not-document``
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_size(entries, path.stat().st_size)
            _check_entries(entries)
            return _kind(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        raise FileRefused("file-damaged", _("文件不完整或已损坏，请重新保存后再上传。")) from None


def _check_size(entries: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    # Entries that overlap count more packed bytes than the file has.
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > size * MAX_RATIO or packed > size:
        raise FileRefused("archive-bomb", _("文件展开后过大，无法安全打开，请减少内容或转换为 PDF 后再上传。"))


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if entries and min(entry.header_offset for entry in entries) != 0:
        raise FileRefused("file-polyglot", _("文件中夹带了其他类型的内容，请重新保存后再上传。"))
    for entry in entries:
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        if entry.flag_bits & 0x1:
            raise FileRefused("file-encrypted", _("文件已加密，请去除密码后再上传。"))
        if name.is_absolute() or ".." in name.parts or any(":" in part for part in name.parts[:1]):
            raise FileRefused("archive-names", _("文件内部结构不安全，请用办公软件重新保存后再上传。"))
        if name.suffix.lower() in _PROGRAM_SUFFIXES or name.name.lower() == "vbaproject.bin":
            raise FileRefused("file-active-content", _("文件含有宏或程序，请另存为不含宏的文档或 PDF 后再上传。"))


def _kind(archive: zipfile.ZipFile) -> kinds.Kind:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        description = _start_of(archive, "[Content_Types].xml")
        for part, kind in _OFFICE_PARTS.items():
            if part in description:
                return kind
    if "OFD.xml" in names and b"ofdspec.org" in _start_of(archive, "OFD.xml"):
        return kinds.OFD
    raise FileRefused("archive-not-document", _("不接收压缩包，请将其中的文件逐个上传。"))


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(MAX_DESCRIPTION)
