"""Looks at every expression of a model before it is published: syntax, names, types, allowed values.

Each finding carries its place down to the cell and the character, so that an editor can jump there. Only what is
certain is told: a value that is computed is not guessed at. Tables as a whole are looked at in `checks`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from govhall.support.decisions.dmn import model
from govhall.support.decisions.dmn.boxes import BoxCompiler
from govhall.support.decisions.dmn.engine import Model
from govhall.support.decisions.dmn.item_types import Restricted
from govhall.support.decisions.dmn.pieces import constant, constants
from govhall.support.decisions.feel import Diagnostic, Expression, FeelSyntaxError, UnaryTests
from govhall.support.decisions.feel.errors import FeelLimitError
from govhall.support.decisions.feel.expression import compile_expression, compile_unary_tests
from govhall.support.decisions.feel.types import ANY, FeelType, ListType, coerce

Names = Mapping[str, FeelType]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: an element, in a table a row and a column (from 1, outputs after inputs; 0: none)."""

    element_id: str = ""
    element: str = ""
    rule_id: str = ""
    row: int = 0
    column: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class ExpressionFinding:
    """One thing that is wrong in one text; `certain` is false where a name may be a property of an item."""

    place: Place
    diagnostic: Diagnostic
    source: str
    certain: bool = True


def review(made: Model) -> list[ExpressionFinding]:
    """Return what is wrong in the expressions of the main model, in the order of the file."""
    found: list[ExpressionFinding] = []
    for element in made.elements:
        found.extend(_Reviewer(made, element).findings())
    return found


class _Reviewer:
    """Walks the boxes of one element."""

    def __init__(self, made: Model, element: model.Element) -> None:
        self.element = element
        self.compiler: BoxCompiler = made.compiler_of(element)
        self.names = made.known_names(element) if isinstance(element, model.Decision | model.KnowledgeModel) else {}
        self.kind = made.type_of(element)
        self.at = Place(element.id, element.name)

    def findings(self) -> Iterator[ExpressionFinding]:
        """Return what is wrong in this element."""
        if isinstance(self.element, model.Decision) and self.element.box is not None:
            yield from self.box(self.element.box, self.names, self.at, self.kind)
        elif isinstance(self.element, model.KnowledgeModel) and self.element.function is not None:
            yield from self.box(self.element.function, self.names, self.at, ANY)

    def box(self, box: model.Box | None, names: Names, at: Place, kind: FeelType = ANY) -> Iterator[ExpressionFinding]:
        """Return what is wrong in a box; `kind` is the type that its value must have."""
        if isinstance(box, model.LiteralBox):
            yield from self.expression(box.text, names, at, self._narrower(box.type_ref, kind))
        elif isinstance(box, model.ContextBox):
            yield from self.context(box, names, at)
        elif isinstance(box, model.TableBox):
            yield from self.table(box, names, at)
        elif isinstance(box, model.FunctionBox):
            if box.kind == "FEEL":
                yield from self.box(box.body, {**names, **self._parameters(box.parameters)}, at)
        elif isinstance(box, model.FilterBox):
            yield from self.box(box.source, names, at)
            # Inside the condition the properties of the items are names too, and nobody knows them here.
            yield from (replace(found, certain=found.certain and _is_syntax(found))
                        for found in self.box(box.match, {**names, "item": ANY}, at))  # fmt: skip
        elif isinstance(box, model.IteratorBox):
            yield from self.box(box.source, names, at)
            yield from self.box(box.body, {**names, box.variable: ANY, "partial": ANY}, at)
        elif box is not None:
            for inner in _parts(box):
                yield from self.box(inner, names, at)

    def context(self, box: model.ContextBox, names: Names, at: Place) -> Iterator[ExpressionFinding]:
        """An entry may use those before it, a function also itself."""
        inside = dict(names)
        for variable, inner in box.entries:
            label = variable.name if variable is not None else ""
            kind = self.compiler.types.find(variable.type_ref) if variable is not None else ANY
            if variable is not None and isinstance(inner, model.FunctionBox):
                inside[variable.name] = ANY
            yield from self.box(inner, inside, replace(at, label=label), kind)
            if variable is not None:
                inside[variable.name] = kind

    def table(self, box: model.TableBox, names: Names, at: Place) -> Iterator[ExpressionFinding]:
        """Heads first, then row by row."""
        kinds = []
        for column, clause in enumerate(box.inputs, 1):
            place = replace(at, column=column, label=clause.label)
            yield from self.expression(clause.expression.text, names, place, ANY)
            yield from self.tests(clause.allowed, names, place, ANY)
            kinds.append(self._input_type(clause, names))
        outputs = [self.compiler.types.find(clause.type_ref) for clause in box.outputs]
        if len(outputs) == 1 and outputs[0] == ANY and box.hit_policy in ("UNIQUE", "ANY", "FIRST", "PRIORITY"):
            outputs = [self.kind]
        for number, head in enumerate(box.outputs):
            place = replace(at, column=len(kinds) + number + 1, label=head.name)
            if head.allowed:
                yield from self.expression(f"[{head.allowed}]", names, place, ANY)
            if head.default is not None:
                yield from self.expression(head.default.text, names, place, outputs[number])
        for row, rule in enumerate(box.rules, 1):
            here = replace(at, rule_id=rule.id, row=row)
            for column, (text, clause) in enumerate(zip(rule.tests, box.inputs, strict=True), 1):
                place = replace(here, column=column, label=clause.label)
                yield from self.tests(text, names, place, kinds[column - 1])
            for number, cell in enumerate(rule.outputs):
                place = replace(here, column=len(kinds) + number + 1, label=box.outputs[number].name)
                yield from self.output(cell.text, names, place, outputs[number], box.outputs[number].allowed)

    def output(self, text: str, names: Names, at: Place, kind: FeelType, allowed: str) -> Iterator[ExpressionFinding]:
        """An output must fit its type and, when it is a constant, the listed output values."""
        found = list(self.expression(text, names, at, kind))
        yield from found
        limit = self.compiler.tests(allowed, "") if allowed and not found else None
        made = self.compiler.expression(text, "") if limit is not None else None
        if limit is None or made is None or made.names or not constant(limit, self.compiler.names):
            return
        value = _value(made)
        if value is not None and limit.matches(value) is not True:
            yield _finding(at, "dmn-value-not-allowed", text)

    def expression(self, text: str, names: Names, at: Place, kind: FeelType) -> Iterator[ExpressionFinding]:
        """Compile a text; tell wrong syntax, names that nobody gives, and a constant of the wrong type."""
        if not text.strip():
            yield _finding(at, "dmn-no-expression", text)
            return
        try:
            made = compile_expression(text, names=self.compiler.names, types=self.compiler.types.plain)
        except FeelSyntaxError as error:
            yield ExpressionFinding(at, error.diagnostic(), text)
            return
        yield from _unknown(made, names, at)
        if kind != ANY and not made.names and not text.lstrip().startswith("function"):
            value = _value(made)
            if value is not None and (code := _misfit(value, kind)):
                yield _finding(at, code, text)

    def tests(self, text: str, names: Names, at: Place, kind: FeelType) -> Iterator[ExpressionFinding]:
        """The same for unary tests; their constants are compared with the type of the column."""
        if text.strip() in ("", "-"):
            return
        try:
            made = compile_unary_tests(text, names=self.compiler.names, types=self.compiler.types.plain)
        except FeelSyntaxError as error:
            yield ExpressionFinding(at, error.diagnostic(), text)
            return
        yield from _unknown(made, names, at)
        if kind == ANY or isinstance(kind, ListType) or not constant(made, self.compiler.names):
            return
        # A comparison may name a limit that is no allowed value itself.
        base = kind.base if isinstance(kind, Restricted) and any(sign in text for sign in "<>[]().") else kind
        for value in constants(text, self.compiler.names):
            if value is not None and (code := _misfit(value, base)):
                yield _finding(at, code, text)
                return

    def _input_type(self, clause: model.InputClause, names: Names) -> FeelType:
        declared = self.compiler.types.find(clause.expression.type_ref)
        given = names.get(" ".join(clause.expression.text.split()), ANY)
        return given if given != ANY else declared

    def _narrower(self, type_ref: str, kind: FeelType) -> FeelType:
        own = self.compiler.types.find(type_ref)
        return kind if kind != ANY else own

    def _parameters(self, parameters: tuple[model.Variable, ...]) -> dict[str, FeelType]:
        return {each.name: self.compiler.types.find(each.type_ref) for each in parameters}


