"""Cuts FEEL text into tokens on demand, because a name's end depends on the names in scope.

`Net profit + tax` is one name when such a name is known and a sum when not: the longest known
name wins (DMN 1.3, 10.3.1.3). The lexer knows names, not grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from govhall.support.decisions.feel.errors import FeelSyntaxError

NAME_START = (
    "?A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NAME_PART = NAME_START + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_WORD = re.compile(f"[{NAME_START}][{NAME_PART}]*")
_PIECES = re.compile(f"[{NAME_PART}]+|[^\\s]")
_PART = re.compile(f"[{NAME_PART}]")
_SPACE = re.compile(r"(?:[\s\u0085\u180e\u200b\u2060\ufeff]+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_OPERATOR = re.compile(r"\*\*|\.\.|<=|>=|!=|->|[-+*/()\[\]{}<>=,:.@|]")
_DECLARED = re.compile(f"[{NAME_START}][{NAME_PART}\\s./\\-’'+*（）]*")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|[nrt\"'\\])")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

KEYWORDS = frozenset(
    {
        "for",
        "return",
        "if",
        "then",
        "else",
        "some",
        "every",
        "satisfies",
        "instance",
        "between",
        "and",
        "or",
        "in",
        "function",
        "true",
        "false",
        "null",
    }
)

Pattern = tuple[tuple[str, ...], str]


class Token(NamedTuple):
    """One token: kind is number, string, name, keyword, op or end."""

    kind: str
    text: str
    start: int
    end: int


def normalise(name: str) -> str:
    """Return a name with single spaces."""
    return " ".join(name.split())


class NameIndex:
    """Names of more than one piece, found by their first piece, longest first."""

    __slots__ = ("_by_first", "_parent")

    def __init__(self, names: Iterable[str] = (), parent: NameIndex | None = None) -> None:
        self._by_first: dict[str, list[Pattern]] = {}
        self._parent = parent
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Make a name known; a single word needs no entry."""
        pieces = tuple(_PIECES.findall(name))
        if len(pieces) < 2:
            return
        patterns = self._by_first.setdefault(pieces[0], [])
        if all(known != pieces for known, _name in patterns):
            patterns.append((pieces, normalise(name)))
            patterns.sort(key=lambda pattern: -len(pattern[0]))

    def match(self, text: str, first: str, position: int) -> tuple[str, int] | None:
        """Return the longest known name that starts with `first`, whose end is `position`, and its end."""
        best = self._parent.match(text, first, position) if self._parent is not None else None
        for pieces, name in self._by_first.get(first, ()):
            end = _match_pieces(text, pieces, position)
            if end is not None and (best is None or end > best[1]):
                best = (name, end)
        return best


def _match_pieces(text: str, pieces: tuple[str, ...], position: int) -> int | None:
    for piece in pieces[1:]:
        while position < len(text) and text[position].isspace():
            position += 1
        if not text.startswith(piece, position):
            return None
        position += len(piece)
        if _PART.match(piece[-1]) and position < len(text) and _PART.match(text[position]):
            return None
    return position


class Lexer:
    """Reads tokens of one text from any position."""

    __slots__ = ("_budget", "names", "text")

    def __init__(self, text: str, names: NameIndex) -> None:
        self.text = text
        self.names = names
        self._budget = 2_000 + 60 * len(text)

    def error(self, code: str, message: str, start: int, end: int | None = None) -> FeelSyntaxError:
        """Return a syntax error at a place of this text."""
        return FeelSyntaxError(code, message, self.text, start, end)

    def skip(self, position: int) -> int:
        """Return the position after blanks and comments."""
        text = self.text
        char = text[position : position + 1]
        if "!" <= char < "\u007f" and char != "/":
            return position
        found = _SPACE.match(text, position)
        return found.end() if found else position

    def token(self, position: int) -> Token:
        """Return the token at or after a position."""
        self._budget -= 1
        text = self.text
        start = self.skip(position)
        if self._budget < 0:
            raise self.error("feel-too-complex", "the expression is too involved to read", start)
        if start >= len(text):
            return Token("end", "", start, start)
        word = _WORD.match(text, start)
        if word:
            return self._word(word[0], start, word.end())
        if text[start] == '"':
            return self._string(start)
        number = _NUMBER.match(text, start)
        if number:
            return Token("number", number[0], start, number.end())
        operator = _OPERATOR.match(text, start)
        if operator:
            return Token("op", operator[0], start, operator.end())
        raise self.error("feel-unexpected-character", f"unexpected character {text[start]!r}", start, start + 1)

    def _word(self, word: str, start: int, end: int) -> Token:
        known = self.names.match(self.text, word, end)
        if known is not None:
            return Token("name", known[0], start, known[1])
        return Token("keyword" if word in KEYWORDS else "name", word, start, end)

    def _string(self, start: int) -> Token:
        found = _STRING.match(self.text, start)
        if not found:
            raise self.error("feel-unclosed-string", "the string is not closed", start)
        return Token("string", unescape(found[0][1:-1]), start, found.end())

    def declared_name(self, position: int, stop: str) -> Token | None:
        """Read a name being declared: all pieces up to the character (or the word) `stop`."""
        start = self.skip(position)
        found = _DECLARED.match(self.text, start)
        if not found:
            return None
        name, end = found[0], found.end()
        if stop.isalpha():
            cut = re.search(rf"\s{stop}(?![{NAME_PART}])", name)
            if not cut:
                return None
            name, end = name[: cut.start()], start + cut.start()
        elif self.skip(end) >= len(self.text) or self.text[self.skip(end)] not in stop:
            return None
        return Token("name", normalise(name), start, start + len(name.rstrip()))


def unescape(text: str) -> str:
    """Resolve the escapes of a string literal; an unknown escape stays as it is (regular expressions)."""
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_unescape_one, text)
    joined = _SURROGATES.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), plain)
    return _LONE_SURROGATE.sub("\ufffd", joined)


def _unescape_one(found: re.Match[str]) -> str:
    escape = found[1]
    if escape[0] in "uU":
        code = int(escape[1:], 16)
        return chr(code) if code <= 0x10FFFF else found[0]
    return _ESCAPES[escape]
