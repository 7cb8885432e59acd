"""Reads XPath regular expressions and emits the steps of the machine."""

from __future__ import annotations

from govhall.support.decisions.feel.regex import machine
from govhall.support.decisions.feel.regex.charsets import CharSet, escape_class, property_class
from govhall.support.decisions.feel.regex.machine import Program, Step

_FLAGS = frozenset("smixq")
_MAX_PATTERN = 4_000
_MAX_STEPS = 20_000
_MAX_DEPTH = 50
_SINGLE = {"n": "\n", "r": "\r", "t": "\t"}
_SELF = frozenset("\\|.?*+(){}$-[]^")
_META = frozenset("\\|.?*+(){}$[]^")


class RegexError(ValueError):
    """The pattern, its flags or a replacement is not valid."""


def parse(pattern: str, flags: str) -> Program:
    """Return the program of a pattern with flags of `smixq`."""
    if set(flags) - _FLAGS:
        raise RegexError("unknown flag")
    if len(pattern) > _MAX_PATTERN:
        raise RegexError("the pattern is too long")
    ignore_case, multiline = "i" in flags, "m" in flags
    if "q" in flags:
        steps = [Step(machine.CHAR, char=char) for char in pattern]
        whole = [Step(machine.SAVE, 0), *steps, Step(machine.SAVE, 1), Step(machine.DONE)]
        return Program(tuple(whole), 0, ignore_case, False, False, literal=True)
    reader = _Reader(_strip(pattern) if "x" in flags else pattern, dot_all="s" in flags, ignore_case=ignore_case)
    body = reader.alternatives(1)
    if reader.position < len(reader.text):
        raise RegexError("unbalanced parenthesis")
    whole = [Step(machine.SAVE, 0), *_moved(body, 1), Step(machine.SAVE, 1), Step(machine.DONE)]
    return Program(tuple(whole), reader.groups, ignore_case, multiline, reader.has_back)


def _strip(pattern: str) -> str:
    """Drop blanks outside of character classes (flag x), also those after a backslash."""
    kept: list[str] = []
    depth = 0
    escaped = False
    for char in pattern:
        if char in " \t\r\n" and not depth:
            continue
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == "[":
            depth += 1
        elif char == "]":
            depth = max(0, depth - 1)
        kept.append(char)
    return "".join(kept)


def _moved(steps: list[Step], by: int) -> list[Step]:
    return [
        Step(step.kind, step.one + by, step.two + by) if step.kind in (machine.SPLIT, machine.JUMP) else step
        for step in steps
    ]


