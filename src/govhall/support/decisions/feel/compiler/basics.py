"""Compiles literals, names, lists, contexts and `if`."""

from __future__ import annotations

from decimal import Decimal

from govhall.support.decisions.feel import convert, nodes
from govhall.support.decisions.feel.builtins import BUILTINS
from govhall.support.decisions.feel.compiler.core import Code, Compiler, Frame, Scope, compile_node
from govhall.support.decisions.feel.values import Function

_READY: frozenset[type] = frozenset({str, bool, type(None)})


@compile_node.register
def _literal(node: nodes.Literal, compiler: Compiler) -> Code:
    value = node.value
    return lambda frame: value


@compile_node.register
def _bad_literal(node: nodes.BadLiteral, compiler: Compiler) -> Code:
    note, code = compiler.noter(node), node.code
    return lambda frame: note(frame.run, code, "the literal is no date, time or duration")


@compile_node.register
def _name(node: nodes.Name, compiler: Compiler) -> Code:
    return compile_name(node, compiler)


def compile_name(node: nodes.Name, compiler: Compiler) -> Code:
    """Return the closure that finds a variable: items of filters, then locals, then the context, then built-ins."""
    items: list[tuple[int, int]] = []
    scope: Scope | None = compiler.scope
    level = 0
    code: Code | None = None
    while scope is not None and code is None:
        for name, slot in reversed(scope.bindings):
            if name is None:
                items.append((level, slot))
            elif name == node.name:
                code = _local(level, slot)
                break
        scope = scope.parent
        level += 1
    if code is None:
        code = _global(node, compiler)
    for level, slot in reversed(items):
        code = _property_or(node.name, _local(level, slot), code)
    return code


def _local(level: int, slot: int) -> Code:
    if level == 0:
        return lambda frame: frame.slots[slot]

    def outer(frame: Frame) -> object:
        found = frame
        for _ in range(level):
            found = found.parent or found
        return found.slots[slot]

    return outer


def _property_or(name: str, item: Code, otherwise: Code) -> Code:
    def lookup(frame: Frame) -> object:
        value = item(frame)
        if isinstance(value, dict) and name in value:
            return value[name]
        return otherwise(frame)

    return lookup


def _global(node: nodes.Name, compiler: Compiler) -> Code:
    name = node.name
    builtin = BUILTINS.get(name)
    fallback: Function | None = builtin.as_function() if builtin is not None else None
    note = compiler.noter(node)
    if builtin is None:
        compiler.free[name] = None

    def load(frame: Frame) -> object:
        try:
            value = frame.root[name]
        except KeyError:
            if fallback is not None:
                return fallback
            return note(frame.run, "feel-unknown-name", "no value of this name is known")
        return ready(frame, value)

    return load


def ready(frame: Frame, value: object) -> object:
    """Return a value of the caller's context as a FEEL value."""
    kind = type(value)
    if kind in _READY or not frame.run.convert:
        return value
    if isinstance(value, int | Decimal):
        return convert.from_number(value)
    return convert.cached(frame.run, value)


@compile_node.register
def _list(node: nodes.ListNode, compiler: Compiler) -> Code:
    items = tuple(compiler.compile(item) for item in node.items)
    return lambda frame: [item(frame) for item in items]


@compile_node.register
def _context(node: nodes.ContextNode, compiler: Compiler) -> Code:
    note = compiler.noter(node)
    keys = [key for key, _value in node.entries]
    if len(set(keys)) != len(keys):
        return lambda frame: note(frame.run, "feel-duplicate-key", "two entries of the context share a key")
    entries: list[tuple[str, Code, int]] = []
    for key, value in node.entries:
        # A function sees its own entry, so that it can call itself; other values only earlier entries.
        slot = compiler.scope.bind(key) if isinstance(value, nodes.FunctionNode) else None
        code = compiler.compile(value)
        entries.append((key, code, compiler.scope.bind(key) if slot is None else slot))
    compiler.scope.release(len(entries))

    def build(frame: Frame) -> object:
        result: dict[str, object] = {}
        slots = frame.slots
        for key, code, slot in entries:
            value = code(frame)
            result[key] = slots[slot] = value
            if isinstance(value, Function) and isinstance(value.captured, Frame):
                # A function may call itself by the name of its entry.
                value.captured.slots[slot] = value
        return result

    return build


@compile_node.register
def _if(node: nodes.If, compiler: Compiler) -> Code:
    condition, yes, no = compiler.compile(node.condition), compiler.compile(node.yes), compiler.compile(node.no)
    return lambda frame: yes(frame) if condition(frame) is True else no(frame)
