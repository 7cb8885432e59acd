"""Reads boxed expressions from XML elements."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from govhall.support.decisions.dmn import model
from govhall.support.decisions.dmn.errors import DmnError

HIT_POLICIES = ("UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER")
AGGREGATIONS = ("", "SUM", "COUNT", "MIN", "MAX")
_EMPTY = model.LiteralBox("", "")


def local_name(node: etree._Element) -> str:
    """Return the tag without namespace."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def children(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """Return the child elements of a name."""
    return (item for item in node if local_name(item) == name)


def child(node: etree._Element, name: str) -> etree._Element | None:
    """Return the first child element of a name."""
    return next(children(node, name), None)


def text_of(node: etree._Element, name: str) -> str:
    """Return the text of the first child of a name, without blanks around it."""
    found = child(node, name)
    return (found.text or "").strip() if found is not None else ""


def _type_ref(node: etree._Element) -> str:
    return node.get("typeRef") or text_of(node, "typeRef")


def _variable(node: etree._Element) -> model.Variable:
    return model.Variable(" ".join(node.get("name", "").split()), _type_ref(node))


def read_box(node: etree._Element) -> model.Box | None:
    """Return the boxed expression an element holds, or None when it is no expression."""
    reader = _READERS.get(local_name(node))
    return reader(node) if reader is not None else None


def _inner(node: etree._Element | None) -> model.Box:
    """Return the first expression below an element; a missing one is empty and gives null."""
    if node is None:
        return _EMPTY
    return next((found for found in map(read_box, node) if found is not None), _EMPTY)


def _literal(node: etree._Element) -> model.LiteralBox:
    return model.LiteralBox(_type_ref(node), text_of(node, "text"))


def _context(node: etree._Element) -> model.ContextBox:
    entries: list[tuple[model.Variable | None, model.Box]] = []
    for entry in children(node, "contextEntry"):
        variable = child(entry, "variable")
        entries.append((_variable(variable) if variable is not None else None, _inner(entry)))
    return model.ContextBox(_type_ref(node), tuple(entries))


def _list(node: etree._Element) -> model.ListBox:
    return model.ListBox(_type_ref(node), tuple(found for found in map(read_box, node) if found is not None))


def _relation(node: etree._Element) -> model.RelationBox:
    columns = tuple(_variable(column) for column in children(node, "column"))
    rows = tuple(
        tuple(found for found in map(read_box, row) if found is not None) for row in children(node, "row")
    )  # fmt: skip
    if any(len(row) != len(columns) for row in rows):
        raise DmnError("dmn-bad-relation", "a row does not have as many cells as there are columns")
    return model.RelationBox(_type_ref(node), columns, rows)


def _invocation(node: etree._Element) -> model.InvocationBox:
    bindings: list[tuple[model.Variable, model.Box | None]] = []
    for binding in children(node, "binding"):
        parameter = child(binding, "parameter")
        if parameter is None:
            raise DmnError("dmn-bad-invocation", "a binding has no parameter")
        bindings.append((_variable(parameter), _inner(binding)))
    return model.InvocationBox(_type_ref(node), _inner(node), tuple(bindings))


def _function(node: etree._Element) -> model.FunctionBox:
    parameters = tuple(_variable(item) for item in children(node, "formalParameter"))
    body = next((found for found in map(read_box, node) if found is not None), None)
    return model.FunctionBox(_type_ref(node), node.get("kind", "FEEL"), parameters, body)


def _conditional(node: etree._Element) -> model.ConditionalBox:
    parts = (_inner(child(node, name)) for name in ("if", "then", "else"))
    return model.ConditionalBox(_type_ref(node), *parts)


def _filter(node: etree._Element) -> model.FilterBox:
    return model.FilterBox(_type_ref(node), _inner(child(node, "in")), _inner(child(node, "match")))


def _iterator(node: etree._Element) -> model.IteratorBox:
    kind = local_name(node)
    body = child(node, "return" if kind == "for" else "satisfies")
    variable = " ".join(node.get("iteratorVariable", "").split())
    return model.IteratorBox(_type_ref(node), kind, variable, _inner(child(node, "in")), _inner(body))


def _table(node: etree._Element) -> model.TableBox:
    policy, aggregation = node.get("hitPolicy", "UNIQUE"), node.get("aggregation", "")
    if policy not in HIT_POLICIES or aggregation not in AGGREGATIONS:
        raise DmnError("dmn-bad-hit-policy", "the hit policy or aggregation is unknown", line=_line(node))
    inputs = tuple(_input_clause(item) for item in children(node, "input"))
    outputs = tuple(_output_clause(item) for item in children(node, "output"))
    rules = tuple(_rule(item, number) for number, item in enumerate(children(node, "rule"), 1))
    if not outputs or any(len(rule.tests) != len(inputs) or len(rule.outputs) != len(outputs) for rule in rules):
        raise DmnError("dmn-bad-table", "a rule does not fit the columns of its table", line=_line(node))
    if len(outputs) > 1 and len({clause.name for clause in outputs} - {""}) != len(outputs):
        raise DmnError("dmn-bad-table", "several output columns need names that differ", line=_line(node))
    return model.TableBox(_type_ref(node), policy, aggregation, inputs, outputs, rules)


def _line(node: etree._Element) -> int:
    line: object = node.sourceline
    return line if isinstance(line, int) else 0


def _input_clause(node: etree._Element) -> model.InputClause:
    expression, allowed = child(node, "inputExpression"), child(node, "inputValues")
    box = _literal(expression) if expression is not None else _EMPTY
    return model.InputClause(
        node.get("label") or box.text, box, text_of(allowed, "text") if allowed is not None else ""
    )


def _output_clause(node: etree._Element) -> model.OutputClause:
    allowed, default = child(node, "outputValues"), child(node, "defaultOutputEntry")
    return model.OutputClause(
        name=" ".join((node.get("name") or node.get("label") or "").split()),
        type_ref=_type_ref(node),
        allowed=text_of(allowed, "text") if allowed is not None else "",
        default=_literal(default) if default is not None else None,
        label=node.get("label") or "",
    )


def _rule(node: etree._Element, number: int) -> model.Rule:
    tests = tuple(text_of(item, "text") for item in children(node, "inputEntry"))
    outputs = tuple(_literal(item) for item in children(node, "outputEntry"))
    return model.Rule(node.get("id") or str(number), tests, outputs)


_READERS: dict[str, Callable[[etree._Element], model.Box]] = {
    "literalExpression": _literal,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": _function,
    "encapsulatedLogic": _function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iterator,
    "some": _iterator,
    "every": _iterator,
    "decisionTable": _table,
}
