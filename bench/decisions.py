"""
Rules: compiled evaluation of a 20-row, 6-column decision table, a typical form condition, and parsing.

CPU time of this process counts. Beside our table stand SpiffWorkflow's own DMN engine on the same rows, where it is
installed (its cells are Python expressions and go through Python's `eval`, which ours never uses), and bkflow-feel,
which has no tables and no Chinese names: each row is one condition there, with Latin names, tried from the top.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace

from bench import bkflow
from bench.figures import Figure, say
from govhall.support.decisions.dmn import read_model
from govhall.support.decisions.feel import compile_expression

SECONDS = 1.5
ROWS = 20
TABLE_AIM, CONDITION_AIM, PARSE_AIM = 20_000, 200_000, 2_000
MEMORY_ROUNDS = 1_000_000
MEMORY_WARM_UP = 50_000
MEMORY_MOST_KIB = 1_024
NAMES = ("主体类型", "经营面积", "从业人数", "备注", "是否网络经营", "业态")
LATIN_NAMES = ("subject", "area", "staff", "remark", "online", "trade")
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


def run() -> list[Figure]:
    """Return the figures: rows as bench.figures has them."""
    model = read_model(table_xml().encode())
    condition = compile_expression(CONDITION)
    table = _rate(lambda: model.evaluate("费率", INPUTS))
    conditions = _rate(lambda: condition.evaluate(ANSWERS))
    parsed = _rate(_compile_all) * len(TEXTS)
    growth = _growth(lambda: condition.evaluate(ANSWERS))
    rows: list[Figure] = [
        {"name": "table 20 x 6", "value": round(table), "unit": "evaluations/s", "aim": TABLE_AIM},
        {"name": "form condition", "value": round(conditions), "unit": "evaluations/s", "aim": CONDITION_AIM},
        {"name": "parse and compile", "value": round(parsed), "unit": "expressions/s", "aim": PARSE_AIM},
        {
            "name": f"memory growth over {MEMORY_ROUNDS:,} conditions", "value": growth, "unit": "KiB",
            "most": MEMORY_MOST_KIB,
        },
    ]  # fmt: skip
    other = _spiff_rate()
    if other is None:
        say("SpiffWorkflow is not installed, no comparison with it")
    else:
        rows.append(_beside("table in SpiffWorkflow's DMN engine", other))
    return rows + _bkflow_rows()


def _beside(name: str, rate: float) -> Figure:
    return {"name": f"for comparison: {name}", "value": round(rate), "unit": "evaluations/s"}


def _bkflow_rows() -> list[Figure]:
    """Return the rates of bkflow-feel on the same condition and rows; nothing where it can't run them."""
    lines = [_latin(" and ".join(_feel_tests(number))) for number in range(ROWS)]
    asked = [
        {"name": "form condition", "texts": [_latin(CONDITION)], "context": _latin_names(ANSWERS), "expected": 0},
        {"name": "table 20 x 6", "texts": lines, "context": _latin_names(INPUTS), "expected": ROWS - 1},
    ]
    rows: list[Figure] = []
    for name, rates in (bkflow.measure(asked, seconds=0.5) or {}).items():
        if rates.parsed_once is None or rates.parse_each_time is None:
            say(f"bkflow-feel can't run the {name}: {rates.problem}")
            continue
        rows.append(_beside(f"{name} in bkflow-feel, parsed once", rates.parsed_once))
        rows.append(_beside(f"{name} in bkflow-feel, its public function", rates.parse_each_time))
    return rows


def _latin(text: str) -> str:
    """Return a text with names of Latin letters: bkflow-feel knows no others."""
    for name, latin in zip(NAMES, LATIN_NAMES, strict=True):
        text = text.replace(name, latin)
    return text


def _latin_names(context: Mapping[str, object]) -> dict[str, object]:
    return {_latin(name): value for name, value in context.items()}


def _feel_tests(number: int) -> tuple[str, ...]:
    """Return the cells of a row as comparisons that bkflow-feel's grammar knows."""
    low = number * 10
    return (
        f'主体类型 = "{KINDS[number % 5]}"', f"经营面积 >= {low}", f"经营面积 < {low + 10}", "从业人数 < 100",
        "是否网络经营 = true", '(业态 = "热食" or 业态 = "冷食")',
    )  # fmt: skip


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
    """Return by how many KiB the memory of this process (resident set) grows over many evaluations."""
    for _ in range(MEMORY_WARM_UP):
        act()
    gc.collect()
    before = _resident()
    for _ in range(MEMORY_ROUNDS):
        act()
    gc.collect()
    return round(_resident() - before, 1)


def _resident() -> float:
    """Return the resident set in KiB."""
    fields = Path("/proc/self/status").read_text(encoding="ascii").split("VmRSS:")[1].split()
    return float(fields[0])


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
