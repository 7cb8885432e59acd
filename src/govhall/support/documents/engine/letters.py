"""
Sets an official letter (文书) as pages, for its OFD. It says what ``content/letter.typ`` says, in the same order.

A letter is a flow of lines: each knows its height and what stands on it; the place for the seal never parts from the
signature, and a rule of the table never from its row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from govhall.support.documents.engine import shapes, typesetting
from govhall.support.documents.engine.fonts import Face
from govhall.support.documents.engine.pages import POINT, Box, Item, Page, Paper
from govhall.support.documents.engine.shapes import Shape
from govhall.support.documents.values import Letter

SEAL = 41.0
WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 30.0, 267.0
_RED, _INK, _QUIET, _LINE, _FOOT = (181, 54, 28), (23, 40, 59), (92, 106, 122), (207, 200, 184), (134, 138, 136)
_SIZE, _PITCH, _ABOVE = 12 * POINT, 8.2, 0.88
_FACT_LABEL = 32.0
_SIGNED_WIDTH, _SIGNED_HEIGHT = 70.0, 46.0


@dataclass(frozen=True, slots=True)
class _Block:
    """What can't be parted: its height, and what stands on it, from 0 downwards."""

    height: float
    items: tuple[Item, ...] = ()
    seal: Box | None = None


def paper(letter: Letter, *, at: datetime) -> Paper:
    """
    Return the letter as pages.

    :raises CharacterMissing: if a font lacks a character
    """
    filled: list[tuple[list[Item], Box | None]] = [([], None)]
    y = TOP
    for block in _blocks(letter):
        if y + block.height > BOTTOM:
            filled.append(([], None))
            y = TOP
        items, seal = filled[-1]
        items += _lowered(block.items, y)
        filled[-1] = (items, replace(block.seal, y=block.seal.y + y) if block.seal else seal)
        y += block.height
    pages = tuple(
        Page(width=WIDTH, height=HEIGHT, items=(*items, *_foot(letter, number, len(filled))), seal=seal)
        for number, (items, seal) in enumerate(filled, 1)
    )
    return Paper(title=letter.title, author=letter.issuer, pages=pages, at=at, keywords=(letter.number,))


def _blocks(letter: Letter) -> Iterator[_Block]:
    yield _head(letter)
    yield from _lines(f"{letter.addressee}：", bold=True)
    for words in letter.paragraphs:
        yield from _lines(f"　　{words}")
    for number, words in enumerate(letter.items, 1):
        yield from _numbered(number, words)
    if letter.facts:
        yield _Block(2.0)
        yield from _facts(letter.facts)
        yield _Block(4.0)
    for words in letter.closing:
        yield from _lines(f"　　{words}")
    yield _signed(letter)


def _head(letter: Letter) -> _Block:
    middle = (LEFT + RIGHT) / 2
    room = RIGHT - LEFT
    issuer = min(24 * POINT, room / len(letter.issuer) / 1.12) if letter.issuer else 24 * POINT
    title = min(19 * POINT, room / max(1, len(letter.title)) / 1.1)
    rule = Shape(path=shapes.line(LEFT, 14, RIGHT, 14), stroke=_RED, width=1.6 * POINT)
    return _Block(
        52.0,
        (
            typesetting.centred(letter.issuer, middle, 8, Face.SERIF, issuer, _RED, bold=True, tracking=issuer * 0.12),
            rule,
            typesetting.centred(letter.title, middle, 31, Face.SERIF, title, _INK, bold=True, tracking=title * 0.1),
            typesetting.right(letter.number, RIGHT, 41, Face.SANS, 10 * POINT, _QUIET),
        ),
    )


def _lines(words: str, *, left: float = LEFT, bold: bool = False) -> Iterator[_Block]:
    for line in typesetting.wrap(words, Face.SERIF, _SIZE, RIGHT - left):
        yield _Block(_PITCH, (typesetting.left(line, left, _SIZE * _ABOVE, Face.SERIF, _SIZE, _INK, bold=bold),))


def _numbered(number: int, words: str) -> Iterator[_Block]:
    left = LEFT + 4 * _SIZE
    mark = typesetting.right(f"{number}.", left - 1.5, _SIZE * _ABOVE, Face.SERIF, _SIZE, _INK)
    for place, block in enumerate(_lines(words, left=left)):
        yield block if place else replace(block, items=(mark, *block.items))


def _facts(facts: Sequence[tuple[str, str]]) -> Iterator[_Block]:
    size = 11 * POINT
    for place, (label, value) in enumerate(facts):
        lines = typesetting.wrap(value, Face.SERIF, size, RIGHT - LEFT - _FACT_LABEL - 6)
        height = 8.6 + (len(lines) - 1) * 6.0
        rules = [height, 0.0][: 1 if place else 2]
        yield _Block(
            height,
            (
                *(Shape(path=shapes.line(LEFT, y, RIGHT, y), stroke=_LINE, width=0.5 * POINT) for y in rules),
                typesetting.left(label, LEFT + 3, 5.7, Face.SANS, 10 * POINT, _QUIET),
                *(
                    typesetting.left(
                        line, LEFT + _FACT_LABEL + 3, 5.8 + number * 6.0, Face.SERIF, size, _INK, bold=True
                    )
                    for number, line in enumerate(lines)
                ),
            ),
        )


def _signed(letter: Letter) -> _Block:
    """Return issuer and date; the seal's place lies astride both (骑年盖月)."""
    middle, centre = RIGHT - _SIGNED_WIDTH / 2, _SIGNED_HEIGHT / 2 + 2
    size = min(_SIZE, _SIGNED_WIDTH / max(1, len(letter.issuer)))
    return _Block(
        _SIGNED_HEIGHT,
        (
            typesetting.centred(letter.issuer, middle, centre - 1.5, Face.SERIF, size, _INK),
            typesetting.centred(_day(letter.date), middle, centre + 7.5, Face.SERIF, _SIZE, _INK),
        ),
        Box(x=middle - SEAL / 2, y=centre - SEAL / 2, width=SEAL, height=SEAL) if letter.sealed_by else None,
    )


def _foot(letter: Letter, number: int, count: int) -> tuple[Item, ...]:
    size, y = 8.5 * POINT, 279.0
    return (
        Shape(path=shapes.line(LEFT, y - 5, RIGHT, y - 5), stroke=_FOOT, width=0.4 * POINT),
        typesetting.left(letter.number, LEFT, y, Face.SANS, size, _QUIET),
        typesetting.right(f"第 {number} 页，共 {count} 页", RIGHT, y, Face.SANS, size, _QUIET),
    )


def _lowered(items: Sequence[Item], dy: float) -> list[Item]:
    lowered: list[Item] = []
    for item in items:
        if isinstance(item, Shape):
            lowered += shapes.shifted([item], 0, dy)
        else:
            lowered.append(replace(item, y=item.y + dy))
    return lowered


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