def _parts(box: object) -> Iterator[model.Box]:
    """Return the boxes directly inside one of the boxes that open no scope."""
    if isinstance(box, model.InvocationBox):
        yield box.function
        yield from (value for _parameter, value in box.bindings if value is not None)
    elif isinstance(box, model.ConditionalBox):
        yield from (box.condition, box.yes, box.no)
    elif isinstance(box, model.ListBox):
        yield from box.items
    elif isinstance(box, model.RelationBox):
        yield from (cell for row in box.rows for cell in row)


def _unknown(made: Expression | UnaryTests, names: Names, at: Place) -> Iterator[ExpressionFinding]:
    for name in sorted(made.names - set(names)):
        position = max(made.text.find(name), 0)
        before = made.text[:position]
        diagnostic = Diagnostic(
            "feel-unknown-name", f"nothing gives {name}", position, before.count("\n") + 1,
            position - before.rfind("\n"), name,
        )  # fmt: skip
        yield ExpressionFinding(at, diagnostic, made.text, certain="[" not in made.text)


def _misfit(value: object, kind: FeelType) -> str:
    """Return the code of what is wrong with a constant for a type; empty when it fits."""
    if coerce(value, kind)[0]:
        return ""
    is_type_right = isinstance(kind, Restricted) and kind.base.accepts(value)
    return "dmn-value-not-allowed" if is_type_right else "dmn-wrong-type"


def _value(made: Expression) -> object:
    try:
        return made.evaluate({})
    except FeelLimitError:
        return None


def _is_syntax(found: ExpressionFinding) -> bool:
    return found.diagnostic.code != "feel-unknown-name"


def _finding(at: Place, code: str, text: str) -> ExpressionFinding:
    return ExpressionFinding(at, Diagnostic(code, code, text=text[:80]), text)
