"""Errors of reading DMN models; problems inside expressions are diagnostics instead."""

from __future__ import annotations

from dataclasses import dataclass

from govhall.support.decisions.feel import Diagnostic


class DmnError(Exception):
    """The model cannot be read or used; `code` is for a page to translate, `line` counts from 1 (0: unknown)."""

    def __init__(self, code: str, message: str, *, element: str = "", line: int = 0) -> None:
        self.code = code
        self.element = element
        self.line = line
        place = f" ({element})" if element else ""
        super().__init__(f"{message}{place}" + (f" at line {line}" if line else ""))


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong expression of a model: the element that holds it and what is wrong."""

    element: str
    diagnostic: Diagnostic
