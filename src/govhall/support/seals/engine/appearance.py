"""The visible seal as a PDF form: what the signature's field shows on paper and screen."""

import zlib
from collections.abc import Iterable
from functools import lru_cache

from govhall.support.documents.public import pdf
from govhall.support.documents.public import shapes as drawing
from govhall.support.seals.engine import pictures

_POINTS = 72 / 25.4  # to the millimetre
_OPERATORS = {"M": "m", "L": "l", "B": "c", "C": "h"}


@lru_cache(maxsize=256)
def round_seal(name: str, *, note: str = "") -> bytes:
    """Return the form of a round seal, made once. :raises CharacterMissing: if the font lacks a character"""
    return form(pictures.round_seal(name, note=note))


def form(shapes: tuple[drawing.Shape, ...]) -> bytes:
    """Return the form's object; its box is the square from 0, 0 to the farthest point that is drawn on."""
    side = max(number for shape in shapes for _, numbers in shape.path for number in numbers)
    side += max(shape.width for shape in shapes if shape.stroke) / 2 if any(s.stroke for s in shapes) else 0
    states = sorted({shape.alpha for shape in shapes})
    content = "\n".join(_drawn(shape, states.index(shape.alpha), side) for shape in shapes)
    named = b"".join(
        b"/a%d<</ca %.3f/CA %.3f>>" % (number, alpha / 255, alpha / 255) for number, alpha in enumerate(states)
    )
    # A group of its own: where the strokes and fills of the seal meet, the paper must not show through twice.
    entries = (
        b"/Type/XObject/Subtype/Form/BBox[0 0 %.3f %.3f]/Resources<</ExtGState<<%b>>>>"
        b"/Group<</S/Transparency/CS/DeviceRGB>>/Filter/FlateDecode" % (side * _POINTS, side * _POINTS, named)
    )
    return pdf.stream(zlib.compress(content.encode(), 9), entries)


def _drawn(shape: drawing.Shape, state: int, side: float) -> str:
    paint = {(True, True): "B", (True, False): "f", (False, True): "S"}[
        (shape.fill is not None, shape.stroke is not None)
    ]
    parts = ["q", f"/a{state} gs", "1 j"]
    if shape.fill is not None:
        parts.append(f"{_colour(shape.fill)} rg")
    if shape.stroke is not None:
        parts.append(f"{_colour(shape.stroke)} RG {shape.width * _POINTS:.3f} w")
    turned = drawing.moved(shape.path, (_POINTS, 0, 0, -_POINTS, 0, side * _POINTS))
    return " ".join([*parts, *_path(turned), paint, "Q"])


def _path(path: Iterable[drawing.Command]) -> list[str]:
    return [" ".join((*(f"{number:.3f}" for number in numbers), _OPERATORS[letter])) for letter, numbers in path]


def _colour(colour: drawing.Colour) -> str:
    return " ".join(f"{part / 255:.3f}" for part in colour)
