"""The built-in library of DMN 1.3 to 1.5 (10.3.4): one row for each behaviour that matters."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from govhall.support.decisions.feel import compile_expression, to_python
from govhall.support.decisions.feel.builtins import BUILTINS

STANDARD = """
date|date and time|time|duration|years and months duration|string|number|not|range|is
substring|string length|upper case|lower case|substring before|substring after|replace|contains|starts with
ends with|matches|split|string join
list contains|count|min|max|sum|mean|all|any|sublist|append|concatenate|insert before|remove|list replace|reverse
index of|union|distinct values|flatten|product|median|stddev|mode|sort
decimal|floor|ceiling|round up|round down|round half up|round half down|abs|modulo|sqrt|log|exp|odd|even
before|after|meets|met by|overlaps|overlaps before|overlaps after|finishes|finished by|includes|during|starts
started by|coincides|day of year|day of week|month of year|week of year|now|today
get value|get entries|context|context put|context merge
"""

CASES: list[tuple[str, object]] = [
    ('number("1 000,5", " ", ",")', Decimal("1000.5")),
    ('number("1.5.0", null, null)', None),
    ("string(1.10)", "1.1"),
    ('string({a: 1 + 2, "b-c": ["x"]})', '{a: 3, "b-c": ["x"]}'),
    ("string(null)", None),
    ("not(null)", None),
    ('is(@"10:00:00Z", @"10:00:00+00:00")', True),
    ('is(@"10:00:00Z", @"10:00:00@Etc/UTC")', False),
    ('substring("foobar", -2)', "ar"),
    ('substring("foobar", 3, 2)', "ob"),
    ('substring("foobar", 0)', None),
    ('substring(string: "foobar", start position: 3)', "obar"),
    ('string length("🐎")', 1),
    ('substring before("foobar", "bar")', "foo"),
    ('substring after("foobar", "")', "foobar"),
    ('matches("13912345678", "^1[3-9]\\d{9}$")', True),
    ('matches("abc", "B", "i")', True),
    ('matches("abc", "b", "y")', None),
    ('replace("abracadabra", "a(.)", "[$1$0]")', "[bab]r[cac][dad][bab]ra"),
    ('replace("a.b", ".", "$$", "q")', "a$$b"),
    ('replace("abc", "b", "$")', None),
    ('split("a;b;;c", ";")', ["a", "b", "", "c"]),
    ('string join(["a", null, "c"], "_")', "a_c"),
    ("list contains([1, null], null)", True),
    ("count([])", 0),
    ("min()", None),
    ("max(1, 3, 2)", 3),
    ('max("a", 1)', None),
    ("sum([])", None),
    ('sum(@"PT1H", @"PT30M")', dt.timedelta(minutes=90)),
    ("mean([1, 2])", Decimal("1.5")),
    ("all([true, null])", None),
    ("any([true, null])", True),
    ("sublist([1, 2, 3], -2)", [2, 3]),
    ("append([1], 2, 3)", [1, 2, 3]),
    ("concatenate([1], [2, 3])", [1, 2, 3]),
    ("insert before([1, 3], 2, 2)", [1, 2, 3]),
    ("remove([1, 2, 3], -1)", [1, 2]),
    ("list replace([1, 2, 3], 2, 9)", [1, 9, 3]),
    ("list replace([1, 2, 3], function(item, new) item > 1, 9)", [1, 9, 9]),
    ("reverse([1, 2])", [2, 1]),
    ("index of([1, 2, 1], 1)", [1, 3]),
    ("union([1, 2], [2, 3])", [1, 2, 3]),
    ("flatten([1, [2, [3]]])", [1, 2, 3]),
    ("product([2, 3])", 6),
    ("median([8, 2, 5, 3])", 4),
    ("stddev([1])", None),
    ("mode([6, 3, 3, 6])", [3, 6]),
    ("sort([3, 1, 2], function(x, y) x > y)", [3, 2, 1]),
    ("decimal(2.5, 0)", 2),
    ("floor(-1.5)", -2),
    ("ceiling(1.55, 1)", Decimal("1.6")),
    ("round up(-1.1, 0)", -2),
    ("round half up(2.5, 0)", 3),
    ("round half down(2.5, 0)", 2),
    ("round up(1, 6177)", None),
    ('abs(@"-P1D")', dt.timedelta(days=1)),
    ("modulo(-10.1, 4.5)", Decimal("3.4")),
    ("sqrt(-1)", None),
    ("odd(3) and even(2)", True),
    ("before([1..5), 5)", True),
    ("meets([1..5], [5..6])", True),
    ("overlaps before([1..3], [2..4])", True),
    ("overlaps after((1..5], [1..5])", True),
    ("finishes(5, [1..5])", True),
    ("includes([1..5], 3)", True),
    ("during([2..3], [1..5])", True),
    ("starts(1, (1..5])", False),
    ("coincides([1..5], [1..5])", True),
    ('day of week(@"2024-05-06")', "Monday"),
    ('week of year(@"2010-01-01")', 53),
    ("date(2024, 2, 30)", None),
    ('time(12, 0, 0, @"PT8H")', dt.time(12, tzinfo=dt.timezone(dt.timedelta(hours=8)))),
    ('date and time(@"2024-01-01", @"10:00:00Z")', dt.datetime(2024, 1, 1, 10, tzinfo=dt.UTC)),
    ('string(years and months duration(@"2013-08-24", @"2011-12-22"))', "-P1Y8M"),
    ('2 in range("[1..3]")', True),
    ('range("[3..1]")', None),
    ('get value({a: {b: 1}}, ["a", "b"])', 1),
    ("get entries({a: 1})", [{"key": "a", "value": 1}]),
    ('context([{key: "a", value: 1}])', {"a": 1}),
    ('context put({a: {b: 1}}, ["a", "b"], 2)', {"a": {"b": 2}}),
    ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
    ("abs(n: -1)", 1),
    ("abs(m: -1)", None),
    ("abs(1, 2)", None),
]


def test_every_function_of_the_standard_is_there() -> None:
    names = {name for line in STANDARD.split("\n") for name in line.split("|") if name}
    assert names <= set(BUILTINS)


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _expected in CASES])
def test_function_gives_the_value_of_the_standard(text: str, expected: object) -> None:
    assert to_python(compile_expression(text).evaluate({})) == expected


def test_a_builtin_can_be_passed_as_a_value() -> None:
    assert compile_expression("{f: sum, r: f([1, 2])}.r").evaluate({}) == 3
