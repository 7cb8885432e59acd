"""Bounds of one evaluation, and the state an evaluation carries.

Every loop iteration, function call and generated list element costs a step, so a hostile
expression ends in `FeelLimitError` and never in a hang. Knows nothing of syntax.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass

from govhall.support.decisions.feel.errors import Diagnostic, FeelLimitError, line_and_column

_CLOCK_EVERY = 16


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of parsing and evaluating; the defaults suit expressions written by item editors.

    `text_length` in characters, `nesting` in levels of brackets or operators, `steps` in loop
    iterations and calls, `list_size` in elements, `depth` in nested function calls,
    `string_length` in characters, `seconds` of wall-clock time, `regex_steps` per match.
    """

    text_length: int = 100_000
    nesting: int = 100
    steps: int = 1_000_000
    list_size: int = 200_000
    depth: int = 100
    string_length: int = 1_000_000
    seconds: float = 5.0
    regex_steps: int = 200_000
    diagnostics: int = 50


DEFAULT_LIMITS = Limits()


class Run:
    """State of one evaluation: remaining steps, depth of calls, remarks made on the way."""

    __slots__ = ("at", "convert", "converted", "deadline", "depth", "limits", "notes", "steps")

    def __init__(self, limits: Limits, at: dt.datetime | None = None, *, convert: bool = True) -> None:
        self.limits = limits
        self.at = at
        self.convert = convert
        self.converted: dict[int, tuple[object, object]] | None = None
        self.steps = limits.steps
        self.depth = 0
        self.deadline = 0.0
        self.notes: list[Diagnostic] | None = None

    def tick(self, count: int = 1) -> None:
        """Pay `count` steps; raise when steps or time are used up."""
        before = self.steps
        self.steps = after = before - count
        if after < 0:
            raise FeelLimitError("feel-too-many-steps", "the expression takes too many steps")
        if not self.deadline or before // _CLOCK_EVERY != after // _CLOCK_EVERY:
            self.check_time()

    def check_time(self) -> None:
        """Raise when the time of this run is used up; the first call starts the watch."""
        now = time.monotonic()
        if not self.deadline:
            self.deadline = now + self.limits.seconds
        elif now > self.deadline:
            raise FeelLimitError("feel-too-slow", "the expression takes too long")

    def check_size(self, size: int) -> None:
        """Raise when a list would become longer than allowed."""
        if size > self.limits.list_size:
            raise FeelLimitError("feel-list-too-long", "a list becomes too long")

    def check_string(self, size: int) -> None:
        """Raise when a string would become longer than allowed."""
        if size > self.limits.string_length:
            raise FeelLimitError("feel-string-too-long", "a string becomes too long")

    def enter(self) -> None:
        """Go one function call deeper."""
        self.depth += 1
        if self.depth > self.limits.depth:
            raise FeelLimitError("feel-too-deep", "functions call each other too deeply")
        self.tick()

    def leave(self) -> None:
        """Come back from a function call."""
        self.depth -= 1

    def note(self, code: str, message: str, source: str = "", start: int = 0, end: int = 0) -> object:
        """Record a remark when somebody listens; always returns None, the FEEL null."""
        notes = self.notes
        if notes is not None and len(notes) < self.limits.diagnostics:
            line, column = line_and_column(source, start)
            notes.append(Diagnostic(code, message, start, line, column, source[start:end][:80]))
        return None

    def now(self) -> dt.datetime:
        """Return the moment `now()` and `today()` speak of."""
        if self.at is None:
            self.at = dt.datetime.now(dt.UTC).astimezone()
        return self.at
