"""Compiles function definitions and calls, by position and by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from govhall.support.decisions.feel import nodes
from govhall.support.decisions.feel.builtins import BUILTINS
from govhall.support.decisions.feel.builtins.registry import Builtin
from govhall.support.decisions.feel.compiler.core import Code, Compiler, Frame, Note, Scope, compile_node
from govhall.support.decisions.feel.limits import Run
from govhall.support.decisions.feel.types import FeelType, coerce
from govhall.support.decisions.feel.values import Function


@compile_node.register
def _function(node: nodes.FunctionNode, compiler: Compiler) -> Code:
    names = tuple(name for name, _type in node.parameters)
    types = tuple(kind for _name, kind in node.parameters)
    if node.external:
        note = compiler.noter(node)
        return lambda frame: note(frame.run, "feel-external-function", "external functions are not supported")
    outer = compiler.scope
    scope = Scope(outer)
    for name in names:
        scope.bind(name)
    compiler.scope = scope
    body = compiler.compile(node.body)
    compiler.scope = outer
    note = compiler.noter(node)

    def define(frame: Frame) -> Function:
        captured = Frame(list(frame.slots), frame.root, frame.run, frame.parent)
        call = _caller(captured, scope, types, body, note)
        return Function(names, call, "", types, None, captured)

    return define


def _caller(
    captured: Frame, scope: Scope, types: tuple[FeelType | None, ...], body: Code, note: Note
) -> Callable[[Run, Sequence[object]], object]:
    typed = any(kind is not None for kind in types)

    def call(run: Run, arguments: Sequence[object]) -> object:
        values = list(arguments)
        if typed:
            for position, kind in enumerate(types):
                if kind is None:
                    continue
                fits, values[position] = coerce(values[position], kind)
                if not fits:
                    return note(run, "feel-wrong-type", f"an argument is not of type {kind}")
        run.enter()
        try:
            return body(Frame(values + [None] * (scope.size - len(values)), captured.root, run, captured))
        finally:
            run.leave()

    return call


@compile_node.register
def _call(node: nodes.Call, compiler: Compiler) -> Code:
    note = compiler.noter(node)
    builtin = _builtin(node.function, compiler)
    callee = compiler.compile(node.function)
    if node.named is not None:
        named = tuple((name, compiler.compile(value)) for name, value in node.named)
        return _named_call(callee, named, note)
    arguments = tuple(compiler.compile(argument) for argument in node.arguments)
    if builtin is not None and isinstance(node.function, nodes.Name):
        return _builtin_call(builtin, node.function.name, callee, arguments, note)

    def call(frame: Frame) -> object:
        function = callee(frame)
        return invoke(frame.run, function, [argument(frame) for argument in arguments], note)

    return call


def _builtin(function: nodes.Node, compiler: Compiler) -> Builtin | None:
    if not isinstance(function, nodes.Name):
        return None
    scope: Scope | None = compiler.scope
    while scope is not None:
        if any(name is None or name == function.name for name, _slot in scope.bindings):
            return None
        scope = scope.parent
    return BUILTINS.get(function.name)


def _builtin_call(builtin: Builtin, name: str, callee: Code, arguments: tuple[Code, ...], note: Note) -> Code:
    def call(frame: Frame) -> object:
        values = [argument(frame) for argument in arguments]
        if name in frame.root:
            function = callee(frame)
            return invoke(frame.run, function, values, note)
        return builtin.call(frame.run, values, note)

    return call


def _named_call(callee: Code, named: tuple[tuple[str, Code], ...], note: Note) -> Code:
    def call(frame: Frame) -> object:
        function = callee(frame)
        values = {name: code(frame) for name, code in named}
        if len(values) != len(named):
            return note(frame.run, "feel-wrong-arguments", "an argument is given twice")
        return invoke_named(frame.run, function, values, note)

    return call


def invoke(run: Run, function: object, values: list[object], note: Note) -> object:
    """Call a function value by position."""
    if not isinstance(function, Function):
        return note(run, "feel-not-a-function", "only a function can be called")
    if isinstance(function.captured, Builtin):
        return function.captured.call(run, values, note)
    if len(values) != len(function.parameters):
        return note(run, "feel-wrong-arguments", f"{len(function.parameters)} arguments are needed")
    return function.call(run, values)


def invoke_named(run: Run, function: object, values: dict[str, object], note: Note) -> object:
    """Call a function value by parameter names."""
    if not isinstance(function, Function):
        return note(run, "feel-not-a-function", "only a function can be called")
    if isinstance(function.captured, Builtin):
        return function.captured.call_named(run, values, note)
    if set(values) != set(function.parameters):
        return note(run, "feel-wrong-arguments", "the arguments do not match the parameters")
    return function.call(run, [values[name] for name in function.parameters])
