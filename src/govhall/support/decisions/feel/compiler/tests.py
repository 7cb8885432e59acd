"""Compiles `in` and unary tests: each test becomes a function of the frame and the tested value."""

from __future__ import annotations

from decimal import Decimal

from govhall.support.decisions.feel import nodes, operators
from govhall.support.decisions.feel.compiler.core import Code, Compiler, Frame, Test, compile_node
from govhall.support.decisions.feel.compiler.operations import FAST
from govhall.support.decisions.feel.values import Range

INPUT = "?"
_TRUTHS = (nodes.In, nodes.Between, nodes.Quantified, nodes.InstanceOf)


@compile_node.register
def _in(node: nodes.In, compiler: Compiler) -> Code:
    value = compiler.compile(node.value)
    check = any_of(tuple(compile_test(test, compiler) for test in node.tests))
    return lambda frame: check(frame, value(frame))


@compile_node.register
def _tests(node: nodes.Tests, compiler: Compiler) -> Code:
    """Compile unary tests that read the tested value from the local variable `?`."""
    check = compile_tests(node, compiler)
    slot = next(slot for name, slot in reversed(compiler.scope.bindings) if name == INPUT)
    return lambda frame: check(frame, frame.slots[slot])


def compile_tests(node: nodes.Tests, compiler: Compiler) -> Test:
    """Return the check of a cell of unary tests; the variable `?` must be bound."""
    if not node.tests:
        return lambda frame, value: True
    check = _among_texts(node.tests) or any_of(tuple(compile_test(test, compiler, unary=True) for test in node.tests))
    if not node.negated:
        return check

    def negated(frame: Frame, value: object) -> bool | None:
        found = check(frame, value)
        return None if found is None else not found

    return negated


def _among_texts(tests: tuple[nodes.Node, ...]) -> Test | None:
    """Return one look into a set for a list of strings, or None when there is anything else."""
    texts = [test.value for test in tests if isinstance(test, nodes.Literal) and isinstance(test.value, str)]
    if len(texts) != len(tests) or len(texts) < 2:
        return None
    known: set[object] = set(texts)

    def check(frame: Frame, value: object) -> bool | None:
        if type(value) is str:
            return value in known
        return True if operators.member(value, texts) is True else None

    return check


def any_of(tests: tuple[Test, ...]) -> Test:
    """Return a three-valued or of tests."""
    if len(tests) == 1:
        return tests[0]

    def check(frame: Frame, value: object) -> bool | None:
        result: bool | None = False
        for test in tests:
            found = test(frame, value)
            if found is True:
                return True
            if found is None:
                result = None
        return result

    return check


def compile_test(node: nodes.Node, compiler: Compiler, *, unary: bool = False) -> Test:
    """Return one test as a function of the tested value."""
    if isinstance(node, nodes.Comparison):
        return _operator_test(node, compiler)
    if isinstance(node, nodes.Interval):
        return _interval_test(node, compiler)
    code = compiler.compile(node)
    if isinstance(node, nodes.Literal):
        return _literal_test(node.value)
    if unary and uses_input(node):
        return lambda frame, value: _truth(code(frame))
    truth = unary and _is_truth(node)

    def check(frame: Frame, value: object) -> bool | None:
        test = code(frame)
        if truth and isinstance(test, bool):
            return test or (value is False)
        return operators.member(value, test)

    return check


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _literal_test(expected: object) -> Test:
    kind = type(expected)
    if kind in (Decimal, str, bool):
        return lambda frame, value: value == expected if type(value) is kind else operators.equal(value, expected)
    return lambda frame, value: operators.equal(value, expected)


def _operator_test(node: nodes.Comparison, compiler: Compiler) -> Test:
    operand, compare = compiler.compile(node.operand), operators.COMPARE[node.operator]
    if isinstance(node.operand, nodes.Literal) and isinstance(node.operand.value, Decimal):
        limit, fast = node.operand.value, FAST[node.operator]
        return lambda frame, value: fast(value, limit) if type(value) is Decimal else compare(value, limit)
    return lambda frame, value: compare(value, operand(frame))


def _interval_test(node: nodes.Interval, compiler: Compiler) -> Test:
    low, high = compiler.compile(node.low), compiler.compile(node.high)
    low_included, high_included = node.low_included, node.high_included
    if isinstance(node.low, nodes.Literal) and isinstance(node.high, nodes.Literal):
        return _constant_interval(Range(node.low.value, node.high.value, low_included, high_included))
    return lambda frame, value: operators.member(value, Range(low(frame), high(frame), low_included, high_included))


def _constant_interval(interval: Range) -> Test:
    low, high = interval.start, interval.end
    if not isinstance(low, Decimal) or not isinstance(high, Decimal):
        return lambda frame, value: operators.member(value, interval)
    above, below = FAST[">=" if interval.start_included else ">"], FAST["<=" if interval.end_included else "<"]

    def check(frame: Frame, value: object) -> bool | None:
        if type(value) is Decimal:
            return above(value, low) and below(value, high)
        return operators.member(value, interval)

    return check


def _is_truth(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Binary):
        return node.operator in operators.COMPARE or node.operator in ("and", "or")
    return isinstance(node, _TRUTHS)


def uses_input(node: object) -> bool:
    """Say whether a tree speaks of the tested value `?`."""
    pending: list[object] = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, nodes.Name) and current.name == INPUT:
            return True
        if isinstance(current, nodes.Node | nodes.Iteration):
            pending.extend(getattr(current, name) for name in current.__dataclass_fields__)
        elif isinstance(current, tuple):
            pending.extend(current)
    return False
