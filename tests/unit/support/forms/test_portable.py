"""A form takes no rule that the browser could answer differently; each refusal says where and why."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govhall.support.decisions.public import FeelSyntaxError
from govhall.support.forms import public as forms
from govhall.support.forms.rules import portable
from govhall.support.forms.rules.portable.calls import FUNCTIONS

pytestmark = pytest.mark.clause("box:智能校验")

KINDS = {
    "age": "integer", "area": "decimal", "fee": "money", "name": "text", "kind": "choice", "online": "boolean",
    "acts": "choices", "on": "date", "until": "date", "median": "integer",
}  # fmt: skip
ROW = {"who": "text", "years": "integer", "pay": "money", "free": "boolean", "skills": "choices"}
SCOPE = {name: portable.of_kind(kind) for name, kind in KINDS.items()} | {
    "staff": portable.list_of(
        portable.of_row({name: portable.of_kind(kind) for name, kind in ROW.items()}), certain=True
    )
}

REFUSED: list[tuple[str, str, str]] = [
    # values written down
    ("age > 1e3", "1e3", "普通小数"),
    ("age > 1234567890123456", "1234567890123456", "15 位"),
    ('name = "a\\nb"', '"a\\nb"', "转义"),
    ('name = "a\nb"', '"a\nb"', "换行"),
    ('date(on) < @"2026-01-01T10:00:00"', '"2026-01-01T10:00:00"', "只能是日期"),
    ('@"10:00:00" = null', '"10:00:00"', "只能是日期"),
    ('@"2026-02-30" = null', '@"2026-02-30"', "写错的日期"),
    ("age > 1 // Kommentar", "//", "注释"),
    ("age > 1 /* x */", "/*", "注释"),
    # names
    ("aeg > 1", "aeg", "没有“aeg”这个字段"),
    ("median > 1", "median", "与内置函数同名"),
    ("today > date(on)", "today", "带括号"),
    ("item > 1", "item", "没有“item”"),
    # operators
    ("age > - 1", "- 1", "空格"),
    ("age ** 2 > 1", "age ** 2", "乘方"),
    ("name > 1", "name > 1", "文字和数字不能比较"),
    ('age = "3"', 'age = "3"', "数字和文字不能比较"),
    ("online = 1", "online = 1", "不能比较"),
    ('name < "甲"', 'name < "甲"', "先后顺序"),
    ("online < true", "online < true", "不能比较大小"),
    ("age > null", "age > null", "空值"),
    ('acts = ["a"]', 'acts = ["a"]', "count"),
    ("acts = acts", "acts = acts", "count"),
    ('acts = "a"', 'acts = "a"', "列表和文字"),
    ("staff[1] = null", "staff[1] = null", "不能比较是否相等"),
    ('date(on) - date(until) = duration("P30D")', 'date(on) - date(until) = duration("P30D")', "时长请用"),
    ('duration("P1M") < duration("P40D")', 'duration("P1M") < duration("P40D")', "不能比较"),
    ('date(on) > "2026-01-01"', 'date(on) > "2026-01-01"', "日期和文字"),
    ("area * 2 > 5", "area * 2 > 5", "取整"),
    ("age / 2 = 1", "age / 2 = 1", "取整"),
    ("sum(staff.pay) <= fee", "sum(staff.pay) <= fee", "取整"),
    ("mean(staff.years) > 18", "mean(staff.years) > 18", "取整"),
    ("list contains(staff.years, area / 2)", "area / 2", "小数计算"),
    ("distinct values(for s in staff return s.pay * 2) = null", "for s in staff return s.pay * 2", "取整"),
    ("name + 1 = name", "name + 1", "不能用“+”计算"),
    ('duration("P1D") * 2 > duration("P1D")', 'duration("P1D") * 2', "不能用“*”计算"),
    ("age and online", "age", "应当是条件"),
    ("online or name", "name", "应当是条件"),
    # ranges and in
    ("age between 5 and 1", "age between 5 and 1", "从小到大"),
    ("age between 1 and age", "age between 1 and age", "写明的值"),
    ("age in [3..1]", "[3..1]", "从小到大"),
    ("age in [1..age]", "[1..age]", "写明的值"),
    ("age in [1..5] and online", "age in [1..5]", "括号"),
    ("age in (1) or online", "age in (1)", "括号"),
    ("age in (1, null)", "null", "具体的值"),
    ("name in acts", "acts", "list contains"),
    ("age in (> area)", "area", "具体的值"),
    ("age in [1, age]", "age", "具体的值"),
    ("[1..5] = null", "[1..5]", "区间"),
    ("(> 5) = null", "> 5", "单独的比较"),
    # lists
    ('acts[item = "a"] = null', 'acts[item = "a"]', "只能筛选"),
    ("staff.years[item > 1] = null", "staff.years[item > 1]", "只能筛选"),
    ("age[1] = 1", "age[1]", "只能筛选"),
    ("count(staff[free]) > 1", "free", "应当是比较"),
    ("count(staff[years in (1, 2)]) > 1", "years in (1, 2)", "应当是比较"),
    ("staff[age].who = name", "age", "应当是比较"),
    ("count([true, false][item = false]) > 1", "[true, false][item = false]", "不能筛选"),
    ("[[1], [2]] = null", "[[1], [2]]", "不能再放列表"),
    ('[1, "a"] = null', '[1, "a"]', "类型不同"),
    ("staff.skills = null", "staff.skills", "多选"),
    ("staff.height = null", "staff.height", "没有“height”这一列"),
    ("name.length = 1", "name.length", "不能取"),
    ("date(on).hour = 1", "date(on).hour", "不能取"),
    # blocks
    ("if age then true else false", "age", "应当是条件"),
    ('if online then 1 else "a"', 'if online then 1 else "a"', "类型不同"),
    ("some s in staff satisfies s.years > 18", "s.years > 18", "= true"),
    ("every s in staff satisfies s.free", "s.free", "= true"),
    ("some age in staff satisfies true", "staff", "换一个名称"),
    ("some sum in staff satisfies true", "staff", "换一个名称"),
    ("count(for s in age return s) > 1", "age", "只能对列表"),
    ("count(for i in 3..1 return i) > 1", "3", "从小到大"),
    ("count(for i in 1..age return i) > 1", "1", "写明的值"),
    ("count(for s in staff return staff) > 1", "staff", "单个的值"),
    ("{a: 1} = null", "{a: 1}", "上下文"),
    ("(function(x) x)(1) = 1", "function(x) x)(1)", "内置函数"),
    ("age instance of number", "age instance of number", "instance of"),
    # functions
    ("now() = null", "now()", "不能使用函数“now”"),
    ('number("1", ",", ".") = 1', 'number("1", ",", ".")', "不能使用函数“number”"),
    ("sort(staff.years) = null", "sort(staff.years)", "不能使用函数“sort”"),
    ("string length(string: name) > 1", "string length(string: name)", "按顺序"),
    ("string length() > 1", "string length()", "1 个参数"),
    ("substring(name) = name", "substring(name)", "2 到 3 个参数"),
    ("median(staff.years) > 1", "median(staff.years)", "与内置函数同名"),
    ("string length(age) > 1", "age", "应当是文字"),
    ("sum(acts) > 1", "acts", "不能处理文字的列表"),
    ("max(staff.who) = name", "staff.who", "不能处理文字的列表"),
    ("all(staff.years) = true", "staff.years", "不能处理数字的列表"),
    ("abs(name) = 1", "name", "应当是数字"),
    ("modulo(area, 2) = 1", "area", "整数"),
    ("odd(area)", "area", "整数"),
    ("round half up(area, age) > 1", "age", "0 到 6"),
    ("round half up(area, 9) > 1", "9", "0 到 6"),
    ("substring(name, -1) = name", "-1", "正整数"),
    ("substring(name, age) = name", "age", "正整数"),
    ("upper case(name) = name", "upper case(name)", "大小写"),
    ("string(area / 3) = name", "string(area / 3)", "取整"),
    ("string(date(on)) = name", "string(date(on))", "string"),
    ('date("20260101") = null', 'date("20260101")', "2026-10-13"),
    ('date("2026-02-30") = null', 'date("2026-02-30")', "确有这一天"),
    ("date(name) = null", "date(name)", "日期字段"),
    ("date(age, 1, 1) = null", "age", "年应当写明"),
    ("date(2026, 1) = null", "date(2026, 1)", "三个参数"),
    ("date(2026, area, 1) = null", "date(2026, area, 1)", "整数"),
    ('date(on) + duration("PT1H") > date(on)', 'duration("PT1H")', "小时"),
    ('date(on) + duration("P1M1D") > date(on)', 'duration("P1M1D")', "混用"),
    ('duration("P") = null', 'duration("P")', "时长"),
    ("duration(name) = null", "name", "写明的值"),
    ("matches(name, kind)", "kind", "写明的值"),
    ('matches(name, "\\\\d")', '"\\\\d"', "[0-9]"),
    ('matches(name, "a.c")', '"a.c"', "第 2 个字符"),
    ('matches(name, "(a+)+")', '"(a+)+"', "重复"),
    ('matches(name, "(?i)a")', '"(?i)a"', "正则"),
    ('matches(name, "(a")', '"(a"', "不成对"),
    ('matches(name, "a)")', '"a)"', "不成对"),
    ('matches(name, "[a-z-[b]]")', '"[a-z-[b]]"', "正则"),
    ('matches(name, "a", "i")', 'matches(name, "a", "i")', "2 个参数"),
]  # fmt: skip


def form(field: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A form with one plain section of these fields: ``field`` and those that it speaks of."""
    plain = [
        {
            "name": name,
            "label": name,
            "kind": kind,
            **({"options": [{"value": "a", "label": "甲"}]} if "choice" in kind else {}),
        }
        for name, kind in KINDS.items()
    ]
    return {
        "code": "trial", "version": "1",
        "sections": [{"code": "shop", "title": "店铺", "fields": [*plain, {"label": "x", **field}], **more}],
    }  # fmt: skip


