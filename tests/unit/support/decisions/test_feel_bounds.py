"""Hostile and wrong expressions end in a clear error inside their bounds; never a crash or a hang."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govhall.support.decisions.feel import (
    FeelLimitError,
    FeelSyntaxError,
    Limits,
    compile_expression,
    compile_unary_tests,
    to_python,
)

SYNTAX: list[tuple[str, str, int, int]] = [
    ("1 +", "feel-unexpected-end", 1, 4),
    ('"abc', "feel-unclosed-string", 1, 1),
    ("1\n  2", "feel-unexpected-token", 2, 3),
    ("1 \x00", "feel-unexpected-character", 1, 3),
    ("f(a: 1, 2)", "feel-unexpected-token", 1, 9),
    ("function(a, a) a", "feel-duplicate-parameter", 1, 1),
    ("(" * 10_000 + "1" + ")" * 10_000, "feel-too-nested", 1, 101),
    ("[1.." * 5_000, "feel-too-nested", 1, 398),
    ("a" + ".a" * 5_000, "feel-too-nested", 1, 202),
    ("1 = " * 5_000 + "1", "feel-too-nested", 1, 403),
    ("1" * 200_000, "feel-too-long", 1, 1),
    ("9" * 7_000, "feel-bad-number", 1, 1),
]

HOSTILE: list[tuple[str, str]] = [
    ("for i in 1..10000000 return i", "feel-list-too-long"),
    ("for a in 1..1000, b in 1..1000 return a", "feel-too-many-steps"),
    ("every a in 1..9999, b in 1..9999 satisfies true", "feel-too-many-steps"),
    ("{f: function(n) f(n + 1), r: f(1)}.r", "feel-too-deep"),
    ("{f: function(n) if n <= 0 then 0 else f(n - 1) + f(n - 1), r: f(40)}.r", "feel-too-many-steps"),
    ('{f: function(n, s) if n <= 0 then s else f(n - 1, s + s), r: f(40, "abcd")}.r', "feel-string-too-long"),
    ("{f: function(n, s) if n <= 0 then s else f(n - 1, concatenate(s, s)), r: f(40, [1])}.r", "feel-list-too-long"),
    ("{f: function(n, s) if n <= 0 then s else f(n - 1, [s, s]), r: string(f(40, 1))}.r", "feel-string-too-long"),
    ('matches("' + "a" * 5_000 + '", "(a|a|aa)*\\1b")', "feel-regex-too-slow"),
    ("distinct values(for i in 1..100000 return i)", "feel-too-many-steps"),
]

# Generous in wall-clock time: the machine may be busy; CPU time is what the tests look at.
QUICK = Limits(steps=100_000, seconds=60.0)


@pytest.mark.parametrize(("text", "code", "line", "column"), SYNTAX, ids=[row[0][:20] for row in SYNTAX])
def test_wrong_text_is_refused_with_its_place(text: str, code: str, line: int, column: int) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text)
    assert (caught.value.code, caught.value.line, caught.value.column) == (code, line, column)


@pytest.mark.parametrize(("text", "code"), HOSTILE, ids=[row[0][:30] for row in HOSTILE])
def test_hostile_expression_ends_at_a_bound(text: str, code: str) -> None:
    begun = time.process_time()
    outcome = compile_expression(text).evaluate_with_diagnostics({}, limits=QUICK)
    assert time.process_time() - begun < 5
    assert (outcome.value, outcome.diagnostics[-1].code) == (None, code)
    with pytest.raises(FeelLimitError):
        compile_expression(text).evaluate({}, limits=QUICK)


def test_nested_brackets_that_must_be_read_again_stay_cheap() -> None:
    begun = time.process_time()
    assert compile_expression("1 in (" * 40 + "1" + ") + 1" * 40).evaluate({}) is False
    assert compile_expression("[1.." * 40 + "1" + "[" * 40).evaluate({}) is None
    assert time.process_time() - begun < 2


def test_time_is_bounded_too() -> None:
    endless = "{f: function(n) if n <= 0 then 0 else f(n - 1) + f(n - 1), r: f(60)}.r"
    outcome = compile_expression(endless).evaluate_with_diagnostics({}, limits=Limits(steps=10**9, seconds=0.2))
    assert outcome.diagnostics[-1].code == "feel-too-slow"


def test_catastrophic_backtracking_is_harmless() -> None:
    begun = time.process_time()
    text = 'matches("' + "a" * 5_000 + '", "^(a+)+$b")'
    assert compile_expression(text).evaluate({}) is False
    assert time.process_time() - begun < 3


def test_shared_parts_do_not_multiply_work() -> None:
    doubled = "{f: function(n, s) if n <= 0 then s else f(n - 1, [s, s]), a: f(40, 1), b: f(40, 1), r: %s}.r"
    assert compile_expression(doubled % "a = b").evaluate({}) is True
    assert compile_expression(doubled % "a instance of list<list<list<Any>>>").evaluate({}) is True
    with pytest.raises(FeelLimitError):
        to_python(compile_expression(doubled % "a").evaluate({}))


def test_numbers_that_are_none_or_too_large_do_not_escape() -> None:
    for text in ("x", "x + 1", "x = 1", "[x][item > 0]", "max(x, 1)"):
        for x in (Decimal("NaN"), Decimal("Infinity"), float("nan"), 10**7_000):
            assert compile_expression(text).evaluate({"x": x}) in (None, False, [])
    with pytest.raises(FeelLimitError):
        compile_expression("x > 1").evaluate({"x": Decimal("NaN")})


def test_errors_are_reported_with_place_and_text() -> None:
    outcome = compile_expression('1 +\n  (2 * "x")').evaluate_with_diagnostics({})
    first = outcome.diagnostics[0]
    assert outcome.value is None
    assert (first.code, first.line, first.column, first.text) == ("feel-bad-operands", 2, 4, '2 * "x"')


def test_an_unknown_name_is_null_and_reported() -> None:
    outcome = compile_expression("面积 + 1").evaluate_with_diagnostics({})
    assert [item.code for item in outcome.diagnostics] == ["feel-unknown-name", "feel-bad-operands"]


def syntax_error(compile_text: Callable[..., object], text: str) -> FeelSyntaxError | None:
    """Return the error of compiling a text, or None; any other error escapes."""
    try:
        compile_text(text, names=["y z"])
    except FeelSyntaxError as error:
        return error
    return None


WORDS = st.sampled_from(
    ["1", "2.5", '"a"', "true", "null", "x", "y z", "+", "-", "*", "/", "**", "=", "<", ">=", "(", ")", "[", "]", "{"]
    + ["}", ",", ":", "..", ".", "if", "then", "else", "for", "in", "return", "some", "satisfies", "function", "and"]
    + ["or", "not", "between", "instance", "of", "number", "list<", ">", "@", "date", "and time", "?", "-", "//", "/*"]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(WORDS, max_size=25).map(" ".join))
def test_any_mix_of_words_gives_a_value_or_a_syntax_error(text: str) -> None:
    for compile_text in (compile_expression, compile_unary_tests):
        error = syntax_error(compile_text, text)
        assert error is None or 0 <= error.position <= len(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_gives_a_value_or_a_syntax_error(text: str) -> None:
    error = syntax_error(compile_expression, text)
    if error is None:
        compile_expression(text).evaluate_with_diagnostics({}, limits=QUICK)
    else:
        assert error.diagnostic().code.startswith("feel-")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
OPERATIONS = st.sampled_from(
    ["x + y", "x - y", "x * y", "x / y", "x ** y", "x = y", "x < y", "x in y", "x and y", "x[y]", "x[item = y]", "x.a"]
    + ["sort(x)", "sum(x)", "max(x, y)", "union(x, y)", "flatten(x)", "string(x)", "for i in x return i + y"]
    + ["some i in x satisfies i = y", "substring(x, y)", "matches(x, y)", "context put(x, y, 1)", "x between y and y"]
)


@settings(max_examples=400, deadline=None)
@given(OPERATIONS, VALUES, VALUES)
def test_any_operands_give_a_value(text: str, x: object, y: object) -> None:
    value = compile_expression(text).evaluate({"x": x, "y": y}, limits=QUICK)
    to_python(value)


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_equality_is_reflexive(x: object) -> None:
    assert compile_expression("x = x").evaluate({"x": x}) is True


@settings(max_examples=200, deadline=None)
@given(st.text("ab(|)*+?[]{}1,^$\\.-d", max_size=12), st.text("ab1-", max_size=30))
def test_any_pattern_ends(pattern: str, subject: str) -> None:
    found = compile_expression("matches(s, p)").evaluate({"s": subject, "p": pattern})
    assert found in (True, False, None)
