"""Checks of decision tables before publishing: gaps, overlaps, unreachable rules."""

from __future__ import annotations

from govhall.support.decisions.dmn import TableFinding, check_tables, read_model


def findings(policy: str, rows: str, *, columns: int = 1, allowed: tuple[str, ...] = ()) -> list[TableFinding]:
    """Check one table; cells are parted by |, the output comes after =>."""
    clauses = ""
    for number in range(columns):
        limit = f"<inputValues><text>{allowed[number]}</text></inputValues>" if number < len(allowed) else ""
        clauses += f"<input><inputExpression><text>x{number}</text></inputExpression>{limit}</input>"
    rules = ""
    for line in filter(None, (piece.strip() for piece in rows.split("\n"))):
        tests, _, output = line.replace("<", "&lt;").partition("=>")
        cells = "".join(f"<inputEntry><text>{cell.strip()}</text></inputEntry>" for cell in tests.split("|"))
        rules += f"<rule>{cells}<outputEntry><text>{output.strip()}</text></outputEntry></rule>"
    source = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="urn:c" name="c">'
        f'<decision id="d" name="d"><variable name="d"/><decisionTable hitPolicy="{policy}">{clauses}<output/>{rules}'
        "</decisionTable></decision></definitions>"
    )
    return check_tables(read_model(source.encode()))


def test_a_complete_table_has_no_findings() -> None:
    assert findings("UNIQUE", "< 10 => 1\n[10..20) => 2\n>= 20 => 3") == []


def test_a_gap_between_numbers_is_shown() -> None:
    assert findings("UNIQUE", "< 10 => 1\n> 10 => 2") == [TableFinding("gap", "d", (), (("x0", "10"),))]
    assert findings("UNIQUE", "<= 10 => 1\n> 20 => 2") == [TableFinding("gap", "d", (), (("x0", "(10..20), 20"),))]


def test_a_gap_of_two_columns_names_both() -> None:
    rows = 'true | "a" => 1\nfalse | - => 2'
    assert findings("UNIQUE", rows, columns=2) == [TableFinding("gap", "d", (), (("x0", "true"), ("x1", "…")))]
    assert findings("UNIQUE", rows, columns=2, allowed=("", '"a"')) == []


def test_an_overlap_is_shown_where_the_policy_forbids_it() -> None:
    rows = "<= 10 => 1\n>= 10 => 2"
    assert findings("UNIQUE", rows) == [TableFinding("overlap", "d", (1, 2), (("x0", "10"),))]
    assert findings("ANY", "<= 10 => 1\n>= 10 => 1") == []
    assert [item.kind for item in findings("ANY", rows)] == ["overlap"]
    assert findings("COLLECT", rows) == []


def test_a_rule_hidden_by_earlier_ones_is_shown() -> None:
    rows = "< 10 => 1\n>= 5 => 2\n[7..12] => 3"
    assert findings("FIRST", rows) == [TableFinding("unreachable", "d", (3,))]


def test_a_rule_outside_the_allowed_values_is_shown() -> None:
    rows = '"a" => 1\n"b" => 2\n"c" => 3'
    assert findings("UNIQUE", rows, allowed=('"a", "b"',)) == [TableFinding("unreachable", "d", (3,))]


def test_cells_that_cannot_be_told_are_named() -> None:
    assert findings("UNIQUE", "> limit => 1\n< 3 => 2") == [TableFinding("unchecked", "d", (1,))]


def test_dates_have_no_gap_between_neighbours() -> None:
    rows = '<= @"2024-01-31" => 1\n>= @"2024-02-01" => 2'
    assert findings("UNIQUE", rows) == []


def test_a_wide_table_ends_within_its_budget() -> None:
    cells = [[f"{'<' if (row + column) % 2 else '>='} {row * 3 + column}" for column in range(12)] for row in range(30)]
    rows = "\n".join(" | ".join(row) + " => 1" for row in cells)
    assert findings("FIRST", rows, columns=12)[-1].kind in ("unfinished", "gap")
