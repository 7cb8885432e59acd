"""Reads type expressions: `list<number>`, `context<a: string>`, `function<number>->Any`, names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from govhall.support.decisions.feel.lexer import NameIndex
from govhall.support.decisions.feel.types import (
    ANY,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
    RangeType,
    builtin_type,
)

if TYPE_CHECKING:
    from govhall.support.decisions.feel.parser import Parser

_BUILTIN = NameIndex(
    (
        "date and time",
        "days and time duration",
        "years and months duration",
        "days time duration",
        "years months duration",
    )
)
_UNKNOWN = None


class TypeReader:
    """Reads types at the place where a parser stands."""

    def __init__(self, parser: Parser, known: Mapping[str, FeelType]) -> None:
        self._parser = parser
        self._known = known
        self._names = NameIndex(known, _BUILTIN)

    def read(self) -> FeelType | None:
        """Read one type; None for a name that is no type."""
        parser = self._parser
        parser._depth += 1
        if parser._depth > parser.limits.nesting:
            raise parser.unexpected("the type is nested too deeply")
        try:
            return self._read()
        finally:
            parser._depth -= 1

    def _read(self) -> FeelType | None:
        name = self._name()
        if self._parser.at("<") and name in ("list", "range", "context", "function"):
            return self._generic(name)
        while self._parser.at("."):
            self._parser.take()
            name = f"{name}.{self._name()}"
        return self._known.get(name) or builtin_type(name)

    def _name(self) -> str:
        parser = self._parser
        shared, parser.lexer.names = parser.lexer.names, self._names
        parser.jump(parser.position)
        try:
            token = parser.take()
        finally:
            parser.lexer.names = shared
        if token.kind != "name" and token.text != "function":
            raise parser.lexer.error("feel-unexpected-token", "a type is expected here", token.start, token.end)
        return token.text

    def _generic(self, name: str) -> FeelType | None:
        parser = self._parser
        parser.expect("<")
        if name == "context":
            return self._context()
        items: list[FeelType | None] = []
        while not parser.at(">"):
            items.append(self.read())
            if not parser.accept(","):
                break
        parser.expect(">")
        if name == "function":
            parser.expect("->")
            result = self.read()
            parameters = [item for item in items if item is not None]
            return FunctionType(tuple(parameters), result) if result and len(parameters) == len(items) else _UNKNOWN
        item = items[0] if len(items) == 1 else _UNKNOWN
        if item is None:
            return _UNKNOWN
        return ListType(item) if name == "list" else RangeType(item)

    def _context(self) -> FeelType | None:
        parser = self._parser
        fields: list[tuple[str, FeelType]] = []
        while not parser.at(">"):
            token = parser.lexer.declared_name(parser.position, ":")
            if token is None:
                raise parser.unexpected("an entry name is expected here")
            parser.jump(token.end)
            parser.expect(":")
            fields.append((token.text, self.read() or ANY))
            if not parser.accept(","):
                break
        parser.expect(">")
        return ContextType(tuple(fields))
