"""The FEEL language: literals, operators, names, paths, filters, loops, functions (DMN 1.3 chapter 10.3)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from govhall.support.decisions.feel import compile_expression, from_python, to_python


def result(text: str, **context: object) -> object:
    """Evaluate and give back a Python value."""
    return to_python(compile_expression(text, names=context).evaluate(context))


CASES: list[tuple[str, object]] = [
    ("1 + 2 * 3", 7),
    ("-3 ** 2", 9),
    ("2 ** 3 ** 2", 64),
    ("10 - 2 - 3", 5),
    (".5 + 1.5e1", Decimal("15.5")),
    ("1 / 3 * 3", Decimal("0.9999999999999999999999999999999999")),
    ("1 / 0", None),
    ("0 ** -2", None),
    ("0 ** 0", 1),
    ("10 ** 6000 * 10 ** 6000", None),
    ('"a" + "b"', "ab"),
    ('1 + "a"', None),
    ('"\\u4f60\\n\\"\\U01F40E"', '你\n"🐎'),
    ('"\\d+"', "\\d+"),
    ("true and null", None),
    ("false and null", False),
    ("true or 1", True),
    ("null or false", None),
    ("1 = 1.00", True),
    ('1 = "1"', None),
    ("null = null", True),
    ("[1, 2] = [1, 2]", True),
    ("{a: 1, b: 2} = {b: 2, a: 1}", True),
    ("5 between 1 and 10", True),
    ("5 between null and 10", None),
    ("5 in [1..5)", False),
    ("5 in (1, <3, >4)", True),
    ("5 in !=5", False),
    ("5 in ([1..3], [4..6])", True),
    ('"b" in ["a", "b"]', True),
    ("[1..10[ = [1..10)", True),
    ("(1..3).start included", False),
    ("if null then 1 else 2", 2),
    ("[1, 2, 3][item > 1]", [2, 3]),
    ("[1, 2, 3][-1]", 3),
    ("[1, 2, 3][4]", None),
    ("100[1]", 100),
    ("[{a: 1, b: 2}, {a: 3, b: 4}][a = 3].b", [4]),
    ("[{item: 1}, {item: 2}][item >= 2]", [{"item": 2}]),
    ("[[1, 2], [3]][1][2]", 2),
    ("{a: {b: 1}}.a.b", 1),
    ("{a: 1}.c", None),
    ("{a: 1, b: a + 1}.b", 2),
    ("{a: 1, a: 2}", None),
    ("{first name: 1}.first name", 1),
    ("for i in 1..3, j in [10, 20] return i * j", [10, 20, 20, 40, 30, 60]),
    ("for i in 3..1 return i", [3, 2, 1]),
    ("for i in [1..3) return i", [1, 2]),
    ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6, 24]),
    ('for d in @"2024-02-28"..@"2024-03-01" return d.day', [28, 29, 1]),
    ("for i in null return i", None),
    ("some x in [1, null] satisfies x > 0", True),
    ("some x in [0, null] satisfies x > 0", None),
    ("every x in [] satisfies x", True),
    ("every x in [1, 2], y in [x, 3] satisfies y >= x", True),
    ("(function(x, y) x + y)(1, 2)", 3),
    ("{f: function(n) if n <= 1 then 1 else n * f(n - 1), r: f(20)}.r", 2432902008176640000),
    ("{f: function(a, b) a - b, r: f(b: 1, a: 5)}.r", 4),
    ("{fs: for i in [1, 2] return function(x) x * i, r: for f in fs return f(10)}.r", [10, 20]),
    ("(function(x: number) x)([5])", 5),
    ('(function(x: number) 1)("a")', None),
    ("1 instance of number", True),
    ("null instance of Any", False),
    ("[1] instance of list<number>", True),
    ('{a: "x"} instance of context<a: string>', True),
    ('@"P1D" instance of days and time duration', True),
    ("(function(x: number) x) instance of function<number>->Any", True),
    ('@"2024-02-29" + @"P1Y"', dt.date(2025, 2, 28)),
    ('@"2024-01-31" + @"P1M"', dt.date(2024, 2, 29)),
    ('@"2024-03-01" - @"2024-02-01"', dt.timedelta(days=29)),
    ('@"2024-07-01T10:00:00@Asia/Shanghai" - @"2024-07-01T00:00:00Z"', dt.timedelta(hours=2)),
    ('@"10:00:00" + @"PT15H"', dt.time(1)),
    ('@"P1Y6M" / @"P6M"', 3),
    ('@"P1D" * 1.5', dt.timedelta(hours=36)),
    ('@"foo"', None),
    ('date("2024-05-06").weekday', 1),
    ('@"2024-05-06T01:02:03@Asia/Shanghai".time offset', dt.timedelta(hours=8)),
    ("1 // a remark\n + /* another */ 2", 3),
    ('string(date("-999999999-12-31"))', "-999999999-12-31"),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _expected in CASES])
def test_expression_gives_the_value_of_the_standard(text: str, expected: object) -> None:
    found = result(text)
    assert found == expected
    assert type(found) is type(expected) or isinstance(found, int | Decimal)


def test_names_may_be_chinese_and_need_no_declaration() -> None:
    assert result('主体类型 = "个体工商户" and 面积 > 60', 主体类型="个体工商户", 面积=80) is True


def test_names_with_blanks_and_symbols_are_resolved_by_scope() -> None:
    context = {"net profit": 10, "tax-rate": Decimal("0.1"), "tax": 3, "rate": 1}
    assert result("net   profit * tax-rate", **context) == 1
    assert result("tax-rate", tax=3, rate=1) == 2


def test_longest_known_name_wins() -> None:
    assert result("date and time", **{"date and time": 5, "date": 1}) == 5


def test_names_shadow_builtins() -> None:
    assert result("count", count=3) == 3
    assert result("count([1, 2])", count=3) is None


def test_expression_tells_its_free_names() -> None:
    text = "for x in 清单 return x + 费率 + sum([1]) + {a: 1, b: a}.b"
    assert compile_expression(text).names == {"清单", "费率"}


def test_filters_see_properties_before_outer_names() -> None:
    people = [{"name": "甲", "age": 20}, {"name": "乙", "age": 40}]
    assert result("people[age > limit].name", people=people, limit=30) == ["乙"]


def test_python_values_become_feel_values_and_come_back() -> None:
    zoned = dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    values = {"i": 1, "f": 1.5, "s": "x", "b": True, "n": None, "d": dt.date(2024, 1, 2), "m": zoned, "l": [1, [2]]}
    assert to_python(from_python(values)) == {**values, "f": Decimal("1.5")}


def test_a_value_of_an_unknown_class_is_refused() -> None:
    with pytest.raises(TypeError):
        from_python(object())


def test_now_is_the_moment_the_caller_passes() -> None:
    at = dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=dt.UTC)
    assert compile_expression("now().year + today().day").evaluate({}, at=at) == 2030


def test_equal_times_agree_in_hour_minute_second_and_offset() -> None:
    assert result('time("10:30:00Z") = time("12:30:00+02:00")') is True
    assert result('time("10:30:00") = time("10:30:00Z")') is False
