"""
Tagged PDF (ISO 32000-1, 14.8): tells whoever listens what is a heading, a paragraph, a cell, and what only decoration.

What is drawn gets numbers in the page's content; the structure tree says in which order and role the numbers are read.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from govhall.support.documents.engine.pages import Code, Item, Picture, Role, Tag, Text

_ROWS = (Role.HEAD, Role.CELL)


@dataclass(slots=True)
class _Element:
    """One element of the tree: what is below it, or the marked contents (page, number) that it is made of."""

    role: str
    kids: list["_Element"] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)
    says: bytes = b""
    row: int = 0

    def walk(self) -> Iterator["_Element"]:
        """Yield it and all below it, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.walk()


class Tree:
    """The structure of one paper, in the order in which it is drawn."""

    def __init__(self, quoted: Callable[[str], bytes]) -> None:
        """``quoted`` makes a text string of PDF."""
        self._quoted = quoted
        self._document = _Element("Document")
        self._last = self._document
        self._counts: list[int] = []

    @property
    def pages(self) -> int:
        """How many pages have been drawn: the next page's number."""
        return len(self._counts)

    def content(self, items: Sequence[tuple[Item | None, str]]) -> str:
        """Return the next page's content: what is drawn, each with its tag. None is decoration."""
        page, parts = self.pages, []
        self._counts.append(0)
        for item, drawn in items:
            element = self._element(item)
            if element is None:
                parts.append(f"/Artifact BMC {drawn} EMC")
                continue
            number, self._counts[page] = self._counts[page], self._counts[page] + 1
            element.marks.append((page, number))
            parts.append(f"/{element.role} <</MCID {number}>> BDC {drawn} EMC")
        return "\n".join(parts)

    def objects(self, first: int, pages: Sequence[int]) -> dict[int, bytes]:
        """Return the objects of the tree by number, its root being ``first``; ``pages`` are the pages' objects."""
        elements = list(self._document.walk())
        numbers = {id(element): number for number, element in enumerate(elements, first + 1)}
        above = {id(kid): numbers[id(element)] for element in elements for kid in element.kids}
        readers = first + 1 + len(elements)
        found = {first: b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R>>" % (first + 1, readers)}
        for element in elements:
            kids = b" ".join(b"%d 0 R" % numbers[id(kid)] for kid in element.kids) or _marks(element, pages)
            place = b"/Pg %d 0 R" % pages[element.marks[0][0]] if element.marks else b""
            found[numbers[id(element)]] = b"<</Type/StructElem/S/%b/P %d 0 R%b%b/K[%b]>>" % (
                element.role.encode(), above.get(id(element), first), place, element.says, kids,
            )  # fmt: skip
        found[readers] = b"<</Nums[%b]>>" % b"".join(self._readers(elements, numbers))
        return found

    def _readers(self, elements: Sequence[_Element], numbers: dict[int, int]) -> Iterator[bytes]:
        """Yield for each page which element reads each of its marked contents."""
        whose = {mark: numbers[id(element)] for element in elements for mark in element.marks}
        for page, count in enumerate(self._counts):
            yield b"%d[%b]" % (page, b" ".join(b"%d 0 R" % whose[page, number] for number in range(count)))

    def _element(self, item: Item | None) -> _Element | None:
        """Return the element that reads an item; None for decoration."""
        if isinstance(item, Code | Picture):
            return self._opened(_Element("Figure", says=b"/Alt%b" % self._quoted(item.says)))
        if not isinstance(item, Text) or item.tag.role is Role.MARK:
            return None
        if item.tag.goes_on:
            return self._last
        if item.tag.role in _ROWS:
            return self._cell(item.tag)
        return self._opened(_Element(item.tag.role.value))

    def _opened(self, element: _Element) -> _Element:
        self._document.kids.append(element)
        self._last = element
        return element

    def _cell(self, tag: Tag) -> _Element:
        """Open a cell, in the row and the table that are being drawn or in new ones."""
        kids = self._document.kids
        table = kids[-1] if kids and kids[-1].role == "Table" else self._opened(_Element("Table"))
        if not table.kids or table.kids[-1].row != tag.row:
            table.kids.append(_Element("TR", row=tag.row))
        says = b"/A<</O/Table/Scope/Column>>" if tag.role is Role.HEAD else b""
        cell = _Element(tag.role.value, says=says)
        table.kids[-1].kids.append(cell)
        self._last = cell
        return cell


def _marks(element: _Element, pages: Sequence[int]) -> bytes:
    """Return the marked contents of an element; those on a page further on name it."""
    first = element.marks[0][0] if element.marks else 0
    return b" ".join(
        b"%d" % number if page == first else b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (pages[page], number)
        for page, number in element.marks
    )
