"""A DMN model ready to evaluate: elements linked, boxes compiled, cycles refused.

Immutable once built and safe to share; each evaluation has its own session. Stores nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from govhall.support.decisions.dmn import model, tables
from govhall.support.decisions.dmn.boxes import BoxCompiler, fit, function_maker, note
from govhall.support.decisions.dmn.errors import DmnError, Problem
from govhall.support.decisions.dmn.item_types import TypeTable
from govhall.support.decisions.dmn.linking import Linked, link, names_of, shared_names
from govhall.support.decisions.dmn.reader import read_definitions
from govhall.support.decisions.dmn.session import Code, Key, Result, Scope, Session, TraceStep
from govhall.support.decisions.feel import (
    DEFAULT_LIMITS,
    Diagnostic,
    FeelLimitError,
    FeelSyntaxError,
    Limits,
    from_python,
)
from govhall.support.decisions.feel.compiler.calls import invoke_named
from govhall.support.decisions.feel.lexer import NameIndex
from govhall.support.decisions.feel.limits import Run
from govhall.support.decisions.feel.types import ANY, FeelType, FunctionType, coerce
from govhall.support.decisions.feel.values import Function

__all__ = ["Model", "read_model", "tables"]
Maker = Callable[[Scope, Session], Function]


class Model:
    """A model with everything it imports; `problems` lists its wrong expressions."""

    def __init__(self, linked: Linked) -> None:
        self._linked = linked
        self.problems: list[Problem] = []
        self._compilers: dict[str, BoxCompiler] = {}
        self._codes: dict[Key, Code] = {}
        self._makers: dict[Key, Maker] = {}
        self._plans: dict[Key, list[tuple[Key, str, str]]] = {}
        self._types: dict[Key, FeelType] = {}
        self._shared: dict[str, NameIndex] = {}
        for definitions in linked.in_order:
            self._compilers[definitions.namespace] = self._compiler(definitions)
            self._compile(definitions)

    @property
    def namespace(self) -> str:
        """Namespace of the main model."""
        return self._linked.main.namespace

    @property
    def decisions(self) -> tuple[str, ...]:
        """Names of the decisions of the main model."""
        return tuple(item.name for item in self._linked.main.elements if isinstance(item, model.Decision))

    @property
    def services(self) -> tuple[str, ...]:
        """Names of the decision services of the main model."""
        return tuple(item.name for item in self._linked.main.elements if isinstance(item, model.DecisionService))

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the input data of the main model."""
        return tuple(item.name for item in self._linked.main.elements if isinstance(item, model.InputData))

    def tables(self) -> Iterator[tuple[str, model.TableBox, BoxCompiler]]:
        """Return the decision tables of the main model with the element each stands in, for checks."""
        for element in self.elements:
            box = element.box if isinstance(element, model.Decision) else None
            box = element.function if isinstance(element, model.KnowledgeModel) else box
            found = list(model.tables_in(box))
            if found:
                compiler = self.compiler_of(element)
                yield from ((element.name, table, compiler) for table in found)

    def known_names(self, element: model.Element) -> dict[str, FeelType]:
        """Return the names that an element of the main model requires, with their types, for checks."""
        key = (self.namespace, element.id)
        names = {prefix or name: ANY if prefix else self._types[target] for target, name, prefix in self._plans[key]}
        if isinstance(element, model.KnowledgeModel):
            names[element.variable.name] = ANY
        return names

    @property
    def elements(self) -> tuple[model.Element, ...]:
        """Elements of the main model, for checks and for editors."""
        return self._linked.main.elements

    def type_of(self, element: model.Element) -> FeelType:
        """Return the declared type of an element of the main model."""
        return self._types[(self.namespace, element.id)]

    def compiler_of(self, element: model.Element) -> BoxCompiler:
        """Return a compiler that knows the names of an element and keeps quiet about errors, for checks."""
        compiler = BoxCompiler(self._compilers[self.namespace].types, _ignore)
        compiler.names = names_of(self._linked, self.namespace, element, self._shared[self.namespace])
        return compiler

    def evaluate(
        self,
        name: str,
        inputs: Mapping[str, object],
        *,
        limits: Limits = DEFAULT_LIMITS,
        at: dt.datetime | None = None,
        trace: bool = False,
    ) -> Result:
        """Evaluate a decision, decision service or knowledge model of the main model by name.

        For a knowledge model `inputs` are its arguments. Otherwise
        `inputs` holds Python or FEEL values by the names of input data (of an imported model: nested
        under the import's name, or plain). A reached bound is a remark, the value then is None.

        :raises DmnError: when there is no such element or an input is no FEEL value.
        """
        key = self._find(name)
        run = Run(limits, at=at, convert=False)
        notes: list[Diagnostic] = []
        run.notes = notes
        try:
            values = {item: from_python(value) for item, value in inputs.items()}
        except TypeError as error:
            raise DmnError("dmn-bad-input", str(error)) from None
        except FeelLimitError as error:
            return Result(None, (Diagnostic(error.code, str(error), text=name),), ())
        session = Session(run, values, {}, [] if trace else None)
        value: object = None
        element = self._linked.element(key)
        try:
            if isinstance(element, model.DecisionService):
                value = self._direct_service(key, element, session)
            elif isinstance(element, model.KnowledgeModel):
                value = invoke_named(run, self._value(key, session), values, note)
            else:
                value = self._value(key, session)
        except FeelLimitError as error:
            notes.append(Diagnostic(error.code, str(error), text=name))
        except RecursionError:
            notes.append(Diagnostic("feel-too-deep", "the model is nested too deeply", text=name))
        return Result(value, tuple(notes), tuple(session.trace or ()))

    def _find(self, name: str) -> Key:
        wanted = " ".join(name.split())
        for element in self._linked.main.elements:
            if element.name == wanted and not isinstance(element, model.InputData):
                return self._linked.main.namespace, element.id
        raise DmnError("dmn-unknown-decision", "the model has no decision of this name", element=name)

    # Building

    def _compiler(self, definitions: model.Definitions) -> BoxCompiler:
        imported = {item.name: self._compilers[item.namespace].types for item in definitions.imports}

        def report(element: str, error: FeelSyntaxError) -> None:
            self.problems.append(Problem(element, error.diagnostic()))

        compiler = BoxCompiler(TypeTable(imported), report)
        compiler.names = shared_names(self._linked, definitions)
        compiler.types.define(definitions.items, compiler.tests)
        return compiler

    def _compile(self, definitions: model.Definitions) -> None:
        compiler = self._compilers[definitions.namespace]
        shared = self._shared[definitions.namespace] = compiler.names
        for element in definitions.elements:
            key = (definitions.namespace, element.id)
            compiler.names = names_of(self._linked, definitions.namespace, element, shared)
            self._types[key] = compiler.types.find(element.variable.type_ref)
            self._plans[key] = self._plan(key, element)
            if isinstance(element, model.Decision) and element.box is not None:
                code = compiler.code(element.box, element.name)
                self._codes[key] = compiler.typed(code, element.variable.type_ref, element.name)
            elif isinstance(element, model.KnowledgeModel) and element.function is not None:
                declared = self._types[key]
                result = declared.result if isinstance(declared, FunctionType) else declared
                self._makers[key] = function_maker(element.function, compiler, element.name, result)

    def _plan(self, key: Key, element: model.Element) -> list[tuple[Key, str, str]]:
        """Return what an element requires: key, name, and the name of the import it comes through."""
        if not isinstance(element, model.Decision | model.KnowledgeModel):
            return []
        targets = [self._linked.resolve(key[0], href) for href in element.requires]
        return [
            (target, self._linked.element(target).variable.name, self._linked.prefix(key[0], target[0]))
            for target in dict.fromkeys(targets)
            if target != key
        ]

    # Evaluating

    def _value(self, key: Key, session: Session) -> object:
        if key in session.known:
            return session.known[key]
        element = self._linked.element(key)
        if isinstance(element, model.InputData):
            value = self._input(key, element, session)
        elif isinstance(element, model.DecisionService):
            value = self._service(key, element, session)
        elif isinstance(element, model.KnowledgeModel):
            value = self._knowledge(key, element, session)
        else:
            value = self._decision(key, element, session)
        session.known[key] = value
        return value

    def _input(self, key: Key, element: model.InputData, session: Session) -> object:
        name = element.name
        given = session.inputs.get(self._linked.prefix(self.namespace, key[0]))
        source = given if isinstance(given, Mapping) and name in given else session.inputs
        if name not in source:
            return session.run.note("dmn-missing-input", f"{name}: no value is given")
        value = fit(session.run, source[name], self._types[key], name)
        if session.trace is not None:
            session.record(TraceStep("input", name, value))
        return value

    def _decision(self, key: Key, element: model.Element, session: Session) -> object:
        code = self._codes.get(key)
        if code is None:
            # A decision without logic is decided outside; its value may be given like an input.
            if element.name in session.inputs:
                return fit(session.run, session.inputs[element.name], self._types[key], element.name)
            return session.run.note("dmn-no-logic", f"{element.name}: the decision has no logic")
        scope = self._scope(key, session)
        value = code(scope, session)
        if session.trace is not None:
            session.record(TraceStep("decision", element.name, value, _plain(scope)))
        return value

    def _scope(self, key: Key, session: Session) -> Scope:
        scope: Scope = {}
        for target, name, prefix in self._plans.get(key, ()):
            value = self._value(target, session)
            if not prefix:
                scope[name] = value
                continue
            inner = scope.setdefault(prefix, {})
            if isinstance(inner, dict):
                inner[name] = value
        return scope

    def _knowledge(self, key: Key, element: model.Element, session: Session) -> object:
        maker = self._makers.get(key)
        if maker is None:
            return session.run.note("dmn-no-logic", f"{element.name}: the knowledge model has no logic")
        scope = self._scope(key, session)
        function = maker(scope, session)
        # The function sees its own name, so that it can call itself.
        scope[element.variable.name] = function
        return function

    # Decision services

    def _service(self, key: Key, service: model.DecisionService, session: Session) -> Function:
        targets = [self._linked.resolve(key[0], href) for href in (*service.input_data, *service.input_decisions)]
        elements = [self._linked.element(target) for target in targets]
        types = tuple(self._types[target] for target in targets)
        names = tuple(found.variable.name for found in elements)

        def call(run: Run, arguments: Sequence[object]) -> object:
            known: dict[Key, object] = {}
            for target, name, kind, value in zip(targets, names, types, arguments, strict=True):
                fits, known[target] = coerce(value, kind)
                if not fits:
                    return run.note("dmn-wrong-type", f"{service.name}: argument {name} is not of type {kind}")
            run.enter()
            try:
                return self._outputs(key, service, session.within(known))
            finally:
                run.leave()

        declared = self._types[key]
        result = declared.result if isinstance(declared, FunctionType) else declared
        return Function(names, call, service.name, types, result)

    def _outputs(self, key: Key, service: model.DecisionService, session: Session) -> object:
        targets = [self._linked.resolve(key[0], href) for href in service.outputs]
        found = {self._linked.element(target).variable.name: self._value(target, session) for target in targets}
        value: object = next(iter(found.values())) if len(found) == 1 else found
        declared = self._types[key]
        kind = declared.result if isinstance(declared, FunctionType) else declared
        value = fit(session.run, value, kind, service.name)
        session.record(TraceStep("service", service.name, value))
        return value

    def _direct_service(self, key: Key, service: model.DecisionService, session: Session) -> object:
        """Evaluate a service with inputs by name; what is not given is null."""
        known: dict[Key, object] = {}
        for href in (*service.input_data, *service.input_decisions):
            target = self._linked.resolve(key[0], href)
            element = self._linked.element(target)
            kind = self._types[target]
            known[target] = fit(session.run, session.inputs.get(element.name), kind, element.name)
        return self._outputs(key, service, session.within(known))


def _ignore(element: str, error: FeelSyntaxError) -> None:
    """The error was already reported when the model was built."""


def _plain(scope: Scope) -> dict[str, object]:
    """Return the values of a scope without functions, for the trace."""
    return {name: value for name, value in scope.items() if not isinstance(value, Function)}


def read_model(source: bytes, *, imports: Iterable[bytes] = ()) -> Model:
    """Read and compile a DMN model.

    :raises DmnError: when the XML is bad, an import is missing, or requirements run in circles.
    """
    return Model(link(read_definitions(source), [read_definitions(other) for other in imports]))
