"""
印模: draws a seal from its words as vectors, the same shapes for PDF, OFD and the picture inside a GB/T 38540 seal.

The geometry is that of ``documents/content/seal.typ``. A picture is for people; what binds is the signature.
"""

import math
from functools import lru_cache

from govhall.support.documents.public import fonts, shapes

RED = (200, 40, 30)
OPACITY = 209  # of 255: the paper's words show through
SIZE = 40.0  # mm, the usual diameter of an official seal of a county's agency
NAME_SIZE = 20.0  # mm, of a person's seal
_WIDEST, _STEP = 252.0, 30.0  # degrees that the name may span, and that two letters are apart at most
_EM = 1000
_MIDDLE = 380  # of a character, in units of the em above the baseline
_BOLD = 0.035  # of the letter's height: seals are cut in bold


@lru_cache(maxsize=512)
def round_seal(name: str, *, note: str = "", size: float = SIZE) -> tuple[shapes.Shape, ...]:
    """
    Return the round seal of ``name``; ``note`` stands straight below the star (审批专用章).

    :raises CharacterMissing: if the font lacks a character
    """
    centre = size / 2
    ring = shapes.Shape(path=shapes.circle(centre, centre, centre - 0.6), stroke=RED, width=size * 0.028, alpha=OPACITY)
    lift = size * 0.02 if note else 0.0
    star = shapes.Shape(path=shapes.polygon(_star(centre, centre - lift, size * 0.15)), fill=RED, alpha=OPACITY)
    return ring, star, *_arc(name, centre, size), *_straight(note, centre, size)


@lru_cache(maxsize=512)
def name_seal(name: str, *, size: float = NAME_SIZE) -> tuple[shapes.Shape, ...]:
    """
    Return the square seal of a person's name, read from the right column to the left.

    :raises CharacterMissing: if the font lacks a character
    """
    frame = shapes.Shape(
        path=shapes.rectangle(0.5, 0.5, size - 1, size - 1), stroke=RED, width=size * 0.05, alpha=OPACITY
    )
    rows = 1 if len(name) == 1 else 2
    columns = -(-len(name) // rows)
    room = size * 0.84
    height = room / max(rows, columns)
    letters = []
    for number, character in enumerate(name):
        column, row = divmod(number, rows)
        x = size / 2 + room * ((columns - 1) / 2 - column) / columns
        # A last column of one character stands in the middle of its height.
        alone = column == columns - 1 and len(name) % rows
        y = size / 2 if alone else size / 2 + room * (row - (rows - 1) / 2) / rows
        letters.append(_letter(character, x, y, height * 0.92))
    return frame, *letters


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    corners = []
    for number in range(10):
        reach, angle = radius * (0.382 if number % 2 else 1), math.radians(number * 36)
        corners.append((x + reach * math.sin(angle), y - reach * math.cos(angle)))
    return corners


def _arc(name: str, centre: float, size: float) -> list[shapes.Shape]:
    count, radius, height = len(name), size * 0.375, size * 0.135
    step = min(_STEP, _WIDEST / (count - 1)) if count > 1 else 0.0
    # Long names are set narrow, as seal cutters do, so that neighbours never touch.
    room = 2 * radius * math.sin(math.radians(step / 2)) * 0.96 if count > 1 else height
    narrow = min(1.0, room / height)
    letters = []
    for number, character in enumerate(name):
        angle = math.radians(step * (number - (count - 1) / 2))
        x, y = centre + radius * math.sin(angle), centre - radius * math.cos(angle)
        letters.append(_letter(character, x, y, height, narrow=narrow, tall=1.12, angle=angle))
    return letters


def _straight(note: str, centre: float, size: float) -> list[shapes.Shape]:
    height = min(size * 0.085, size * 0.62 / max(1, len(note)))
    begin = centre - height * (len(note) - 1) / 2
    return [
        _letter(character, begin + number * height, centre + size * 0.27, height)
        for number, character in enumerate(note)
    ]


def _letter(
    character: str, x: float, y: float, height: float, *, narrow: float = 1.0, tall: float = 1.0, angle: float = 0.0
) -> shapes.Shape:
    """Return a letter whose middle is at x, y, turned clockwise by ``angle``."""
    glyph = fonts.glyph(fonts.Face.SERIF, character)
    across, up = height * narrow / _EM, height * tall / _EM
    cos, sin = math.cos(angle), math.sin(angle)
    flat = shapes.moved(glyph.path, (across, 0, 0, -up, -glyph.advance / 2 * across, _MIDDLE * up))
    path = shapes.moved(flat, (cos, sin, -sin, cos, x, y))
    return shapes.Shape(path=path, fill=RED, stroke=RED, width=height * _BOLD, alpha=OPACITY)
