"""
Sets a certificate: one design for every type, as a landscape licence, a portrait notice or a portrait record.

What comes out is the one source of its PDF and its OFD. All measures are millimetres.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from govhall.support.certificates.engine import colours, face, ornaments, tables
from govhall.support.certificates.engine.face import GOLD, INK, POINT, QUIET, SANS, SERIF, TEAL, Item
from govhall.support.certificates.engine.sheets import Sheet
from govhall.support.certificates.values import CertificateTypeValue, day_words, validity_words
from govhall.support.documents.public import pages, shapes, typesetting

SEAL = 40.0
_LICENCE = (30.0, 267.0)  # left and right edge of what is written
_PHOTOGRAPH = (25.0, 35.0)  # 一寸
_NOTICE = (32.0, 178.0)
_RECORD = (18.0, 192.0)


@dataclass(frozen=True, slots=True)
class _Foot:
    """Where the foot of a page has its parts: middle of the seal, left edges of code and small print, its width."""

    seal: float
    scan: float
    small: float
    room: float


_FEET = {
    ("landscape", "right"): _Foot(231.5, 30.0, 68.0, 122.0),
    ("landscape", "left"): _Foot(67.0, 236.8, 108.0, 122.0),
    ("portrait", "right"): _Foot(141.0, 32.0, 70.0, 108.0),
    ("portrait", "left"): _Foot(69.0, 147.8, 32.0, 108.0),
    # The foot of a record's pages stays; beside the seal stands the statement.
    ("record", "right"): _Foot(155.0, 18.0, 18.0, 94.0),
    ("record", "left"): _Foot(55.0, 18.0, 98.0, 94.0),
}
_SCAN_DARK, _WHITE = (20, 32, 44), (255, 255, 255)
_SCAN = "扫码查验真伪"
_SAME_FORCE = "本证照经电子签章，与纸质证照具有同等法律效力；是否有效，以扫码查验的结果为准。"


def paper(kind: CertificateTypeValue, sheet: Sheet, *, at: datetime) -> pages.Paper:
    """
    Return the certificate as pages.

    :raises CharacterMissing: if a font lacks a character
    """
    draw = {"landscape": _licence, "record": _record}.get(kind.shape, _notice)
    return pages.Paper(
        title=f"{kind.name} {sheet.number}",
        author=sheet.agency_name,
        pages=tuple(draw(kind, sheet)),
        at=at,
        keywords=(sheet.identifier,),
        metadata=sheet.metadata,
    )


def face_place(kind: CertificateTypeValue) -> tuple[pages.Box, float]:
    """Return where the lines of the face stand, and their largest type in points."""
    if kind.shape == "landscape":
        left, right = _LICENCE
        said = _statement(kind)
        top = 60.0 + 6.4 * len(said) + (1.5 if said else 0)
        beside = _PHOTOGRAPH[0] + 8 if kind.photograph else 0
        return pages.Box(x=left, y=top, width=right - left - beside, height=142 - top), 15
    if kind.shape == "record":
        left, right = _RECORD
        return pages.Box(x=left, y=67, width=right - left, height=34), 12
    left, right = _NOTICE
    top = 90 + 8.4 * len(_body(kind))
    return pages.Box(x=left, y=top, width=right - left, height=182 - top), 13


def number_room(kind: CertificateTypeValue, sheet: Sheet) -> float:
    """Return how many mm are left beside the number and what shares its line; less than nothing if they overlap."""
    number = f"{kind.number_label}：{sheet.number}"
    left, right, beside = {
        "landscape": (*_LICENCE, f"有效期：{validity_words(sheet.valid_from, sheet.valid_until)}"),
        "record": (*_RECORD, f"打印日期：{day_words(sheet.issued_on)}"),
    }.get(kind.shape, (*_NOTICE, ""))
    return right - left - sum(typesetting.width(words, SERIF, 12 * POINT) for words in (number, beside)) - 4


def _statement(kind: CertificateTypeValue) -> list[str]:
    left, right = _LICENCE
    return typesetting.wrap(kind.statement, SERIF, 12 * POINT, right - left) if kind.statement else []


def _body(kind: CertificateTypeValue) -> list[str]:
    left, right = _NOTICE
    return typesetting.wrap(f"　　{kind.statement}", SERIF, 13 * POINT, right - left)


def _licence(kind: CertificateTypeValue, sheet: Sheet) -> list[pages.Page]:
    (left, right), middle, foot = _LICENCE, 148.5, _FEET["landscape", kind.seal]
    box, largest = face_place(kind)
    items = [
        *_heading(kind.name, middle, 35.0, widest=190),
        *_said(kind.number_label, sheet.number, left, 53.5),
        *_said_right("有效期", validity_words(sheet.valid_from, sheet.valid_until), right, 53.5),
        *_paragraph(_statement(kind), left, 62.5, 6.4, 12 * POINT, QUIET),
        *face.draw(sheet.lines, box, largest=largest),
        *(_photograph(sheet, right, box.y) if kind.photograph else ()),
        *_scan(sheet, foot.scan, 144.5, 27),
        *_fine_print(kind, sheet, foot.small, 173.5, room=foot.room),
        *_signature(sheet, foot.seal, 167),
    ]
    return [_page(kind, items, (foot.seal, 167))]


def _photograph(sheet: Sheet, right: float, y: float) -> list[Item]:
    """Return the holder's picture in its frame, or the empty frame of a paper that came without one."""
    width, height = _PHOTOGRAPH
    x = right - width
    frame = shapes.Shape(path=shapes.rectangle(x, y, width, height), fill=_WHITE, stroke=GOLD, width=0.5 * POINT)
    if sheet.photograph is None:
        return [frame, typesetting.centred("照片", x + width / 2, y + height / 2, SANS, 9 * POINT, QUIET)]
    inner = pages.Box(x=x + 0.6, y=y + 0.6, width=width - 1.2, height=height - 1.2)
    picture = pages.Picture(
        x=inner.x, y=inner.y, width=inner.width, height=inner.height, photograph=sheet.photograph, says="持证人照片"
    )
    return [frame, picture]