class TestCheck:
    @pytest.mark.parametrize(("text", "place", "reason"), REFUSED, ids=[row[0] for row in REFUSED])
    def test_refuses_with_place_and_reason(self, text: str, place: str, reason: str) -> None:
        with pytest.raises(portable.NotPortable) as caught:
            portable.check(text, SCOPE)
        node = caught.value.node
        found = text[node.start : node.end]
        assert (found.removeprefix("@"), reason in caught.value.reason) == (place.removeprefix("@"), True), caught.value

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("age + 1", "number"),
            ("(age in [1..5]) and online", "boolean"),
            ("round half up(sum(staff.pay), 2) <= fee", "boolean"),
            ("some s in staff satisfies (s.years > 18) = true", "boolean"),
            ('date(on) + duration("P5Y") < today()', "boolean"),
            ("if online then name else null", "text"),
            ("on <= until", "boolean"),
        ],
    )
    def test_takes_what_both_engines_answer_alike(self, text: str, kind: str) -> None:
        assert portable.check(text, SCOPE).kind == kind

    @settings(max_examples=300, deadline=None)
    @given(
        st.lists(
            st.sampled_from(
                [
                    *KINDS,
                    *FUNCTIONS,
                    "staff",
                    "1",
                    "0.5",
                    '"a"',
                    "null",
                    "(",
                    ")",
                    "[",
                    "]",
                    ",",
                    ".",
                    "..",
                    "+",
                    "-",
                    "*",
                ]
                + [
                    "/",
                    "=",
                    "<",
                    "and",
                    "or",
                    "in",
                    "between",
                    "if",
                    "then",
                    "else",
                    "for",
                    "return",
                    "some",
                    "satisfies",
                ]
            ),
            max_size=14,
        ).map(" ".join)
    )
    def test_any_text_is_taken_or_refused_with_a_place(self, text: str) -> None:
        places = (0, len(text))
        try:
            portable.check(text, SCOPE)
        except portable.NotPortable as fault:
            places = (fault.node.start, fault.node.end)
        except FeelSyntaxError as fault:
            places = (fault.position, fault.position)
        assert 0 <= places[0] <= places[1] <= len(text)


