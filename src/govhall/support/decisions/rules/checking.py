"""The checks before publishing, as data for the editor: expressions, then tables as a whole."""

from collections.abc import Iterable
from typing import Final

from govhall.support.decisions import dmn
from govhall.support.decisions.choices import Severity
from govhall.support.decisions.dmn.messages import message
from govhall.support.decisions.values import Finding

_TABLE: Final = {
    "gap": (Severity.WARNING, "没有规则覆盖这种情况"),
    "overlap": (Severity.ERROR, "这些行会同时匹配，而命中策略只允许一行，或者要求结果相同"),
    "unreachable": (Severity.WARNING, "这一行永远不会起作用：不在允许的值之内，或者已被前面的行覆盖"),
    "unchecked": (Severity.NOTE, "单元格的写法需要计算后才知道，没有检查这些行的空隙和重叠"),
    "unfinished": (Severity.NOTE, "决策表过大，没有检查完"),
}


def problems_of(xml: str) -> tuple[dmn.Model | None, list[Finding]]:
    """Return the compiled model, None where it can't be read at all, and everything that is to be said about it."""
    made, findings = read(xml)
    if made is None:
        return None, findings
    findings = [*_missing_logic(made), *_expressions(made), *_tables(made)]
    order = list(Severity)
    return made, sorted(findings, key=lambda finding: order.index(finding.severity))


def read(xml: str) -> tuple[dmn.Model | None, list[Finding]]:
    """Return the compiled model, or None and why it can't be read."""
    try:
        return dmn.read_model(xml.encode()), []
    except dmn.DmnError as error:
        return None, [unreadable(error)]
    except (UnicodeEncodeError, RecursionError):
        return None, [Finding(code="dmn-too-deep", severity=Severity.ERROR, message=message("dmn-too-deep"))]


def errors_in(findings: Iterable[Finding]) -> list[Finding]:
    """Return those that forbid publishing."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def unreadable(error: dmn.DmnError) -> Finding:
    """Return a failure of reading as a finding."""
    where = f"（第 {error.line} 行）" if error.line else ""
    return Finding(
        code=error.code, severity=Severity.ERROR, message=message(error.code).rstrip("。") + where + "。",
        element=error.element, line=error.line,
    )  # fmt: skip


def _missing_logic(made: dmn.Model) -> list[Finding]:
    if made.decisions:
        return []
    return [Finding(code="dmn-no-decision", severity=Severity.ERROR, message="模型里没有决策。")]


def _expressions(made: dmn.Model) -> list[Finding]:
    return [
        Finding(
            code=found.diagnostic.code, severity=_severity(found),
            message=_said(found), element_id=found.place.element_id, element=found.place.element,
            rows=(found.place.row,) if found.place.row else (),
            rule_ids=(found.place.rule_id,) if found.place.rule_id else (),
            column=found.place.column, label=found.place.label, text=found.source[:200],
            position=found.diagnostic.position, line=found.diagnostic.line,
        )
        for found in dmn.review(made)
    ]  # fmt: skip


def _severity(found: dmn.ExpressionFinding) -> Severity:
    is_empty_output = found.diagnostic.code == "dmn-no-expression" and found.place.row
    return Severity.WARNING if is_empty_output or not found.certain else Severity.ERROR


def _said(found: dmn.ExpressionFinding) -> str:
    sentence = message(found.diagnostic.code)
    return f"“{found.diagnostic.text}”：{sentence}" if found.diagnostic.text else sentence


def _tables(made: dmn.Model) -> list[Finding]:
    ids = {element.name: element.id for element in made.elements}
    labels = {name: [clause.label for clause in table.inputs] for name, table, _compiler in made.tables()}
    return [_table(found, ids.get(found.element, ""), labels[found.element]) for found in dmn.check_tables(made)]


def _table(found: dmn.TableFinding, element_id: str, labels: list[str]) -> Finding:
    severity, words = _TABLE[found.kind]
    where = "；".join(f"{label} 为 {values}" for label, values in found.where)
    columns = {column for _row, column in found.cells}
    column = columns.pop() if len(columns) == 1 else 0
    return Finding(
        code=f"table-{found.kind}", severity=severity, message=f"{words}：{where}。" if where else f"{words}。",
        element_id=element_id, element=found.element, rows=found.rules, rule_ids=found.rule_ids,
        column=column, label=labels[column - 1] if 0 < column <= len(labels) else "",
    )  # fmt: skip
