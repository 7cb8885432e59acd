"""DMN models: boxed expressions, tables, services, imports, types, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from govhall.support.decisions.dmn import DmnError, Model, read_model
from govhall.support.decisions.feel import to_python

OPEN = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="%s" name="m">'


def model(body: str, *, namespace: str = "urn:m", imports: tuple[bytes, ...] = ()) -> Model:
    """Read a model with this body."""
    return read_model(xml(body, namespace=namespace), imports=imports)


def xml(body: str, *, namespace: str = "urn:m") -> bytes:
    """Return a model file with this body."""
    return f"{OPEN % namespace}{body}</definitions>".encode()


def literal(text: str) -> str:
    """Return a literal expression."""
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return f"<literalExpression><text>{text}</text></literalExpression>"


def decision(name: str, logic: str, *requires: str, type_ref: str = "") -> str:
    """Return a decision that requires elements by kind and id, `requiredInput:i`."""
    pairs = (item.split(":") for item in requires)
    links = "".join(
        f'<knowledgeRequirement><{kind} href="#{target}"/></knowledgeRequirement>'
        if kind == "requiredKnowledge"
        else f'<informationRequirement><{kind} href="#{target}"/></informationRequirement>'
        for kind, target in pairs
    )
    typed = f' typeRef="{type_ref}"' if type_ref else ""
    return f'<decision id="{name}" name="{name}"><variable name="{name}"{typed}/>{links}{logic}</decision>'


def data(name: str, type_ref: str = "Any") -> str:
    """Return input data."""
    return f'<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{type_ref}"/></inputData>'


def table(policy: str, rules: str, *, outputs: str = "<output/>", inputs: tuple[str, ...] = ("x",)) -> str:
    """Return a decision table; `rules` has one row a line, cells parted by |, outputs after =>."""
    columns = "".join(f"<input><inputExpression><text>{item}</text></inputExpression></input>" for item in inputs)
    rows = ""
    for line in filter(None, (piece.strip() for piece in rules.split("\n"))):
        tests, _, results = line.replace("<", "&lt;").partition("=>")
        rows += "<rule>"
        rows += "".join(f"<inputEntry><text>{cell.strip()}</text></inputEntry>" for cell in tests.split("|"))
        rows += "".join(f"<outputEntry><text>{cell.strip()}</text></outputEntry>" for cell in results.split("|"))
        rows += "</rule>"
    return f"<decisionTable {policy}>{columns}{outputs}{rows}</decisionTable>"


def run(logic: str, inputs: Mapping[str, object] | None = None, *, type_ref: str = "") -> object:
    """Evaluate one decision that reads x."""
    body = data("x") + decision("d", logic, "requiredInput:x", type_ref=type_ref)
    return to_python(model(body).evaluate("d", inputs or {"x": None}).value)


LEVELS = '<output><outputValues><text>"high", "middle", "low"</text></outputValues></output>'
ROWS = """
    > 0  => "low"
    > 10 => "high"
    > 5  => "middle"
"""
NUMBERS = """
    > 0  => 1
    > 10 => 2
    > 5  => 4
