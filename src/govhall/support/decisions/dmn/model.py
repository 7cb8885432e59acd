"""The elements of a DMN model as frozen data, as they stand in the XML; nothing is resolved here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Box:
    """Base of boxed expressions; `type_ref` is the declared type or empty."""

    type_ref: str


@dataclass(frozen=True, slots=True)
class LiteralBox(Box):
    """A FEEL text."""

    text: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A name with a declared type (empty when none)."""

    name: str
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class ContextBox(Box):
    """Entries in order; an entry without a variable is the result."""

    entries: tuple[tuple[Variable | None, Box], ...]


@dataclass(frozen=True, slots=True)
class ListBox(Box):
    """A list of expressions."""

    items: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class RelationBox(Box):
    """A table of expressions with named columns."""

    columns: tuple[Variable, ...]
    rows: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True, slots=True)
class InvocationBox(Box):
    """A call with bindings by parameter name."""

    function: Box
    bindings: tuple[tuple[Variable, Box | None], ...]


@dataclass(frozen=True, slots=True)
class FunctionBox(Box):
    """A function definition; `kind` is FEEL, Java or PMML."""

    kind: str
    parameters: tuple[Variable, ...]
    body: Box | None


@dataclass(frozen=True, slots=True)
class ConditionalBox(Box):
    """A boxed if."""

    condition: Box
    yes: Box
    no: Box


@dataclass(frozen=True, slots=True)
class FilterBox(Box):
    """A boxed filter."""

    source: Box
    match: Box


@dataclass(frozen=True, slots=True)
class IteratorBox(Box):
    """A boxed for, some or every (`kind`)."""

    kind: str
    variable: str
    source: Box
    body: Box


@dataclass(frozen=True, slots=True)
class InputClause:
    """An input column."""

    label: str
    expression: LiteralBox
    allowed: str = ""


@dataclass(frozen=True, slots=True)
class OutputClause:
    """An output column; ``label`` is what people call it."""

    name: str
    type_ref: str = ""
    allowed: str = ""
    default: LiteralBox | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: unary tests and output expressions."""

    id: str
    tests: tuple[str, ...]
    outputs: tuple[LiteralBox, ...]


@dataclass(frozen=True, slots=True)
class TableBox(Box):
    """A decision table."""

    hit_policy: str
    aggregation: str
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A named type: a reference, components or a function, maybe restricted, maybe a list of it."""

    name: str
    type_ref: str = ""
    allowed: str = ""
    constraint: str = ""
    is_collection: bool = False
    components: tuple[ItemDefinition, ...] = ()
    function_parameters: tuple[Variable, ...] | None = None
    function_result: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """Base of what a requirement graph links: unique id, name and variable."""

    id: str
    name: str
    variable: Variable


@dataclass(frozen=True, slots=True)
class InputData(Element):
    """A value the caller provides; `description` says in words what it is."""

    description: str = ""


@dataclass(frozen=True, slots=True)
class Decision(Element):
    """A decision with its logic and what it requires (hrefs)."""

    box: Box | None
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnowledgeModel(Element):
    """A business knowledge model: a reusable function."""

    function: FunctionBox | None
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionService(Element):
    """A set of decisions callable as one function."""

    outputs: tuple[str, ...] = ()
    encapsulated: tuple[str, ...] = ()
    input_decisions: tuple[str, ...] = ()
    input_data: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Import:
    """Another model used under a name."""

    namespace: str
    name: str


@dataclass(frozen=True, slots=True)
class Definitions:
    """One model file."""

    namespace: str
    name: str
    imports: tuple[Import, ...] = ()
    items: tuple[ItemDefinition, ...] = ()
    elements: tuple[Element, ...] = ()
    by_id: dict[str, Element] = field(default_factory=dict)


def tables_in(box: object) -> Iterator[TableBox]:
    """Return the decision tables anywhere inside a boxed expression."""
    pending: list[object] = [box]
    while pending:
        current = pending.pop()
        if isinstance(current, tuple):
            pending.extend(current)
        elif isinstance(current, TableBox):
            yield current
        elif isinstance(current, Box):
            pending.extend(getattr(current, name) for name in current.__dataclass_fields__)
