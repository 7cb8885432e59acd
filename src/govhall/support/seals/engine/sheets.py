"""
Where a seal goes on a paper: pages as people see them, words on them, and the rectangle that follows.

People measure in mm from the upper left corner of what they see; PDF measures in points from below left of the sheet
before it was turned. This is the only place that knows both. Reading is done by ``pdfium`` in a process of its own.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from govhall.support.seals.choices import Occurrence
from govhall.support.seals.engine import pdfium
from govhall.support.seals.rules import PlaceRefused
from govhall.support.seals.values import AtPoint, AtWords

POINT = 25.4 / 72  # mm
Rectangle = tuple[float, float, float, float]
_SECONDS = 20.0
_REFUSALS = {
    "encrypted": "这份 PDF 设有密码或者限制，请先去掉再用印。",
    "damaged": "这份 PDF 已损坏，读不出来，不能用印。",
    "too-large": "这一页太大，画不出来。请按毫米填写位置。",
    "no-page": "没有这一页。",
}
_DIED = "这份 PDF 太复杂，读不出来。请重新导出后再用印。"


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


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the seal goes: the page, counted from 0, the box on the sheet, and in words for the log."""

    page: int
    box: Rectangle
    turned: int
    words: str


def mark(pdf: bytes, wanted: AtPoint | AtWords, *, size: float) -> Mark:
    """
    Return where a seal of this breadth (mm) goes.

    :raises PlaceRefused: if there is no such page or no such word, if the seal would hang over the edge, or if the PDF
        can't be read
    """
    if isinstance(wanted, AtPoint):
        pages, _ = read(pdf)
        return _at(pages, wanted.page - 1, wanted.left, wanted.top, size)
    pages, spots = read(pdf, wanted.words)
    if not spots:
        raise PlaceRefused(f"文件里没有“{wanted.words}”。扫描成图片的文件找不到文字，请改按位置盖章。")
    spot = spots[-1 if wanted.occurrence is Occurrence.LAST else 0]
    left, top, right, bottom = pages[spot.page].seen(spot.box)
    return _at(pages, spot.page, (left + right - size) / 2, (top + bottom - size) / 2, size)


def _at(pages: Sequence[Sheet], page: int, left: float, top: float, size: float) -> Mark:
    if not 0 <= page < len(pages):
        raise PlaceRefused(f"没有第 {page + 1} 页，这份文件共 {len(pages)} 页。")
    wide, high = pages[page].size
    if left < 0 or top < 0 or left + size > wide + 0.05 or top + size > high + 0.05:
        raise PlaceRefused(
            f"印章会超出第 {page + 1} 页：这一页宽 {wide:.0f} mm、高 {high:.0f} mm，印章宽 {size:.0f} mm，"
            f"要盖在左 {left:.0f} mm、上 {top:.0f} mm。"
        )
    box = pages[page].on_sheet((left, top, left + size, top + size))
    words = f"第 {page + 1} 页，左 {left:.0f} mm、上 {top:.0f} mm，{size:.0f} × {size:.0f} mm"
    return Mark(page, box, pages[page].turned, words)


def read(pdf: bytes, words: str = "") -> tuple[tuple[Sheet, ...], tuple[Spot, ...]]:
    """Return the pages, and where the words stand. :raises PlaceRefused: if the PDF can't be read"""
    found = json.loads(_ask({"what": "sheets", "words": words}, pdf))
    pages = tuple(Sheet(tuple(each["box"]), each["turned"] % 360) for each in found["sheets"])
    return pages, tuple(Spot(each["page"], tuple(each["box"])) for each in found.get("places", ()))


def picture(pdf: bytes, page: int, *, width: int) -> bytes:
    """Return a page, counted from 1, as a PNG of this width in pixels. :raises PlaceRefused: if it can't be drawn"""
    return _ask({"what": "picture", "page": page - 1, "width": width}, pdf)


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
        raise PlaceRefused(_DIED) from None
    if done.returncode == pdfium.REFUSED:
        raise PlaceRefused(_REFUSALS[done.stdout.decode()])
    if done.returncode != 0:
        raise PlaceRefused(_DIED)
    return done.stdout