"""

POLICIES: list[tuple[str, str, str, object, object]] = [
    ('hitPolicy="UNIQUE"', ROWS, LEVELS, 3, "low"),
    ('hitPolicy="UNIQUE"', ROWS, LEVELS, 7, None),
    ('hitPolicy="UNIQUE"', ROWS, LEVELS, -1, None),
    ('hitPolicy="FIRST"', ROWS, LEVELS, 12, "low"),
    ('hitPolicy="ANY"', ROWS, LEVELS, 12, None),
    ('hitPolicy="ANY"', '> 0 => "a"\n> 5 => "a"', "<output/>", 12, "a"),
    ('hitPolicy="PRIORITY"', ROWS, LEVELS, 12, "high"),
    ('hitPolicy="OUTPUT ORDER"', ROWS, LEVELS, 12, ["high", "middle", "low"]),
    ('hitPolicy="RULE ORDER"', ROWS, LEVELS, 12, ["low", "high", "middle"]),
    ('hitPolicy="COLLECT"', NUMBERS, "<output/>", 12, [1, 2, 4]),
    ('hitPolicy="COLLECT"', NUMBERS, "<output/>", -1, []),
    ('hitPolicy="COLLECT" aggregation="SUM"', NUMBERS, "<output/>", 12, 7),
    ('hitPolicy="COLLECT" aggregation="MIN"', NUMBERS, "<output/>", 12, 1),
    ('hitPolicy="COLLECT" aggregation="MAX"', NUMBERS, "<output/>", 12, 4),
    ('hitPolicy="COLLECT" aggregation="COUNT"', NUMBERS, "<output/>", 7, 2),
]


@pytest.mark.parametrize(("policy", "rows", "outputs", "x", "expected"), POLICIES)
def test_hit_policy_decides(policy: str, rows: str, outputs: str, x: object, expected: object) -> None:
    assert run(table(policy, rows, outputs=outputs), {"x": x}) == expected


def test_table_with_several_outputs_gives_contexts_and_defaults() -> None:
    outputs = (
        "<output name='a'><defaultOutputEntry><text>0</text></defaultOutputEntry></output>"
        "<output name='b'><defaultOutputEntry><text>x + 1</text></defaultOutputEntry></output>"
    )
    logic = table('hitPolicy="UNIQUE"', "> 5 => 1 | 2", outputs=outputs)
    assert run(logic, {"x": 6}) == {"a": 1, "b": 2}
    assert run(logic, {"x": 1}) == {"a": 0, "b": 2}


def test_a_table_with_an_unreadable_rule_gives_no_answer() -> None:
    assert run(table('hitPolicy="FIRST"', "> => 1\n- => 2"), {"x": 6}) is None


def test_multiple_hits_without_a_match_give_an_empty_list() -> None:
    assert run(table('hitPolicy="RULE ORDER"', NUMBERS), {"x": -1}) == []


def test_a_value_outside_the_input_values_gives_null() -> None:
    logic = table('hitPolicy="FIRST"', "- => 1").replace(
        "</inputExpression>", "</inputExpression><inputValues><text>1, 2</text></inputValues>"
    )
    assert run(logic, {"x": 1}) == 1
    assert run(logic, {"x": 3}) is None


BOXES: list[tuple[str, object]] = [
    (f"<list>{literal('1')}{literal('x')}</list>", [1, 3]),
    (
        '<context><contextEntry><variable name="a b"/>' + literal("x") + "</contextEntry><contextEntry>"
        '<variable name="c"/>' + literal("a b + 1") + "</contextEntry></context>",
        {"a b": 3, "c": 4},
    ),
    (
        '<context><contextEntry><variable name="a"/>' + literal("x") + "</contextEntry><contextEntry>"
        + literal("a * 2") + "</contextEntry></context>",
        6,
    ),
    (
        '<relation><column name="n"/><column name="m"/><row>' + literal("1") + literal("x") + "</row></relation>",
        [{"n": 1, "m": 3}],
    ),
    (f"<conditional><if>{literal('true')}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>", 1),
    (f"<filter><in>{literal('[1, 2, 3]')}</in><match>{literal('item >= x - 1')}</match></filter>", [2, 3]),
    (f'<for iteratorVariable="i"><in>{literal("1..x")}</in><return>{literal("i * i")}</return></for>', None),
    (f'<for iteratorVariable="i"><in>{literal("[1..x]")}</in><return>{literal("i * i")}</return></for>', [1, 4, 9]),
    (f'<some iteratorVariable="i"><in>{literal("[1, 2]")}</in><satisfies>{literal("i > 1")}</satisfies></some>', True),
    (f'<every iteratorVariable="i"><in>{literal("[1]")}</in><satisfies>{literal("i > 1")}</satisfies></every>', False),
]  # fmt: skip


@pytest.mark.parametrize(("logic", "expected"), BOXES)
def test_boxed_expression_gives_its_value(logic: str, expected: object) -> None:
    assert run(logic, {"x": 3}) == expected


BKM = (
    '<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic>'
    '<formalParameter name="n" typeRef="number"/>'
    + literal("if n <= 1 then 1 else n * f(n - 1)")
    + "</encapsulatedLogic></businessKnowledgeModel>"
)


def test_knowledge_models_are_called_and_may_call_themselves() -> None:
    call = '<invocation><literalExpression><text>f</text></literalExpression><binding><parameter name="n"/>'
    invoke = call + literal("4") + "</binding></invocation>"
    body = BKM + decision("d", literal("f(5)"), "requiredKnowledge:f") + decision("e", invoke, "requiredKnowledge:f")
    made = model(body)
    assert made.evaluate("d", {}).value == 120
    assert made.evaluate("e", {}).value == 24
    assert made.evaluate("f", {"n": 3}).value == 6
    wrong = model(BKM + decision("d", literal('f("x")'), "requiredKnowledge:f"))
    result = wrong.evaluate("d", {})
    assert (result.value, result.diagnostics[0].code) == (None, "dmn-wrong-type")


SERVICE = (
    '<decisionService id="s" name="s"><variable name="s"/><outputDecision href="#d"/>'
    '<inputDecision href="#e"/><inputData href="#x"/></decisionService>'
)


def test_decision_service_replaces_its_input_decisions() -> None:
    body = (
        data("x")
        + decision("e", literal("100"))
        + decision("d", literal("e + x"), "requiredDecision:e", "requiredInput:x")
        + SERVICE
        + decision("caller", literal("s(1, 2)"), "requiredKnowledge:s")
    )
    made = model(body)
    assert made.evaluate("d", {"x": 1}).value == 101
    assert made.evaluate("s", {"x": 1, "e": 2}).value == 3
    assert made.evaluate("caller", {}).value == 3
    assert made.services == ("s",)


ITEMS = (
    '<itemDefinition name="tLevel"><typeRef>string</typeRef><allowedValues><text>"a", "b"</text></allowedValues>'
    '</itemDefinition><itemDefinition name="tPerson"><itemComponent name="full name"><typeRef>string</typeRef>'
    '</itemComponent><itemComponent name="level" isCollection="true"><typeRef>tLevel</typeRef></itemComponent>'
    "</itemDefinition>"
)


def test_item_definitions_and_allowed_values_are_checked() -> None:
    body = ITEMS + data("p", "tPerson") + decision("d", literal("p.full name"), "requiredInput:p")
    made = model(body)
    assert made.evaluate("d", {"p": {"full name": "甲", "level": ["a"]}}).value == "甲"
    refused = made.evaluate("d", {"p": {"full name": "甲", "level": ["c"]}})
    assert (refused.value, refused.diagnostics[0].code) == (None, "dmn-wrong-type")


def test_results_are_fitted_to_their_type() -> None:
    assert run(literal("[x]"), {"x": 1}, type_ref="number") == 1
    assert run(literal("x"), {"x": "a"}, type_ref="number") is None


def test_imported_models_are_used_by_name() -> None:
    inner = xml(data("x") + decision("say hello", literal('"hello " + x'), "requiredInput:x"), namespace="urn:i")
    body = (
        '<import namespace="urn:i" name="other one" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
        '<decision id="d" name="d"><variable name="d"/><informationRequirement>'
        '<requiredDecision href="urn:i#say hello"/></informationRequirement>'
        + literal('other one.say hello + "!"')
        + "</decision>"
    )
    made = model(body, imports=(inner,))
    assert made.evaluate("d", {"x": "甲"}).value == "hello 甲!"
    assert made.evaluate("d", {"other one": {"x": "乙"}}).value == "hello 乙!"
    with pytest.raises(DmnError, match="not given"):
        model(body)


def test_trace_explains_a_run() -> None:
    body = data("x") + decision("d", table('hitPolicy="FIRST"', "> 5 => 1\n- => 2"), "requiredInput:x")
    steps = model(body).evaluate("d", {"x": 3}, trace=True).trace
    assert [(step.kind, step.name) for step in steps] == [("input", "x"), ("table", "d"), ("decision", "d")]
    assert steps[1].matched == ("2",)
    assert to_python(dict(steps[1].inputs)) == {"x": 3}


def test_wrong_expressions_are_listed_and_the_rest_works() -> None:
    made = model(decision("good", literal("1")) + decision("bad", literal("1 +")))
    assert made.evaluate("good", {}).value == 1
    assert made.evaluate("bad", {}).value is None
    assert [(item.element, item.diagnostic.code) for item in made.problems] == [("bad", "feel-unexpected-end")]


BOMB = (
    '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    + OPEN % "urn:m"
    + "&b;</definitions>"
)

REFUSED: list[tuple[bytes, str]] = [
    (b"<definitions", "dmn-malformed-xml"),
    (b"", "dmn-malformed-xml"),
    (b"\xff\xfe<", "dmn-malformed-xml"),
    (BOMB.encode(), "dmn-doctype"),
    (b'<!DOCTYPE d SYSTEM "http://localhost:9/x.dtd"><definitions/>', "dmn-doctype"),
    (b'<definitions xmlns="urn:something"/>', "dmn-unknown-namespace"),
    (b"<a>" * 10_000 + b"</a>" * 10_000, "dmn-malformed-xml"),
    (b"<a>" * 200 + b"</a>" * 200, "dmn-too-deep"),
    (b" " * 9_000_000, "dmn-too-large"),
    (xml(decision("a", literal("1"), "requiredDecision:a")), "dmn-cycle"),
    (
        xml(decision("a", literal("1"), "requiredDecision:b") + decision("b", literal("1"), "requiredDecision:a")),
        "dmn-cycle",
    ),
    (xml(decision("a", literal("1"), "requiredDecision:nobody")), "dmn-unknown-reference"),
    (xml(decision("a", literal("1")) + decision("a", literal("2"))), "dmn-duplicate-id"),
    (xml(decision("a", table('hitPolicy="BEST"', "- => 1"))), "dmn-bad-hit-policy"),
    (xml(decision("a", table('hitPolicy="FIRST"', "- | - => 1"))), "dmn-bad-table"),
]


@pytest.mark.parametrize(("source", "code"), REFUSED, ids=[code + str(i) for i, (_s, code) in enumerate(REFUSED)])
def test_bad_model_is_refused_with_a_code(source: bytes, code: str) -> None:
    with pytest.raises(DmnError) as caught:
        read_model(source)
    assert caught.value.code == code


def test_a_long_chain_of_decisions_ends_in_a_value_or_a_remark() -> None:
    chain = decision("d0", literal("1")) + "".join(
        decision(f"d{n}", literal(f"d{n - 1} + 1"), f"requiredDecision:d{n - 1}") for n in range(1, 500)
    )
    result = model(chain).evaluate("d499", {})
    assert result.value == 500 or result.diagnostics[-1].code == "feel-too-deep"


def test_unknown_decision_is_an_error() -> None:
    with pytest.raises(DmnError):
        model(decision("d", literal("1"))).evaluate("e", {})
