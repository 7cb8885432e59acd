"""What a model offers, to read and to fill in: decisions, inputs, tables."""

from collections.abc import Iterator

from govhall.support.decisions import dmn
from govhall.support.decisions.dmn import model as parts
from govhall.support.decisions.rules import checking, running
from govhall.support.decisions.values import Outline, RowView, TableView

_POLICIES = {
    "UNIQUE": "唯一", "ANY": "任意", "FIRST": "首条", "PRIORITY": "优先", "COLLECT": "收集", "RULE ORDER": "按行序",
    "OUTPUT ORDER": "按输出序",
}  # fmt: skip
_NOTHING = Outline(decisions=(), inputs=(), tables=())


def outline(xml: str) -> Outline:
    """Return what a model offers; nothing for a file that can't be read (the checks say why)."""
    made, _findings = checking.read(xml)
    if made is None:
        return _NOTHING
    return Outline(
        # The one that no other requires comes last in a file as a rule, and is what people ask for.
        decisions=tuple(reversed(made.decisions)), inputs=running.inputs_of(made), tables=tuple(_tables(made)),
    )  # fmt: skip


def _tables(made: dmn.Model) -> Iterator[TableView]:
    ids = {element.name: element.id for element in made.elements}
    for name, box, _compiler in made.tables():
        yield TableView(
            element_id=ids.get(name, ""), element=name, hit_policy=_policy(box),
            inputs=tuple(clause.label for clause in box.inputs),
            outputs=tuple(clause.label or clause.name or name for clause in box.outputs),
            rows=tuple(_row(number, rule) for number, rule in enumerate(box.rules, 1)),
        )  # fmt: skip


def _row(number: int, rule: parts.Rule) -> RowView:
    outputs = tuple(box.text for box in rule.outputs)
    return RowView(id=rule.id, number=number, tests=tuple(test or "-" for test in rule.tests), outputs=outputs)


def _policy(box: parts.TableBox) -> str:
    return f"{_POLICIES[box.hit_policy]} {box.hit_policy} {box.aggregation}".strip()
