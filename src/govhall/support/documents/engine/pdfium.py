"""
Reads strangers' PDFs with PDFium, in a process of its own: ``python -m govhall.support.documents.engine.pdfium``.

A file may be made to break its reader. So the reader has neither database nor keys, little memory and little time, and
when it dies nobody else does. Request: a line of JSON, then the PDF. Answer: JSON, or a picture; exit status 0.
"""

import ctypes
import io
import json
import resource
import sys
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

MEMORY, SECONDS = 1 << 30, 10
REFUSED = 3  # exit status: PDFium can't open it, the reason follows on stdout
_MOST_SHEETS = 500
_LONGEST = 5000.0  # points: larger than a sheet of A0
_PIXELS = 4_000_000
_CHARACTERS = 200_000  # of a page; more are not looked at


def sheets(pdf: pdfium.PdfDocument) -> list[dict[str, Any]]:
    """Return of every page the visible box in points and how far it is turned clockwise."""
    return [_sheet(pdf[number]) for number in range(min(len(pdf), _MOST_SHEETS))]


def _sheet(page: pdfium.PdfPage) -> dict[str, Any]:
    box, outer = page.get_cropbox(), page.get_mediabox()
    seen = (max(box[0], outer[0]), max(box[1], outer[1]), min(box[2], outer[2]), min(box[3], outer[3]))
    return {"box": seen if seen[0] < seen[2] and seen[1] < seen[3] else outer, "turned": page.get_rotation()}


def places(pdf: pdfium.PdfDocument, wanted: str) -> list[dict[str, Any]]:
    """Return where the words stand, page by page in reading order. Spaces and line ends don't count."""
    found: list[dict[str, Any]] = []
    wanted = "".join(wanted.split())
    for number in range(min(len(pdf), _MOST_SHEETS)):
        page = pdf[number]
        text = page.get_textpage()
        found += [{"page": number, "box": box} for box in _on_page(text, wanted)]
        text.close()
        page.close()
    return found


def _on_page(text: pdfium.PdfTextPage, wanted: str) -> list[tuple[float, float, float, float]]:
    letters, indexes = [], []
    for index in range(min(text.count_chars(), _CHARACTERS)):
        letter = chr(raw.FPDFText_GetUnicode(text, index))
        if not letter.isspace() and letter != "\x00":
            letters.append(letter)
            indexes.append(index)
    whole, found, at = "".join(letters), [], 0
    if len(whole) != len(letters):  # characters outside the basic plane come as one each: never so, but be sure
        return []
    while wanted and (at := whole.find(wanted, at)) >= 0:
        found.append(_around(text, indexes[at : at + len(wanted)]))
        at += len(wanted)
    return found


def _around(text: pdfium.PdfTextPage, indexes: list[int]) -> tuple[float, float, float, float]:
    """Return the box of the words; of their first line where they are broken."""
    boxes = [_box(text, index) for index in indexes]
    low, high = boxes[0][1], boxes[0][3]
    line = [box for box in boxes if box[1] < high and box[3] > low]
    left, bottom, right, top = zip(*line, strict=True)
    return min(left), min(bottom), max(right), max(top)


def _box(text: pdfium.PdfTextPage, index: int) -> tuple[float, float, float, float]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def picture(pdf: pdfium.PdfDocument, number: int, width: int, form: str) -> bytes:
    """Return a page as people see it, as a PNG or JPEG of this width in pixels."""
    page = pdf[number]
    wide, high = page.get_size()
    scale = min(width / wide, (_PIXELS / (wide * high)) ** 0.5)
    stream = io.BytesIO()
    page.render(scale=scale).to_pil().convert("RGB").save(stream, form, compress_level=1, quality=85)
    return stream.getvalue()


def _opened(content: bytes) -> pdfium.PdfDocument:
    try:
        pdf = pdfium.PdfDocument(content)
        if len(pdf) == 0:
            raise _Refusal("damaged")
    except pdfium.PdfiumError as fault:
        raise _Refusal("encrypted" if fault.err_code == raw.FPDF_ERR_PASSWORD else "damaged") from None
    if raw.FPDF_GetSecurityHandlerRevision(pdf) != -1:
        raise _Refusal("encrypted")
    return pdf


class _Refusal(Exception):
    pass


def _answer(asked: dict[str, Any], content: bytes) -> bytes:
    pdf = _opened(content)
    if asked["what"] == "picture":
        if not 0 <= asked["page"] < len(pdf):
            raise _Refusal("no-page")
        if max(pdf[asked["page"]].get_size()) > _LONGEST:
            raise _Refusal("too-large")
        return picture(pdf, asked["page"], asked["width"], asked["form"])
    found = {"sheets": sheets(pdf), "count": len(pdf)}
    if words := asked.get("words", ""):
        found["places"] = places(pdf, words)
    return json.dumps(found).encode()


def main() -> int:
    """Answer one request."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    asked = json.loads(sys.stdin.buffer.readline())
    try:
        answer = _answer(asked, sys.stdin.buffer.read())
    except _Refusal as refusal:
        sys.stdout.write(str(refusal))
        return REFUSED
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
