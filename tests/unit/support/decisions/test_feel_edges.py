"""Edges of the language, one a line: expression → value. Written from chapter 10.3 of the standard."""

from __future__ import annotations

import pytest

from govhall.support.decisions.feel import compile_expression
from govhall.support.decisions.feel.literals import format_value

EDGES = r"""
time("23:59:00z")  →  "23:59:00Z"
time("00:00:01-01:00")  →  "00:00:01-01:00"
time("10:00:00+14:00")  →  "10:00:00+14:00"
time("10:00:00+18:01")  →  null
time(23, 59, 0, duration("PT14H"))  →  "23:59:00+14:00"
date and time("2012-12-24T23:59:00-08:00") < date and time("2012-12-25T00:00:00-05:00")  →  false
date and time(from: "2012-12-24T23:59:00")  →  "2012-12-24T23:59:00"
date and time(date: date("2012-12-24"), time: time("23:59:00Z"))  →  "2012-12-24T23:59:00Z"
date and time(date and time("2017-08-10T10:20:00"), time("23:59:01"))  →  "2017-08-10T23:59:01"
date and time(2016, 12, 24, 23, 59, 0)  →  null
date and time("99999-12-31T11:22:33")  →  "99999-12-31T11:22:33"
date and time("-2017-02-28T02:02:02")  →  "-2017-02-28T02:02:02"
date("-2017-12-31")  →  "-2017-12-31"
date("999999999-12-31")  →  "999999999-12-31"
date("2016-02-29T10:00:00")  →  null
date and time("2011-12-3T10:15:30")  →  null
date and time("2017-12-31T12:20:00@xyz/abc")  →  null
time("23:59:60")  →  null
time("10:15:30.999999999+01:00")  →  "10:15:30.999999999+01:00"
duration(from: "P1D")  →  "P1D"
duration("P2Y2M1D")  →  null
duration("PT1H1.5S")  →  "PT1H1.5S"
duration("-PT0S")  →  "PT0S"
duration("P999999999M")  →  "P83333333Y3M"
time(from: "10:00:00")  →  "10:00:00"
time(date and time("2017-08-10T10:20:00"))  →  "10:20:00"
time("10:20:00") - time("09:00:00")  →  "PT1H20M"
time("10:20:00") + duration("P1D")  →  "10:20:00"
time("10:20:00") - duration("PT11H")  →  "23:20:00"
(duration("P1D") - duration("PT1H")).hours  →  23
duration("P1D") / duration("PT6H")  →  4
duration("P1Y") * 0.5  →  "P6M"
abs(duration("-P1Y"))  →  "P1Y"
date("2012-12-24").weekday  →  1
time("10:20:30").hour + time("10:20:30").minute + time("10:20:30").second  →  60
date and time("2018-12-10T10:30:00@Etc/UTC").timezone  →  "Etc/UTC"
date and time("2018-12-10T10:30:00@Etc/UTC").time offset  →  "PT0S"
@"2018-12-10T10:30:00+05:00".time offset  →  "PT5H"
years and months duration(date and time("2017-12-31T13:00:00"), date and time("2017-12-31T12:00:00"))  →  "P0M"
years and months duration(@"2016-01-21", @"2015-01-21")  →  "-P1Y"
is(date("2012-12-25"), time("23:00:50"))  →  false
is(time("23:00:50z"), time("23:00:50"))  →  false
is(time("23:00:50z"), time("23:00:50+00:00"))  →  true
day of week(null)  →  null
week of year(date(2009, 1, 1))  →  1
week of year(date("2003-12-29"))  →  1
string(date and time("2017-08-10T10:20:00@Europe/Paris"))  →  "2017-08-10T10:20:00@Europe/Paris"
string(@"PT1H")  →  "PT1H"
string(duration("P1Y"))  →  "P1Y"
string(true)  →  "true"
string([1,[2]])  →  "[1, [2]]"
if true then 1 else 2 + 3  →  1
1 + 2 = 3 and 2 > 1  →  true
"a" in ["a".."z"]  →  true
"A" in ["a".."z"]  →  false
@"2020-01-01" in [@"2019-01-01"..@"2021-01-01"]  →  true
1 in (1, 2)  →  true
1 in ([0..5], 7)  →  true
[1, 2, 3] in [[1, 2, 3], [4]]  →  true
[1, 2, 3] in [1, 2, 3]  →  true
not(1 in [2])  →  true
some x in [1, 2], y in [2, 3] satisfies x = y  →  true
every x in [1, 2], y in [2, 3] satisfies x < y  →  false
{a: 1}.b  →  null
[{b: 1}, {b: 2}].b[1]  →  1
{x: [{y: 1}]}.x.y  →  [1]
{x: [{y: 1}]}.x[1].y  →  1
[[1, 2], [3]][1][2]  →  2
[1, 2, 3][item > 1][item < 3]  →  [2]
[{x: 1, y: 2}, {x: 2, y: 3}][x = 1].y  →  [2]
[1, 2, 3][0]  →  null
[1][2]  →  null
{f: function(x: string) x}.f("a")  →  "a"
{f: function(x: string) x}.f(1)  →  null
{f: function(a, b) a}.f(1)  →  null
{"a": 1, "b c": 2}  →  {a: 1, "b c": 2}
{a: 1, a: 2}  →  null
get value({"b c": 2}, "b c")  →  2
context put({}, "a", 1)  →  {a: 1}
context put({a: 1}, "a", null)  →  {a: null}
context put({a: 1}, [], 1)  →  null
context(entries: [{key: "a", value: 1}])  →  {a: 1}
context({key: "a", value: 1})  →  {a: 1}
min([@"2020-01-01", @"2019-01-01"])  →  "2019-01-01"
max("a", "c", "b")  →  "c"
min(1, "a")  →  null
sum([@"P1D", @"P2D"])  →  "P3D"
sum("a")  →  null
all(true, null)  →  null
any(true, null)  →  true
all("x")  →  null
all([])  →  true
count([null])  →  1
list contains(null, 1)  →  null
index of([], 1)  →  []
distinct values([])  →  []
union([], [])  →  []
reverse([])  →  []
flatten(null)  →  null
sort([])  →  []
sort(null, function(x, y) true)  →  null
mode(null)  →  null
product([2, null])  →  null
product(null)  →  null
string length(null)  →  null
replace(input: "abc", pattern: "b", replacement: "x")  →  "axc"
replace("abc", "B", "x", "i")  →  "axc"
split("", ",")  →  [""]
split("a,b,", ",")  →  ["a", "b", ""]
split(null, ",")  →  null
upper case(null)  →  null
substring("foobar", 3, 3)  →  "oba"
substring("foobar", 10)  →  null
substring("foobar", 3, -1)  →  null
substring("foobar", 3, 0)  →  null
substring(string: "foobar", start position: 3)  →  "obar"
contains("a", null)  →  null
substring before("foobar", "")  →  ""
substring after("foobar", "")  →  "foobar"
modulo(12, 5)  →  2
modulo(-12, 5)  →  3
modulo(dividend: 4, divisor: 3)  →  1
modulo(5, 0)  →  null
sqrt(-1)  →  null
log(0)  →  null
log(-1)  →  null
exp(1000000)  →  null
abs(n: -1)  →  1
odd(2)  →  false
ceiling(1.5, 0)  →  2
ceiling(-1.56, 1)  →  -1.5
floor(1.5, null)  →  null
decimal(1.115, 2)  →  1.12
decimal(-2.5, 0)  →  -2
decimal(1, 6177)  →  null
round up(5.5, 0)  →  6
round up(-1.126, 2)  →  -1.13
round down(-5.5, 0)  →  -5
round half up(-5.5, 0)  →  -6
round half up(5.5, 7000)  →  null
10 ** -2  →  0.01
(-8) ** (1/3)  →  null
0 ** 0  →  1
1.000000000000000000000000000000000000000000001 = 1  →  true
number("1e3", null, null)  →  1000
range("[1..]")  →  null
range("(..5]").start  →  null
range("[\"a\"..\"b\"]").start  →  "a"
range("[@\"2019-01-01\"..@\"2020-01-01\"]").end  →  "2020-01-01"
range("[date(\"2019-01-01\")..date(\"2020-01-01\")]").end  →  "2020-01-01"
overlaps([1..5), [5..8])  →  false
before([1..5), 5)  →  true
after((5..10], 5)  →  true
before(1, null)  →  null
meets([1..5), [5..10])  →  false
coincides([1..5], 5)  →  null
during(1, (1..10])  →  false
includes((1..10), 1)  →  false
[1..5] instance of range<number>  →  true
["a".."b"] instance of range<number>  →  false
null instance of number  →  false
1 instance of string  →  false
[] instance of list<number>  →  true
{a: "x"} instance of context<a: number>  →  false
{} instance of context  →  true
"x" instance of Any  →  true
date("2020-01-01") instance of date  →  true
@"2020-01-01T00:00:00" instance of date and time  →  true
(function(a: string) 1) instance of function<number> -> number  →  false
"""


def rows() -> list[tuple[str, str]]:
    """Return the pairs of expression and value."""
    return [(left, right) for left, _arrow, right in (line.partition("  →  ") for line in EDGES.strip().split("\n"))]


@pytest.mark.parametrize(("text", "expected"), rows(), ids=[text for text, _expected in rows()])
def test_an_expression_has_its_value(text: str, expected: str) -> None:
    """Dates, times and durations are compared as text, which is how the right side is written."""
    value, wanted = compile_expression(text).evaluate({}), compile_expression(expected).evaluate({})
    if isinstance(wanted, str) and not isinstance(value, str):
        value = format_value(value)
    assert value == wanted
    assert type(value) is type(wanted)
