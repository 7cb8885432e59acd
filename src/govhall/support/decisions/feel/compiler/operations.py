"""Compiles arithmetic, comparison, `and`/`or`, `between` and `instance of`."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from govhall.support.decisions.feel import nodes, operators
from govhall.support.decisions.feel.compiler.core import Code, Compiler, Frame, Note, compile_node
from govhall.support.decisions.feel.types import type_name
from govhall.support.decisions.feel.values import NUMBERS, Range

# Python's own operators, for two values of one simple class (an int stands for a number).
FAST: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SAME: frozenset[type] = frozenset({Decimal, str, bool})


@compile_node.register
def _binary(node: nodes.Binary, compiler: Compiler) -> Code:
    if node.operator in ("and", "or"):
        return _logic(node, compiler)
    if node.operator in operators.COMPARE:
        return _comparison(node, compiler)
    return _arithmetic(node, compiler)


def _logic(node: nodes.Binary, compiler: Compiler) -> Code:
    parts: list[nodes.Node] = []
    left: nodes.Node = node
    while isinstance(left, nodes.Binary) and left.operator == node.operator:
        parts.append(left.right)
        left = left.left
    codes = tuple(compiler.compile(part) for part in [left, *reversed(parts)])
    decisive = node.operator == "or"

    def decide(frame: Frame) -> bool | None:
        result: bool | None = not decisive
        for code in codes:
            value = code(frame)
            if value is decisive:
                return decisive
            if value is not True and value is not False:
                result = None
        return result

    return decide


def _comparison(node: nodes.Binary, compiler: Compiler) -> Code:
    left, right = compiler.compile(node.left), compiler.compile(node.right)
    compare, note = operators.COMPARE[node.operator], compiler.noter(node)
    if isinstance(node.right, nodes.Literal) and type(node.right.value) in _SAME:
        return _literal_comparison(node, node.right.value, left, compiler)

    def check(frame: Frame) -> bool | None:
        one, other = left(frame), right(frame)
        found = compare(one, other)
        return found if found is not None else _incomparable(frame, note, one, other)

    return check


def _literal_comparison(node: nodes.Binary, other: object, left: Code, compiler: Compiler) -> Code:
    """Return the comparison with a constant, the common case of form conditions, with few calls."""
    compare, note, kind = operators.COMPARE[node.operator], compiler.noter(node), type(other)
    fast = FAST[node.operator] if kind is not bool or node.operator in ("=", "!=") else None

    def check(frame: Frame) -> bool | None:
        one = left(frame)
        if fast is not None and type(one) is kind:
            return fast(one, other)
        found = compare(one, other)
        return found if found is not None else _incomparable(frame, note, one, other)

    if not isinstance(node.left, nodes.Name) or not compiler.is_global(node.left.name) or fast is None:
        return check
    name, quick = node.left.name, fast

    def check_variable(frame: Frame) -> bool | None:
        value = frame.root.get(name)
        if type(value) is kind or (type(value) is int and kind is Decimal):
            return quick(value, other)
        return check(frame)

    return check_variable


def _incomparable(frame: Frame, note: Note, one: object, other: object) -> bool | None:
    if frame.run.notes is not None:
        note(frame.run, "feel-incomparable", f"{type_name(one)} and {type_name(other)} cannot be compared")
    return None


def _arithmetic(node: nodes.Binary, compiler: Compiler) -> Code:
    steps: list[tuple[nodes.Binary, Code]] = []
    left: nodes.Node = node
    # The left spine of `a + b - c ...` becomes a loop, so long sums cost no depth.
    while isinstance(left, nodes.Binary) and left.operator in operators.ARITHMETIC:
        steps.append((left, compiler.compile(left.right)))
        left = left.left
    first = compiler.compile(left)
    links = tuple((operators.ARITHMETIC[step.operator], code, compiler.noter(step)) for step, code in reversed(steps))

    def calculate(frame: Frame) -> object:
        value = first(frame)
        for general, code, note in links:
            operand = code(frame)
            result = general(value, operand)
            if result is None:
                return _failed(frame, note, value, operand)
            if type(result) is str:
                frame.run.check_string(len(result))
            value = result
        return value

    return calculate


def _failed(frame: Frame, note: Note, one: object, other: object) -> object:
    if frame.run.notes is not None:
        message = f"the calculation is not possible for {type_name(one)} and {type_name(other)}"
        note(frame.run, "feel-bad-operands", message)
    return None


@compile_node.register
def _unary(node: nodes.Unary, compiler: Compiler) -> Code:
    operand, note = compiler.compile(node.operand), compiler.noter(node)
    if isinstance(node.operand, nodes.Literal) and isinstance(node.operand.value, Decimal):
        value = NUMBERS.minus(node.operand.value)
        return lambda frame: value

    def negate(frame: Frame) -> object:
        value = operand(frame)
        result = operators.negate(value)
        return result if result is not None else note(frame.run, "feel-bad-operands", "only numbers have a negative")

    return negate


@compile_node.register
def _between(node: nodes.Between, compiler: Compiler) -> Code:
    value, low, high = compiler.compile(node.value), compiler.compile(node.low), compiler.compile(node.high)
    note = compiler.noter(node)

    def check(frame: Frame) -> bool | None:
        one, start, end = value(frame), low(frame), high(frame)
        above, below = operators.greater_or_equal(one, start), operators.less_or_equal(one, end)
        if above is None or below is None:
            return _incomparable(frame, note, one, start if above is None else end)
        return above and below

    return check


@compile_node.register
def _interval(node: nodes.Interval, compiler: Compiler) -> Code:
    low, high, note = compiler.compile(node.low), compiler.compile(node.high), compiler.noter(node)
    low_included, high_included = node.low_included, node.high_included

    def build(frame: Frame) -> object:
        start, end = low(frame), high(frame)
        if start is not None and end is not None and operators.order(start, end) is None:
            return _incomparable(frame, note, start, end)
        return Range(start, end, low_included and start is not None, high_included and end is not None)

    return build


@compile_node.register
def _comparison_range(node: nodes.Comparison, compiler: Compiler) -> Code:
    operand, sign, note = compiler.compile(node.operand), node.operator, compiler.noter(node)

    def build(frame: Frame) -> object:
        value = operand(frame)
        if value is None and sign not in ("=", "!="):
            return note(frame.run, "feel-incomparable", "null has no order")
        return make_range(sign, value)

    return build


def make_range(sign: str, value: object) -> Range:
    """Return the range that a unary test with an operator stands for."""
    if sign in ("<", "<="):
        return Range(None, value, False, sign == "<=", sign)
    if sign in (">", ">="):
        return Range(value, None, sign == ">=", False, sign)
    return Range(value, value, True, True, sign)


@compile_node.register
def _instance_of(node: nodes.InstanceOf, compiler: Compiler) -> Code:
    value, kind, note = compiler.compile(node.value), node.type_, compiler.noter(node)
    if kind is None:
        return lambda frame: note(frame.run, "feel-unknown-type", "no type of this name is known")

    def check(frame: Frame) -> bool:
        found = value(frame)
        return found is not None and kind.accepts(found)

    return check
