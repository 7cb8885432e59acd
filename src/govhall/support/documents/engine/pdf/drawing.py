"""Shapes and texts as the operators of a PDF page."""

from collections.abc import Iterable, Mapping, Sequence

from govhall.support.documents.engine import fonts
from govhall.support.documents.engine.fonts import UNITS, Face
from govhall.support.documents.engine.pages import Code, Picture, Text
from govhall.support.documents.engine.shapes import Colour, Command, Shape, moved

POINTS = 72 / 25.4  # to the millimetre
BOLD = 0.03  # of the size: how thick bold words are drawn around
_OPERATORS = {"M": "m", "L": "l", "B": "c", "C": "h"}
_PAINT = {(True, True): "B", (True, False): "f", (False, True): "S"}


def states(alphas: Iterable[int]) -> bytes:
    """Return the entry of the resources that names each opacity."""
    named = b"".join(b"/a%d<</ca %.3f/CA %.3f>>" % (a, a / 255, a / 255) for a in sorted(set(alphas)))
    return b"/ExtGState<<%b>>" % named


def shape(drawn: Shape, height: float) -> str:
    """Return a shape on a page (or form) of this height in mm."""
    parts = ["q"] if drawn.alpha == 255 else ["q", f"/a{drawn.alpha} gs"]
    if drawn.fill is not None:
        parts.append(f"{_colour(drawn.fill)} rg")
    if drawn.stroke is not None:
        parts.append(f"{_colour(drawn.stroke)} RG {_number(drawn.width * POINTS)} w 1 j")
    turned = moved(drawn.path, (POINTS, 0, 0, -POINTS, 0, height * POINTS))
    return " ".join([*parts, *_path(turned), _PAINT[drawn.fill is not None, drawn.stroke is not None], "Q"])


def text(drawn: Text, height: float, names: Mapping[Face, str], numbers: Mapping[Face, Mapping[str, int]]) -> str:
    """Return a line of words; ``numbers`` are the glyphs' numbers in the font of that ``name``."""
    size, known = drawn.size * POINTS, numbers[drawn.face]
    colour = _colour(drawn.colour)
    shown = "".join(f"{known[character]:04X}" for character in drawn.words)
    parts = [
        f"BT {names[drawn.face]} {_number(size)} Tf {colour} rg",
        f"{_number(drawn.tracking * POINTS)} Tc",
        f"{colour} RG {_number(size * BOLD)} w 2 Tr" if drawn.bold else "0 Tr",
        f"1 0 0 1 {_number(drawn.x * POINTS)} {_number((height - drawn.y) * POINTS)} Tm <{shown}> Tj ET",
    ]
    return " ".join(parts)


def code(drawn: Code, height: float) -> str:
    """Return a square code: whole numbers under one matrix."""
    unit = drawn.unit * POINTS
    boxes = " ".join(f"{column} {row} {length} 1 re" for column, row, length in drawn.runs())
    place = f"{_number(drawn.x * POINTS)} {_number((height - drawn.y) * POINTS)}"
    return f"q {_colour(drawn.colour)} rg {unit:.4f} 0 0 {-unit:.4f} {place} cm {boxes} f Q"


def picture(drawn: Picture, height: float, name: str) -> str:
    """Return a photograph that has this name among the page's resources."""
    box = drawn.shown
    size = f"{_number(box.width * POINTS)} 0 0 {_number(box.height * POINTS)}"
    return f"q {size} {_number(box.x * POINTS)} {_number((height - box.y - box.height) * POINTS)} cm {name} Do Q"


def widths(face: Face, characters: Sequence[str]) -> str:
    """Return the widths of a font whose glyphs are these characters, from number 1."""
    per_mille = UNITS // 1000
    return " ".join(str(glyph.advance // per_mille) for glyph in fonts.glyphs(face, characters))


def _path(path: Iterable[Command]) -> list[str]:
    return [" ".join((*(_number(number) for number in numbers), _OPERATORS[letter])) for letter, numbers in path]


def _colour(colour: Colour) -> str:
    return " ".join(f"{part / 255:.3f}" for part in colour)


def _number(value: float) -> str:
    return f"{value:.2f}"
