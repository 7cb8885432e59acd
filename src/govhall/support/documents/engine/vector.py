"""
A page as SVG for the screen: the outlines and places that its PDF and its OFD have, so what is seen is what is printed.

Words are outlines, each character once a page: no font of the reader's device takes part.
"""

from base64 import b64encode
from collections.abc import Iterable
from html import escape

from govhall.support.documents.engine import fonts
from govhall.support.documents.engine.fonts import UNITS, Face
from govhall.support.documents.engine.pages import Code, Item, Page, Picture, Text
from govhall.support.documents.engine.rasters import drawn as shape_element
from govhall.support.documents.engine.shapes import Colour, Command, Shape

BOLD = 0.03  # of the size: how thick bold words are drawn around
_LETTERS = {"M": "M", "L": "L", "B": "C", "C": "Z"}


def page_svg(page: Page, *, says: str, prefix: str = "g", below: str = "") -> str:
    """
    Return a page as an SVG element that takes the width of its place. ``says`` is read out in its stead.

    ``prefix`` keeps the ids of several pages in one document apart; ``below`` is the address of a picture of what lies
    under the page, which is drawn in full without one.

    :raises CharacterMissing: if a font lacks a character
    """
    size = f'width="{page.width:g}" height="{page.height:g}"'
    ground = ""
    if page.underlay is not None:
        ground = f'<image href="{escape(below)}" {size}/>' if below else shape_elements(page.underlay.shapes)
    used: dict[tuple[Face, str], str] = {}
    body = "".join(_item(item, used, prefix) for item in page.items)
    outlines = "".join(
        f'<path id="{name}" d="{_path(fonts.glyph(face, character).path)}"/>'
        for (face, character), name in used.items()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {page.width:g} {page.height:g}" role="img"'
        f' aria-label="{escape(says)}"><defs>{outlines}</defs>{ground}{body}</svg>'
    )


def shape_elements(shapes: Iterable[Shape]) -> str:
    """Return shapes as elements of an SVG."""
    return "".join(map(shape_element, shapes))


def _item(item: Item, used: dict[tuple[Face, str], str], prefix: str) -> str:
    if isinstance(item, Text):
        return _text(item, used, prefix)
    if isinstance(item, Picture):
        return _picture(item)
    return _code(item) if isinstance(item, Code) else shape_element(item)


def _picture(drawn: Picture) -> str:
    box, encoded = drawn.shown, b64encode(drawn.photograph.jpeg).decode()
    place = f'x="{box.x:.3f}" y="{box.y:.3f}" width="{box.width:.3f}" height="{box.height:.3f}"'
    return f'<image href="data:image/jpeg;base64,{encoded}" {place}/>'


def _text(text: Text, used: dict[tuple[Face, str], str], prefix: str) -> str:
    unit = text.size / UNITS
    placed, x = [], 0.0
    for character, step in zip(text.words, text.steps(), strict=True):
        if not character.isspace():
            name = used.setdefault((text.face, character), f"{prefix}{len(used)}")
            placed.append(f'<use href="#{name}" x="{x / unit:.1f}"/>')
        x += step
    edge = f' stroke="{_colour(text.colour)}" stroke-width="{UNITS * BOLD:g}"' if text.bold else ""
    place = f"matrix({unit:.5f} 0 0 {-unit:.5f} {text.x:.3f} {text.y:.3f})"
    return f'<g transform="{place}" fill="{_colour(text.colour)}"{edge}>{"".join(placed)}</g>'


def _code(code: Code) -> str:
    steps = "".join(f"M{column} {row}h{length}v1h-{length}z" for column, row, length in code.runs())
    place = f"translate({code.x:.3f} {code.y:.3f}) scale({code.unit:.5f})"
    return f'<path transform="{place}" d="{steps}" fill="{_colour(code.colour)}"/>'


def _path(path: Iterable[Command]) -> str:
    return "".join(_LETTERS[letter] + " ".join(f"{value:g}" for value in numbers) for letter, numbers in path)


def _colour(colour: Colour) -> str:
    return f"#{bytes(colour).hex()}"
