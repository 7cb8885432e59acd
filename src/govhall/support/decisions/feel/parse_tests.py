"""Parses unary tests: `-`, `"a", "b"`, `< 10`, `not([1..5])`, or an expression with `?`."""

from __future__ import annotations

from collections.abc import Mapping

from govhall.support.decisions.feel import nodes
from govhall.support.decisions.feel.errors import FeelSyntaxError
from govhall.support.decisions.feel.lexer import NameIndex
from govhall.support.decisions.feel.limits import DEFAULT_LIMITS, Limits
from govhall.support.decisions.feel.parser import Parser
from govhall.support.decisions.feel.types import FeelType


def parse_tests(
    text: str, *, names: NameIndex, types: Mapping[str, FeelType] | None = None, limits: Limits = DEFAULT_LIMITS
) -> nodes.Tests:
    """Read a cell of unary tests."""
    if text.strip() == "-":
        return nodes.Tests(0, len(text), ())
    first = Parser(text, names=names, types=types, limits=limits)
    token = first.peek()
    if token.kind == "name" and token.text == "not":
        try:
            return _negated(first)
        except FeelSyntaxError:
            # `not(x) and y` is an ordinary expression.
            pass
    parser = Parser(text, names=names, types=types, limits=limits)
    tests = _list(parser)
    parser.finish()
    return nodes.Tests(0, len(text), tests)


def _negated(parser: Parser) -> nodes.Tests:
    parser.take()
    parser.expect("(")
    tests = _list(parser)
    parser.expect(")")
    parser.finish()
    return nodes.Tests(0, len(parser.lexer.text), tests, negated=True)


def _list(parser: Parser) -> tuple[nodes.Node, ...]:
    tests = [parser.test()]
    while parser.accept(","):
        tests.append(parser.test())
    return tuple(tests)
