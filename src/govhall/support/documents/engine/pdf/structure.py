"""
Reads the few facts that adding to a PDF needs, of the plain shape that typst and ``writing`` write: one table of
cross-references, no object streams, one flat list of pages. It must not guess: any other shape is refused.
"""

import re
from dataclasses import dataclass, replace

from govhall.kernel.errors import DomainError

_END = re.compile(rb"trailer\s*<<([^<>]*(?:<[0-9a-fA-F]*>[^<>]*)*)>>\s*startxref\s+(\d{1,10})\s+%%EOF\s*\Z")
_ROW = 20  # bytes of a row of the cross-reference table
_PLACE = re.compile(rb"/PieceInfo<</GovHall<</LastModified\([^()]*\)/Private\[([\d. ]+)\]>>>>")
_TAIL = 4096


class NotOurPdf(DomainError):
    """The PDF hasn't the plain shape of those that we made."""

    code = "pdf-not-ours"


@dataclass(frozen=True, slots=True)
class OwnPdf:
    """A PDF of ours: its table of ``next_number`` objects, the trailer's entries, the catalog and the pages."""

    content: bytes
    table: bytes
    table_at: int
    trailer: bytes
    root: int
    pages: tuple[int, ...]
    added: int = 0

    def dictionary(self, number: int) -> bytes:
        """
        Return an object's source, ``<<`` to ``>>``.

        :raises NotOurPdf: if it is none, or something with a stream
        """
        return _dictionary(self.content, self.table, number)

    @property
    def next_number(self) -> int:
        """The first number that no object has."""
        return len(self.table) // _ROW + self.added

    def after(self, updated: bytes, *, added: int) -> "OwnPdf":
        """Return the structure after an update of ours that added so many objects; changed ones can't be read."""
        end = _END.search(updated, max(0, len(updated) - _TAIL))
        if end is None:
            raise NotOurPdf("文件末尾不是本平台的写法。")
        return replace(self, content=updated, table_at=int(end[2]), added=self.added + added)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the page's object and the rectangle in points, y upwards."""

    page: int
    rectangle: tuple[float, float, float, float]


def read(content: bytes) -> OwnPdf:
    """
    Return the structure of a PDF of ours.

    :raises NotOurPdf: if it has any other shape: encrypted, signed already, by another program, damaged
    """
    end = _END.search(content, max(0, len(content) - _TAIL))
    if not content.startswith(b"%PDF-1.") or end is None:
        raise NotOurPdf("文件末尾不是本平台的写法。")
    trailer = end[1]
    if b"/Encrypt" in trailer or b"/Prev" in trailer or b"/XRefStm" in trailer:
        raise NotOurPdf("文件已加密或已被改动过。")
    table = _table(content, int(end[2]), end.start())
    root = _reference(trailer, b"/Root")
    catalog = _dictionary(content, table, root)
    tree = _dictionary(content, table, _reference(catalog, b"/Pages"))
    kids = re.search(rb"/Kids\s*\[((?:\s*\d+ 0 R)+)\s*\]", tree)
    if kids is None or b"/AcroForm" in catalog:
        raise NotOurPdf("文件的页面结构不是本平台的写法。")
    pages = tuple(int(number) for number in re.findall(rb"(\d+) 0 R", kids[1]))
    for page in pages:
        if not re.search(rb"/Type\s*/Page\b(?!s)", _dictionary(content, table, page)):
            raise NotOurPdf("文件的页面结构不是本平台的写法。")
    return OwnPdf(content, table, int(end[2]), trailer, root, pages)


def seal_place(pdf: OwnPdf) -> Place | None:
    """Return the place that the writer kept free for the seal, on the last page that has one; None without one."""
    for page in reversed(pdf.pages):
        if found := _PLACE.search(pdf.dictionary(page)):
            left, low, right, high = (float(number) for number in found[1].split())
            return Place(page, (left, low, right, high))
    return None


def annotations(page: bytes) -> list[int]:
    """Return the numbers of the annotations on a page."""
    found = re.search(rb"/Annots\s*\[([^\]]*)\]", page)
    return [int(number) for number in re.findall(rb"(\d+) 0 R", found[1])] if found else []


def _table(content: bytes, at: int, end: int) -> bytes:
    head = re.compile(rb"xref\s+0 (\d{1,7})\s+").match(content, at)
    if head is None:
        raise NotOurPdf("交叉引用表不是本平台的写法。")
    rows = content[head.end() : head.end() + int(head[1]) * _ROW]
    if head.end() + len(rows) > end or len(rows) != int(head[1]) * _ROW:
        raise NotOurPdf("交叉引用表不完整。")
    return rows


def _reference(source: bytes, key: bytes) -> int:
    found = re.search(re.escape(key) + rb"\s+(\d{1,7}) 0 R", source)
    if found is None:
        raise NotOurPdf("缺少必要的引用。")
    return int(found[1])


def _dictionary(content: bytes, table: bytes, number: int) -> bytes:
    row = table[number * _ROW : (number + 1) * _ROW]
    if row[17:18] != b"n" or not row[:10].isdigit():
        raise NotOurPdf("对象不在交叉引用表中。")
    head = re.compile(rb"%d 0 obj\s*(?=<<)" % number).match(content, int(row[:10]))
    end = content.find(b"endobj", head.end()) if head else -1
    if head is None or end < 0:
        raise NotOurPdf("对象不在交叉引用表所说的位置。")
    source = content[head.end() : end].rstrip()
    if not source.endswith(b">>"):
        raise NotOurPdf("对象不是字典。")
    return source
