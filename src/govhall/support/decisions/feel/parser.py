"""Parser of FEEL expressions: recursive descent over tokens read on demand.

Builds the tree of `nodes`; unary tests are in `parse_tests`, types in `parse_types`.
Depth and work are bounded, so hostile text ends in a FeelSyntaxError.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, DecimalException

from govhall.support.decisions.feel import literals, nodes
from govhall.support.decisions.feel.errors import FeelSyntaxError
from govhall.support.decisions.feel.lexer import Lexer, NameIndex, Token
from govhall.support.decisions.feel.limits import DEFAULT_LIMITS, Limits
from govhall.support.decisions.feel.parse_blocks import Blocks
from govhall.support.decisions.feel.parse_types import TypeReader
from govhall.support.decisions.feel.types import FeelType
from govhall.support.decisions.feel.values import NUMBERS

COMPARISONS = ("<", "<=", ">", ">=", "=", "!=")
_LEVELS: dict[str, int] = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(COMPARISONS, 3),
    "between": 3,
    "in": 3,
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "**": 6,
}
_COMPARISON_LEVEL = 3
_ARITHMETIC_LEVEL = 4


class Parser:
    """Parses one text; use `expression()` or the unary tests reader and then `finish()`."""

    def __init__(
        self,
        text: str,
        *,
        names: NameIndex,
        types: Mapping[str, FeelType] | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self.lexer = Lexer(text, names)
        if len(text) > limits.text_length:
            raise self.lexer.error("feel-too-long", "the expression is too long", 0)
        self.limits = limits
        self.position = 0
        self.last_end = 0
        self._peeked: Token | None = None
        self._depth = 0
        self._endpoint = 0
        self._not_filters: set[int] = set()
        self._not_tests: set[int] = set()
        self.types = TypeReader(self, types or {})
        self._blocks = Blocks(self)

    # Tokens

    def peek(self) -> Token:
        """Return the next token without taking it."""
        token = self._peeked
        if token is None:
            token = self._peeked = self.lexer.token(self.position)
        return token

    def take(self) -> Token:
        """Take the next token."""
        token = self.peek()
        self.jump(token.end)
        self.last_end = token.end
        return token

    def jump(self, position: int) -> None:
        """Continue reading at a position."""
        self.position = position
        self._peeked = None

    def at(self, text: str) -> bool:
        """Say whether the next token is this operator or keyword."""
        token = self._peeked or self.peek()
        return token.text == text and token.kind in ("op", "keyword")

    def accept(self, text: str) -> bool:
        """Take the next token if it is this operator or keyword."""
        if self.at(text):
            self.take()
            return True
        return False

    def expect(self, text: str) -> Token:
        """Take this operator or keyword, or fail."""
        if not self.at(text):
            raise self.unexpected(f"expected {text!r}")
        return self.take()

    def unexpected(self, message: str) -> FeelSyntaxError:
        """Return the error that the next token is not what the grammar allows."""
        token = self.peek()
        code = "feel-unexpected-end" if token.kind == "end" else "feel-unexpected-token"
        return self.lexer.error(code, message, token.start, token.end)

    def finish(self) -> None:
        """Fail when text is left over."""
        if self.peek().kind != "end":
            raise self.unexpected("the expression should end here")

    # Expressions

    def expression(self) -> nodes.Node:
        """Parse one expression."""
        return self.binary(1)

    def binary(self, level: int) -> nodes.Node:
        """Parse operators that bind at least as tightly as `level` (precedence climbing)."""
        self._depth += 1
        if self._depth > self.limits.nesting:
            raise self.lexer.error("feel-too-nested", "the expression is nested too deeply", self.position)
        left = self.unary()
        links = 0
        while True:
            token = self.peek()
            found = _LEVELS.get(token.text, 0) if token.kind in ("op", "keyword") else 0
            if found < level:
                break
            links += found == _COMPARISON_LEVEL
            if links > self.limits.nesting:
                raise self.lexer.error("feel-too-nested", "too many comparisons in a row", token.start)
            left = self._combine(left, self.take(), found)
        self._depth -= 1
        return left

    def _combine(self, left: nodes.Node, token: Token, level: int) -> nodes.Node:
        if token.text == "between":
            low = self.binary(_ARITHMETIC_LEVEL)
            self.expect("and")
            high = self.binary(_ARITHMETIC_LEVEL)
            return nodes.Between(left.start, self.last_end, left, low, high)
        if token.text == "in":
            tests = self._in_tests()
            return nodes.In(left.start, self.last_end, left, tests)
        right = self.binary(level + 1)
        return nodes.Binary(left.start, self.last_end, token.text, left, right)

    def _in_tests(self) -> tuple[nodes.Node, ...]:
        bracket = self.peek()
        if self.at("(") and bracket.start not in self._not_tests:
            depth = self._depth
            try:
                tests = self._bracketed_tests()
            except FeelSyntaxError:
                tests = None
            if tests is not None:
                return tests
            # `x in (a + b) * 2`, `x in (1..3)`: the bracket opens an operand. Known for good, so rereading stays cheap.
            self._not_tests.add(bracket.start)
            self._depth = depth
            self.jump(bracket.start)
        return (self._one_test(arithmetic=True),)

    def _bracketed_tests(self) -> tuple[nodes.Node, ...] | None:
        """Parse `(test, test)`; None when it goes on like an operand."""
        self.take()
        tests = [self._one_test()]
        while self.accept(","):
            tests.append(self._one_test())
        self.expect(")")
        after = self.peek()
        if after.kind == "op" and after.text in ("+", "-", "*", "/", "**", ".", "[", "(", ".."):
            return None
        return tuple(tests)

    def _one_test(self, *, arithmetic: bool = False) -> nodes.Node:
        token = self.peek()
        if token.kind == "op" and token.text in COMPARISONS:
            self.take()
            operand = self.binary(_ARITHMETIC_LEVEL)
            return nodes.Comparison(token.start, self.last_end, token.text, operand)
        return self.binary(_ARITHMETIC_LEVEL if arithmetic else 1)

    def test(self) -> nodes.Node:
        """Parse one positive unary test: an operator with an operand, or an expression."""
        return self._one_test()

    def unary(self) -> nodes.Node:
        """Parse arithmetic negation, a postfix expression and `instance of`."""
        token = self.peek()
        if token.kind == "op" and token.text == "-":
            negations = 0
            while self.accept("-"):
                negations += 1
            operand: nodes.Node = self.postfix()
            for _ in range(1 if negations % 2 else min(negations, 2)):
                operand = nodes.Unary(token.start, self.last_end, operand)
        else:
            operand = self.postfix()
        while self.at("instance"):
            self.take()
            word = self.take()
            if word.text != "of":
                raise self.lexer.error("feel-unexpected-token", "expected 'of'", word.start, word.end)
            kind = self.types.read()
            operand = nodes.InstanceOf(operand.start, self.last_end, operand, kind)
        return operand

    def postfix(self) -> nodes.Node:
        """Parse a primary followed by paths, filters and calls."""
        base = self.primary()
        for _ in range(self.limits.nesting):
            if self.at("."):
                self.take()
                name = self._path_name()
                base = nodes.Path(base.start, self.last_end, base, name)
            elif self.at("[") and self.peek().start not in self._not_filters:
                filtered = self._filter(base)
                if filtered is None:
                    return base
                base = filtered
            elif self.at("("):
                base = self._call(base)
            else:
                return base
        raise self.lexer.error("feel-too-nested", "too many paths, filters or calls in a row", self.position)

    def _path_name(self) -> str:
        token = self.take()
        if token.kind == "name" or (token.kind == "keyword" and token.text.isidentifier()):
            return token.text
        raise self.lexer.error("feel-unexpected-token", "expected a name after '.'", token.start, token.end)

    def _filter(self, base: nodes.Node) -> nodes.Node | None:
        start, depth = self.peek().start, self._depth
        endpoint, self._endpoint = self._endpoint, 0
        try:
            self.take()
            condition = self.expression()
            self.expect("]")
        except FeelSyntaxError:
            if not endpoint:
                raise
            # `[1..10[`: the bracket closes a range, it opens no filter.
            self._not_filters.add(start)
            self._depth = depth
            self.jump(start)
            return None
        finally:
            self._endpoint = endpoint
        return nodes.Filter(base.start, self.last_end, base, condition)

    def _call(self, function: nodes.Node) -> nodes.Node:
        endpoint, self._endpoint = self._endpoint, 0
        self.expect("(")
        named: list[tuple[str, nodes.Node]] = []
        arguments: list[nodes.Node] = []
        while not self.at(")"):
            name = self._argument_name() if not arguments else None
            if name is not None:
                named.append((name, self.expression()))
            elif named:
                raise self.unexpected("all arguments must be named or none")
            else:
                arguments.append(self.expression())
            if not self.accept(","):
                break
        self.expect(")")
        self._endpoint = endpoint
        return nodes.Call(function.start, self.last_end, function, tuple(arguments), tuple(named) if named else None)

    def _argument_name(self) -> str | None:
        token = self.lexer.declared_name(self.position, ":")
        if token is None:
            return None
        self.jump(token.end)
        self.expect(":")
        return token.text

    def primary(self) -> nodes.Node:
        """Parse a literal, name, bracket or textual expression."""
        token = self.peek()
        if token.kind == "name":
            self.take()
            return nodes.Name(token.start, token.end, token.text)
        if token.kind == "number":
            self.take()
            return nodes.Literal(token.start, token.end, self._number(token))
        if token.kind == "string":
            self.take()
            return nodes.Literal(token.start, token.end, token.text)
        if token.kind == "keyword":
            return self._blocks.keyword(token)
        if token.kind == "op" and token.text in self._blocks.openers:
            return self._blocks.openers[token.text]()
        raise self.unexpected("an expression is expected here")

    def _number(self, token: Token) -> Decimal:
        try:
            return NUMBERS.create_decimal(token.text)
        except DecimalException:
            raise self.lexer.error("feel-bad-number", "the number is out of bounds", token.start, token.end) from None

    def at_value(self, token: Token) -> nodes.Node:
        """Return the literal of an `@"..."` text."""
        value = literals.parse_at_literal(token.text)
        if value is None:
            return nodes.BadLiteral(token.start, token.end, "feel-bad-literal")
        return nodes.Literal(token.start, token.end, value)

    def endpoint(self) -> nodes.Node:
        """Parse the upper end of a range, where `[` may close it."""
        self._endpoint += 1
        try:
            return self.binary(_ARITHMETIC_LEVEL)
        finally:
            self._endpoint -= 1
