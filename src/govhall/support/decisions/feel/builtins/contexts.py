"""Built-in functions on contexts (10.3.4.9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from govhall.support.decisions.feel.builtins.registry import RefusedError, builtin
from govhall.support.decisions.feel.limits import Run

Entries = Mapping[str, object]


@builtin("get value(m: context, key: string)")
def _get_value(run: Run, context: Entries, key: str) -> object:
    if key not in context:
        raise RefusedError("the context has no such entry")
    return context[key]


@builtin("get value(m: context, keys: list)")
def _get_nested_value(run: Run, context: Entries, keys: list[object]) -> object:
    value: object = context
    for key in keys:
        if not isinstance(value, Mapping) or key not in value:
            raise RefusedError("the context has no such entry")
        value = value[key]
    return value


@builtin("get entries(m: context)")
def _get_entries(run: Run, context: Entries) -> list[object]:
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context(entries: list)")
def _context(run: Run, entries: list[object]) -> dict[str, object]:
    result: dict[str, object] = {}
    for entry in entries:
        if not isinstance(entry, Mapping) or "value" not in entry:
            raise RefusedError("an entry needs a key and a value")
        key = entry.get("key")
        if not isinstance(key, str) or key in result:
            raise RefusedError("a key must be a string and differ from the others")
        result[key] = entry["value"]
    return result


@builtin("context put(context: context, key: string, value: any)")
def _context_put(run: Run, context: Entries, key: str, value: object) -> dict[str, object]:
    return {**context, key: value}


@builtin("context put(context: context, keys: list, value: any)")
def _context_put_nested(run: Run, context: Entries, keys: list[object], value: object) -> dict[str, object]:
    if not keys or not all(isinstance(key, str) for key in keys):
        raise RefusedError("the keys must be strings")
    first, rest = cast(str, keys[0]), keys[1:]
    if not rest:
        return {**context, first: value}
    inner = context.get(first)
    if not isinstance(inner, Mapping):
        raise RefusedError("a key leads to no context")
    return {**context, first: _context_put_nested(run, inner, rest, value)}


@builtin("context merge(contexts: list)")
def _context_merge(run: Run, contexts: list[object]) -> dict[str, object]:
    result: dict[str, object] = {}
    for part in contexts:
        if not isinstance(part, Mapping):
            raise RefusedError("only contexts can be merged")
        result.update(part)
    return result
