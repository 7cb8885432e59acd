"""Grammar-made expressions and broken models: a value, a named error or a bound; nothing else, and soon."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govhall.support.decisions.dmn import DmnError, check_tables, read_model
from govhall.support.decisions.feel import (
    BUILTIN_FUNCTIONS,
    FeelLimitError,
    FeelSyntaxError,
    Limits,
    compile_expression,
    compile_unary_tests,
    to_python,
)

# Generous on the clock, since the machine may be busy; steps are what bounds the work.
SMALL = Limits(steps=20_000, list_size=2_000, string_length=20_000, regex_steps=20_000, seconds=20.0)
CPU_SECONDS = 5.0
CONTEXT = {
    "a": 3, "text": "山间", "items": [1, None, "x"], "rows": [{"q": 1, "on": "2026-01-01"}, {"q": None}],
    "nothing": None, "两字": True,
}  # fmt: skip

ATOMS = st.sampled_from(
    [
        *CONTEXT,
        "0",
        "1",
        "-2.5",
        "1e3",
        '"甲"',
        '"^a+$"',
        "true",
        "false",
        "null",
        '@"2026-02-28"',
        '@"P1D"',
        "item",
        "?",
        "z",
    ]
    + [
        'date("2024-02-29")',
        'duration("P1Y2M")',
        'time("23:59:59@Europe/Paris")',
        "[]",
        "{}",
        "[1..3]",
        "(< 5)",
        "[1..null]",
    ]
)
OPERATORS = st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"])
TYPES = st.sampled_from(
    ["number", "string", "date", "list<number>", "context<a: number>", "function<number> -> string"]
)


def blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Every construct of the grammar over smaller expressions."""
    several = st.lists(inner, max_size=4).map(", ".join)
    return st.one_of(
        st.tuples(inner, OPERATORS, inner).map(" ".join),
        inner.map("({})".format),
        inner.map("-{}".format),
        several.map("[{}]".format),
        st.tuples(st.sampled_from(sorted(BUILTIN_FUNCTIONS)), several).map(lambda pair: f"{pair[0]}({pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"{pair[0]}[{pair[1]}]"),
        inner.map("{}.q".format),
        st.tuples(inner, inner).map(lambda pair: f"{{k: {pair[0]}, m: k + {pair[1]}}}"),
        st.tuples(inner, inner, inner).map(lambda three: "if {} then {} else {}".format(*three)),
        st.tuples(inner, inner, inner).map(lambda three: "{} between {} and {}".format(*three)),
        st.tuples(inner, inner).map(lambda pair: "for v in {} return {}".format(*pair)),
        st.tuples(inner, inner).map(lambda pair: "for v in 1..{} return partial[-1] + {}".format(*pair)),
        st.tuples(st.sampled_from(["some", "every"]), inner, inner).map(lambda t: "{} v in {} satisfies {}".format(*t)),
        st.tuples(inner, inner).map(lambda pair: "(function(p) {})({})".format(*pair)),
        st.tuples(inner, TYPES).map(lambda pair: "{} instance of {}".format(*pair)),
        st.tuples(inner, inner).map(lambda pair: "[{}..{}]".format(*pair)),
    )


EXPRESSIONS = st.recursive(ATOMS, blocks, max_leaves=12)


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EXPRESSIONS)
def test_any_expression_of_the_grammar_gives_a_value_or_a_named_error(text: str) -> None:
    begun = time.process_time()
    for compile_text in (compile_expression, compile_unary_tests):
        try:
            compiled = compile_text(text)
        except FeelSyntaxError as error:
            assert error.code.startswith("feel-")  # noqa: PT017  # most texts compile; raises() would want an error
            continue
        try:
            if compile_text is compile_expression:
                to_python(compiled.evaluate(CONTEXT, limits=SMALL))  # type: ignore[attr-defined]
            else:
                compiled.matches(3, CONTEXT, limits=SMALL)  # type: ignore[attr-defined]
        except FeelLimitError as error:
            assert error.code.startswith("feel-")  # noqa: PT017
    assert time.process_time() - begun < CPU_SECONDS


MODEL = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="urn:fuzz" name="fuzz">
  <itemDefinition name="tKind"><typeRef>string</typeRef>
    <allowedValues><text>"a","b"</text></allowedValues></itemDefinition>
  <inputData id="i" name="area"><variable name="area" typeRef="number"/></inputData>
  <businessKnowledgeModel id="k" name="twice"><variable name="twice"/><encapsulatedLogic><formalParameter name="n"/>
    <literalExpression><text>n * 2</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
  <decision id="d" name="class"><variable name="class" typeRef="tKind"/>
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <decisionTable hitPolicy="FIRST"><input><inputExpression><text>area</text></inputExpression></input><output/>
      <rule id="r1"><inputEntry><text>&gt; 60</text></inputEntry><outputEntry><text>"a"</text></outputEntry></rule>
      <rule id="r2"><inputEntry><text>-</text></inputEntry><outputEntry><text>"b"</text></outputEntry></rule>
    </decisionTable></decision>
  <decision id="e" name="both"><variable name="both"/>
    <informationRequirement><requiredDecision href="#d"/></informationRequirement>
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
    <context>
      <contextEntry><variable name="x"/><literalExpression><text>twice(area)</text></literalExpression></contextEntry>
      <contextEntry><literalExpression><text>x + 1</text></literalExpression></contextEntry></context></decision>
