"""
A paper as what stands where: texts and shapes on pages, in millimetres, y downwards from the upper edge.

It is the one source of both forms of a paper: ``pdf.writing`` and ``ofd.writing`` print the same places.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from typing import Any, TypeVar

from govhall.support.documents.engine import fonts
from govhall.support.documents.engine.fonts import UNITS, Face
from govhall.support.documents.engine.photographs import Photograph
from govhall.support.documents.engine.shapes import Colour, Shape

POINT = 25.4 / 72  # mm
Written = TypeVar("Written")


class Role(StrEnum):
    """What words are to somebody who listens to a paper: PDF's standard names (ISO 32000-1, 14.8.4)."""

    HEADING = "H1"
    WORDS = "P"
    HEAD = "TH"
    CELL = "TD"
    MARK = "Artifact"  # lies behind the paper, like a watermark, and isn't read out


@dataclass(frozen=True, slots=True)
class Tag:
    """The role of words, whether they go on with the words before them, and the row of a table that they stand in."""

    role: Role = Role.WORDS
    goes_on: bool = False
    row: int = 0


WORDS, GOES_ON, HEADING, MARK = Tag(), Tag(goes_on=True), Tag(Role.HEADING), Tag(Role.MARK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line of words from x on its baseline y. ``tracking`` is added after each character; bold is drawn bold."""

    x: float
    y: float
    words: str
    face: Face
    size: float
    colour: Colour
    bold: bool = False
    tracking: float = 0.0
    tag: Tag = WORDS

    def steps(self) -> list[float]:
        """Return how far each character moves the pen, in mm."""
        unit = self.size / UNITS
        return [fonts.glyph(self.face, character).advance * unit + self.tracking for character in self.words]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """
    A square code (QR) of dark and light modules, rows from the top, drawn as one path of rectangles.

    ``says`` is read out in its place.
    """

    x: float
    y: float
    side: float
    modules: Sequence[Sequence[bool]]
    colour: Colour
    says: str

    @property
    def unit(self) -> float:
        """The side of one module in mm."""
        return self.side / len(self.modules)

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """Yield column, row and length of each run of dark modules."""
        for row, modules in enumerate(self.modules):
            begin = 0
            for dark, run in groupby(modules):
                length = len(list(run))
                if dark:
                    yield begin, row, length
                begin += length


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A photograph in its box, not stretched: what is over of the box's breadth or height stays free at both sides."""

    x: float
    y: float
    width: float
    height: float
    photograph: Photograph
    says: str

    @property
    def shown(self) -> "Box":
        """Where the photograph itself lies."""
        scale = min(self.width / self.photograph.width, self.height / self.photograph.height)
        width, height = self.photograph.width * scale, self.photograph.height * scale
        return Box(
            x=self.x + (self.width - width) / 2, y=self.y + (self.height - height) / 2, width=width, height=height
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """An upright rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, eq=False)
class Underlay:
    """
    What lies under every page of a kind: paper and ornaments. One object a kind, so that writers keep its bytes.

    The cached bytes live as long as the object; there are a handful.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    kept: dict[str, Any] = field(default_factory=dict)

    def once(self, form: str, write: Callable[[Sequence[Shape]], Written]) -> Written:
        """Return these shapes in one form, written at the first call only. One form is always of one type."""
        if form not in self.kept:
            self.kept[form] = write(self.shapes)
        found: Written = self.kept[form]
        return found


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page. ``seal`` is the place kept free for the visible seal."""

    width: float
    height: float
    items: tuple["Item", ...]
    underlay: Underlay | None = None
    seal: Box | None = None

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """The words on it, in reading order."""
        return tuple(item for item in self.items if isinstance(item, Text))


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A document: its pages, what it says of itself, and the data that travel with it (names and values)."""

    title: str
    author: str
    pages: tuple[Page, ...]
    at: datetime
    keywords: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)

    def texts(self) -> Iterator[Text]:
        """Yield the words of all pages."""
        for page in self.pages:
            yield from page.texts

    def words_by_face(self) -> dict[Face, list[str]]:
        """Return all words, by the face that they are set in."""
        found: dict[Face, list[str]] = {}
        for text in self.texts():
            found.setdefault(text.face, []).append(text.words)
        return found


Item = Text | Shape | Code | Picture
