"""Errors and diagnostics of the FEEL engine.

What an editor sees when an expression is wrong. Codes are stable kebab-case words that a page
translates; the English text beside them is for logs. Nothing here knows how expressions run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One remark about an expression: where it is, what it says, a code to translate.

    `position` counts characters from 0 in the expression's text; `line` and `column` count from 1.
    `text` is the piece of the expression the remark is about.
    """

    code: str
    message: str
    position: int = 0
    line: int = 1
    column: int = 1
    text: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


class FeelError(Exception):
    """Base of all errors this package raises on purpose."""


class FeelSyntaxError(FeelError):
    """The text is not FEEL; carries the place and a code that a page can translate."""

    def __init__(self, code: str, message: str, source: str, position: int, end: int | None = None) -> None:
        self.code = code
        self.position = position
        self.line, self.column = line_and_column(source, position)
        self.text = source[position : min(end if end is not None else position + 20, position + 80)]
        self.detail = message
        super().__init__(f"{message} (line {self.line}, column {self.column})")

    def diagnostic(self) -> Diagnostic:
        """Return the error as data."""
        return Diagnostic(self.code, self.detail, self.position, self.line, self.column, self.text)


class FeelLimitError(FeelError):
    """An expression ran into one of its bounds (steps, list size, depth or time)."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def line_and_column(source: str, position: int) -> tuple[int, int]:
    """Return the line and column (both from 1) of a character position."""
    line = source.count("\n", 0, position) + 1
    return line, position - (source.rfind("\n", 0, position) + 1) + 1
