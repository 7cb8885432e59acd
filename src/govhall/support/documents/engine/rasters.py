"""Shapes as SVG and as PNG, for pictures inside other formats. Slow: keep the result."""

from collections.abc import Iterable
from pathlib import Path

from govhall.support.documents.engine import rendering
from govhall.support.documents.engine.shapes import Colour, Shape

_TEMPLATE = Path(__file__).parents[1] / "content" / "picture.typ"


def png(shapes: Iterable[Shape], width: float, height: float, *, per_inch: float = 300) -> bytes:
    """Return the shapes as a PNG with a transparent ground; the same shapes give the same bytes."""
    inputs = {"drawing": svg(shapes, width, height), "width": f"{width:g}", "height": f"{height:g}"}
    return rendering.raster(_TEMPLATE, inputs, per_inch=per_inch)


def svg(shapes: Iterable[Shape], width: float, height: float) -> str:
    """Return the shapes as SVG of this size in mm."""
    elements = "".join(map(drawn, shapes))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm"'
        f' viewBox="0 0 {width:g} {height:g}">{elements}</svg>'
    )


def drawn(shape: Shape) -> str:
    """Return a shape as an element of an SVG."""
    letters = {"M": "M", "L": "L", "B": "C", "C": "Z"}
    steps = " ".join(
        " ".join((letters[letter], *(f"{value:.3f}" for value in numbers))) for letter, numbers in shape.path
    )
    opacity = f' opacity="{shape.alpha / 255:.3f}"' if shape.alpha < 255 else ""
    stroke = f' stroke="{_colour(shape.stroke)}" stroke-width="{shape.width:.3f}"' if shape.stroke else ""
    return f'<path d="{steps}" fill="{_colour(shape.fill) if shape.fill else "none"}"{stroke}{opacity}/>'


def _colour(colour: Colour) -> str:
    return f"#{bytes(colour).hex()}"
