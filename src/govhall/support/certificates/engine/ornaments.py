"""
The backgrounds of certificates: drawn once by typst as SVG files beside the template, read here as shapes.

The reader knows just the SVG that typst writes for them: paths, nested groups, plain colours.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import typst

from govhall.support.certificates.engine import colours
from govhall.support.documents.public import pages, shapes

CONTENT = Path(__file__).parents[1] / "content"
SHAPES = ("landscape", "portrait", "record")
PAPER = (253, 252, 247)
GOLD = (176, 141, 60)
_SIZES = {"landscape": (297.0, 210.0), "portrait": (210.0, 297.0), "record": (210.0, 297.0)}
_STEP = re.compile(r"([MmLlHhVvCcZz])([^MmLlHhVvCcZz]*)")
_NUMBER = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")
_TRANSFORM = re.compile(r"(translate|matrix|scale)\(([^)]*)\)")
_SAME = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Matrix = tuple[float, ...]


def ornament(shape: str) -> bytes:
    """Return the background of a shape as SVG; the same template and typst give the same bytes."""
    made = typst.compile(str(CONTENT / "ornaments.typ"), format="svg", sys_inputs={"shape": shape})
    if not isinstance(made, bytes):
        raise RuntimeError("typst returned no picture")
    return made


def ornament_file(shape: str) -> Path:
    """Return where the background of a shape is kept."""
    return CONTENT / f"frame-{shape}.svg"


@lru_cache(maxsize=len(SHAPES) * len(colours.COLOURS))
def underlay(shape: str, colour: str = "teal") -> pages.Underlay:
    """Return what lies under every page of a shape in a colour; read once."""
    width, height = _SIZES[shape]
    drawn = list(_shapes(ornament_file(shape).read_bytes()))
    if shape == "record":
        drawn = shapes.shifted(drawn, 18, 17)
        drawn += [
            shapes.Shape(path=shapes.line(18, y, width - 18, y), stroke=GOLD, width=0.9 * pages.POINT)
            for y in (24.5, 265.5)
        ]
    else:
        drawn.insert(0, shapes.Shape(path=shapes.rectangle(0, 0, width, height), fill=PAPER))
    return pages.Underlay(width, height, colours.tinted_shapes(drawn, colour))


def _shapes(svg: bytes) -> Iterator[shapes.Shape]:
    unit = pages.POINT
    root = ElementTree.fromstring(svg)  # noqa: S314  # a file of this package
    yield from _walk(root, (unit, 0.0, 0.0, unit, 0.0, 0.0))


def _walk(node: ElementTree.Element, outer: Matrix) -> Iterator[shapes.Shape]:
    matrix = _times(outer, _transform(node.get("transform", "")))
    if node.tag.endswith("}path"):
        fill, alpha = _colour(node.get("fill", "none"))
        stroke, stroke_alpha = _colour(node.get("stroke", "none"))
        path = shapes.moved(tuple(_steps(node.get("d", ""))), matrix)
        if fill is not None:
            yield shapes.Shape(path=path, fill=fill, alpha=alpha)
        if stroke is not None:
            width = float(node.get("stroke-width", "1")) * (matrix[0] ** 2 + matrix[1] ** 2) ** 0.5
            yield shapes.Shape(path=path, stroke=stroke, width=width, alpha=stroke_alpha)
    for child in node:
        yield from _walk(child, matrix)


def _steps(source: str) -> Iterator[shapes.Command]:
    """Yield the path's steps with absolute places."""
    x = y = start_x = start_y = 0.0
    for letter, words in _STEP.findall(source):
        numbers = [float(word) for word in _NUMBER.findall(words)]
        relative, kind = letter.islower(), letter.upper()
        if kind == "Z":
            x, y = start_x, start_y
            yield "C", ()
            continue
        size = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6}[kind]
        for begin in range(0, len(numbers), size):
            taken = numbers[begin : begin + size]
            if kind == "H":
                taken = [taken[0] + (x if relative else 0), y]
            elif kind == "V":
                taken = [x, taken[0] + (y if relative else 0)]
            elif relative:
                taken = [value + (y if place % 2 else x) for place, value in enumerate(taken)]
            x, y = taken[-2:]
            if kind == "M":
                start_x, start_y = x, y
            yield {"M": "M", "C": "B"}.get(kind, "L"), tuple(taken)


def _colour(text: str) -> tuple[shapes.Colour | None, int]:
    if not text.startswith("#"):
        return None, 255
    parts = [int(text[place : place + 2], 16) for place in range(1, len(text), 2)]
    return (parts[0], parts[1], parts[2]), parts[3] if len(parts) > 3 else 255


def _transform(text: str) -> Matrix:
    matrix: Matrix = _SAME
    for kind, words in _TRANSFORM.findall(text):
        numbers = [float(word) for word in _NUMBER.findall(words)]
        if kind == "translate":
            numbers = [1, 0, 0, 1, numbers[0], numbers[1] if len(numbers) > 1 else 0]
        elif kind == "scale":
            numbers = [numbers[0], 0, 0, numbers[-1], 0, 0]
        matrix = _times(matrix, tuple(numbers))
    return matrix


def _times(outer: Matrix, inner: Matrix) -> Matrix:
    """Return the matrix that applies ``inner`` first."""
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return (a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f)
