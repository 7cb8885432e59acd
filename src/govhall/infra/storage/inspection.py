"""
What a file really is, told from its bytes, and whether it is safe to keep and to open.

It must not trust a name or a declared type. A file that is two things at once (a picture that is also an archive or a
web page) is refused; so are programs, macros, incomplete files, and files made to burst when they are opened.
"""

import re
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import puremagic
from django.utils.translation import gettext as _
from PIL import Image

from govhall.infra.storage import archives, kinds
from govhall.infra.storage.errors import FileRefused

HEAD_SIZE = 4096
TAIL_SIZE = 70_000
MAX_PIXELS = 60_000_000

_PROGRAMS = (
    b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe",
    b"dex\n", b"L\x00\x00\x00\x01\x14\x02\x00", b"#!",
)  # fmt: skip
_SCRIPT = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:<\?php|<script|<html|<!doctype|<svg|<\?xml|@echo|powershell)", re.I)
_MARKUP = (b"<script", b"<?php", b"<!doctype html", b"<html")
_PDF_ACTIONS = (b"/javascript", b"/launch")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_HEAD = re.compile(rb"^%PDF-[12]\.\d")
_IMAGE_HEADS = {
    b"\xff\xd8\xff": kinds.JPEG,
    b"\x89PNG\r\n\x1a\n": kinds.PNG,
    b"BM": kinds.BMP,
    b"II*\x00": kinds.TIFF,
    b"MM\x00*": kinds.TIFF,
    b"RIFF": kinds.WEBP,
}
_PILLOW_FORMATS = {kinds.JPEG: "JPEG", kinds.PNG: "PNG", kinds.BMP: "BMP", kinds.TIFF: "TIFF", kinds.WEBP: "WEBP"}


def refuse_program(head: bytes) -> None:
    """
    Refuse what a computer would execute, from its first bytes alone.

    :raises FileRefused: ``file-executable``
    """
    if head.startswith(_PROGRAMS) or _SCRIPT.match(head):
        raise FileRefused("file-executable", _("文件内容是程序、脚本或网页，不能上传。请上传材料本身的文档或图片。"))


def examine(path: Path, extension: str) -> kinds.Kind:
    """
    Return the kind of the file at ``path``. ``extension`` only tells the two kinds of plain text apart.

    :raises FileRefused: with the code and the advice for what is wrong
    """
    with path.open("rb") as file:
        head = file.read(HEAD_SIZE)
        refuse_program(head)
        if head.startswith(b"PK\x03\x04"):
            return archives.examine(path)
        if _PDF_HEAD.match(head):
            _examine_pdf(file)
            return kinds.PDF
        for start, kind in _IMAGE_HEADS.items():
            if head.startswith(start):
                _examine_image(file, path, kind)
                return kind
        if extension in {"txt", "csv"}:
            _examine_text(file)
            return kinds.BY_EXTENSION[extension]
    raise _unknown(head)


def _examine_pdf(file: BinaryIO) -> None:
    tail = _tail(file)
    if b"%%EOF" not in tail[-2048:] or b"startxref" not in tail:
        raise FileRefused("file-damaged", _("PDF 文件不完整，请重新生成或重新扫描后再上传。"))
    if _contains(file, _PDF_ACTIONS):
        raise FileRefused("file-active-content", _("PDF 文件含有脚本或启动程序的动作，请打印为新的 PDF 后再上传。"))
    _refuse_archive_inside(tail)


def _examine_image(file: BinaryIO, path: Path, kind: kinds.Kind) -> None:
    damaged = FileRefused("file-damaged", _("图片不完整或已损坏，请重新拍照或扫描后再上传。"))
    huge = FileRefused("image-too-large", _("图片的像素过多，请缩小尺寸（不超过 6000 万像素）后再上传。"))
    try:
        with Image.open(path, formats=[_PILLOW_FORMATS[kind]]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise huge
            image.verify()
        if kind is kinds.JPEG:
            # verify() doesn't reach the end of a JPEG; a draft decodes it at an eighth of its size.
            with Image.open(path, formats=["JPEG"]) as image:
                image.draft("L", (1, 1))
                image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise huge from None
    except (OSError, SyntaxError, ValueError, IndexError, EOFError, struct.error):
        raise damaged from None
    if _contains(file, _MARKUP):
        raise _polyglot()
    _refuse_archive_inside(_tail(file))


def _examine_text(file: BinaryIO) -> None:
    file.seek(0)
    content = file.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text):
            return
    raise FileRefused("file-damaged", _("文本文件的编码无法识别，请另存为 UTF-8 编码后再上传。"))


def _refuse_archive_inside(tail: bytes) -> None:
    """Refuse a file whose end is the end of a ZIP archive: some programs would open it as one."""
    position = tail.rfind(b"PK\x05\x06")
    if position >= 0 and len(tail) - position >= 22:
        comment = int.from_bytes(tail[position + 20 : position + 22], "little")
        if len(tail) - position - 22 == comment:
            raise _polyglot()


def _polyglot() -> FileRefused:
    return FileRefused("file-polyglot", _("文件中夹带了其他类型的内容，请重新导出或重新拍照后再上传。"))


def _unknown(head: bytes) -> FileRefused:
    if head.startswith(_OLD_OFFICE):
        return FileRefused("file-old-office", _("不支持旧版 Office 文件，请另存为 DOCX、XLSX 或 PDF 后再上传。"))
    try:
        guess = puremagic.from_string(head).strip(".").upper()
    except (puremagic.PureError, ValueError):
        guess = ""
    if guess:
        message = _("无法接收这种文件（内容看起来是 %(kind)s），请转换为 PDF 或图片后再上传。") % {"kind": guess}
    else:
        message = _("无法识别文件内容，文件可能已损坏，请转换为 PDF 或图片后再上传。")
    return FileRefused("file-type-unknown", message)


def _tail(file: BinaryIO) -> bytes:
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL_SIZE))
    return file.read()


def _contains(file: BinaryIO, needles: Iterable[bytes]) -> bool:
    """Whether any of ``needles`` (lower-case, under 32 bytes) is in the file, whatever its case."""
    file.seek(0)
    before = b""
    while piece := file.read(1 << 20):
        window = (before + piece).lower()
        if any(needle in window for needle in needles):
            return True
        before = piece[-32:]
    return False
