"""
PDFs that others made: their pages as people see them, and where words stand on them.

People measure in mm from the upper left corner of what they see; PDF measures in points from below left of the sheet
before it was turned. Reading is done by ``pdfium`` in a process of its own, which a file may break without harm.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any, Literal

from govhall.kernel.errors import DomainError
from govhall.support.documents.engine import pdfium

POINT = 25.4 / 72  # mm
Rectangle = tuple[float, float, float, float]
Cause = Literal["encrypted", "damaged", "too-large", "no-page", "too-complex"]
_SECONDS = 20.0
_WORDS: dict[Cause, str] = {
    "encrypted": "这份 PDF 设有密码或者限制，打不开。",
    "damaged": "这份 PDF 已损坏，读不出来。",
    "too-large": "这一页太大，画不出来。",
    "no-page": "没有这一页。",
    "too-complex": "这份 PDF 太复杂，读不出来。",
}


class PdfUnreadable(DomainError):
    """A PDF that others made can't be read, or has no such page; ``cause`` says why."""

    code = "pdf-unreadable"

    def __init__(self, cause: Cause) -> None:
        super().__init__(_WORDS[cause])
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: the part that is seen, in points, and how far it is turned clockwise, in degrees."""

    box: Rectangle
    turned: int

    @property
    def size(self) -> tuple[float, float]:
        """Breadth and height as people see them, in mm."""
        wide, high = self.box[2] - self.box[0], self.box[3] - self.box[1]
        return (high * POINT, wide * POINT) if self.turned in {90, 270} else (wide * POINT, high * POINT)

    def seen(self, box: Rectangle) -> Rectangle:
        """Return a box of the sheet as people see it: left, top, right, bottom in mm."""
        left, low, right, high = self.box
        match self.turned:
            case 90:
                found = (box[1] - low, box[0] - left, box[3] - low, box[2] - left)
            case 180:
                found = (right - box[2], box[1] - low, right - box[0], box[3] - low)
            case 270:
                found = (high - box[3], right - box[2], high - box[1], right - box[0])
            case _:
                found = (box[0] - left, high - box[3], box[2] - left, high - box[1])
        return tuple(number * POINT for number in found)  # type: ignore[return-value]  # four as before

    def on_sheet(self, seen: Rectangle) -> Rectangle:
        """Return what people see at ``seen`` (mm) as a box of the sheet; the way back of ``seen``."""
        x, y, across, down = (number / POINT for number in seen)
        left, low, right, high = self.box
        match self.turned:
            case 90:
                return (left + y, low + x, left + down, low + across)
            case 180:
                return (right - across, low + y, right - x, low + down)
            case 270:
                return (right - down, high - across, right - y, high - x)
            case _:
                return (left + x, high - down, left + across, high - y)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where words stand: the page, counted from 0, and their box on the sheet in points."""

    page: int
    box: Rectangle


def read(pdf: bytes, words: str = "") -> tuple[tuple[Sheet, ...], tuple[Spot, ...]]:
    """Return the pages, and where the words stand. :raises PdfUnreadable:"""
    found = json.loads(_ask({"what": "sheets", "words": words}, pdf))
    pages = tuple(Sheet(tuple(each["box"]), each["turned"] % 360) for each in found["sheets"])
    return pages, tuple(Spot(each["page"], tuple(each["box"])) for each in found.get("places", ()))


def picture(pdf: bytes, page: int, *, width: int, form: Literal["PNG", "JPEG"] = "PNG") -> bytes:
    """Return a page, counted from 1, as a picture of this width in pixels. :raises PdfUnreadable:"""
    return _ask({"what": "picture", "page": page - 1, "width": width, "form": form}, pdf)


def _ask(asked: dict[str, Any], pdf: bytes) -> bytes:
    command = [sys.executable, "-m", pdfium.__name__]
    # The reader gets no secrets along: nothing of our environment but where its modules are.
    environment = {name: value for name in ("PYTHONPATH", "PATH") if (value := os.environ.get(name))}
    try:
        done = subprocess.run(  # noqa: S603  # our own module; nothing of the file is on the command line
            command, input=json.dumps(asked).encode() + b"\n" + pdf, capture_output=True, timeout=_SECONDS,
            env=environment, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise PdfUnreadable("too-complex") from None
    if done.returncode == pdfium.REFUSED:
        raise PdfUnreadable(done.stdout.decode())  # type: ignore[arg-type]  # one of its refusals
    if done.returncode != 0:
        raise PdfUnreadable("too-complex")
    return done.stdout
