"""
The shared vectors of the rule language (`tests/conformance/feel-vectors.json`): what forms compute, for both engines.

One normalisation makes values of both comparable: numbers to 12 digits, dates and durations as ISO text.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from govhall.support.decisions.feel.literals import format_value
from govhall.support.decisions.public import compile_expression, from_python, to_python
from govhall.support.forms.rules.portable import Shape, list_of, of_kind, of_row

FILE = Path(__file__).resolve().parents[1] / "conformance" / "feel-vectors.json"

OTHERS: Mapping[str, Sequence[Any]] = {
    "integer": (None, 0, 1, 17, 18, 65, 4500, 120_000),
    "decimal": (None, "0", "0.1", "2.5", "46.5", "0.285", "1.005", "150", "0.0000005"),
    "money": (None, "0.01", "0.10", "1999.99", "2000000"),
    "boolean": (None, True, False),
    "choices": (None, ["hot"], ["hot", "online"]),
    "date": (None, "2024-02-29", "2026-01-31", "2026-11-25", "1999-12-31", "2026-12-31"),
    "id_number": (None, "520102199001010018", "52010219900101001X"),
    "phone": (None, "13900000183"),
    "postcode": (None, "550081"),
    "choice": (None, "canteen", "sales", "rented"),
    "text": (None, "", "甲", "杨秀兰", "𬴂人", "a"),
}


@dataclass(frozen=True, slots=True)
class Vector:
    """One expression over the fields of its group, and the value that both engines must give."""

    about: str
    expression: str
    expected: Any
    kinds: Mapping[str, Any]
    values: Mapping[str, Any]

    def context(self) -> dict[str, Any]:
        """Return the values as the server sees them: decimals as decimals."""
        return {name: _typed(self.kinds[name], value) for name, value in self.values.items()}

    def on_server(self, context: Mapping[str, Any]) -> Any:
        """Return what the server's engine says, in the form in which both are compared."""
        noon = datetime.fromisoformat(f"{today()}T12:00:00").replace(tzinfo=ZoneInfo("Asia/Shanghai"))
        names = [name for name in self.kinds if " " in name]
        return plain(compile_expression(self.expression, names=names).evaluate(context, at=noon))

    def scope(self) -> dict[str, Shape]:
        """Return the shapes of the fields, as the checker of forms wants them."""
        return {name: _shape(kind) for name, kind in self.kinds.items()}


@cache
def today() -> str:
    """Return the day on which the vectors are evaluated."""
    day: str = json.loads(FILE.read_text(encoding="utf-8"))["today"]
    return day


def vectors() -> Iterator[Vector]:
    """Return all vectors in their order."""
    for group in json.loads(FILE.read_text(encoding="utf-8"))["groups"]:
        for expression, expected in group["vectors"]:
            yield Vector(group["about"], expression, expected, group["kinds"], group["values"])


def others(vector: Vector, *, times: int) -> Iterator[dict[str, Any]]:
    """Return other values for the fields of a vector, the same ones each time."""
    chance = random.Random(vector.expression)  # noqa: S311  # no secret, only variety
    for _ in range(times):
        yield {name: _typed(kind, _any(kind, chance)) for name, kind in vector.kinds.items()}


def _any(kind: Any, chance: random.Random) -> Any:
    if isinstance(kind, dict):
        return [{name: _any(each, chance) for name, each in kind.items()} for _ in range(chance.randrange(4))]
    return chance.choice(OTHERS.get(kind, OTHERS["text"]))


def plain(value: Any) -> Any:
    """Return a FEEL value in the form in which both engines are compared."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return float(f"{value:.12g}")
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return format_value(value)


def for_browser(value: Any) -> Any:
    """Return a value of a context as JSON carries it into the browser: decimals become binary numbers."""
    if isinstance(value, Decimal):
        return to_python(from_python(value)) if value == value.to_integral_value() else float(value)
    if isinstance(value, list):
        return [for_browser(item) for item in value]
    if isinstance(value, dict):
        return {name: for_browser(item) for name, item in value.items()}
    return value


def _typed(kind: Any, value: Any) -> Any:
    if isinstance(kind, dict):
        return [{name: _typed(kind[name], each) for name, each in row.items()} for row in value]
    return Decimal(value) if kind in ("decimal", "money") and value is not None else value


def _shape(kind: Any) -> Shape:
    if isinstance(kind, dict):
        return list_of(of_row({name: of_kind(each) for name, each in kind.items()}), certain=True)
    return of_kind(kind)
