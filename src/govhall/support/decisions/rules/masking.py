"""
A run without what was an applicant's: of texts only those that stand in the model itself are shown, and no date.

Numbers and yes or no stay: they explain which row matched, and name nobody. Who needs the rest asks for it by name.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from govhall.support.decisions.values import RunRecord, TraceEntry

HIDDEN: Final = "***"
_TAG: Final = re.compile(r"<[^>]*>")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)(?:"|$)', re.DOTALL)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+(?:Z|[+-][\d:]+)?(?:@[\w/]+)?)?")
_FRACTION: Final = re.compile(r"-?\d{1,15}\.\d{1,15}")


def constants(xml: str) -> frozenset[str]:
    """Return the texts that a model says itself: its allowed values, what its cells hold, its messages."""
    found = _QUOTED.findall(html.unescape(_TAG.sub("\n", xml)))
    return frozenset([*found, *map(_unescaped, found)])


def masked(record: RunRecord, known: frozenset[str]) -> RunRecord:
    """Return the record with every text hidden that ``known`` does not hold."""
    return replace(
        record, inputs={name: _value(value, known) for name, value in record.inputs.items()},
        value=_value(record.value, known), text=_text(record.text, known),
        trace=tuple(_step(step, known) for step in record.trace), is_masked=True,
    )  # fmt: skip


def _step(step: TraceEntry, known: frozenset[str]) -> TraceEntry:
    inputs = {name: _text(value, known) for name, value in step.inputs.items()}
    return replace(step, value=_text(step.value, known), inputs=inputs)


def _value(value: Any, known: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [_value(each, known) for each in value]
    if isinstance(value, Mapping):
        return {name: _value(each, known) for name, each in value.items()}
    # A fraction is kept as text in JSON, so that nothing is rounded.
    if not isinstance(value, str) or not value or value in known or _FRACTION.fullmatch(value):
        return value
    return HIDDEN


def _text(text: str, known: frozenset[str]) -> str:
    """Hide what stands in quotes, and days, in a value as FEEL writes it. A text may be cut off inside its quotes."""
    hidden = _QUOTED.sub(lambda found: found.group(0) if found.group(1) in known else f'"{HIDDEN}"', text)
    return _DAY.sub(HIDDEN, hidden)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
