"""
Rules: compiled evaluation of a 20-row, 6-column decision table, a typical form condition, and parsing.

CPU time of this process counts. Beside our table stands SpiffWorkflow's own DMN engine on the same rows, where it is
installed; its cells are Python expressions and go through Python's `eval`, which ours never uses.
"""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable
from types import SimpleNamespace

from govhall.support.decisions.dmn import read_model
from govhall.support.decisions.feel import compile_expression

SECONDS = 1.5
ROWS = 20
TABLE_AIM, CONDITION_AIM, PARSE_AIM = 20_000, 200_000, 2_000
MEMORY_ROUNDS = 200_000
NAMES = ("主体类型", "经营面积", "从业人数", "备注", "是否网络经营", "业态")
KINDS = ("个体工商户", "企业", "合作社", "食堂", "摊贩")
INPUTS = {"主体类型": "摊贩", "经营面积": 195, "从业人数": 5, "备注": "无", "是否网络经营": True, "业态": "热食"}
CONDITION = '主体类型 = "个体工商户" and 经营面积 > 60 and 是否网络经营 = false'
ANSWERS = {"主体类型": "个体工商户", "经营面积": 80, "是否网络经营": False}
TEXTS = (
    CONDITION,
    'if 经营面积 > 60 then "大型" else "小型"',
    "sum(for 项 in 清单 return 项.单价 * 项.数量)",
    "some 人 in 从业人员 satisfies 人.健康证到期日 < today()",
    'date(签发日期) + duration("P5Y")',
    'matches(电话, "^1[3-9]\\d{9}$")',
)


def run() -> list[dict[str, object]]:
    """Return the figures: rows as bench.figures has them."""
    model = read_model(table_xml().encode())
    condition = compile_expression(CONDITION)
    table = _rate(lambda: model.evaluate("费率", INPUTS))
    conditions = _rate(lambda: condition.evaluate(ANSWERS))
    parsed = _rate(_compile_all) * len(TEXTS)
    growth = _growth(lambda: condition.evaluate(ANSWERS))
    rows: list[dict[str, object]] = [
        {"name": "table 20 x 6", "value": round(table), "unit": "evaluations/s", "aim": TABLE_AIM},
        {"name": "form condition", "value": round(conditions), "unit": "evaluations/s", "aim": CONDITION_AIM},
        {"name": "parse and compile", "value": round(parsed), "unit": "expressions/s", "aim": PARSE_AIM},
        {"name": "memory growth over 200,000 conditions", "value": growth, "unit": "KiB", "most": 64},
    ]
    other = _spiff_rate()
    if other is not None:
        rows.append({"name": "for comparison: table in SpiffWorkflow's DMN engine", "value": round(other)})
        rows[-1] |= {"unit": "evaluations/s"}
    return rows


def table_xml() -> str:
    """Return a model with one table of 20 rules over six inputs; the last rule matches INPUTS."""
    data = "".join(
        f'<inputData id="i{n}" name="{name}"><variable name="{name}"/></inputData>' for n, name in enumerate(NAMES)
    )
    links = "".join(
        f'<informationRequirement><requiredInput href="#i{n}"/></informationRequirement>' for n in range(len(NAMES))
    )
    columns = "".join(f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name in NAMES)
    rules = "".join(f"<rule>{_rule(number)}</rule>" for number in range(ROWS))
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="urn:bench" name="bench">'
        f'{data}<decision id="d" name="费率"><variable name="费率"/>{links}<decisionTable hitPolicy="UNIQUE">{columns}'
        f"<output/>{rules}</decisionTable></decision></definitions>"
    )


def _rule(number: int) -> str:
    low = number * 10
    tests = (f'"{KINDS[number % 5]}"', f"[{low}..{low + 10})", "&lt; 100", "-", "true", '"热食", "冷食"')
    cells = "".join(f"<inputEntry><text>{test}</text></inputEntry>" for test in tests)
    return f"{cells}<outputEntry><text>{number}</text></outputEntry>"


def _compile_all() -> None:
    for text in TEXTS:
        compile_expression(text)


def _rate(act: Callable[[], object], *, seconds: float = SECONDS, batch: int = 200) -> float:
    """Return how often an act runs in a second of this process's CPU time."""
    act()
    done, begun = 0, time.process_time()
    while (used := time.process_time() - begun) < seconds:
        for _ in range(batch):
            act()
        done += batch
    return done / used


def _growth(act: Callable[[], object]) -> float:
    """Return by how many KiB memory grows over many evaluations."""
    act()
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(MEMORY_ROUNDS):
        act()
    gc.collect()
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return round((after - before) / 1024, 1)


def _spiff_rate() -> float | None:
    """Return the rate of SpiffWorkflow's DMN engine on the same rows; None where it is not installed."""
    try:
        from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
        from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
        from SpiffWorkflow.dmn.specs import model as spiff
    except ImportError:
        return None
    table = spiff.DecisionTable("t", "t", spiff.HitPolicy.UNIQUE.value)
    columns = [spiff.Input(name, name, name, name, "string") for name in NAMES]
    output = spiff.Output("o", "o", "o", "number")
    for number in range(ROWS):
        rule = spiff.Rule(str(number))
        for column, test in zip(columns, _python_tests(number), strict=True):
            entry = spiff.InputEntry(column.id, column)
            entry.lhs = [test] if test else []
            rule.inputEntries.append(entry)
        result = spiff.OutputEntry("o", output)
        result.text = str(number)
        rule.outputEntries.append(result)
        table.rules.append(rule)
    engine = DMNEngine(table)
    task = SimpleNamespace(data=dict(INPUTS), workflow=SimpleNamespace(script_engine=PythonScriptEngine()))
    if engine.result(task) != {"o": ROWS - 1}:
        return None
    return _rate(lambda: engine.result(task), seconds=0.5, batch=5)


def _python_tests(number: int) -> tuple[str, ...]:
    low = number * 10
    return (f'"{KINDS[number % 5]}"', f"{low} <= ? < {low + 10}", "< 100", "", "True", '? in ("热食", "冷食")')