def _notice(kind: CertificateTypeValue, sheet: Sheet) -> list[pages.Page]:
    (left, right), middle, foot = _NOTICE, 105.0, _FEET["portrait", kind.seal]
    box, largest = face_place(kind)
    lines = face.draw(sheet.lines, box, largest=largest)
    end = max((item.y for item in lines if isinstance(item, pages.Text)), default=box.y)
    items = [
        *_heading(kind.name, middle, 44.0, widest=134),
        *_said_right(kind.number_label, sheet.number, right, 64),
        typesetting.left(f"{sheet.holder_name}：", left, 80, SERIF, 14 * POINT, INK, bold=True),
        *_paragraph(_body(kind), left, 90, 8.4, 13 * POINT, INK),
        *lines,
        *_said("起始日期", day_words(sheet.valid_from), left, end + 12),
        *_scan(sheet, foot.scan, 226.5, 27),
        *_fine_print(kind, sheet, foot.small, 255, room=foot.room),
        *_signature(sheet, foot.seal, 212),
    ]
    return [_page(kind, items, (foot.seal, 212))]


def _record(kind: CertificateTypeValue, sheet: Sheet) -> list[pages.Page]:
    (left, right), middle, foot = _RECORD, 105.0, _FEET["record", kind.seal]
    box, largest = face_place(kind)
    first: list[Item] = [
        *_heading(kind.name, middle, 44.0, widest=134),
        *_said(kind.number_label, sheet.number, left, 62),
        typesetting.right(f"打印日期：{day_words(sheet.issued_on)}", right, 62, SERIF, 11 * POINT, QUIET),
        *face.draw(sheet.lines, box, largest=largest),
    ]
    note = typesetting.wrap(kind.statement, SERIF, 9.5 * POINT, foot.room) if kind.statement else []
    filled = tables.draw(kind.table, sheet.table, left=left, right=right, first=105, top=32, bottom=260, end=44)
    drawn: list[pages.Page] = []
    for number, (items, y) in enumerate(filled, 1):
        last = number == len(filled)
        ending = [
            *_paragraph(note, foot.small, y + 8, 5.2, 9.5 * POINT, QUIET), *_signature(sheet, foot.seal, y + 22)
        ]  # fmt: skip
        items = [
            *(first if number == 1 else ()), *items, *(ending if last else ()), *_scan(sheet, left, 267.5, 19),
            *_fine_print(kind, sheet, 48, 272, room=140),
            typesetting.left(f"第 {number} 页，共 {len(filled)} 页", 48, 290, SANS, 7.2 * POINT, QUIET),
        ]  # fmt: skip
        drawn.append(_page(kind, items, (foot.seal, y + 22) if last else None))
    return drawn


