"""Runs a compiled regular expression: depth first, each state once for each position, on a budget."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govhall.support.decisions.feel.regex.charsets import CharSet

CHAR, ANY, SET, SPLIT, JUMP, SAVE, START, END, BACK, DONE = range(10)


class BudgetSpentError(Exception):
    """A match needs more steps than it may take."""


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction; `one` and `two` are targets, group numbers or flags by kind."""

    kind: int
    one: int = 0
    two: int = 0
    char: str = ""
    chars: CharSet | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """One match: the text and the ends of all groups (-1 when a group took no part)."""

    text: str
    spans: tuple[int, ...]

    @property
    def start(self) -> int:
        """First character of the match."""
        return self.spans[0]

    @property
    def end(self) -> int:
        """Position after the match."""
        return self.spans[1]

    @property
    def group_count(self) -> int:
        """Number of groups of the pattern."""
        return len(self.spans) // 2 - 1

    def group(self, number: int) -> str | None:
        """Return the text of a group; 0 is the whole match."""
        if 2 * number + 1 >= len(self.spans) or self.spans[2 * number] < 0:
            return None
        return self.text[self.spans[2 * number] : self.spans[2 * number + 1]]


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled pattern."""

    steps: tuple[Step, ...]
    groups: int
    ignore_case: bool
    multiline: bool
    has_back: bool
    literal: bool = False

    def search(self, text: str, start: int, budget: list[int]) -> Match | None:
        """Return the first match at or after `start`; takes steps from `budget[0]`.

        :raises BudgetSpentError: when the budget is used up.
        """
        visited: set[object] = set()
        for position in range(start, len(text) + 1):
            spans = self._run(text, position, visited, budget)
            if spans is not None:
                return Match(text, spans)
        return None

    def find_all(self, text: str, budget: list[int]) -> Iterator[Match]:
        """Return all matches that do not overlap, from left to right."""
        position = 0
        while position <= len(text):
            found = self.search(text, position, budget)
            if found is None:
                return
            yield found
            position = found.end if found.end > found.start else found.end + 1

    def _run(self, text: str, start: int, visited: set[object], budget: list[int]) -> tuple[int, ...] | None:
        steps, size = self.steps, len(text)
        pending: list[tuple[int, int, tuple[int, ...]]] = [(0, start, (-1,) * (2 * self.groups + 2))]
        left = budget[0]
        while pending:
            pc, position, spans = pending.pop()
            while True:
                left -= 1
                if left < 0:
                    raise BudgetSpentError
                # Captures matter to what follows only when the pattern refers back to them.
                state: object = (pc, position, spans) if self.has_back else pc * (size + 1) + position
                if state in visited:
                    break
                visited.add(state)
                step = steps[pc]
                kind = step.kind
                if kind == SPLIT:
                    pending.append((step.two, position, spans))
                    pc = step.one
                elif kind == JUMP:
                    pc = step.one
                elif kind == SAVE:
                    spans = (*spans[: step.one], position, *spans[step.one + 1 :])
                    pc += 1
                elif kind == DONE:
                    budget[0] = left
                    return spans
                else:
                    after = self._consume(step, text, position, size, spans)
                    if after < 0:
                        break
                    position = after
                    pc += 1
        budget[0] = left
        return None

    def _consume(self, step: Step, text: str, position: int, size: int, spans: tuple[int, ...]) -> int:
        """Return the position after a step that reads or looks, or -1 when it does not hold."""
        kind = step.kind
        if kind == START:
            before = position == 0 or (self.multiline and text[position - 1] == "\n")
            return position if before else -1
        if kind == END:
            after = position == size or (self.multiline and text[position] == "\n")
            return position if after else -1
        if kind == BACK:
            return self._back(step, text, position, spans)
        if position >= size:
            return -1
        char = text[position]
        if kind == CHAR:
            same = char == step.char or (self.ignore_case and char.casefold() == step.char.casefold())
        elif kind == ANY:
            same = bool(step.one) or char not in "\n\r"
        else:
            same = step.chars is not None and step.chars.has(char)
        return position + 1 if same else -1

    def _back(self, step: Step, text: str, position: int, spans: tuple[int, ...]) -> int:
        low, high = spans[2 * step.one], spans[2 * step.one + 1]
        if low < 0 or high < 0:
            return position
        wanted = text[low:high]
        found = text[position : position + len(wanted)]
        same = found == wanted or (self.ignore_case and found.casefold() == wanted.casefold())
        return position + len(wanted) if same else -1
