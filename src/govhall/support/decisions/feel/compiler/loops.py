"""Compiles `for`, `some` and `every`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from govhall.support.decisions.feel import nodes, operators
from govhall.support.decisions.feel.compiler.core import Code, Compiler, Frame, compile_node
from govhall.support.decisions.feel.limits import Run
from govhall.support.decisions.feel.values import Date, DayTimeDuration, Range

_ONLY_READ = frozenset({"count", "sum", "min", "max", "mean", "product", "list contains", "all", "any", "index of"})
_ONE_DAY = DayTimeDuration(86_400 * 10**9)
Source = Callable[[Frame], Iterable[object] | None]


@compile_node.register
def _for(node: nodes.For, compiler: Compiler) -> Code:
    clauses = _compile_clauses(node.iterations, compiler)
    partial = compiler.scope.bind("partial")
    body = compiler.compile(node.body)
    compiler.scope.release(len(clauses) + 1)
    note = compiler.noter(node)
    escapes = _escapes(node.body)

    def loop(frame: Frame) -> object:
        results: list[object] = []
        run, slots = frame.run, frame.slots
        slots[partial] = results
        for ready in _rounds(frame, clauses, 0):
            if not ready:
                return note(run, "feel-bad-iteration", "there is nothing to iterate over")
            if escapes:
                run.tick(len(results))
                slots[partial] = results.copy()
            else:
                slots[partial] = results
            results.append(body(frame))
            run.check_size(len(results))
        return results

    return loop


def _escapes(node: object) -> bool:
    """Say whether `partial` may become part of a result: then each round sees a copy, else a list could hold itself."""
    if isinstance(node, nodes.Name):
        return node.name == "partial"
    if isinstance(node, nodes.Filter) and isinstance(node.base, nodes.Name):
        return _escapes(node.condition)
    if isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name) and node.function.name in _ONLY_READ:
        return any(_escapes(part) for part in node.arguments if not isinstance(part, nodes.Name))
    if isinstance(node, nodes.Node | nodes.Iteration):
        return any(_escapes(getattr(node, part.name)) for part in dataclasses.fields(node))
    return isinstance(node, tuple) and any(_escapes(part) for part in node)


def _compile_clauses(iterations: tuple[nodes.Iteration, ...], compiler: Compiler) -> list[tuple[int, Source]]:
    clauses: list[tuple[int, Source]] = []
    for clause in iterations:
        source = _source(clause, compiler)
        clauses.append((compiler.scope.bind(clause.name), source))
    return clauses


def _source(clause: nodes.Iteration, compiler: Compiler) -> Source:
    start = compiler.compile(clause.source)
    if clause.upto is not None:
        end = compiler.compile(clause.upto)
        return lambda frame: count(frame.run, start(frame), end(frame))

    def items(frame: Frame) -> Iterable[object] | None:
        return iterable(frame.run, start(frame))

    return items


def iterable(run: Run, value: object) -> Iterable[object] | None:
    """Return the items to iterate: a list's, a range's, or the single value; None for null."""
    if isinstance(value, list):
        return value
    if isinstance(value, Range):
        return _range_items(run, value)
    return None if value is None else [value]


def _range_items(run: Run, value: Range) -> Iterable[object] | None:
    items = count(run, value.start, value.end)
    if items is None:
        return None
    found = list(items)
    if not value.start_included and found:
        del found[0]
    if not value.end_included and found and operators.equal(found[-1], value.end):
        del found[-1]
    return found


def count(run: Run, start: object, end: object) -> Iterable[object] | None:
    """Count whole numbers or days from start to end, up or down, both included."""
    if isinstance(start, Decimal) and isinstance(end, Decimal):
        if not (start.is_finite() and end.is_finite()):
            return None
        first, last = int(start), int(end)
        run.check_size(abs(last - first) + 1)
        return map(Decimal, range(first, last + 1) if first <= last else range(first, last - 1, -1))
    if isinstance(start, Date) and isinstance(end, Date):
        first, last = start.ordinal, end.ordinal
        run.check_size(abs(last - first) + 1)
        return map(Date.from_ordinal, range(first, last + 1) if first <= last else range(first, last - 1, -1))
    return None


def _rounds(frame: Frame, clauses: list[tuple[int, Source]], depth: int) -> Iterator[bool]:
    """Set the loop variables for every combination; yields False once when a source is null."""
    slot, source = clauses[depth]
    items = source(frame)
    if items is None:
        yield False
        return
    last = depth == len(clauses) - 1
    for item in items:
        frame.run.tick()
        frame.slots[slot] = item
        if last:
            yield True
        else:
            yield from _rounds(frame, clauses, depth + 1)


@compile_node.register
def _quantified(node: nodes.Quantified, compiler: Compiler) -> Code:
    clauses = _compile_clauses(node.iterations, compiler)
    condition = compiler.compile(node.condition)
    compiler.scope.release(len(clauses))
    note, decisive = compiler.noter(node), not node.every

    def check(frame: Frame) -> object:
        result: bool | None = not decisive
        for ready in _rounds(frame, clauses, 0):
            if not ready:
                return note(frame.run, "feel-bad-iteration", "there is nothing to iterate over")
            found = condition(frame)
            if found is decisive:
                return decisive
            if not isinstance(found, bool):
                result = None
        return result

    return check
