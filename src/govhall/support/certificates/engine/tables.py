"""The table of a record: as many pages as it takes, the heads again on each."""

from collections.abc import Mapping, Sequence

from govhall.support.certificates.engine.face import INK, POINT, QUIET, SANS, SERIF, TEAL, Item
from govhall.support.certificates.rules import faces
from govhall.support.documents.public import pages, shapes, typesetting

_SIZE, _HEAD_SIZE = 9.5 * POINT, 9 * POINT
_PITCH, _ABOVE, _INSET = 4.8, 5.0, 1.8
_LINE, _SHADE, _WHITE = (159, 181, 174), (241, 246, 244), (255, 255, 255)
_EMPTY = "所查期间没有可列示的缴费明细。"


def draw(
    table: Mapping[str, object], rows: Sequence[Sequence[str]], *, left: float, right: float, first: float, top: float,
    bottom: float, end: float,
) -> list[tuple[list[Item], float]]:  # fmt: skip
    """
    Return for each page its part of the table and where that part ends.

    The first page begins at ``first``, the others at ``top``; below the last part ``end`` mm stay free.
    """
    heads = faces.table_heads(table)
    edges = _edges(heads, rows, left, right)
    y = first
    filled: list[tuple[list[Item], float]] = []
    items: list[Item] = []
    if heads:
        y = _row(items, heads, edges, y, head=True, shaded=False)
    if not rows:
        items.append(typesetting.centred(_EMPTY, (left + right) / 2, y + 10, SERIF, _SIZE, QUIET))
        y += 16
    for number, row in enumerate(rows):
        height = _height(row, edges)
        if y + height > bottom:
            filled.append((items, y))
            items, y = [], top
            y = _row(items, heads, edges, y, head=True, shaded=False)
        y = _row(items, row, edges, y, head=False, shaded=number % 2 == 1)
    if y + end > bottom:
        filled.append((items, y))
        items, y = [], top
    return [*filled, (items, y)]


def _edges(heads: Sequence[str], rows: Sequence[Sequence[str]], left: float, right: float) -> list[float]:
    """Return the columns' edges: each as wide as its widest cell; the third, or the last, takes what is left."""
    natural = [typesetting.width(head, SANS, _HEAD_SIZE) for head in heads]
    for row in rows:
        for number, cell in enumerate(row[: len(natural)]):
            natural[number] = max(natural[number], typesetting.width(cell, SERIF, _SIZE))
    widths = [width + 2 * _INSET for width in natural]
    if not widths:
        return [left, right]
    elastic = min(2, len(widths) - 1)
    others = sum(widths) - widths[elastic]
    least = (right - left) / len(widths) / 2
    if right - left - others < least:
        widths = [width * (right - left - least) / others for width in widths]
        others = right - left - least
    widths[elastic] = right - left - others
    edges = [left]
    for width in widths:
        edges.append(edges[-1] + width)
    return edges


def _height(row: Sequence[str], edges: Sequence[float]) -> float:
    count = max((len(_wrapped(cell, edges, number)) for number, cell in enumerate(row[: len(edges) - 1])), default=1)
    return _ABOVE + (count - 1) * _PITCH + 2.6


def _wrapped(cell: str, edges: Sequence[float], number: int) -> list[str]:
    return typesetting.wrap(cell, SERIF, _SIZE, edges[number + 1] - edges[number] - 2 * _INSET + 0.01)


def _row(items: list[Item], row: Sequence[str], edges: Sequence[float], y: float, *, head: bool, shaded: bool) -> float:
    """Add a row and return where it ends."""
    height = _height(row, edges)
    role = pages.Role.HEAD if head else pages.Role.CELL
    fill = TEAL if head else _SHADE if shaded else None
    for number, cell in enumerate(row[: len(edges) - 1]):
        box = shapes.rectangle(edges[number], y, edges[number + 1] - edges[number], height)
        items.append(shapes.Shape(path=box, fill=fill, stroke=_LINE, width=0.5 * POINT))
        middle = (edges[number] + edges[number + 1]) / 2
        for line, words in enumerate(_wrapped(cell, edges, number)):
            face, size, colour = (SANS, _HEAD_SIZE, _WHITE) if head else (SERIF, _SIZE, INK)
            tag = pages.Tag(role, goes_on=line > 0, row=round(y))
            at = y + _ABOVE + line * _PITCH
            items.append(typesetting.centred(words, middle, at, face, size, colour, bold=head, tag=tag))
    return y + height
