"""Parses brackets (ranges, lists, contexts, grouping) and the textual forms (if, for, some, function)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govhall.support.decisions.feel import nodes
from govhall.support.decisions.feel.errors import FeelSyntaxError

if TYPE_CHECKING:
    from govhall.support.decisions.feel.lexer import Token
    from govhall.support.decisions.feel.parser import Parser
    from govhall.support.decisions.feel.types import FeelType
_CONSTANTS = {"true": True, "false": False, "null": None}


class Blocks:
    """Reads the constructs that start with a bracket or a keyword."""

    def __init__(self, parser: Parser) -> None:
        self._parser = parser
        self.openers = {
            "(": self.bracket,
            "[": self.square,
            "]": self.open_range,
            "{": self.context,
            "@": self.at_literal,
        }

    # Brackets

    def bracket(self) -> nodes.Node:
        """`(x)`, `(a..b]` or `(< x)`."""
        parser = self._parser
        start = parser.expect("(").start
        saved, parser._endpoint = parser._endpoint, 0
        inner = parser.test()
        parser._endpoint = saved
        if parser.accept(".."):
            return self._range(start, inner, low_included=False)
        parser.expect(")")
        return inner

    def open_range(self) -> nodes.Node:
        """`]a..b]`."""
        parser = self._parser
        start = parser.expect("]").start
        low = parser.binary(4)
        parser.expect("..")
        return self._range(start, low, low_included=False)

    def _range(self, start: int, low: nodes.Node, *, low_included: bool) -> nodes.Node:
        parser = self._parser
        high = parser.endpoint()
        token = parser.take()
        if token.text not in ("]", ")", "[") or token.kind != "op":
            raise parser.lexer.error("feel-unexpected-token", "the range is not closed", token.start, token.end)
        return nodes.Interval(start, token.end, low, high, low_included, token.text == "]")

    def square(self) -> nodes.Node:
        """`[a, b]` or `[a..b]`."""
        parser = self._parser
        start = parser.expect("[").start
        saved, parser._endpoint = parser._endpoint, 0
        items: list[nodes.Node] = []
        while not parser.at("]"):
            items.append(parser.test())
            if len(items) == 1 and parser.accept(".."):
                parser._endpoint = saved
                return self._range(start, items[0], low_included=True)
            if not parser.accept(","):
                break
        parser._endpoint = saved
        parser.expect("]")
        return nodes.ListNode(start, parser.last_end, tuple(items))

    def context(self) -> nodes.Node:
        """`{key: value}`."""
        parser = self._parser
        start = parser.expect("{").start
        saved, parser._endpoint = parser._endpoint, 0
        entries: list[tuple[str, nodes.Node]] = []
        while not parser.at("}"):
            key = self._key()
            parser.expect(":")
            parser.lexer.names.add(key)
            entries.append((key, parser.expression()))
            if not parser.accept(","):
                break
        parser.expect("}")
        parser._endpoint = saved
        return nodes.ContextNode(start, parser.last_end, tuple(entries))

    def _key(self) -> str:
        parser = self._parser
        if parser.peek().kind == "string":
            return parser.take().text
        return self._declared(":")

    def _declared(self, stop: str) -> str:
        parser = self._parser
        token = parser.lexer.declared_name(parser.position, stop)
        if token is None:
            raise parser.unexpected("a name is expected here")
        parser.jump(token.end)
        parser.last_end = token.end
        return token.text

    def at_literal(self) -> nodes.Node:
        """`@"2024-05-01"`."""
        parser = self._parser
        parser.expect("@")
        token = parser.take()
        if token.kind != "string":
            raise parser.lexer.error("feel-unexpected-token", "a string is expected after '@'", token.start, token.end)
        return parser.at_value(token)

    # Keywords

    def keyword(self, token: Token) -> nodes.Node:
        """Parse what starts with a keyword."""
        parser = self._parser
        if token.text in _CONSTANTS:
            parser.take()
            return nodes.Literal(token.start, token.end, _CONSTANTS[token.text])
        readers = {
            "if": self._if,
            "for": self._for,
            "some": self._some,
            "every": self._some,
            "function": self._function,
        }
        reader = readers.get(token.text)
        if reader is None:
            raise parser.unexpected("an expression is expected here")
        saved, parser._endpoint = parser._endpoint, 0
        node = reader(parser.take())
        parser._endpoint = saved
        return node

    def _if(self, token: Token) -> nodes.Node:
        parser = self._parser
        condition = parser.expression()
        parser.expect("then")
        yes = parser.expression()
        parser.expect("else")
        no = parser.expression()
        return nodes.If(token.start, parser.last_end, condition, yes, no)

    def _iterations(self) -> tuple[nodes.Iteration, ...]:
        parser = self._parser
        found: list[nodes.Iteration] = []
        while True:
            name = self._declared("in")
            parser.expect("in")
            source = parser.expression()
            upto = parser.expression() if parser.accept("..") else None
            parser.lexer.names.add(name)
            found.append(nodes.Iteration(name, source, upto))
            if not parser.accept(","):
                return tuple(found)

    def _for(self, token: Token) -> nodes.Node:
        parser = self._parser
        iterations = self._iterations()
        parser.expect("return")
        body = parser.expression()
        return nodes.For(token.start, parser.last_end, iterations, body)

    def _some(self, token: Token) -> nodes.Node:
        parser = self._parser
        iterations = self._iterations()
        parser.expect("satisfies")
        condition = parser.expression()
        return nodes.Quantified(token.start, parser.last_end, token.text == "every", iterations, condition)

    def _function(self, token: Token) -> nodes.Node:
        parser = self._parser
        parser.expect("(")
        parameters: list[tuple[str, FeelType | None]] = []
        while not parser.at(")"):
            name = self._declared(",):")
            kind = parser.types.read() if parser.accept(":") else None
            parser.lexer.names.add(name)
            parameters.append((name, kind))
            if not parser.accept(","):
                break
        parser.expect(")")
        external = parser.peek().kind == "name" and parser.peek().text == "external"
        if external:
            parser.take()
        body = parser.expression()
        if len({name for name, _kind in parameters}) != len(parameters):
            raise FeelSyntaxError(
                "feel-duplicate-parameter", "two parameters share a name", parser.lexer.text, token.start, body.start
            )
        return nodes.FunctionNode(token.start, parser.last_end, tuple(parameters), body, external)
