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
    """The named types of one model and of its imports (as `import.type`).

    `known` types check allowed values; `plain` ones do not: `instance of` asks for structure only.
    """

    def __init__(self, imported: Mapping[str, TypeTable]) -> None:
        self.known: dict[str, FeelType] = {}
        self.plain: dict[str, FeelType] = {}
        self._compile: CompileTests | None = None
        for prefix, other in imported.items():
            for mine, theirs in ((self.known, other.known), (self.plain, other.plain)):
                mine.update({f"{prefix}.{name}" if prefix else name: kind for name, kind in theirs.items()})

    def define(self, items: Iterable[model.ItemDefinition], compile_tests: CompileTests) -> None:
        """Resolve the item definitions of a model."""
        self._compile = compile_tests
        listed = list(items)
        names = {item.name for item in listed}
        for item in listed:
            self.plain[item.name] = self._resolve(item, names, self.plain)
        for item in listed:
            self.known[item.name] = self._resolve(item, names, self.known)

    def _resolve(self, item: model.ItemDefinition, names: set[str], table: Mapping[str, FeelType]) -> FeelType:
        kind: FeelType
        if item.function_parameters is not None:
            parameters = tuple(self._named(variable.type_ref, names, table) for variable in item.function_parameters)
            kind = FunctionType(parameters, self._named(item.function_result, names, table))
        elif item.components:
            kind = ContextType(tuple((part.name, self._resolve(part, names, table)) for part in item.components))
        else:
            kind = self._named(item.type_ref, names, table)
        restricted = table is self.known
        if item.allowed and restricted:
            kind = self._restrict(kind, item.allowed, item.name)
        if item.is_collection:
            kind = ListType(kind)
        if item.constraint and restricted:
            kind = self._restrict(kind, item.constraint, item.name)
        return kind

    def _restrict(self, kind: FeelType, text: str, name: str) -> FeelType:
        tests = self._compile(text, f"{name} allowed values") if self._compile is not None else None
        return Restricted(kind, tests) if tests is not None else kind

    def _named(self, type_ref: str, names: set[str], table: Mapping[str, FeelType]) -> FeelType:
        name = plain_type_name(type_ref)
        if name in names:
            return table.get(name) or Reference(name, table)
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
