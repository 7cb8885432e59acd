"""Where a seal goes on a paper: a place in mm as people see the page, or words on it, become a rectangle of the PDF."""

from collections.abc import Sequence
from dataclasses import dataclass

from govhall.support.documents.public import reading
from govhall.support.seals.choices import Occurrence
from govhall.support.seals.rules import PlaceRefused
from govhall.support.seals.values import AtPoint, AtWords

POINT = reading.POINT
Rectangle = reading.Rectangle
Sheet = reading.Sheet
Spot = reading.Spot
_REFUSALS: dict[reading.Cause, str] = {
    "encrypted": "这份 PDF 设有密码或者限制，请先去掉再用印。",
    "damaged": "这份 PDF 已损坏，读不出来，不能用印。",
    "too-large": "这一页太大，画不出来。请按毫米填写位置。",
    "no-page": "没有这一页。",
    "too-complex": "这份 PDF 太复杂，读不出来。请重新导出后再用印。",
}


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
    try:
        return reading.read(pdf, words)
    except reading.PdfUnreadable as fault:
        raise PlaceRefused(_REFUSALS[fault.cause]) from None


def picture(pdf: bytes, page: int, *, width: int) -> bytes:
    """Return a page, counted from 1, as a PNG of this width in pixels. :raises PlaceRefused: if it can't be drawn"""
    try:
        return reading.picture(pdf, page, width=width)
    except reading.PdfUnreadable as fault:
        raise PlaceRefused(_REFUSALS[fault.cause]) from None
