"""Looks at decision tables before they are published: gaps, overlaps, rules that can never match.

Exact for cells of literals, comparisons and ranges; a table with other cells is checked as far as it can
be told, and the finding `unchecked` names the rules left out. Work is bounded; nothing is evaluated for people here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from govhall.support.decisions.dmn import model
from govhall.support.decisions.dmn.boxes import BoxCompiler
from govhall.support.decisions.dmn.engine import Model
from govhall.support.decisions.dmn.item_types import Restricted
from govhall.support.decisions.dmn.pieces import Column, make_column
from govhall.support.decisions.feel import UnaryTests

_MAX_FINDINGS = 50
_MAX_VISITS = 100_000
# These answer with a list, and an empty list is an answer: no rule has to match.
_LISTS = ("COLLECT", "RULE ORDER", "OUTPUT ORDER")


@dataclass(frozen=True, slots=True)
class TableFinding:
    """One finding: `kind` is gap, overlap, unreachable, unchecked or unfinished.

    `rules` are row numbers from 1; `where` pairs column labels with the values meant. `cells` are row and column
    numbers of what could not be told; `rule_ids` and `table_id` find the rows in the file.
    """

    kind: str
    element: str
    rules: tuple[int, ...] = ()
    where: tuple[tuple[str, str], ...] = ()
    cells: tuple[tuple[int, int], ...] = field(default=(), compare=False)
    rule_ids: tuple[str, ...] = field(default=(), compare=False)


def check_tables(made: Model) -> list[TableFinding]:
    """Return what is remarkable about the tables of the main model."""
    return [
        replace(finding, rule_ids=tuple(box.rules[number - 1].id for number in finding.rules))
        for element, box, compiler in made.tables()
        for finding in _check(element, box, compiler)
    ]


def _check(element: str, box: model.TableBox, compiler: BoxCompiler) -> Iterator[TableFinding]:
    columns = [_column(position, clause, box, compiler, element) for position, clause in enumerate(box.inputs)]
    cells = [
        (row + 1, number)
        for number, column in enumerate(columns, 1)
        for row, cell in enumerate(column.cells)
        if cell is None
    ]
    unknown = {row - 1 for row, _column in cells}
    if unknown:
        yield TableFinding("unchecked", element, tuple(row + 1 for row in sorted(unknown)), cells=tuple(sorted(cells)))
    known = [row for row in range(len(box.rules)) if row not in unknown]
    search = _Search(columns)
    yield from _overlaps(element, box, columns, known)
    yield from _unreachable(element, box, search, known)
    if not unknown and all(clause.default is None for clause in box.outputs) and box.hit_policy not in _LISTS:
        yield from _gaps(element, search, known)
    if search.visits >= _MAX_VISITS:
        yield TableFinding("unfinished", element)


def _column(
    position: int, clause: model.InputClause, box: model.TableBox, compiler: BoxCompiler, element: str
) -> Column:
    texts = [rule.tests[position].strip() for rule in box.rules]
    cells = [None if text in ("", "-") else compiler.tests(text, element) for text in texts]
    unreadable = {row for row, text in enumerate(texts) if cells[row] is None and text not in ("", "-")}
    allowed = compiler.tests(clause.allowed, element) or _allowed_by_type(clause, compiler)
    return make_column(clause.label, cells, allowed, names=compiler.names, unreadable=unreadable)


def _allowed_by_type(clause: model.InputClause, compiler: BoxCompiler) -> UnaryTests | None:
    kind = compiler.types.find(clause.expression.type_ref)
    return kind.tests if isinstance(kind, Restricted) else None


def _overlaps(
    element: str, box: model.TableBox, columns: Sequence[Column], known: Sequence[int]
) -> Iterator[TableFinding]:
    """Report rules that can match together where the hit policy forbids it."""
    if box.hit_policy not in ("UNIQUE", "ANY"):
        return
    found = 0
    for place, one in enumerate(known):
        for other in known[place + 1 :]:
            if box.hit_policy == "ANY" and box.rules[one].outputs == box.rules[other].outputs:
                continue
            common = [(column.cells[one] or 0) & (column.cells[other] or 0) for column in columns]
            if all(common) and found < _MAX_FINDINGS:
                found += 1
                yield TableFinding("overlap", element, (one + 1, other + 1), _where(columns, common))


def _where(columns: Sequence[Column], sets: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """Describe a region, leaving out columns where every value belongs to it."""
    return tuple(
        (column.label, ", ".join(piece.text for place, piece in enumerate(column.pieces) if bits >> place & 1))
        for column, bits in zip(columns, sets, strict=True)
        if bits != column.everything
    )


def _unreachable(element: str, box: model.TableBox, search: _Search, known: Sequence[int]) -> Iterator[TableFinding]:
    for place, row in enumerate(known):
        region = [column.cells[row] or 0 for column in search.columns]
        # With FIRST a rule is lost when the rules before it cover all it accepts.
        earlier = known[:place] if box.hit_policy == "FIRST" else []
        if not all(region) or next(search.uncovered(region, earlier), None) is None:
            yield TableFinding("unreachable", element, (row + 1,))


def _gaps(element: str, search: _Search, known: Sequence[int]) -> Iterator[TableFinding]:
    region = [column.everything for column in search.columns]
    for number, sets in enumerate(search.uncovered(region, known)):
        if number >= _MAX_FINDINGS:
            return
        yield TableFinding("gap", element, (), _where(search.columns, sets))


class _Search:
    """Finds the parts of a region that no rule covers, column by column, on a budget of visits."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.visits = 0

    def uncovered(self, region: Sequence[int], rules: Sequence[int]) -> Iterator[list[int]]:
        """Return boxes of pieces, one bit set for each column."""
        return self._walk(list(region), 0, list(rules))

    def _walk(self, region: list[int], depth: int, rules: list[int]) -> Iterator[list[int]]:
        self.visits += 1
        if self.visits >= _MAX_VISITS:
            return
        if not rules:
            yield list(region)
            return
        if depth == len(self.columns):
            return
        column = self.columns[depth]
        # Pieces that the same rules accept are walked together.
        groups: dict[tuple[int, ...], int] = {}
        for place in range(len(column.pieces)):
            if region[depth] >> place & 1:
                kept = tuple(rule for rule in rules if (column.cells[rule] or 0) >> place & 1)
                groups[kept] = groups.get(kept, 0) | 1 << place
        for kept, bits in groups.items():
            part = [*region[:depth], bits, *region[depth + 1 :]]
            yield from self._walk(part, depth + 1, list(kept))
