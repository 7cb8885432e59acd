"""Heart of the compiler: frames at run time, scopes at compile time, dispatch by node class.

A compiled node is a function from Frame to value. Local variables live in numbered slots of their
function's frame; names of a filter's item are looked up when it runs; the rest comes from the
context that the caller passed. No meaning of any operator is decided here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

from govhall.support.decisions.feel import nodes
from govhall.support.decisions.feel.limits import Run


class Frame:
    """Slots of one function activation, the caller's context, and the run it belongs to."""

    __slots__ = ("parent", "root", "run", "slots")

    def __init__(self, slots: list[object], root: Mapping[str, object], run: Run, parent: Frame | None = None) -> None:
        self.slots = slots
        self.root = root
        self.run = run
        self.parent = parent


Code = Callable[[Frame], object]
Note = Callable[[Run, str, str], object]
Test = Callable[[Frame, object], bool | None]


class Scope:
    """Names visible inside one function body; `bindings` grows and shrinks while compiling."""

    __slots__ = ("bindings", "parent", "size")

    def __init__(self, parent: Scope | None = None) -> None:
        self.parent = parent
        self.bindings: list[tuple[str | None, int]] = []
        self.size = 0

    def bind(self, name: str | None) -> int:
        """Open a slot for a name (None: the properties of an item) and return its number."""
        slot = self.size
        self.size += 1
        self.bindings.append((name, slot))
        return slot

    def release(self, count: int = 1) -> None:
        """Forget the latest names; their slots are not used again, closures may hold them."""
        del self.bindings[len(self.bindings) - count :]


class Compiler:
    """Compiles the nodes of one source text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.scope = Scope()
        self.free: dict[str, None] = {}

    def compile(self, node: nodes.Node) -> Code:
        """Return the closure of a node."""
        return compile_node(node, self)

    def is_global(self, name: str) -> bool:
        """Say whether a name can only come from the caller's context: no local, no item, no built-in."""
        scope: Scope | None = self.scope
        while scope is not None:
            if any(bound is None or bound == name for bound, _slot in scope.bindings):
                return False
            scope = scope.parent
        return name in self.free

    def noter(self, node: nodes.Node) -> Note:
        """Return a function that reports a remark at a node's place and gives null."""
        source, start, end = self.source, node.start, node.end

        def note(run: Run, code: str, message: str) -> object:
            return run.note(code, message, source, start, end)

        return note


@functools.singledispatch
def compile_node(node: nodes.Node, compiler: Compiler) -> Code:
    """Return the closure of a node; each module of this package registers its classes."""
    raise TypeError(f"no compiler for {type(node).__name__}")
