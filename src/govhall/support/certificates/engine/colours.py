"""The colours of a design: it is drawn in green, and other colours take the place of its greens, shade by shade."""

from collections.abc import Iterable
from dataclasses import replace

from govhall.support.documents.public import pages, shapes

GREEN = (11, 90, 82)
COLOURS = {"teal": GREEN, "red": (143, 36, 36), "blue": (24, 62, 120)}
# Every green of frames, faces and tables, the dark ones first.
_GREENS = frozenset({GREEN, (12, 107, 96), (60, 123, 117), (159, 181, 174), (241, 246, 244)})


def tinted(items: Iterable[pages.Item], colour: str) -> tuple[pages.Item, ...]:
    """Return the items in a colour of ``COLOURS``; gold, ink and grey stay."""
    if colour == "teal":
        return tuple(items)
    shades = {green: _shade(green, COLOURS[colour]) for green in _GREENS}
    return tuple(_tinted(item, shades) for item in items)


def tinted_shapes(drawn: Iterable[shapes.Shape], colour: str) -> tuple[shapes.Shape, ...]:
    """Return shapes in a colour, as ``tinted``."""
    return tuple(item for item in tinted(drawn, colour) if isinstance(item, shapes.Shape))


def _tinted(item: pages.Item, shades: dict[shapes.Colour, shapes.Colour]) -> pages.Item:
    if isinstance(item, pages.Text):
        return replace(item, colour=shades[item.colour]) if item.colour in shades else item
    if isinstance(item, shapes.Shape) and (item.fill in shades or item.stroke in shades):
        fill = shades.get(item.fill, item.fill) if item.fill else None
        return replace(item, fill=fill, stroke=shades.get(item.stroke, item.stroke) if item.stroke else None)
    return item


def _shade(green: shapes.Colour, colour: shapes.Colour) -> shapes.Colour:
    """Return ``colour`` as far on the way to white as ``green`` is from the darkest green."""
    way = max(0.0, (green[0] - GREEN[0]) / (255 - GREEN[0]))
    red, middle, blue = (round(part + (255 - part) * way) for part in colour)
    return red, middle, blue
