"""The checks before publishing: each finding says what is wrong and where."""

import pytest

from factories import rules
from govhall.support.decisions.public import Finding, Severity, check


def one(xml: str) -> Finding:
    (finding,) = check(xml)
    return finding


def cell(text: str, output: str = "1") -> Finding:
    """The gravest finding about one row with this cell."""
    return check(rules.model(rules.table([(text, output)], policy="COLLECT")))[0]


def test_a_sound_model_has_no_findings() -> None:
    assert check(rules.COMPLETE) == []


def test_a_gap_is_a_warning_that_names_the_values() -> None:
    found = one(rules.WITH_GAP)
    assert (found.code, found.severity, found.element) == ("table-gap", Severity.WARNING, "费用")
    assert found.message == "没有规则覆盖这种情况：数量 为 10。"


def test_an_overlap_is_an_error_that_names_the_rows() -> None:
    found = one(rules.OVERLAPPING)
    assert (found.code, found.severity, found.rows) == ("table-overlap", Severity.ERROR, (1, 2))
    assert found.rule_ids == ("row-1", "row-2")


def test_equal_results_may_overlap_under_any_and_others_may_not() -> None:
    assert check(rules.model(rules.table([("<= 10", "1"), (">= 10", "1")], policy="ANY"))) == []
    found = one(rules.model(rules.table([("<= 10", "1"), (">= 10", "2")], policy="ANY")))
    assert found.code == "table-overlap"


def test_a_row_that_earlier_ones_cover_is_a_warning() -> None:
    found = one(rules.model(rules.table([("-", "1"), ("> 3", "2")], policy="FIRST")))
    assert (found.code, found.severity, found.rows) == ("table-unreachable", Severity.WARNING, (2,))


def test_a_cell_that_must_be_computed_is_named_and_not_guessed_at() -> None:
    rows = [("> abs(amount - 1)", "1"), ("<= 3", "2")]
    found = one(rules.model(rules.table(rows)))
    assert (found.code, found.severity, found.rows, found.column) == ("table-unchecked", Severity.NOTE, (1,), 1)


@pytest.mark.parametrize("text", ["not(3)", "not(3, [5..7])", "1, 2, (3..4]", "< 5", "[1..9)"])
def test_lists_negations_and_intervals_are_understood(text: str) -> None:
    """A negation and what it negates cover everything exactly once."""
    inner = text.removeprefix("not(").removesuffix(")") if text.startswith("not(") else text
    rows = [(inner, "1"), (f"not({inner})", "2")]
    assert check(rules.model(rules.table(rows))) == []


def test_wrong_syntax_tells_row_column_and_character() -> None:
    found = cell("< 3 3")
    assert (found.severity, found.rows, found.column, found.position) == (Severity.ERROR, (1,), 1, 4)
    assert found.place == "费用，第 1 行，列“数量”"


def test_a_cell_that_can_not_be_read_is_no_cell_that_takes_everything() -> None:
    codes = [each.code for each in check(rules.model(rules.table([("< 10", "1"), ("> ", "2")])))]
    assert codes == ["feel-unexpected-end", "table-unchecked"]


def test_a_name_that_nothing_gives_is_an_error_at_its_place() -> None:
    found = one(rules.model(rules.literal("amount + discount")))
    assert (found.code, found.severity, found.position) == ("feel-unknown-name", Severity.ERROR, 9)
    assert "discount" in found.message


def test_a_name_beside_a_filter_is_only_a_warning_because_it_may_be_a_property() -> None:
    found = one(rules.model(rules.literal("[{x: 1}][x > amount]")))
    assert (found.code, found.severity) == ("feel-unknown-name", Severity.WARNING)


def test_names_that_loops_functions_and_contexts_declare_are_known() -> None:
    for text in ("for i in 1..3 return i + amount", "{a: amount, b: a + 1}.b", "(function(x) x + amount)(1)"):
        assert check(rules.model(rules.literal(text))) == []


def test_a_text_in_a_column_of_numbers_is_an_error() -> None:
    assert cell('"many"').code == "dmn-wrong-type"


def test_an_output_of_another_type_is_an_error() -> None:
    found = cell("> 3", '"free"')
    assert (found.code, found.column) == ("dmn-wrong-type", 2)


def test_a_value_outside_of_the_allowed_ones_is_an_error() -> None:
    limited = '<itemDefinition name="tAmount"><typeRef>number</typeRef><allowedValues><text>1, 2</text></allowedValues>'
    xml = rules.model(rules.table([("1", "1"), ("2", "2"), ("5", "3")])).replace(
        '<inputData id="amount"', f'{limited}</itemDefinition><inputData id="amount"'
    )
    xml = xml.replace('name="amount" typeRef="number"', 'name="amount" typeRef="tAmount"')
    xml = xml.replace('<inputExpression typeRef="number">', '<inputExpression typeRef="tAmount">')
    found = check(xml)
    assert [(each.code, each.rows) for each in found] == [("dmn-value-not-allowed", (3,)), ("table-unreachable", (3,))]


def test_allowed_values_of_the_type_close_a_gap() -> None:
    limited = '<itemDefinition name="tAmount"><typeRef>number</typeRef><allowedValues><text>1, 2</text></allowedValues>'
    xml = rules.model(rules.table([("1", "1"), ("2", "2")])).replace(
        '<inputData id="amount"', f'{limited}</itemDefinition><inputData id="amount"'
    )
    assert check(xml.replace('<inputExpression typeRef="number">', '<inputExpression typeRef="tAmount">')) == []
    assert [each.code for each in check(xml)] == ["table-gap"]


def test_decisions_that_require_each_other_are_an_error() -> None:
    circle = rules.literal("1", requires="b", identifier="a", name="甲") + rules.literal(
        "2", requires="a", identifier="b", name="乙"
    )
    found = one(rules.model(circle))
    assert (found.code, found.severity, found.message) == ("dmn-cycle", Severity.ERROR, "决策之间循环依赖。")


def test_a_model_without_a_decision_is_an_error() -> None:
    assert one(rules.model()).message == "模型里没有决策。"


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        ("", "不是格式正确的 XML"),
        ("<definitions/>", "不是可以识别的 DMN 模型"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><definitions>&b;</definitions>', "文档类型声明"),
        ("<a>" * 10_000 + "</a>" * 10_000, "XML"),
        ("\udc80", "嵌套"),
    ],
)
def test_a_hostile_file_is_one_clear_error(xml: str, words: str) -> None:
    found = one(xml)
    assert found.severity is Severity.ERROR
    assert words in found.message


def test_ten_thousand_brackets_in_a_cell_are_one_error_at_their_place() -> None:
    found = cell("(" * 10_000 + "1" + ")" * 10_000)
    assert (found.code, found.rows) == ("feel-too-nested", (1,))
