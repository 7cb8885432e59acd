"""FEEL conditions of items, compiled once and kept. Faults come back as words for the editor."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from govhall.support.decisions.public import FeelSyntaxError, compile_expression


@lru_cache(maxsize=4096)
def _compiled(text: str, names: frozenset[str]) -> Any:
    return compile_expression(text, names=names)


def fault_of(text: str, names: frozenset[str]) -> str:
    """Return what is wrong with the FEEL ``text``, which may use ``names`` only; empty if nothing is."""
    try:
        expression = _compiled(text, names)
    except FeelSyntaxError as error:
        return f"表达式“{text}”写法有误（第 {error.line} 行第 {error.column} 字）"
    if unknown := expression.names - names:
        return f"表达式“{text}”用到不存在的名称：{'、'.join(sorted(unknown))}"
    return ""


def names_in(text: str, names: frozenset[str]) -> frozenset[str]:
    """Return those of ``names`` that the expression depends on."""
    return frozenset(_compiled(text, names).names) & names


def holds(text: str, answers: Mapping[str, object], names: frozenset[str]) -> bool:
    """Whether the condition is true; null and anything but true is no."""
    context = {name: answers.get(name) for name in names}
    return _compiled(text, names).evaluate(context) is True
