"""Unary tests, as cells of decision tables and allowed values use them."""

from __future__ import annotations

import pytest

from govhall.support.decisions.feel import FeelSyntaxError, compile_unary_tests

CASES: list[tuple[str, object, bool]] = [
    ("-", None, True),
    ("5", 5, True),
    ('"a", "b"', "b", True),
    ('"a", "b"', 1, False),
    ("< 10", 9, True),
    ("< 10", "x", False),
    (">= 10, < 2", 1, True),
    ("[1..5)", 5, False),
    ("]1..5]", 1, False),
    ("not(5)", 6, True),
    ('not("a", "b")', "a", False),
    ("not(< 5)", 3, False),
    ("null", None, True),
    ("not(null)", None, False),
    ("true", False, False),
    ("? > 3 and ? < 5", 4, True),
    ('contains(?, "x")', "axb", True),
    ("list contains(?, 2)", [1, 2], True),
    ("limits", 2, True),
    ("> limit", 4, True),
    ("limit + 1", 4, True),
    ("limit > 1", "anything", True),
    ('@"2024-01-01"', "x", False),
]


@pytest.mark.parametrize(("text", "value", "expected"), CASES, ids=[f"{row[0]}|{row[1]}" for row in CASES])
def test_cell_accepts_what_it_should(text: str, value: object, expected: bool) -> None:
    context = {"limits": [1, 2], "limit": 3}
    assert compile_unary_tests(text).matches(value, context) is expected


def test_a_wrong_cell_is_refused() -> None:
    with pytest.raises(FeelSyntaxError):
        compile_unary_tests("1, ,")
