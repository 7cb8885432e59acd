"""What stands on an OFD page: text objects with the distances of their characters, and path objects."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from xml.sax.saxutils import escape

from govhall.support.documents.engine.fonts import ASCENT, UNITS, Face
from govhall.support.documents.engine.pages import Code, Item, Page, Picture, Text
from govhall.support.documents.engine.shapes import Colour, Shape

BOLD = 0.03  # of the size: how thick bold words are drawn around
_HEIGHT = 1.2  # of the size: a text's box


def item(drawn: Item, number: int, page: Page, fonts: Mapping[Face, int], pictures: Mapping[bytes, int]) -> str:
    """Return an object of a page under its id; ``fonts`` and ``pictures`` are the ids of what it uses."""
    if isinstance(drawn, Picture):
        return picture(drawn, number, pictures[drawn.photograph.jpeg])
    if isinstance(drawn, Text):
        return text(drawn, number, fonts)
    if isinstance(drawn, Shape):
        return path(drawn, number, page.width, page.height)
    return code(drawn, number)


def text(drawn: Text, number: int, fonts: Mapping[Face, int]) -> str:
    """Return a text object; its first character begins at the box's left edge."""
    steps = drawn.steps()
    rise = drawn.size * ASCENT / UNITS
    box = f"{drawn.x:.3f} {drawn.y - rise:.3f} {sum(steps) + drawn.size * 0.1:.3f} {drawn.size * _HEIGHT:.3f}"
    bold = f' Weight="700" Stroke="true" LineWidth="{drawn.size * BOLD:.3f}"' if drawn.bold else ""
    edge = f"<ofd:StrokeColor {_colour(drawn.colour)}/>" if drawn.bold else ""
    moves = f' DeltaX="{_distances(steps[:-1])}"' if len(steps) > 1 else ""
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{box}" Font="{fonts[drawn.face]}" Size="{drawn.size:.3f}"{bold}>'
        f'<ofd:FillColor {_colour(drawn.colour)}/>{edge}<ofd:TextCode X="0" Y="{rise:.3f}"{moves}>{escape(drawn.words)}'
        "</ofd:TextCode></ofd:TextObject>"
    )


def path(drawn: Shape, number: int, width: float, height: float) -> str:
    """Return a path object on a page of this size."""
    steps = " ".join(" ".join((letter, *(f"{value:.3f}" for value in numbers))) for letter, numbers in drawn.path)
    alpha = f' Alpha="{drawn.alpha}"' if drawn.alpha < 255 else ""
    stroke = f' LineWidth="{drawn.width:.3f}"' if drawn.stroke is not None else ' Stroke="false"'
    fill = ' Fill="true"' if drawn.fill is not None else ""
    colours = "".join(
        f"<ofd:{name} {_colour(colour)}/>"
        for name, colour in (("FillColor", drawn.fill), ("StrokeColor", drawn.stroke))
        if colour is not None
    )
    return (
        f'<ofd:PathObject ID="{number}" Boundary="0 0 {width:g} {height:g}"{stroke}{fill}{alpha}>{colours}'
        f"<ofd:AbbreviatedData>{steps}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def code(drawn: Code, number: int) -> str:
    """Return a square code as one path of whole numbers under one matrix."""
    boxes = " ".join(
        f"M {left} {top} L {left + length} {top} L {left + length} {top + 1} L {left} {top + 1} C"
        for left, top, length in drawn.runs()
    )
    return (
        f'<ofd:PathObject ID="{number}" Boundary="{drawn.x:.3f} {drawn.y:.3f} {drawn.side:g} {drawn.side:g}"'
        f' CTM="{drawn.unit:.5f} 0 0 {drawn.unit:.5f} 0 0" Stroke="false" Fill="true">'
        f"<ofd:FillColor {_colour(drawn.colour)}/><ofd:AbbreviatedData>{boxes}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def picture(drawn: Picture, number: int, resource: int) -> str:
    """Return an image object; its matrix makes the unit square as large as the box."""
    box = drawn.shown
    return (
        f'<ofd:ImageObject ID="{number}" Boundary="{box.x:.3f} {box.y:.3f} {box.width:.3f} {box.height:.3f}"'
        f' CTM="{box.width:.3f} 0 0 {box.height:.3f} 0 0" ResourceID="{resource}"/>'
    )


def _distances(steps: Sequence[float]) -> str:
    """Return the distances from character to character; equal ones are written as ``g`` with their number."""
    parts = []
    for distance, run in groupby(f"{step:.3f}" for step in steps):
        length = len(list(run))
        parts += [f"g {length} {distance}"] if length > 1 else [distance]
    return " ".join(parts)


def _colour(colour: Colour) -> str:
    return f'Value="{colour[0]} {colour[1]} {colour[2]}"'
