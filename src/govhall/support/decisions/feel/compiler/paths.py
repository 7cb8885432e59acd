"""Compiles paths (`a.b`) and filters (`list[condition]`)."""

from __future__ import annotations

from decimal import Decimal

from govhall.support.decisions.feel import nodes
from govhall.support.decisions.feel.compiler.core import Code, Compiler, Frame, Note, compile_node
from govhall.support.decisions.feel.properties import MISSING, get_property


@compile_node.register
def _path(node: nodes.Path, compiler: Compiler) -> Code:
    base, name, note = compiler.compile(node.base), node.name, compiler.noter(node)

    def follow(frame: Frame) -> object:
        value = base(frame)
        if isinstance(value, dict) and name in value:
            return value[name]
        found = get_property(value, name)
        if found is MISSING:
            return note(frame.run, "feel-unknown-property", "the value has no such property")
        return found

    return follow


@compile_node.register
def _filter(node: nodes.Filter, compiler: Compiler) -> Code:
    base = compiler.compile(node.base)
    note = compiler.noter(node)
    if isinstance(node.condition, nodes.Literal) and isinstance(node.condition.value, Decimal):
        index = node.condition.value
        return lambda frame: _pick(frame, as_list(base(frame)), index, note)
    scope = compiler.scope
    named = scope.bind("item")
    properties = scope.bind(None)
    condition = compiler.compile(node.condition)
    scope.release(2)

    def select(frame: Frame) -> object:
        items, slots, run = as_list(base(frame)), frame.slots, frame.run
        chosen: list[object] = []
        for item in items or (None,):
            run.tick()
            slots[named] = slots[properties] = item
            if isinstance(item, dict) and "item" in item:
                slots[named] = item["item"]
            found = condition(frame)
            if found is True and items:
                chosen.append(item)
            elif isinstance(found, Decimal):
                return _pick(frame, items, found, note)
            elif found is not None and not isinstance(found, bool):
                return note(run, "feel-bad-filter", "a filter needs a number or a boolean")
        return chosen

    return select


def _pick(frame: Frame, items: list[object], index: Decimal, note: Note) -> object:
    position = int(index) if index == index.to_integral_value() else 0
    if 1 <= position <= len(items):
        return items[position - 1]
    if -len(items) <= position <= -1:
        return items[position]
    return note(frame.run, "feel-no-such-index", "the list has no item at this position")


def as_list(value: object) -> list[object]:
    """Return a list as it is, null as an empty list and any other value as a list of one."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]
