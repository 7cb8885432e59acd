"""Runs a folder laid out like the DMN TCK (compliance-level-N/case/*.dmn and *-test-*.xml).

Every result node of every test case is one test. Tests that touch an external (Java) function are
counted apart. Knows no test by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal, DecimalException
from pathlib import Path

from lxml import etree

from govhall.support.decisions.dmn.engine import Model, read_model
from govhall.support.decisions.dmn.errors import DmnError
from govhall.support.decisions.dmn.read_boxes import child, children
from govhall.support.decisions.dmn.reader import parse_xml, read_definitions
from govhall.support.decisions.dmn.session import Result
from govhall.support.decisions.feel import literals, operators
from govhall.support.decisions.feel.literals import format_value

_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
# Expected numbers are printed with few digits; the suite's own runners compare with this tolerance.
_TOLERANCE = Decimal("1e-8")


@dataclass(frozen=True, slots=True)
class TckCase:
    """Outcome of one result node: `status` is passed, failed or unsupported."""

    level: str
    folder: str
    case: str
    node: str
    status: str
    expected: str = ""
    actual: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Name to print."""
        return f"{self.level}/{self.folder}/{self.case}/{self.node}"


@dataclass(slots=True)
class TckReport:
    """All outcomes of a run."""

    cases: list[TckCase] = field(default_factory=list)

    def count(self, status: str, level: str | None = None) -> int:
        """Return how many tests have a status, of one level or of all."""
        return sum(case.status == status and level in (None, case.level) for case in self.cases)

    @property
    def levels(self) -> list[str]:
        """Names of the compliance levels found, in order."""
        return sorted({case.level for case in self.cases})

    @property
    def failed(self) -> list[TckCase]:
        """The tests that failed."""
        return [case for case in self.cases if case.status == "failed"]

    @property
    def unsupported(self) -> list[TckCase]:
        """The tests that need Java."""
        return [case for case in self.cases if case.status == "unsupported"]

    def as_dict(self) -> dict[str, object]:
        """Return the counts by level, the failed tests in full and the unsupported ones by name, ready for JSON."""
        statuses = ("passed", "failed", "unsupported")
        return {
            "levels": {level: {status: self.count(status, level) for status in statuses} for level in self.levels},
            "failed": [asdict(case) for case in self.failed],
            "unsupported": [case.label for case in self.unsupported],
            "summary": self.summary,
        }

    @property
    def summary(self) -> str:
        """The last line to print."""
        return f"{self.count('passed')} passed, {self.count('failed')} failed"


def run_folder(path: Path) -> TckReport:
    """Run every test below a folder."""
    report = TckReport()
    for tests in sorted(path.rglob("*-test-*.xml")):
        report.cases.extend(_run_file(tests))
    return report


def _run_file(path: Path) -> Iterator[TckCase]:
    level, folder = path.parent.parent.name, path.parent.name
    root = parse_xml(path.read_bytes())
    loaded: Model | str
    try:
        loaded = _load(path.parent, _text(root, "modelName"))
    except (DmnError, OSError) as error:
        loaded = str(error)
    for case in children(root, "testCase"):
        name = case.get("id") or case.get("name") or ""
        for node in children(case, "resultNode"):
            yield _run_node(loaded, case, node, (level, folder, name))


def _load(folder: Path, name: str) -> Model:
    """Read the model of a test with the other models of its folder that it imports."""
    main = folder / (name if name.endswith(".dmn") else f"{name}.dmn")
    source = main.read_bytes()
    others: list[bytes] = []
    if read_definitions(source).imports:
        others = [other.read_bytes() for other in sorted(folder.glob("*.dmn")) if other != main]
    return read_model(source, imports=others)


def _run_node(loaded: Model | str, case: etree._Element, node: etree._Element, place: tuple[str, str, str]) -> TckCase:
    name = node.get("name", "")
    wanted = child(node, "expected")
    expected = _value(wanted) if wanted is not None else None
    if isinstance(loaded, str):
        return TckCase(*place, name, "failed", format_value(expected), "", (loaded,))
    inputs = {" ".join(item.get("name", "").split()): _value(item) for item in children(case, "inputNode")}
    service = case.get("invocableName") if case.get("type") in ("decisionService", "bkm") else None
    try:
        result = loaded.evaluate(service or name, inputs)
    except DmnError as error:
        return TckCase(*place, name, "failed", format_value(expected), "", (str(error),))
    value = result.value
    if service and isinstance(value, Mapping) and name in value:
        value = value[name]
    status = "passed" if same(value, expected) else "failed"
    if any(remark.code == "feel-external-function" for remark in result.diagnostics):
        status = "unsupported"
    return TckCase(*place, name, status, format_value(expected), format_value(value), _remarks(loaded, result))


def _remarks(loaded: Model, result: Result) -> tuple[str, ...]:
    problems = [f"{problem.element}: {problem.diagnostic.message}" for problem in loaded.problems[:5]]
    return (*problems, *(remark.message for remark in result.diagnostics[:5]))


def same(actual: object, expected: object) -> bool:
    """Say whether a value is what a test expects; numbers to eight digits."""
    if isinstance(actual, Decimal) and isinstance(expected, Decimal):
        return abs(actual - expected) <= _TOLERANCE * max(Decimal(1), abs(expected))
    if isinstance(actual, list) and isinstance(expected, list):
        return len(actual) == len(expected) and all(map(same, actual, expected))
    if isinstance(actual, Mapping) and isinstance(expected, Mapping):
        return actual.keys() == expected.keys() and all(same(value, expected[key]) for key, value in actual.items())
    return operators.equal(actual, expected) is True


def _value(node: etree._Element) -> object:
    if node.get(_NIL) == "true":
        return None
    items = child(node, "list")
    if items is not None:
        return None if items.get(_NIL) == "true" else [_value(item) for item in children(items, "item")]
    value = child(node, "value")
    if value is not None:
        return None if value.get(_NIL) == "true" else _scalar(value.text or "", value.get(_TYPE, ""))
    return {part.get("name", ""): _value(part) for part in children(node, "component")}


def _scalar(text: str, type_name: str) -> object:
    kind = type_name.rpartition(":")[2]
    if kind == "boolean":
        return text.strip() in ("true", "1")
    if kind in ("decimal", "double", "float", "integer", "int", "long"):
        try:
            return Decimal(text.strip())
        except DecimalException:
            return None
    readers = {
        "date": literals.parse_date,
        "time": literals.parse_time,
        "dateTime": literals.parse_date_time,
        "duration": literals.parse_duration,
        "dayTimeDuration": literals.parse_duration,
        "yearMonthDuration": literals.parse_duration,
    }
    reader = readers.get(kind)
    return reader(text.strip()) if reader is not None else text


def _text(root: etree._Element, name: str) -> str:
    found = child(root, name)
    return (found.text or "").strip() if found is not None else ""