class _Reader:
    def __init__(self, text: str, *, dot_all: bool, ignore_case: bool) -> None:
        self.text = text
        self.position = 0
        self.groups = 0
        self.closed: set[int] = set()
        self.has_back = False
        self.dot_all = dot_all
        self.ignore_case = ignore_case

    def _peek(self) -> str:
        return self.text[self.position] if self.position < len(self.text) else ""

    def _take(self) -> str:
        char = self._peek()
        if not char:
            raise RegexError("the pattern ends too early")
        self.position += 1
        return char

    def alternatives(self, depth: int) -> list[Step]:
        """Read branches parted by `|`."""
        if depth > _MAX_DEPTH:
            raise RegexError("the pattern is nested too deeply")
        branches = [self._sequence(depth)]
        while self._peek() == "|":
            self.position += 1
            branches.append(self._sequence(depth))
        result = branches.pop()
        for branch in reversed(branches):
            size = len(branch)
            head = Step(machine.SPLIT, 1, size + 2)
            jump = Step(machine.JUMP, size + 2 + len(result))
            result = [head, *_moved(branch, 1), jump, *_moved(result, size + 2)]
        return self._checked(result)

    def _sequence(self, depth: int) -> list[Step]:
        steps: list[Step] = []
        while (char := self._peek()) and char not in "|)":
            piece = self._quantified(self._atom(depth))
            steps.extend(_moved(piece, len(steps)))
            self._checked(steps)
        return steps

    def _checked(self, steps: list[Step]) -> list[Step]:
        if len(steps) > _MAX_STEPS:
            raise RegexError("the pattern is too large")
        return steps

    def _quantified(self, atom: list[Step]) -> list[Step]:
        char = self._peek()
        if not char or char not in "?*+{":
            return atom
        self.position += 1
        low, high = {"?": (0, 1), "*": (0, -1), "+": (1, -1)}.get(char) or self._bounds()
        lazy = self._peek() == "?"
        if lazy:
            self.position += 1
        if self._peek() and self._peek() in "?*+{":
            raise RegexError("a quantifier follows a quantifier")
        return self._repeat(atom, low, high, lazy=lazy)

    def _bounds(self) -> tuple[int, int]:
        end = self.text.find("}", self.position)
        low, comma, high = self.text[self.position : end].partition(",") if end >= 0 else ("", "", "")
        if not low.isdecimal() or (high and not high.isdecimal()) or len(low) > 5 or len(high) > 5:
            raise RegexError("bad quantifier")
        self.position = end + 1
        least = int(low)
        most = (int(high) if high else -1) if comma else least
        if 0 <= most < least:
            raise RegexError("bad quantifier")
        return least, most

    def _repeat(self, atom: list[Step], low: int, high: int, *, lazy: bool) -> list[Step]:
        size = len(atom)
        if size * max(low, high, 1) > _MAX_STEPS:
            raise RegexError("the pattern is too large")
        steps: list[Step] = []
        for _ in range(low):
            steps.extend(_moved(atom, len(steps)))
        if high < 0:
            base = len(steps)
            exit_, enter = base + size + 2, base + 1
            split = Step(machine.SPLIT, exit_, enter) if lazy else Step(machine.SPLIT, enter, exit_)
            return [*steps, split, *_moved(atom, base + 1), Step(machine.JUMP, base)]
        exit_ = len(steps) + (high - low) * (size + 1)
        for _ in range(high - low):
            enter = len(steps) + 1
            steps.append(Step(machine.SPLIT, exit_, enter) if lazy else Step(machine.SPLIT, enter, exit_))
            steps.extend(_moved(atom, enter))
        return steps

    def _atom(self, depth: int) -> list[Step]:
        char = self._take()
        if char == "(":
            return self._group(depth)
        if char == "[":
            return [Step(machine.SET, chars=self._char_class(depth))]
        if char == ".":
            return [Step(machine.ANY, int(self.dot_all))]
        if char == "^":
            return [Step(machine.START)]
        if char == "$":
            return [Step(machine.END)]
        if char == "\\":
            return [self._escape()]
        if char in _META:
            raise RegexError(f"unexpected {char!r}")
        return [Step(machine.CHAR, char=char)]

    def _group(self, depth: int) -> list[Step]:
        if self._peek() == "?":
            if not self.text.startswith("?:", self.position):
                raise RegexError("look-around is not part of the language")
            self.position += 2
            body = self.alternatives(depth + 1)
            self._close()
            return body
        self.groups += 1
        number = self.groups
        body = self.alternatives(depth + 1)
        self._close()
        self.closed.add(number)
        return [Step(machine.SAVE, 2 * number), *_moved(body, 1), Step(machine.SAVE, 2 * number + 1)]

    def _close(self) -> None:
        if self._peek() != ")":
            raise RegexError("a parenthesis is not closed")
        self.position += 1

    def _escape(self) -> Step:
        char = self._take()
        if char in "123456789":
            return self._back(char)
        chars = CharSet(ignore_case=self.ignore_case)
        self._add_escape(char, chars)
        if not chars.predicates and len(chars.ranges) == 1:
            return Step(machine.CHAR, char=chr(chars.ranges[0][0]))
        return Step(machine.SET, chars=chars)

    def _back(self, first: str) -> Step:
        number = int(first)
        while self._peek().isdecimal() and number * 10 + int(self._peek()) <= self.groups:
            number = number * 10 + int(self._take())
        if number not in self.closed:
            raise RegexError("a back-reference to an open or missing group")
        self.has_back = True
        return Step(machine.BACK, number)

    def _add_escape(self, char: str, chars: CharSet) -> None:
        if char in _SINGLE:
            char = _SINGLE[char]
        elif char in "pP":
            end = self.text.find("}", self.position)
            if self._peek() != "{" or end < 0:
                raise RegexError("bad category escape")
            found = property_class(self.text[self.position + 1 : end], negated=char == "P")
            if found is None:
                raise RegexError("unknown category or block")
            self.position = end + 1
            chars.predicates.append(found)
            return
        elif char not in _SELF:
            predicate = escape_class(char)
            if predicate is None:
                raise RegexError(f"unknown escape \\{char}")
            chars.predicates.append(predicate)
            return
        chars.ranges.append((ord(char), ord(char)))

    def _char_class(self, depth: int) -> CharSet:
        if depth > _MAX_DEPTH:
            raise RegexError("the pattern is nested too deeply")
        chars = CharSet(ignore_case=self.ignore_case)
        if self._peek() == "^":
            self.position += 1
            chars.negated = True
        empty = True
        while True:
            char = self._take()
            if char == "]" and not empty:
                return chars
            if char == "-" and self._peek() == "[" and not empty:
                self.position += 1
                chars.without = self._char_class(depth + 1)
                if self._take() != "]":
                    raise RegexError("a subtraction must end its class")
                return chars
            if char in "[]":
                raise RegexError("a bracket in a character class must be escaped")
            empty = False
            self._member(char, chars)

    def _member(self, char: str, chars: CharSet) -> None:
        known = len(chars.predicates)
        if char == "\\":
            self._add_escape(self._take(), chars)
            if len(chars.predicates) > known:
                return
            low = chars.ranges.pop()[0]
        else:
            low = ord(char)
        following = self.text[self.position : self.position + 2]
        if len(following) == 2 and following[0] == "-" and following[1] not in "][":
            self.position += 1
            last = self._take()
            if last == "\\":
                self._add_escape(self._take(), chars)
                if len(chars.predicates) > known:
                    raise RegexError("a range needs characters")
                high = chars.ranges.pop()[0]
            else:
                high = ord(last)
            if high < low:
                raise RegexError("a range runs backwards")
            chars.ranges.append((low, high))
        else:
            chars.ranges.append((low, low))
