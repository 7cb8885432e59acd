"""Cuts the values of an input column into pieces that no cell of the column tells apart.

One sample stands for each piece: every constant that a cell names, and one value between, below and
above them. A cell's set of pieces is found by running its compiled tests on the samples, so the
meaning of unary tests is not written down twice.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from govhall.support.decisions.feel import FeelSyntaxError, UnaryTests, nodes
from govhall.support.decisions.feel.lexer import NameIndex
from govhall.support.decisions.feel.limits import DEFAULT_LIMITS, Run
from govhall.support.decisions.feel.literals import format_value
from govhall.support.decisions.feel.parse_tests import parse_tests
from govhall.support.decisions.feel.values import Date

_T = TypeVar("_T", Decimal, Date)
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a column's values: how to show it, and a value of it."""

    text: str
    sample: object


@dataclass(frozen=True, slots=True)
class Column:
    """The pieces of a column and, for each rule, the bit set of pieces its cell accepts (None: cannot be told)."""

    label: str
    pieces: tuple[Piece, ...]
    cells: tuple[int | None, ...]

    @property
    def everything(self) -> int:
        """The bit set of all pieces."""
        return (1 << len(self.pieces)) - 1


def make_column(
    label: str,
    cells: Sequence[UnaryTests | None],
    allowed: UnaryTests | None,
    *,
    names: NameIndex,
    unreadable: Collection[int] = (),
) -> Column:
    """Return a column; a cell of None accepts everything, unless it is among the `unreadable` (from 0)."""
    told = [row not in unreadable and (cell is None or constant(cell, names)) for row, cell in enumerate(cells)]
    texts = [cell for cell, known in zip(cells, told, strict=True) if cell is not None and known]
    bounded = allowed if allowed is not None and constant(allowed, names) else None
    if bounded is not None:
        texts.append(bounded)
    samples = _pieces([value for tests in texts for value in constants(tests.text, names)])
    pieces = tuple(piece for piece in samples if bounded is None or _accepts(bounded, piece.sample))
    whole = (1 << len(pieces)) - 1
    sets = (
        (whole if cell is None else _bits(cell, pieces)) if known else None
        for cell, known in zip(cells, told, strict=True)
    )
    return Column(label, pieces, tuple(sets))


def _bits(tests: UnaryTests, pieces: Sequence[Piece]) -> int:
    return sum(1 << place for place, piece in enumerate(pieces) if _accepts(tests, piece.sample))


def _accepts(tests: UnaryTests, value: object) -> bool:
    return tests.run(value, {}, Run(DEFAULT_LIMITS, convert=False)) is True


def constant(tests: UnaryTests, names: NameIndex) -> bool:
    """Say whether tests consist of literals, comparisons and ranges only, so that samples tell all about them."""
    if tests.names:
        return False
    parsed = _parsed(tests.text, names)
    return parsed is not None and all(_plain(test) for test in parsed.tests)


def _plain(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Literal):
        return True
    if isinstance(node, nodes.Unary | nodes.Comparison):
        return _plain(node.operand)
    if isinstance(node, nodes.Interval):
        return _plain(node.low) and _plain(node.high)
    return False


def _parsed(text: str, names: NameIndex) -> nodes.Tests | None:
    try:
        return parse_tests(text, names=NameIndex((), names))
    except FeelSyntaxError:
        return None


def constants(text: str, names: NameIndex) -> Iterable[object]:
    """Return the constants that unary tests name."""
    parsed = _parsed(text, names)
    pending: list[nodes.Node] = list(parsed.tests) if parsed is not None else []
    while pending:
        node = pending.pop()
        if isinstance(node, nodes.Literal):
            yield node.value
        elif isinstance(node, nodes.Unary):
            if isinstance(node.operand, nodes.Literal) and isinstance(node.operand.value, Decimal):
                yield -node.operand.value
        elif isinstance(node, nodes.Comparison):
            pending.append(node.operand)
        elif isinstance(node, nodes.Interval):
            pending += (node.low, node.high)


def _pieces(values: Sequence[object]) -> list[Piece]:
    """Return the pieces that the constants of one column cut out; the first constant decides the kind."""
    first = next((value for value in values if value is not None), None)
    if isinstance(first, bool):
        return [Piece("true", True), Piece("false", False)]
    if isinstance(first, Decimal):
        return _ordered([value for value in values if isinstance(value, Decimal)], _between_numbers)
    if isinstance(first, Date):
        return _ordered([value for value in values if isinstance(value, Date)], _between_dates)
    if isinstance(first, str):
        texts = list(dict.fromkeys(value for value in values if isinstance(value, str)))
        return [*(Piece(format_value(text), text) for text in texts), Piece("…", "\ufffd other \ufffd")]
    return [Piece("…", first)]


def _ordered(values: Sequence[_T], between: Callable[[_T | None, _T | None], _T | None]) -> list[Piece]:
    """Return the constants in order with what lies between them."""
    marks: list[_T] = sorted(set(values))
    pieces: list[Piece] = []
    ends: list[_T | None] = [None]
    ends.extend(marks)
    ends.append(None)
    for low, high in itertools.pairwise(ends):
        if low is not None:
            pieces.append(Piece(format_value(low), low))
        sample = between(low, high)
        if sample is not None:
            pieces.append(Piece(_span(low, high), sample))
    return pieces


def _span(low: object, high: object) -> str:
    if low is None:
        return f"< {format_value(high)}"
    return f"> {format_value(low)}" if high is None else f"({format_value(low)}..{format_value(high)})"


def _between_numbers(low: Decimal | None, high: Decimal | None) -> Decimal | None:
    if low is None:
        return high - _ONE if high is not None else None
    return low + _ONE if high is None else (low + high) / 2


def _between_dates(low: Date | None, high: Date | None) -> Date | None:
    if low is None:
        return Date.from_ordinal(high.ordinal - 1) if high is not None else None
    if high is None:
        return Date.from_ordinal(low.ordinal + 1)
    return Date.from_ordinal(low.ordinal + 1) if high.ordinal - low.ordinal > 1 else None