</definitions>"""
PIECES = [
    b"<", b">", b"/>", b'"', b"&amp;", b"&#0;", b"&x;", b"<!DOCTYPE d>", b"<!--", b"]]>", b"<text>", b"</text>",
    b"#d", b"#e", b"#i", b"UNIQUE", b"COLLECT", b'aggregation="SUM"', b"\xff", b"\x00", b"(" * 200, b"tKind",
    b"for x in 1..9999 return x", b"<decision id='d'/>", b"<rule/>", b"<output/>", b"urn:other", b"1 +",
]  # fmt: skip
CHANGES = st.lists(
    st.tuples(st.integers(0, len(MODEL)), st.integers(0, 40), st.sampled_from(PIECES) | st.binary(max_size=4)),
    min_size=1, max_size=4,
)  # fmt: skip


def changed(changes: list[tuple[int, int, bytes]]) -> bytes:
    """Return the model with bytes cut out and put in."""
    source = MODEL
    for start, length, piece in changes:
        source = source[:start] + piece + source[start + length :]
    return source


@settings(max_examples=400, deadline=None)
@given(CHANGES.map(changed))
def test_any_broken_model_is_read_or_refused_by_name(source: bytes) -> None:
    begun = time.process_time()
    try:
        model = read_model(source)
        check_tables(model)
        for name in ("class", "both"):
            model.evaluate(name, {"area": 80}, limits=SMALL)
    except DmnError as error:
        assert error.code.startswith("dmn-")  # noqa: PT017
    assert time.process_time() - begun < CPU_SECONDS


def test_the_whole_model_works() -> None:
    model = read_model(MODEL)
    assert list(model.problems) == []
    assert to_python(model.evaluate("both", {"area": 80}).value) == 161


BRACKETS = ["(", "[", "{a:", "not(", "if ", "a[", "for x in ", "f(", "[1..", "function(x) ", "- ", "1 in ("]


@pytest.mark.parametrize("opening", BRACKETS)
def test_ten_thousand_nested_constructs_end_at_once(opening: str) -> None:
    begun = time.process_time()
    for text in (opening * 10_000, opening * 9_000 + "1"):
        try:
            compile_expression(text).evaluate({}, limits=SMALL)
        except (FeelSyntaxError, FeelLimitError) as error:
            assert error.code.startswith("feel-")  # noqa: PT017
    assert time.process_time() - begun < CPU_SECONDS


@pytest.mark.parametrize("text", ["count(x)", "x[1]", "sum(x)", "for i in x return i", "x = x", "string(x)", "sort(x)"])
def test_a_list_of_ten_million_is_refused_at_once(text: str) -> None:
    huge = [0] * 10_000_000
    begun = time.process_time()
    with pytest.raises(FeelLimitError) as caught:
        compile_expression(text).evaluate({"x": huge})
    assert caught.value.code == "feel-list-too-long"
    assert time.process_time() - begun < 1


def test_many_lists_in_one_are_refused_too() -> None:
    with pytest.raises(FeelLimitError):
        compile_expression("count(x)").evaluate({"x": [[0] * 150_000] * 100})


def test_a_model_takes_no_huge_input_either() -> None:
    result = read_model(MODEL).evaluate("class", {"area": [0] * 10_000_000})
    assert (result.value, [note.code for note in result.diagnostics]) == (None, ["feel-list-too-long"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 / 0", None),
        ("0 ** -2", None),
        ("modulo(1, 0)", None),
        ('1 + "a"', None),
        ('"a" < 1', None),
        ("true + 1", None),
        ('date("2026-01-01") + 1', None),
        ("[1] + 1", None),
        ("not(1)", None),
        ("null.a", None),
        ("1.a", None),
        ('sqrt("x")', None),
        ('substring("abc", "x")', None),
    ],
)
def test_mixed_types_and_division_by_zero_are_null(text: str, expected: object) -> None:
    outcome = compile_expression(text).evaluate_with_diagnostics({})
    assert outcome.value is expected


@pytest.mark.parametrize("name", ["count", "sum", "date", "string length", "today", "matches"])
def test_a_name_that_shadows_a_built_in_is_the_value_of_the_context(name: str) -> None:
    expression = compile_expression(f"{name} + 1", names=[name])
    assert expression.evaluate({name: 2}) == 3


def test_partial_results_are_values_not_the_growing_list() -> None:
    assert to_python(compile_expression("for i in 1..3 return partial").evaluate({})) == [[], [[]], [[], [[]]]]
    assert to_python(compile_expression("for i in 1..3 return [partial]").evaluate({})) == [
        [[]],
        [[[[]]]],
        [[[[]], [[[[]]]]]],
    ]
    assert to_python(compile_expression("for i in 1..4 return if i = 1 then 1 else i * partial[-1]").evaluate({})) == [
        1, 2, 6, 24,
    ]  # fmt: skip


def test_lists_too_deep_for_python_end_at_a_bound() -> None:
    value = compile_expression("for i in 1..5000 return [partial[-1]]").evaluate({})
    with pytest.raises(FeelLimitError) as caught:
        to_python(value)
    assert caught.value.code == "feel-too-deep"


def test_blanks_count_for_nothing_with_the_x_flag() -> None:
    assert compile_expression('matches("hello world", "hello\\ sworld", "x")').evaluate({}) is True
    assert compile_expression('matches("helloworld", "hello world", "x")').evaluate({}) is True
    assert compile_expression('matches("hello world", "hello[ ]world", "x")').evaluate({}) is True
