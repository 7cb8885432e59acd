"""Registration and calling of built-in functions.

A built-in is declared by its signature as the standard prints it, with types:
`substring(string: string, start position: number, length: number?)`. The registry binds arguments
by position or name, applies the implicit conversions, refuses wrong types, and calls the Python function.
`?` marks what may be missing or null, `*` a list that may also be given as separate arguments,
`+` all remaining arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from govhall.support.decisions.feel.limits import Run
from govhall.support.decisions.feel.types import SCALAR_CHECKS, coerce_date
from govhall.support.decisions.feel.values import Date, Function

Note = Callable[[Run, str, str], object]
Implementation = Callable[..., object]
_Made = TypeVar("_Made", bound=Implementation)
_SHORT = {
    "datetime": "date and time",
    "days": "days and time duration",
    "months": "years and months duration",
}
_MISSING = object()


class RefusedError(Exception):
    """A built-in cannot answer for these arguments: the result is null, the text goes to the editor."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a signature."""

    name: str
    types: tuple[str, ...]
    optional: bool = False

    def fit(self, value: object) -> object:
        """Return the argument after implicit conversion, or _MISSING when it does not fit."""
        if value is None:
            return None if self.optional or "any" in self.types else _MISSING
        for kind in self.types:
            if kind == "any" or SCALAR_CHECKS[kind](value):
                return value
        if isinstance(value, list) and len(value) == 1 and not isinstance(value[0], list):
            return self.fit(value[0])
        if "list" in self.types:
            return [value]
        if isinstance(value, Date) and "date and time" in self.types:
            return coerce_date(value)
        return _MISSING


@dataclass(frozen=True, slots=True)
class Overload:
    """One signature with its implementation; `spread` is '', '*' or '+'."""

    parameters: tuple[Parameter, ...]
    implementation: Implementation
    spread: str = ""

    def bind(self, values: Sequence[object]) -> list[object] | None:
        """Return the arguments in order, or None when the number or a type is wrong."""
        parameters = self.parameters
        if self.spread:
            values = self._spread(values)
        if len(values) > len(parameters):
            return None
        bound: list[object] = []
        for position, parameter in enumerate(parameters):
            if position < len(values):
                value = parameter.fit(values[position])
                if value is _MISSING:
                    return None
                bound.append(value)
            elif parameter.optional:
                bound.append(None)
            else:
                return None
        return bound

    def _spread(self, values: Sequence[object]) -> Sequence[object]:
        before = len(self.parameters) - 1
        if len(values) <= before:
            return values
        if self.spread == "*" and len(values) == 1 and (isinstance(values[0], list) or values[0] is None):
            return values
        return [*values[:before], list(values[before:])]

    def bind_named(self, values: Mapping[str, object]) -> list[object] | None:
        """Return the arguments in order, or None when a name or type is wrong."""
        names = {parameter.name for parameter in self.parameters}
        if not names.issuperset(values):
            return None
        bound: list[object] = []
        for parameter in self.parameters:
            if parameter.name not in values and not parameter.optional:
                return None
            value = parameter.fit(values.get(parameter.name))
            if value is _MISSING:
                return None
            bound.append(value)
        return bound


@dataclass(slots=True)
class Builtin:
    """A built-in function with all its overloads."""

    name: str
    overloads: list[Overload] = field(default_factory=list)

    def call(self, run: Run, values: Sequence[object], note: Note) -> object:
        """Call by position."""
        for overload in self.overloads:
            bound = overload.bind(values)
            if bound is not None:
                return self._run(overload, run, bound, note)
        return note(run, "feel-wrong-arguments", f"{self.name}: wrong number or types of arguments")

    def call_named(self, run: Run, values: Mapping[str, object], note: Note) -> object:
        """Call by parameter names."""
        for overload in self.overloads:
            bound = overload.bind_named(values)
            if bound is not None:
                return self._run(overload, run, bound, note)
        return note(run, "feel-wrong-arguments", f"{self.name}: wrong names or types of arguments")

    def _run(self, overload: Overload, run: Run, bound: list[object], note: Note) -> object:
        run.tick()
        try:
            return overload.implementation(run, *bound)
        except RefusedError as refused:
            return note(run, "feel-no-result", f"{self.name}: {refused}")

    def as_function(self) -> Function:
        """Return the built-in as a value that can be passed on."""
        names = tuple(parameter.name for parameter in self.overloads[0].parameters)

        def call(run: Run, values: Sequence[object]) -> object:
            return self.call(run, values, _silent)

        return Function(names, call, self.name, (), None, self)


def _silent(run: Run, code: str, message: str) -> object:
    return run.note(code, message)


BUILTINS: dict[str, Builtin] = {}


def builtin(*signatures: str) -> Callable[[_Made], _Made]:
    """Register a function under one or more signatures; the first parameter is the Run."""

    def register(implementation: _Made) -> _Made:
        for signature in signatures:
            name, overload = _read(signature, implementation)
            BUILTINS.setdefault(name, Builtin(name)).overloads.append(overload)
        return implementation

    return register


def _read(signature: str, implementation: Implementation) -> tuple[str, Overload]:
    name, _, rest = signature.rstrip(")").partition("(")
    parameters: list[Parameter] = []
    spread = ""
    for part in filter(None, (piece.strip() for piece in rest.split(","))):
        label, _, kinds = part.partition(":")
        kinds = kinds.strip()
        spread = kinds[-1] if kinds[-1] in "*+" else spread
        optional = kinds.endswith("?")
        types = tuple(_SHORT.get(kind, kind) for kind in kinds.rstrip("?*+").split("|"))
        parameters.append(Parameter(label.strip(), types, optional))
    return name, Overload(tuple(parameters), implementation, spread)


def whole(value: Decimal) -> int:
    """Return a number as an int, cut towards zero; refuses what no list or string can have."""
    if not value.is_finite() or value.adjusted() > 18:
        raise RefusedError("the number is too large")
    return int(value)
