"""Built-in functions that look at, change and order lists (10.3.4.4 and 10.3.4.7)."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from decimal import Decimal

from govhall.support.decisions.feel import operators
from govhall.support.decisions.feel.builtins.registry import RefusedError, builtin, whole
from govhall.support.decisions.feel.limits import Run
from govhall.support.decisions.feel.values import Function

_MAX_FLATTEN = 100


def _index(items: Sequence[object], position: Decimal, *, extra: int = 0) -> int:
    """Return the Python index of a position from 1 or from the end (-1)."""
    found, size = whole(position), len(items)
    if 1 <= found <= size + extra:
        return found - 1
    if -size <= found <= -1:
        return size + found
    raise RefusedError("the list has no such position")


def _same(one: object, other: object) -> bool:
    return operators.equal(one, other) is True


def _has(run: Run, items: Sequence[object], wanted: object) -> bool:
    run.tick(1 + len(items) // 16)
    return any(_same(item, wanted) for item in items)


@builtin("list contains(list: list, element: any)")
def _list_contains(run: Run, items: list[object], element: object) -> bool:
    return _has(run, items, element)


@builtin("count(list: list*)")
def _count(run: Run, items: list[object]) -> Decimal:
    return Decimal(len(items))


@builtin("all(list: list*)")
def _all(run: Run, items: list[object]) -> bool | None:
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


@builtin("any(list: list*)")
def _any(run: Run, items: list[object]) -> bool | None:
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None


@builtin("sublist(list: list, start position: number, length: number?)")
def _sublist(run: Run, items: list[object], start: Decimal, length: Decimal | None) -> list[object]:
    begin = _index(items, start)
    if length is None:
        return items[begin:]
    count = whole(length)
    if count < 1 or begin + count > len(items):
        raise RefusedError("the list is too short")
    return items[begin : begin + count]


@builtin("append(list: list, item: any+)")
def _append(run: Run, items: list[object], added: list[object] | None = None) -> list[object]:
    return [*items, *(added or [])]


@builtin("concatenate(list: any+)")
def _concatenate(run: Run, lists: list[object]) -> list[object]:
    result: list[object] = []
    for part in lists:
        if part is None:
            raise RefusedError("a list is null")
        result.extend(part if isinstance(part, list) else [part])
    run.check_size(len(result))
    return result


@builtin("insert before(list: list, position: number, newItem: any)")
def _insert_before(run: Run, items: list[object], position: Decimal, new: object) -> list[object]:
    index = _index(items, position)
    return [*items[:index], new, *items[index:]]


@builtin("remove(list: list, position: number)")
def _remove(run: Run, items: list[object], position: Decimal) -> list[object]:
    index = _index(items, position)
    return [*items[:index], *items[index + 1 :]]


@builtin("list replace(list: list, position: number, newItem: any)")
def _list_replace(run: Run, items: list[object], position: Decimal, new: object) -> list[object]:
    index = _index(items, position)
    return [*items[:index], new, *items[index + 1 :]]


@builtin("list replace(list: list, match: function, newItem: any)")
def _list_replace_matching(run: Run, items: list[object], match: Function, new: object) -> list[object]:
    if len(match.parameters) != 2:
        raise RefusedError("the match function needs two parameters")
    result: list[object] = []
    for item in items:
        found = match.call(run, [item, new])
        if not isinstance(found, bool):
            raise RefusedError("the match function must give a boolean")
        result.append(new if found else item)
    return result


@builtin("reverse(list: list)")
def _reverse(run: Run, items: list[object]) -> list[object]:
    return items[::-1]


@builtin("index of(list: list, match: any)")
def _index_of(run: Run, items: list[object], match: object) -> list[object]:
    run.tick(1 + len(items) // 16)
    return [Decimal(position) for position, item in enumerate(items, 1) if _same(item, match)]


@builtin("union(list: any+)")
def _union(run: Run, lists: list[object]) -> list[object]:
    return _distinct(run, _concatenate(run, lists))


@builtin("distinct values(list: list)")
def _distinct_values(run: Run, items: list[object]) -> list[object]:
    return _distinct(run, items)


def _distinct(run: Run, items: list[object]) -> list[object]:
    result: list[object] = []
    for item in items:
        if not _has(run, result, item):
            result.append(item)
    return result


@builtin("flatten(list: list)")
def _flatten(run: Run, items: list[object]) -> list[object]:
    result: list[object] = []
    _flatten_into(run, items, result, 0)
    return result


def _flatten_into(run: Run, items: list[object], result: list[object], depth: int) -> None:
    if depth > _MAX_FLATTEN:
        raise RefusedError("the list is nested too deeply")
    for item in items:
        if isinstance(item, list):
            run.tick()
            _flatten_into(run, item, result, depth + 1)
        else:
            result.append(item)
    run.check_size(len(result))


@builtin("sort(list: list, precedes: function)")
def _sort(run: Run, items: list[object], precedes: Function) -> list[object]:
    if len(precedes.parameters) != 2:
        raise RefusedError("the ordering function needs two parameters")

    def compare(one: object, other: object) -> int:
        if precedes.call(run, [one, other]) is True:
            return -1
        return 1 if precedes.call(run, [other, one]) is True else 0

    return sorted(items, key=functools.cmp_to_key(compare))


@builtin("sort(list: list)")
def _sort_naturally(run: Run, items: list[object]) -> list[object]:
    def compare(one: object, other: object) -> int:
        run.tick()
        found = operators.order(one, other)
        if found is None:
            raise RefusedError("the items cannot be compared")
        return found

    return sorted(items, key=functools.cmp_to_key(compare))
