"""Compiles boxed expressions to closures over a scope of names and a session."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence

from govhall.support.decisions.dmn import model
from govhall.support.decisions.dmn.item_types import TypeTable
from govhall.support.decisions.dmn.session import Code, Scope, Session
from govhall.support.decisions.feel import Expression, FeelSyntaxError, UnaryTests
from govhall.support.decisions.feel.builtins import BUILTIN_NAMES
from govhall.support.decisions.feel.compiler.calls import invoke_named
from govhall.support.decisions.feel.compiler.loops import iterable
from govhall.support.decisions.feel.compiler.paths import as_list
from govhall.support.decisions.feel.expression import compile_expression, compile_unary_tests
from govhall.support.decisions.feel.limits import Run
from govhall.support.decisions.feel.types import ANY, FeelType, coerce
from govhall.support.decisions.feel.values import Function

Report = Callable[[str, FeelSyntaxError], None]


class BoxCompiler:
    """Compiles the boxes of one model; wrong texts are reported and give null."""

    def __init__(self, types: TypeTable, report: Report) -> None:
        self.names = BUILTIN_NAMES
        self.types = types
        self.report = report

    def code(self, box: model.Box, element: str) -> Code:
        """Return the closure of a box, with its declared type enforced."""
        compiled = compile_box(box, self, element)
        return self.typed(compiled, box.type_ref, element)

    def typed(self, code: Code, type_ref: str, element: str) -> Code:
        """Return a closure that gives null for a value that does not fit the type."""
        kind = self.types.find(type_ref)
        if kind is ANY or (isinstance(kind, FeelType) and kind == ANY):
            return code
        return lambda scope, session: fit(session.run, code(scope, session), kind, element)

    def expression(self, text: str, element: str) -> Expression | None:
        """Return the compiled text, or None when it is empty or wrong."""
        if not text.strip():
            return None
        try:
            return compile_expression(text, names=self.names, types=self.types.plain)
        except FeelSyntaxError as error:
            self.report(element, error)
            return None

    def tests(self, text: str, element: str) -> UnaryTests | None:
        """Return compiled unary tests, or None when they are empty or wrong."""
        if not text.strip():
            return None
        try:
            return compile_unary_tests(text, names=self.names, types=self.types.plain)
        except FeelSyntaxError as error:
            self.report(element, error)
            return None


def fit(run: Run, value: object, kind: FeelType, element: str) -> object:
    """Return the value as the type wants it, or null with a remark."""
    fits, converted = coerce(value, kind)
    if fits:
        return converted
    return run.note("dmn-wrong-type", f"{element}: the value is not of type {kind}")


@functools.singledispatch
def compile_box(box: model.Box, compiler: BoxCompiler, element: str) -> Code:
    """Return the closure of a box; tables register from `tables`."""
    raise TypeError(f"no compiler for {type(box).__name__}")


@compile_box.register
def _literal(box: model.LiteralBox, compiler: BoxCompiler, element: str) -> Code:
    expression = compiler.expression(box.text, element)
    if expression is None:
        return lambda scope, session: session.run.note("dmn-no-expression", f"{element}: there is no valid expression")
    return lambda scope, session: expression.run(scope, session.run)


@compile_box.register
def _context(box: model.ContextBox, compiler: BoxCompiler, element: str) -> Code:
    entries: list[tuple[str | None, Code]] = []
    for variable, inner in box.entries:
        code = compiler.code(inner, element)
        if variable is not None:
            code = compiler.typed(code, variable.type_ref, f"{element}.{variable.name}")
        entries.append((variable.name if variable is not None else None, code))

    def build(scope: Scope, session: Session) -> object:
        inside, result = dict(scope), {}
        for name, code in entries:
            value = code(inside, session)
            if name is None:
                return value
            inside[name] = result[name] = value
            if isinstance(value, Function) and isinstance(value.captured, dict):
                value.captured[name] = value
        return result

    return build


@compile_box.register
def _list(box: model.ListBox, compiler: BoxCompiler, element: str) -> Code:
    items = [compiler.code(item, element) for item in box.items]
    return lambda scope, session: [item(scope, session) for item in items]


@compile_box.register
def _relation(box: model.RelationBox, compiler: BoxCompiler, element: str) -> Code:
    rows = [
        [
            (column.name, compiler.typed(compiler.code(cell, element), column.type_ref, element))
            for column, cell in zip(box.columns, row, strict=True)
        ]
        for row in box.rows
    ]
    return lambda scope, session: [{name: code(scope, session) for name, code in row} for row in rows]


@compile_box.register
def _invocation(box: model.InvocationBox, compiler: BoxCompiler, element: str) -> Code:
    callee = compiler.code(box.function, element)
    bindings = [
        (parameter.name, compiler.typed(compiler.code(value, element), parameter.type_ref, element))
        for parameter, value in box.bindings
        if value is not None
    ]

    def call(scope: Scope, session: Session) -> object:
        function = callee(scope, session)
        values = {name: code(scope, session) for name, code in bindings}
        return invoke_named(session.run, function, values, note)

    return call


def note(run: Run, code: str, message: str) -> object:
    """Record a remark; always gives null."""
    return run.note(code, message)


@compile_box.register
def _function(box: model.FunctionBox, compiler: BoxCompiler, element: str) -> Code:
    maker = function_maker(box, compiler, element)
    return lambda scope, session: maker(dict(scope), session)


def function_maker(
    box: model.FunctionBox, compiler: BoxCompiler, element: str, result_type: FeelType = ANY
) -> Callable[[Scope, Session], Function]:
    """Return what makes the function value of a definition in a scope."""
    names = tuple(parameter.name for parameter in box.parameters)
    types = tuple(compiler.types.find(parameter.type_ref) for parameter in box.parameters)
    body = compiler.code(box.body, element) if box.body is not None else None
    external = box.kind != "FEEL" or body is None
    declared = compiler.types.find(box.type_ref)
    result = declared if declared != ANY else result_type
    if result == ANY and box.body is not None:
        result = compiler.types.find(box.body.type_ref)

    def make(scope: Scope, session: Session) -> Function:
        def call(run: Run, arguments: Sequence[object]) -> object:
            if external or body is None:
                return run.note("feel-external-function", f"{element}: external functions are not supported")
            inside = dict(scope)
            for name, kind, value in zip(names, types, arguments, strict=True):
                fits, inside[name] = coerce(value, kind)
                if not fits:
                    return run.note("dmn-wrong-type", f"{element}: argument {name} is not of type {kind}")
            run.enter()
            try:
                return fit(run, body(inside, session), result, element)
            finally:
                run.leave()

        return Function(names, call, element, types, result, scope)

    return make


@compile_box.register
def _conditional(box: model.ConditionalBox, compiler: BoxCompiler, element: str) -> Code:
    condition, yes, no = (compiler.code(part, element) for part in (box.condition, box.yes, box.no))

    def choose(scope: Scope, session: Session) -> object:
        found = condition(scope, session)
        if found is not None and not isinstance(found, bool):
            return session.run.note("feel-bad-condition", f"{element}: a boxed conditional needs a boolean")
        return (yes if found is True else no)(scope, session)

    return choose


@compile_box.register
def _filter(box: model.FilterBox, compiler: BoxCompiler, element: str) -> Code:
    source, match = compiler.code(box.source, element), compiler.code(box.match, element)

    def select(scope: Scope, session: Session) -> object:
        chosen: list[object] = []
        for item in as_list(source(scope, session)):
            session.run.tick()
            inside = {**scope, **item, "item": item} if isinstance(item, Mapping) else {**scope, "item": item}
            found = match(inside, session)
            if found is True:
                chosen.append(item)
            elif not isinstance(found, bool) and found is not None:
                return session.run.note("feel-bad-filter", f"{element}: a boxed filter needs a boolean")
        return chosen

    return select


@compile_box.register
def _iterator(box: model.IteratorBox, compiler: BoxCompiler, element: str) -> Code:
    source, body, name = compiler.code(box.source, element), compiler.code(box.body, element), box.variable

    def values(scope: Scope, session: Session, results: list[object]) -> Iterable[object] | None:
        items = iterable(session.run, source(scope, session))
        if items is None:
            session.run.note("feel-bad-iteration", f"{element}: there is nothing to iterate over")
            return None
        inside = {**scope, "partial": results}

        def each(item: object) -> object:
            session.run.tick()
            inside[name] = item
            return body(inside, session)

        return map(each, items)

    return _collecting(values) if box.kind == "for" else _deciding(values, decisive=box.kind == "some")


Values = Callable[[Scope, Session, list[object]], Iterable[object] | None]


def _collecting(values: Values) -> Code:
    def collect(scope: Scope, session: Session) -> object:
        results: list[object] = []
        found = values(scope, session, results)
        if found is None:
            return None
        for value in found:
            results.append(value)
            session.run.check_size(len(results))
        return results

    return collect


def _deciding(values: Values, *, decisive: bool) -> Code:
    def decide(scope: Scope, session: Session) -> object:
        found = values(scope, session, [])
        if found is None:
            return None
        result: bool | None = not decisive
        for value in found:
            if value is decisive:
                return decisive
            if not isinstance(value, bool):
                result = None
        return result

    return decide
