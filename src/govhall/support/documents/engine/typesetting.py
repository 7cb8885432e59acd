"""Sets words: how wide they are, where a line may break, where they begin when centred, spread or set to the right."""

import re
from collections.abc import Iterator

from govhall.support.documents.engine import fonts
from govhall.support.documents.engine.fonts import UNITS, Face
from govhall.support.documents.engine.pages import WORDS, Tag, Text
from govhall.support.documents.engine.shapes import Colour

# A unit that no line break may part: a Latin word, or a character with the marks that must not begin a line after it
# and the brackets that must not end one before it.
_UNIT = re.compile(r"[!-~]+|[（《〈“‘「『【〔]*[^ ][，。、；：？！）》〉”’」』】〕…]*|\s+")


def width(words: str, face: Face, size: float, *, tracking: float = 0.0) -> float:
    """Return the width in mm, without the tracking after the last character."""
    return fonts.advance(face, words) * size / UNITS + tracking * max(0, len(words) - 1)


def wrap(words: str, face: Face, size: float, room: float) -> list[str]:
    """Return the lines that fit ``room``; a unit longer than a line is broken anywhere. At least one line."""
    lines, current, used = [], "", 0.0
    for unit, wide in _units(words, face, size, room):
        if current and used + wide > room:
            if unit.isspace():
                continue  # a space at a line's end takes no room
            lines.append(current.rstrip())
            current, used = "", 0.0
        current += unit
        used += wide
    lines.append(current.rstrip())
    return lines


def _units(words: str, face: Face, size: float, room: float) -> Iterator[tuple[str, float]]:
    for unit in _UNIT.findall(words):
        wide = width(unit, face, size)
        if wide <= room:
            yield unit, wide
        else:
            yield from ((character, width(character, face, size)) for character in unit)


def left(
    words: str, x: float, y: float, face: Face, size: float, colour: Colour, *, bold: bool = False,
    tracking: float = 0.0, tag: Tag = WORDS,
) -> Text:  # fmt: skip
    """Return words that begin at x."""
    return Text(x=x, y=y, words=words, face=face, size=size, colour=colour, bold=bold, tracking=tracking, tag=tag)


def centred(
    words: str, x: float, y: float, face: Face, size: float, colour: Colour, *, bold: bool = False,
    tracking: float = 0.0, tag: Tag = WORDS,
) -> Text:  # fmt: skip
    """Return words whose middle is at x."""
    begin = x - width(words, face, size, tracking=tracking) / 2
    return left(words, begin, y, face, size, colour, bold=bold, tracking=tracking, tag=tag)


def right(
    words: str, x: float, y: float, face: Face, size: float, colour: Colour, *, bold: bool = False,
    tracking: float = 0.0, tag: Tag = WORDS,
) -> Text:  # fmt: skip
    """Return words that end at x."""
    begin = x - width(words, face, size, tracking=tracking)
    return left(words, begin, y, face, size, colour, bold=bold, tracking=tracking, tag=tag)


def spread(words: str, x: float, y: float, room: float, face: Face, size: float, colour: Colour) -> Text:
    """Return words spread over ``room``, as the labels of printed licences are."""
    natural = width(words, face, size)
    tracking = max(0.0, (room - natural) / (len(words) - 1)) if len(words) > 1 else 0.0
    return left(words, x, y, face, size, colour, tracking=tracking)