def _page(kind: CertificateTypeValue, items: Sequence[Item], seal: tuple[float, float] | None) -> pages.Page:
    below = ornaments.underlay(kind.shape if kind.shape in ornaments.SHAPES else "portrait", kind.colour)
    place = pages.Box(x=seal[0] - SEAL / 2, y=seal[1] - SEAL / 2, width=SEAL, height=SEAL) if seal else None
    return pages.Page(
        width=below.width, height=below.height, items=colours.tinted(items, kind.colour), underlay=below, seal=place
    )


def _heading(words: str, middle: float, y: float, *, widest: float) -> list[Item]:
    """Return the title and the ornament below it."""
    size = min(34 * POINT, widest / len(words) / 1.16)
    rule = y + 9.5
    diamond = [(middle, rule - 1.35), (middle + 1.35, rule), (middle, rule + 1.35), (middle - 1.35, rule)]
    return [
        typesetting.centred(words, middle, y, SERIF, size, TEAL, bold=True, tracking=size * 0.16, tag=pages.HEADING),
        *(
            shapes.Shape(path=shapes.line(begin, rule, begin + 29.8, rule), stroke=GOLD, width=0.7 * POINT)
            for begin in (middle - 33, middle + 3.2)
        ),
        shapes.Shape(path=shapes.polygon(diamond), fill=GOLD),
    ]


def _said(label: str, value: str, x: float, y: float) -> list[Item]:
    """Return a label and its value that begin at x."""
    size = 12 * POINT
    named = typesetting.left(f"{label}：", x, y, SERIF, size, TEAL)
    begin = x + typesetting.width(named.words, SERIF, size)
    return [named, typesetting.left(value, begin, y, SERIF, size, INK, tag=pages.GOES_ON)]


def _said_right(label: str, value: str, x: float, y: float) -> list[Item]:
    """Return a label and its value that end at x."""
    words = typesetting.width(f"{label}：{value}", SERIF, 12 * POINT)
    return _said(label, value, x - words, y)


def _paragraph(
    lines: Sequence[str], x: float, y: float, pitch: float, size: float, colour: shapes.Colour
) -> list[Item]:
    return [
        typesetting.left(words, x, y + number * pitch, SERIF, size, colour, tag=face.line_tag(number))
        for number, words in enumerate(lines)
        if words
    ]


def _scan(sheet: Sheet, x: float, y: float, side: float) -> list[Item]:
    """Return the QR code in its frame, with the words below it."""
    frame = pages.Box(x=x, y=y, width=side + 3.2, height=side + 3.2)
    middle = x + frame.width / 2
    return [
        shapes.Shape(
            path=shapes.rectangle(frame.x, frame.y, frame.width, frame.height),
            fill=_WHITE, stroke=GOLD, width=0.5 * POINT,
        ),
        pages.Code(x=x + 1.6, y=y + 1.6, side=side, modules=sheet.modules, colour=_SCAN_DARK, says=_SCAN),
        typesetting.centred(_SCAN, middle, y + frame.height + 3.8, SANS, 7.5 * POINT, QUIET),
        typesetting.centred(sheet.token, middle, y + frame.height + 6.6, SANS, 5.8 * POINT, QUIET),
    ]  # fmt: skip


def _fine_print(kind: CertificateTypeValue, sheet: Sheet, x: float, y: float, *, room: float) -> list[Item]:
    size = 7.2 * POINT
    said = (
        f"电子证照标识　{sheet.identifier}",
        f"证照类型代码　{kind.code}　　签章算法　SM2 / SM3",
        _SAME_FORCE,
    )
    lines = [each for words in said for each in enumerate(typesetting.wrap(words, SANS, size, room))]
    return [
        typesetting.left(words, x, y + row * 4.0, SANS, size, QUIET, tag=face.line_tag(number))
        for row, (number, words) in enumerate(lines)
    ]


def _signature(sheet: Sheet, x: float, y: float) -> list[Item]:
    """Return who issued it and when, around the middle of the seal's place."""
    size = min(13.5 * POINT, 74 / max(1, len(sheet.agency_name)))
    return [
        typesetting.centred("发证机关", x, y - 6.2, SERIF, 11 * POINT, TEAL),
        typesetting.centred(sheet.agency_name, x, y + 1.6, SERIF, size, INK, bold=True),
        typesetting.centred(day_words(sheet.issued_on), x, y + 9.6, SERIF, 12 * POINT, INK),
    ]
