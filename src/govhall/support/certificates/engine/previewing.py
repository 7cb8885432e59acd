"""
The sample of a layout, drawn by the same engine as every certificate: marked as a sample, without a seal, and with a
code that leads nowhere.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from govhall.support.certificates.engine import face, layout, ornaments
from govhall.support.certificates.engine.face import POINT, SANS, SERIF
from govhall.support.certificates.engine.sheets import Sheet
from govhall.support.certificates.rules.samples import Sample
from govhall.support.certificates.values import CertificateTypeValue
from govhall.support.certificates.values.templates import Fault
from govhall.support.documents.public import fonts, page_svg, pages, shapes, svg, typesetting

_WORDS = "样本　SAMPLE"
_MARK, _SEAL = (240, 231, 214), (196, 120, 110)
_ROWS = 3  # of the watermark on a page
_SMALL, _TINY = 8, 6  # points: below these we warn for usual and for long values; our figures
_PAGES_MOST = 3
_DRAWN_AT = datetime(2000, 1, 1, tzinfo=UTC)


def draw(kind: CertificateTypeValue, sample: Sample, *, below: str = "") -> tuple[str, ...]:
    """
    Return the first pages of the sample as SVG; none if a font lacks a character.

    ``below`` is the address of the background, which is drawn in full without one.
    """
    named = replace(kind, name=kind.name or "未填写名称")
    try:
        paper = layout.paper(named, _sheet(sample), at=_DRAWN_AT)
        return tuple(
            page_svg(
                _marked(page), says=f"{named.name}样本，第 {number} 页", prefix=f"p{number}g", below=below,
            )
            for number, page in enumerate(paper.pages[:_PAGES_MOST], 1)
        )  # fmt: skip
    except fonts.CharacterMissing:
        return ()


def faults(kind: CertificateTypeValue, usual: Sample, long: Sample) -> list[Fault]:
    """Return which characters no font has and what doesn't fit the paper, for usual and for long values."""
    missing = [
        (place, character) for place, words in _said(kind) for character in dict.fromkeys(words) if not _has(character)
    ]
    if missing:  # what can't be seen has been told by the rules
        return [
            Fault(place=place, message=f"字体里没有“{character}”这个字，请换一种写法。")
            for place, character in missing
            if character.isprintable()
        ]
    return [*_fit(kind, usual), *_fit_long(kind, long), *_number_fit(kind, usual)]


def _sheet(sample: Sample) -> Sheet:
    return Sheet(
        holder_name=sample.holder_name, number=sample.number, identifier="样本，没有标识",
        agency_name=sample.agency_name, lines=sample.lines, table=sample.table, valid_from=sample.valid_from,
        valid_until=sample.valid_until, issued_on=sample.valid_from, verify_url="SAMPLE",
    )  # fmt: skip


def _marked(page: pages.Page) -> pages.Page:
    """Lay the watermark below the words and show where the seal will stand."""
    size = page.width / 10
    marks = [
        typesetting.centred(
            _WORDS, page.width / 2, page.height * (row + 0.75) / _ROWS, SANS, size, _MARK, bold=True, tag=pages.MARK
        )
        for row in range(_ROWS)
    ]
    return replace(page, items=(*marks, *page.items, *_seal_place(page.seal)), seal=None)


def _seal_place(seal: pages.Box | None) -> list[pages.Item]:
    if seal is None:
        return []
    x, y = seal.x + seal.width / 2, seal.y + seal.height / 2
    return [
        shapes.Shape(path=shapes.circle(x, y, seal.width / 2), stroke=_SEAL, width=0.35),
        typesetting.centred("盖章位置", x, seal.y + seal.height - 4, SANS, 8 * POINT, _SEAL),
    ]


def _said(kind: CertificateTypeValue) -> list[tuple[str, str]]:
    """Return all words of a layout, each with its place in the form."""
    said = [("name", kind.name), ("statement", kind.statement), ("number_label", kind.number_label)]
    said += [("number", kind.number_pattern)]
    for number, line in enumerate(kind.face):
        fixed = line.source[1:] if line.source.startswith("=") else ""
        words = "".join((line.label, line.unit, fixed, *line.options.values()))
        said.append((f"line-{number}", words))
    return said


def _has(character: str) -> bool:
    try:
        fonts.glyph(SERIF, character)
    except fonts.CharacterMissing:
        return False
    return True


def _fit(kind: CertificateTypeValue, usual: Sample) -> Iterator[Fault]:
    box, largest = layout.face_place(kind)
    points = face.fitting_points(usual.lines, box, largest=largest)
    if points is None:
        yield Fault(place="lines", message="证面放不下这些内容，会互相重叠。请减少项目，或者把依据文字改短。")
    elif points < _SMALL:
        message = f"内容多，字号只有 {points} 磅，纸上不易看清。请减少项目，或者把不需要的整行改为半行。"
        yield Fault(place="lines", message=message, warns=True)


def _fit_long(kind: CertificateTypeValue, long: Sample) -> Iterator[Fault]:
    box, largest = layout.face_place(kind)
    points = face.fitting_points(long.lines, box, largest=largest)
    if points is None:
        message = "每一项都特别长时放不下，请打开“长内容”预览看一看，把长的项目改为整行。"
        yield Fault(place="lines", message=message, warns=True)
    elif points < _TINY:
        message = f"每一项都特别长时，字号只有 {points} 磅，请打开“长内容”预览看一看。"
        yield Fault(place="lines", message=message, warns=True)


def _number_fit(kind: CertificateTypeValue, usual: Sample) -> Iterator[Fault]:
    if layout.number_room(kind, _sheet(usual)) < 0:
        message = "编号太长，和同一行的内容重叠。请把编号名称或者编号规则改短。"
        yield Fault(place="number", message=message)


def background(shape: str, colour: str) -> str:
    """Return what lies under every page of a shape as SVG; written once a process."""
    below = ornaments.underlay(shape, colour)
    return below.once("svg", lambda drawn: svg(drawn, below.width, below.height))
