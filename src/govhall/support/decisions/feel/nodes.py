"""The typed tree of an expression: one frozen class for each construct, with its place in the text.

The parser builds it, the compiler reads it; nothing else happens here.
"""

from __future__ import annotations

from dataclasses import dataclass

from govhall.support.decisions.feel.types import FeelType


@dataclass(frozen=True, slots=True)
class Node:
    """Base: `start` and `end` are character positions in the source."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, string, boolean, null or `@` literal, already a value."""

    value: object


@dataclass(frozen=True, slots=True)
class BadLiteral(Node):
    """A literal that has the right form and no meaning (`@"foo"`): null with a remark."""

    code: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable or built-in function, spaces already made single."""

    name: str


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """Arithmetic negation."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """`operator` is one of + - * / ** = != < <= > >= and or."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in (test, test)`; a single test without brackets is a tuple of one."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """A unary test with an operator: `< 10`, `>= x`, `= x`, `!= x`; as an expression a range."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """A range literal."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class ListNode(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextNode(Node):
    """`{key: value}`; later entries see earlier ones."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`base.name`."""

    base: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`base[condition]`."""

    base: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A call by position (`arguments`) or by name (`named`)."""

    function: Node
    arguments: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...] | None = None


@dataclass(frozen=True, slots=True)
class FunctionNode(Node):
    """`function(a: number, b) body`; external functions have no FEEL body."""

    parameters: tuple[tuple[str, FeelType | None], ...]
    body: Node
    external: bool = False


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then yes else no`."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Iteration:
    """One `name in source` clause; with `upto` it counts from `source` to `upto`."""

    name: str
    source: Node
    upto: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for a in x, b in y return body`."""

    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some` (any) or `every` (all)."""

    every: bool
    iterations: tuple[Iteration, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`; `type_` is None for a type name nobody knows."""

    value: Node
    type_: FeelType | None


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """Unary tests: any of `tests` must hold; `negated` for `not(...)`; no tests mean `-`."""

    tests: tuple[Node, ...]
    negated: bool = False
