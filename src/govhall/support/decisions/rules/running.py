"""One bounded run of a compiled model, with its trace as people read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from govhall.infra import clock
from govhall.kernel.errors import InvalidInput, NotFound
from govhall.support.decisions import dmn
from govhall.support.decisions.dmn import model as parts
from govhall.support.decisions.dmn.item_types import Restricted
from govhall.support.decisions.dmn.messages import message
from govhall.support.decisions.feel import Diagnostic, Limits
from govhall.support.decisions.feel.types import FeelType, ListType
from govhall.support.decisions.rules import plain
from govhall.support.decisions.values import Evaluation, InputField, Remark, TraceEntry, VersionRef

# Somebody waits for the answer: far above what an honest table takes, far below what would hold up a web process.
LIMITS: Final = Limits(steps=200_000, list_size=20_000, seconds=1.0, string_length=200_000)


class UnknownDecision(NotFound):
    """The model has no decision of this name."""

    code = "decision-unknown"


class InputsUnusable(InvalidInput):
    """A given value is nothing that a rule could work with."""

    code = "decision-inputs-unusable"


@dataclass(frozen=True, slots=True)
class Compiled:
    """A model ready to run: its inputs, and the number of each row in its table."""

    made: dmn.Model
    rows: Mapping[str, int]


def prepare(made: dmn.Model) -> Compiled:
    """Return the model with its rows numbered."""
    rows = {rule.id: number for _name, table, _made in made.tables() for number, rule in enumerate(table.rules, 1)}
    return Compiled(made, rows)


def run(
    compiled: Compiled, decision: str, inputs: Mapping[str, Any], *, at: datetime, version: VersionRef | None = None
) -> Evaluation:
    """
    Evaluate a decision; what is not among the model's inputs is left out, what is missing is null.

    :raises UnknownDecision: if the model has none of this name
    :raises InputsUnusable: if a value is no FEEL value
    """
    made = compiled.made
    given = {name: inputs.get(name) for name in made.inputs}
    try:
        result = made.evaluate(decision, given, limits=LIMITS, at=at.astimezone(clock.OFFICIAL_ZONE), trace=True)
        return Evaluation(
            decision=decision, value=plain.as_json(result.value), text=plain.as_text(result.value),
            inputs={name: plain.as_json(value) for name, value in given.items()},
            remarks=tuple(map(remark, result.diagnostics)), version=version, at=at,
            trace=tuple(_step(step, compiled.rows) for step in result.trace),
        )  # fmt: skip
    except dmn.DmnError as error:
        if error.code == "dmn-unknown-decision":
            raise UnknownDecision(f"模型里没有“{decision}”这个决策。") from None
        raise InputsUnusable(message(error.code)) from None
    except TypeError:
        raise InputsUnusable("输入的值不能使用。") from None


def remark(found: Diagnostic) -> Remark:
    """Return a diagnostic in Chinese."""
    return Remark(
        code=found.code, message=message(found.code), text=found.text, line=found.line, column=found.column,
        position=found.position,
    )  # fmt: skip


def _step(step: dmn.TraceStep, rows: Mapping[str, int]) -> TraceEntry:
    # What a decision saw are the values of steps before it; what a table saw is computed in its heads.
    seen = step.inputs if step.kind == "table" else {}
    return TraceEntry(
        kind=step.kind, name=step.name, value=plain.as_text(step.value),
        inputs={name: plain.as_text(value) for name, value in seen.items()},
        rows=tuple(rows[rule] for rule in step.matched if rule in rows), rule_ids=step.matched,
    )  # fmt: skip


def inputs_of(made: dmn.Model) -> tuple[InputField, ...]:
    """Return the inputs of a model with what is known of their types, for a form."""
    found = (element for element in made.elements if isinstance(element, parts.InputData))
    return tuple(_input(element, made.type_of(element)) for element in found)


def _input(element: parts.InputData, kind: FeelType) -> InputField:
    is_list = isinstance(kind, ListType)
    inner: FeelType = kind.item if isinstance(kind, ListType) else kind
    options: tuple[str, ...] = ()
    if isinstance(inner, Restricted):
        options = tuple(_listed(inner.tests.text))
        inner = inner.base
    label = element.description.strip()[:60] or element.name
    return InputField(name=element.name, label=label, kind=str(inner), options=options, is_list=is_list)


def _listed(text: str) -> Iterable[str]:
    """Return the values of ``"a", "b"``; nothing for ranges and comparisons."""
    pieces = [piece.strip() for piece in text.split(",")]
    if all(len(piece) > 1 and piece[0] == piece[-1] == '"' and '"' not in piece[1:-1] for piece in pieces):
        return [piece[1:-1] for piece in pieces]
    return []
