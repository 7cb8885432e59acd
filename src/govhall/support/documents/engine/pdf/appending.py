"""Writes an incremental update: new and changed objects after the last byte of a PDF, which stays as it was."""

import re
from collections.abc import Mapping

from govhall.infra.crypto import sm3
from govhall.support.documents.engine.pdf.structure import OwnPdf


def append(pdf: OwnPdf, objects: Mapping[int, bytes]) -> bytes:
    """
    Return the PDF with these objects, by number: what stands between ``obj`` and ``endobj``.

    The same input gives the same bytes: the file's second id comes from what is added.
    """
    parts, offsets = [pdf.content, b"" if pdf.content.endswith(b"\n") else b"\n"], {}
    at = sum(map(len, parts))
    for number, source in objects.items():
        offsets[number] = at
        part = b"%d 0 obj\n%b\nendobj\n" % (number, source)
        parts.append(part)
        at += len(part)
    size = max(pdf.next_number, max(objects) + 1)
    parts += [_table(offsets), _trailer(pdf, size, objects), b"startxref\n%d\n%%%%EOF\n" % at]
    return b"".join(parts)


def stream(content: bytes, entries: bytes) -> bytes:
    """Return the source of an object with a stream."""
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(content), content)


def with_entry(dictionary: bytes, entry: bytes) -> bytes:
    """Return a dictionary's source with one more entry at its end."""
    return dictionary[:-2] + entry + b">>"


def with_annotations(page: bytes, numbers: list[int]) -> bytes:
    """Return a page's source with exactly these annotations."""
    listed = b"/Annots[" + b" ".join(b"%d 0 R" % number for number in numbers) + b"]"
    without = re.sub(rb"/Annots\s*\[[^\]]*\]", b"", page)
    return with_entry(without, listed)


def _table(offsets: Mapping[int, int]) -> bytes:
    rows = [b"xref\n0 1\n0000000000 65535 f\r\n"]
    numbers = sorted(offsets)
    while numbers:
        run = 1
        while run < len(numbers) and numbers[run] == numbers[0] + run:
            run += 1
        rows.append(b"%d %d\n" % (numbers[0], run))
        rows += [b"%010d 00000 n\r\n" % offsets[number] for number in numbers[:run]]
        numbers = numbers[run:]
    return b"".join(rows)


def _trailer(pdf: OwnPdf, size: int, objects: Mapping[int, bytes]) -> bytes:
    """Return the trailer: the old one's entries, with the new size, the table before, and a new second id."""
    kept = re.sub(rb"/Size\s+\d+", b"", pdf.trailer)
    kept = re.sub(rb"/ID\s*\[.*\]", b"", kept, flags=re.DOTALL)
    first = re.search(rb"/ID\s*\[\s*(\((?:[^()\\]|\\.)*\)|<[0-9a-fA-F]*>)", pdf.trailer, re.DOTALL)
    own = sm3(b"".join(objects.values()))[:16].hex().encode()
    ids = b"/ID[%b<%b>]" % (first[1] if first else b"<%b>" % own, own)
    return b"trailer\n<<%b/Size %d/Prev %d%b>>\n" % (kept.strip(), size, pdf.table_at, ids)
