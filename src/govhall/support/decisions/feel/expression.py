"""Compiled expressions and unary tests: what the rest of the house calls.

Compile once, evaluate often; both objects are immutable and safe to share between threads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import DecimalException
from typing import TypeVar

from govhall.support.decisions.feel import compiler, convert, nodes
from govhall.support.decisions.feel.builtins import BUILTIN_NAMES
from govhall.support.decisions.feel.compiler import Code, Compiler, Frame, Test
from govhall.support.decisions.feel.errors import Diagnostic, FeelLimitError, FeelSyntaxError
from govhall.support.decisions.feel.lexer import NameIndex
from govhall.support.decisions.feel.limits import DEFAULT_LIMITS, Limits, Run
from govhall.support.decisions.feel.parse_tests import parse_tests
from govhall.support.decisions.feel.parser import Parser
from govhall.support.decisions.feel.types import FeelType

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of an evaluation with everything that was remarked on the way."""

    value: object
    diagnostics: tuple[Diagnostic, ...]


class _Compiled:
    """What expressions and unary tests share."""

    __slots__ = ("_names", "_size", "text")

    def __init__(self, text: str, *, size: int, names: frozenset[str]) -> None:
        self.text = text
        self._size = size
        self._names = names

    @property
    def names(self) -> frozenset[str]:
        """Names the text takes from its context, built-in functions not among them.

        A name inside a filter may also be a property of the item; it is listed all the same.
        """
        return self._names

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"


class Expression(_Compiled):
    """A compiled FEEL expression."""

    __slots__ = ("_code",)

    def __init__(self, text: str, code: Code, *, size: int, names: frozenset[str]) -> None:
        super().__init__(text, size=size, names=names)
        self._code = code

    def evaluate(
        self, context: Mapping[str, object], *, limits: Limits = DEFAULT_LIMITS, at: dt.datetime | None = None
    ) -> object:
        """Return the FEEL value; null (None) where the standard says null.

        `context` holds Python or FEEL values by name; `at` is what `now()` gives.

        :raises FeelLimitError: when a bound is reached.
        """
        try:
            return self._code(Frame([None] * self._size, context, Run(limits, at)))
        except RecursionError:
            raise FeelLimitError("feel-too-deep", "the expression is nested too deeply") from None
        except DecimalException:
            raise FeelLimitError("feel-bad-number", "a given number is not finite") from None

    def evaluate_with_diagnostics(
        self, context: Mapping[str, object], *, limits: Limits = DEFAULT_LIMITS, at: dt.datetime | None = None
    ) -> Outcome:
        """Return the value and the remarks; a bound reached is a remark too, with value None."""
        run = Run(limits, at=at)
        run.notes = []
        try:
            value = self.run(context, run)
        except FeelLimitError as error:
            value = None
            run.notes.append(Diagnostic(error.code, str(error), text=self.text[:80]))
        return Outcome(value, tuple(run.notes))

    def run(self, context: Mapping[str, object], run: Run) -> object:
        """Evaluate inside a run that others share (DMN models)."""
        try:
            return self._code(Frame([None] * self._size, context, run))
        except RecursionError:
            raise FeelLimitError("feel-too-deep", "the expression is nested too deeply") from None
        except DecimalException:
            raise FeelLimitError("feel-bad-number", "a given number is not finite") from None


class UnaryTests(_Compiled):
    """Compiled unary tests, as in a cell of a decision table."""

    __slots__ = ("_test",)

    def __init__(self, text: str, test: Test, *, size: int, names: frozenset[str]) -> None:
        super().__init__(text, size=size, names=names)
        self._test = test

    def matches(
        self,
        value: object,
        context: Mapping[str, object] | None = None,
        *,
        limits: Limits = DEFAULT_LIMITS,
        at: dt.datetime | None = None,
    ) -> bool:
        """Say whether the value passes; null counts as no.

        :raises FeelLimitError: when a bound is reached.
        """
        return self.run(convert.from_python(value), context or {}, Run(limits, at=at)) is True

    def run(self, value: object, context: Mapping[str, object], run: Run) -> bool | None:
        """Test a FEEL value inside a run that others share."""
        try:
            return self.check(Frame([None] * self._size, context, run), value)
        except RecursionError:
            raise FeelLimitError("feel-too-deep", "the test is nested too deeply") from None

    @property
    def size(self) -> int:
        """Slots that a frame for `check` needs at least."""
        return self._size

    def check(self, frame: Frame, value: object) -> bool | None:
        """Test a FEEL value in a frame that many tests share, as the cells of a table do."""
        frame.slots[0] = value
        return self._test(frame, value)


def compile_expression(
    text: str,
    *,
    names: Iterable[str] | NameIndex = (),
    types: Mapping[str, FeelType] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Expression:
    """Parse and compile one expression.

    `names` are the known variables and properties; only those with blanks or symbols must be given
    (or a `NameIndex` made once for many texts).
    `types` are the named types that `instance of` and parameters may speak of.

    :raises FeelSyntaxError: when the text is not FEEL.
    """
    parser = Parser(text, names=_index(names), types=types, limits=limits)

    def build() -> Expression:
        node = parser.expression()
        parser.finish()
        made = Compiler(text)
        code = made.compile(node)
        return Expression(text, code, size=made.scope.size, names=frozenset(made.free))

    return _guarded(text, build)


def parse_expression(
    text: str, *, names: Iterable[str] | NameIndex = (), limits: Limits = DEFAULT_LIMITS
) -> nodes.Node:
    """Return the tree of one expression, for checkers that read expressions without running them.

    :raises FeelSyntaxError: when the text is not FEEL.
    """
    parser = Parser(text, names=_index(names), limits=limits)

    def build() -> nodes.Node:
        node = parser.expression()
        parser.finish()
        return node

    return _guarded(text, build)


def compile_unary_tests(
    text: str,
    *,
    names: Iterable[str] | NameIndex = (),
    types: Mapping[str, FeelType] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> UnaryTests:
    """Parse and compile unary tests.

    :raises FeelSyntaxError: when the text is not a list of unary tests.
    """

    def build() -> UnaryTests:
        node: nodes.Tests = parse_tests(text, names=_index(names), types=types, limits=limits)
        made = Compiler(text)
        made.scope.bind(compiler.INPUT)
        test = compiler.compile_tests(node, made)
        return UnaryTests(text, test, size=made.scope.size, names=frozenset(made.free))

    return _guarded(text, build)


def _index(names: Iterable[str] | NameIndex) -> NameIndex:
    """Return an index that the parser may add to."""
    return NameIndex((), names) if isinstance(names, NameIndex) else NameIndex(names, BUILTIN_NAMES)


def _guarded(text: str, build: Callable[[], _T]) -> _T:
    try:
        return build()
    except RecursionError:
        raise FeelSyntaxError("feel-too-nested", "the expression is nested too deeply", text, 0) from None
