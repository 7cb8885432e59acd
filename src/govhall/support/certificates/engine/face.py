"""The face of a certificate: labels and values in rows, in the largest type in which all of them fit."""

from collections.abc import Sequence
from dataclasses import dataclass

from govhall.support.certificates.rules import faces
from govhall.support.certificates.values import FaceLine
from govhall.support.documents.public import fonts, pages, shapes, typesetting

SERIF, SANS = fonts.Face.SERIF, fonts.Face.SANS
TEAL, GOLD, INK, QUIET = (11, 90, 82), (176, 141, 60), (29, 39, 51), (92, 106, 102)
POINT = pages.POINT
Item = pages.Item
_SIZES = (15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4)  # points
_PITCH = 1.42  # of the size, from line to line of one value
_ABOVE, _BELOW = 0.88, 1.9  # em above the first baseline; mm from the last one to the rule
_GAPS = (2.0, 8.5)  # mm between rows
_LABEL_GAP, _COLUMN_GAP = 4.0, 8.0


@dataclass(frozen=True, slots=True)
class _Value:
    """A label and its value, broken into lines, and where both stand."""

    line: FaceLine
    label_x: float
    x: float
    room: float
    words: list[str]


@dataclass(frozen=True, slots=True)
class _Setting:
    """All rows in one size of type."""

    size: float
    label_width: float
    rows: list[list[_Value]]

    def heights(self) -> list[float]:
        """Return how high each row is, to the rule below it."""
        most = (max(len(value.words) for value in row) for row in self.rows)
        return [(_ABOVE + (count - 1) * _PITCH) * self.size + _BELOW for count in most]


def draw(lines: Sequence[FaceLine], box: pages.Box, *, largest: float) -> list[Item]:
    """Return the rows inside ``box``; ``largest`` is the largest type in points."""
    rows = faces.paired(lines)
    setting = _fitting(rows, box, largest)
    heights = setting.heights()
    spare = (box.height - sum(heights)) / max(1, len(rows))
    gap = max(_GAPS[0], min(_GAPS[1], spare))
    drawn: list[Item] = []
    y = box.y
    for row, height in zip(setting.rows, heights, strict=True):
        for value in row:
            drawn += _drawn(value, setting, y, height)
        y += height + gap
    return drawn


def fitting_points(lines: Sequence[FaceLine], box: pages.Box, *, largest: float) -> int | None:
    """Return the size in points in which ``draw`` sets these lines, None if they don't fit in any."""
    rows = faces.paired(lines)
    setting = _fitting(rows, box, largest)
    is_roomy = all(value.room >= 2 * setting.size for row in setting.rows for value in row)
    return round(setting.size / POINT) if is_roomy and _height(setting) <= box.height else None


def line_tag(number: int) -> pages.Tag:
    """Return the tag of a paragraph's line: the first begins it, the others go on."""
    return pages.GOES_ON if number else pages.WORDS


def _fitting(rows: Sequence[Sequence[FaceLine]], box: pages.Box, largest: float) -> _Setting:
    for points in (size for size in _SIZES if size <= largest):
        setting = _set(rows, box, points * POINT)
        if _height(setting) <= box.height:
            break
    return setting


def _height(setting: _Setting) -> float:
    return sum(setting.heights()) + _GAPS[0] * len(setting.rows)


def _set(rows: Sequence[Sequence[FaceLine]], box: pages.Box, size: float) -> _Setting:
    label_size = _label_size(size)
    widest = (typesetting.width(line.label, SERIF, label_size) for row in rows for line in row)
    label = max(4 * label_size, max(widest, default=0.0))
    half = (box.width - _COLUMN_GAP) / 2
    made = []
    for row in rows:
        room = (box.width if len(row) == 1 else half) - label - _LABEL_GAP
        begins = (box.x, box.x + half + _COLUMN_GAP)
        made.append(
            [
                _Value(line, begin, begin + label + _LABEL_GAP, room, typesetting.wrap(line.value, SERIF, size, room))
                for line, begin in zip(row, begins, strict=False)
            ]
        )
    return _Setting(size, label, made)


def _drawn(value: _Value, setting: _Setting, y: float, height: float) -> list[Item]:
    """Return a label, its value and the rule below the value."""
    size, baseline, low = setting.size, y + _ABOVE * setting.size, y + height
    rule = shapes.line(value.x, low, value.x + value.room, low)
    label = typesetting.spread(
        value.line.label, value.label_x, baseline, setting.label_width, SERIF, _label_size(size), TEAL
    )
    words = [
        typesetting.left(
            line, value.x, baseline + number * _PITCH * size, SERIF, size, INK, bold=True, tag=pages.GOES_ON
        )
        for number, line in enumerate(value.words)
    ]
    return [label, *words, shapes.Shape(path=rule, stroke=GOLD, width=0.4 * POINT, alpha=140)]


def _label_size(size: float) -> float:
    return max(9 * POINT, size * 0.9)