class TestParse:
    @pytest.mark.parametrize(
        ("field", "words"),
        [
            (
                {"name": "a", "kind": "text", "visible_if": "age ** 2 > 1"},
                ["shop.a.visible_if", "第 1 行第 1 个字“age ** 2”", "乘方"],
            ),
            ({"name": "a", "kind": "text", "visible_if": "age >"}, ["shop.a.visible_if", "第 1 行第 6 个字", "不完整"]),
            ({"name": "a", "kind": "text", "visible_if": "age"}, ["结果是数字", "应当是是否"]),
            ({"name": "a", "kind": "text", "computed": "age + 1"}, ["shop.a.computed", "结果是数字", "应当是文字"]),
            ({"name": "a", "kind": "integer", "computed": "age / 2"}, ["shop.a.computed", "整数", "取整"]),
            ({"name": "a", "kind": "date", "computed": "on"}, ["结果是文字", "应当是日期"]),
            ({"name": "a", "kind": "choices", "computed": "acts", "options": [{"value": "a", "label": "a"}]}, ["多选"]),
            (
                {"name": "a", "kind": "text", "valid_if": {"expression": "\nnmae != null", "message": "x"}},
                ["shop.a.valid_if", "第 2 行第 1 个字“nmae”", "没有“nmae”这个字段"],
            ),
        ],
    )  # fmt: skip
    def test_names_field_place_and_reason(self, field: dict[str, Any], words: list[str]) -> None:
        with pytest.raises(forms.FormDefinitionError) as caught:
            forms.parse(form(field))
        assert [word for word in words if word not in str(caught.value)] == []

    def test_checks_conditions_of_sections_too(self) -> None:
        with pytest.raises(forms.FormDefinitionError, match="shop.visible_if"):
            forms.parse(form({"name": "a", "kind": "text"}, visible_if="now() = null"))

    def test_lets_rules_use_answers_to_the_questions_given(self) -> None:
        field = {"name": "a", "kind": "text", "visible_if": 'who = "self" and list contains(goods, "hot")'}
        assert forms.parse(form(field), questions={"who": False, "goods": True}).sections
        with pytest.raises(forms.FormDefinitionError, match="没有“who”"):
            forms.parse(form(field))

    def test_lets_rules_of_a_row_see_the_row_and_the_form(self) -> None:
        row = {"name": "who", "label": "x", "kind": "text", "visible_if": "years > age"}
        source = form({"name": "a", "kind": "text"})
        source["sections"].append(
            {"code": "staff", "title": "x", "repeat": {"max": 3},
             "fields": [{"name": "years", "label": "x", "kind": "integer"}, row]}
        )  # fmt: skip
        assert forms.parse(source).sections[1].fields[1].visible_if == "years > age"
