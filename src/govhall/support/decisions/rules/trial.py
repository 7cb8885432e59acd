"""Trying out one FEEL expression with a context from JSON, and what may be written there."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from govhall.infra import clock
from govhall.kernel.errors import InvalidInput
from govhall.support.decisions.feel import FeelSyntaxError, compile_expression
from govhall.support.decisions.feel.builtins import BUILTINS
from govhall.support.decisions.rules import plain, running
from govhall.support.decisions.values import FeelTrial

KEYWORDS = (
    "and", "between", "else", "every", "false", "for", "if", "in", "instance of", "not", "null", "or", "return",
    "satisfies", "some", "then", "true",
)  # fmt: skip


class ContextUnreadable(InvalidInput):
    """The context is not a JSON object."""

    code = "feel-context-unreadable"


def try_expression(text: str, context: str, *, at: datetime) -> FeelTrial:
    """
    Evaluate one expression within bounds; wrong syntax is a remark with its place, never an error.

    :raises ContextUnreadable: if ``context`` is not a JSON object
    """
    known = _context(context)
    try:
        made = compile_expression(text, names=known, limits=running.LIMITS)
    except FeelSyntaxError as error:
        return FeelTrial(text="", remarks=(running.remark(error.diagnostic()),), is_wrong=True)
    found = made.evaluate_with_diagnostics(known, limits=running.LIMITS, at=at.astimezone(clock.OFFICIAL_ZONE))
    return FeelTrial(text=plain.as_text(found.value), remarks=tuple(map(running.remark, found.diagnostics)))


def completions() -> tuple[str, ...]:
    """Return the names that may be written anywhere: built-in functions and the words of the language."""
    return tuple(sorted({*(f"{name}()" for name in BUILTINS), *KEYWORDS}))


def _context(text: str) -> Mapping[str, object]:
    if not text.strip():
        return {}
    try:
        found = json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        message = f"上下文不是 JSON（第 {error.lineno} 行第 {error.colno} 列）。"
        raise ContextUnreadable(message, fields={"context": [message]}) from None
    except (RecursionError, ValueError):
        found = None
    if not isinstance(found, dict):
        message = '上下文应为一个 JSON 对象，例如 {"area": 46}。'
        raise ContextUnreadable(message, fields={"context": [message]})
    return found
