"""Vector shapes in millimetres, y downwards: what seals, ornaments and OFD pages are drawn with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

# M x y, L x y, B x1 y1 x2 y2 x y (a cubic curve), C (close): the letters of OFD's AbbreviatedData.
Command = tuple[str, tuple[float, ...]]
Colour = tuple[int, int, int]
_QUARTER = 0.5522847  # where the handles of a quarter of a circle as one cubic curve stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A path that is filled, stroked or both. ``alpha`` is the opacity, 0 to 255."""

    path: tuple[Command, ...]
    fill: Colour | None = None
    stroke: Colour | None = None
    width: float = 0.25
    alpha: int = 255


def moved(path: Iterable[Command], matrix: Sequence[float]) -> tuple[Command, ...]:
    """Return the path under the matrix (a b c d e f): x' = a·x + c·y + e, y' = b·x + d·y + f."""
    a, b, c, d, e, f = matrix
    return tuple(
        (
            letter,
            tuple(
                value
                for x, y in zip(numbers[::2], numbers[1::2], strict=True)
                for value in (a * x + c * y + e, b * x + d * y + f)
            ),
        )
        for letter, numbers in path
    )


def shifted(shapes: Iterable[Shape], dx: float, dy: float) -> list[Shape]:
    """Return the shapes somewhere else."""
    return [replace(shape, path=moved(shape.path, (1, 0, 0, 1, dx, dy))) for shape in shapes]


def circle(x: float, y: float, radius: float) -> tuple[Command, ...]:
    """Return a circle as four curves."""
    unit: tuple[Command, ...] = (
        ("M", (1, 0)),
        ("B", (1, _QUARTER, _QUARTER, 1, 0, 1)),
        ("B", (-_QUARTER, 1, -1, _QUARTER, -1, 0)),
        ("B", (-1, -_QUARTER, -_QUARTER, -1, 0, -1)),
        ("B", (_QUARTER, -1, 1, -_QUARTER, 1, 0)),
        ("C", ()),
    )
    return moved(unit, (radius, 0, 0, radius, x, y))


def polygon(points: Sequence[tuple[float, float]]) -> tuple[Command, ...]:
    """Return a closed figure with these corners."""
    first, *others = points
    return (("M", first), *(("L", point) for point in others), ("C", ()))


def rectangle(x: float, y: float, width: float, height: float) -> tuple[Command, ...]:
    """Return an upright rectangle."""
    return polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])


def line(x1: float, y1: float, x2: float, y2: float) -> tuple[Command, ...]:
    """Return a straight line."""
    return (("M", (x1, y1)), ("L", (x2, y2)))
