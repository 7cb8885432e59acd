"""Resolves item definitions to FEEL types, with allowed values checked on every value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from govhall.support.decisions.dmn import model
from govhall.support.decisions.feel import UnaryTests
from govhall.support.decisions.feel.limits import DEFAULT_LIMITS, Run
from govhall.support.decisions.feel.types import (
    ANY,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
    builtin_type,
)


@dataclass(frozen=True, slots=True, eq=False)
class Restricted(FeelType):
    """A type whose values must also pass unary tests; null always passes."""

    base: FeelType
    tests: UnaryTests

    def accepts(self, value: object) -> bool:
        """Say whether a value is of the base type and among the allowed values."""
        if value is None:
            return True
        run = Run(DEFAULT_LIMITS, convert=False)
        return self.base.accepts(value) and self.tests.run(value, {}, run) is True

    def __str__(self) -> str:
        return f"{self.base} ({self.tests.text})"


@dataclass(frozen=True, slots=True, eq=False)
class Reference(FeelType):
    """A type named before it is known, or inside itself."""

    name: str
    table: Mapping[str, FeelType] = field(repr=False)

    def accepts(self, value: object) -> bool:
        """Say whether a value is of the type of this name."""
        return self.table.get(self.name, ANY).accepts(value)

    def __str__(self) -> str:
        return self.name


class CompileTests(Protocol):
    """Compiles unary tests for an element, or gives None when they are wrong (and reported)."""

    def __call__(self, text: str, element: str) -> UnaryTests | None:
        """Return compiled tests."""


class TypeTable:
    """The named types of one model and of its imports (as `import.type`)."""

    def __init__(self, compile_tests: CompileTests, imported: Mapping[str, Mapping[str, FeelType]]) -> None:
        self.known: dict[str, FeelType] = {}
        self._compile = compile_tests
        for prefix, types in imported.items():
            for name, kind in types.items():
                self.known[f"{prefix}.{name}" if prefix else name] = kind

    def define(self, items: Iterable[model.ItemDefinition]) -> None:
        """Resolve the item definitions of a model."""
        listed = list(items)
        names = {item.name for item in listed}
        for item in listed:
            self.known[item.name] = self._resolve(item, names)

    def _resolve(self, item: model.ItemDefinition, names: set[str]) -> FeelType:
        kind: FeelType
        if item.function_parameters is not None:
            parameters = tuple(self._named(variable.type_ref, names) for variable in item.function_parameters)
            kind = FunctionType(parameters, self._named(item.function_result, names))
        elif item.components:
            kind = ContextType(tuple((part.name, self._resolve(part, names)) for part in item.components))
        else:
            kind = self._named(item.type_ref, names)
        if item.allowed:
            kind = self._restrict(kind, item.allowed, item.name)
        if item.is_collection:
            kind = ListType(kind)
        if item.constraint:
            kind = self._restrict(kind, item.constraint, item.name)
        return kind

    def _restrict(self, kind: FeelType, text: str, name: str) -> FeelType:
        tests = self._compile(text, f"{name} allowed values")
        return Restricted(kind, tests) if tests is not None else kind

    def _named(self, type_ref: str, names: set[str]) -> FeelType:
        name = plain_type_name(type_ref)
        if name in names:
            return self.known.get(name) or Reference(name, self.known)
        return self.find(type_ref)

    def find(self, type_ref: str) -> FeelType:
        """Return the type a reference means; an unknown one accepts anything."""
        if not type_ref:
            return ANY
        name = plain_type_name(type_ref)
        return self.known.get(name) or builtin_type(name) or self.known.get(name.rpartition(":")[2]) or ANY


def plain_type_name(type_ref: str) -> str:
    """Return a type reference without the prefix of the FEEL namespace."""
    prefix, colon, rest = type_ref.strip().rpartition(":")
    return rest if colon and builtin_type(rest) is not None else (f"{prefix}:{rest}" if colon else rest)
