"""FEEL's types: what `instance of`, typed parameters and DMN item definitions ask about a value.

Structural typing as DMN 1.3 chapter 10.3.2.9 (conformance). No syntax, no evaluation here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from govhall.support.decisions.feel.values import (
    Date,
    DateTime,
    DayTimeDuration,
    Function,
    Range,
    Time,
    YearMonthDuration,
)

_MAX_DEPTH = 50


@dataclass(frozen=True, slots=True)
class FeelType:
    """Base of all types; itself the type Any."""

    def accepts(self, value: object) -> bool:
        """Say whether a value is of this type; null belongs to every type."""
        return True

    def __str__(self) -> str:
        return "Any"


@dataclass(frozen=True, slots=True)
class Scalar(FeelType):
    """A simple built-in type, known by name."""

    name: str

    def accepts(self, value: object) -> bool:
        """Say whether a value is of this type."""
        return value is None or SCALAR_CHECKS[self.name](value)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ListType(FeelType):
    """A list whose items are of one type."""

    item: FeelType

    def accepts(self, value: object) -> bool:
        """Say whether a value is a list of such items."""
        if value is None:
            return True
        if not isinstance(value, list):
            return False
        seen: set[int] = set()
        for entry in value:
            # The same list or context may stand in a list many times; shared parts may multiply endlessly.
            if isinstance(entry, list | Mapping):
                if id(entry) in seen:
                    continue
                seen.add(id(entry))
            if not self.item.accepts(entry):
                return False
        return True

    def __str__(self) -> str:
        return f"list<{self.item}>"


@dataclass(frozen=True, slots=True)
class ContextType(FeelType):
    """A context that has at least these entries."""

    fields: tuple[tuple[str, FeelType], ...]

    def accepts(self, value: object) -> bool:
        """Say whether a value is a context with entries of these types."""
        if value is None:
            return True
        if not isinstance(value, Mapping):
            return False
        return all(name in value and kind.accepts(value[name]) for name, kind in self.fields)

    def __str__(self) -> str:
        return "context<" + ", ".join(f"{name}: {kind}" for name, kind in self.fields) + ">"


@dataclass(frozen=True, slots=True)
class RangeType(FeelType):
    """A range whose ends are of one type."""

    item: FeelType

    def accepts(self, value: object) -> bool:
        """Say whether a value is a range over the type."""
        return value is None or (
            isinstance(value, Range) and self.item.accepts(value.start) and self.item.accepts(value.end)
        )

    def __str__(self) -> str:
        return f"range<{self.item}>"


@dataclass(frozen=True, slots=True)
class FunctionType(FeelType):
    """A function of given parameter types and result."""

    parameters: tuple[FeelType, ...]
    result: FeelType

    def accepts(self, value: object) -> bool:
        """Say whether a value is a function with as many parameters and conforming types."""
        if value is None:
            return True
        if not isinstance(value, Function) or len(value.parameters) != len(self.parameters):
            return False
        declared = value.parameter_types or (ANY,) * len(value.parameters)
        # Parameters are contravariant, the result covariant (10.3.2.9.1).
        for mine, theirs in zip(self.parameters, declared, strict=True):
            if isinstance(theirs, FeelType) and not conforms(mine, theirs):
                return False
        result = value.result_type
        return not isinstance(result, FeelType) or conforms(result, self.result)

    def __str__(self) -> str:
        return "function<" + ", ".join(map(str, self.parameters)) + f">->{self.result}"


ANY = FeelType()
NULL = Scalar("Null")
SCALAR_CHECKS: dict[str, Callable[[object], bool]] = {
    "Null": lambda value: False,
    "number": lambda value: isinstance(value, Decimal),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "date": lambda value: isinstance(value, Date),
    "time": lambda value: isinstance(value, Time),
    "date and time": lambda value: isinstance(value, DateTime),
    "days and time duration": lambda value: isinstance(value, DayTimeDuration),
    "years and months duration": lambda value: isinstance(value, YearMonthDuration),
    "context": lambda value: isinstance(value, Mapping),
    "list": lambda value: isinstance(value, list),
    "range": lambda value: isinstance(value, Range),
    "function": lambda value: isinstance(value, Function),
}
_ALIASES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "days time duration": "days and time duration",
    "years months duration": "years and months duration",
}


def builtin_type(name: str) -> FeelType | None:
    """Return the built-in type of a name as FEEL or DMN spell it, or None."""
    if name == "Any":
        return ANY
    name = _ALIASES.get(name, name)
    return Scalar(name) if name in SCALAR_CHECKS else None


def conforms(this: FeelType, other: FeelType, depth: int = 0) -> bool:
    """Say whether every value of `this` may stand where `other` is asked (10.3.2.9.2)."""
    if other == ANY or this in (other, NULL) or depth > _MAX_DEPTH:
        return True
    if isinstance(this, ListType) and isinstance(other, ListType):
        return conforms(this.item, other.item, depth + 1)
    if isinstance(this, RangeType) and isinstance(other, RangeType):
        return conforms(this.item, other.item, depth + 1)
    if isinstance(this, ContextType) and isinstance(other, ContextType):
        mine = dict(this.fields)
        return all(name in mine and conforms(mine[name], kind, depth + 1) for name, kind in other.fields)
    if isinstance(this, FunctionType) and isinstance(other, FunctionType):
        if len(this.parameters) != len(other.parameters):
            return False
        pairs = zip(other.parameters, this.parameters, strict=True)
        return all(conforms(a, b, depth + 1) for a, b in pairs) and conforms(this.result, other.result, depth + 1)
    return False


def coerce(value: object, kind: FeelType) -> tuple[bool, object]:
    """Return whether a value fits a type, and the value after the implicit conversions (10.3.2.9.4).

    A list of one item gives its item, an item gives a list of one, a date gives its midnight UTC.
    """
    if kind.accepts(value):
        return True, value
    if isinstance(value, list):
        if len(value) == 1 and kind.accepts(value[0]):
            return True, value[0]
    elif kind.accepts([value]):
        return True, [value]
    if isinstance(value, Date):
        moment = coerce_date(value)
        if kind.accepts(moment):
            return True, moment
    return False, None


def coerce_date(value: Date) -> DateTime:
    """Return the midnight UTC that a date stands for where a date and time is asked."""
    return DateTime(value, Time(0, 0, 0, 0, 0))


def type_name(value: object) -> str:
    """Name the type of a value for messages."""
    if value is None:
        return "null"
    for name, check in SCALAR_CHECKS.items():
        if check(value):
            return name
    return type(value).__name__
