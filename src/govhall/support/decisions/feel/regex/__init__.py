"""Regular expressions as XQuery and XPath functions 3.1 (5.6) define them, without catastrophic backtracking.

Own machine instead of Python's `re`: the syntax differs (`[a-z-[aeiou]]`, `\\i`, `\\p{L}`), and `re` can
hang on hostile patterns. Every state is visited once for each place in the text, so time is bounded by
pattern size times text length, and a budget of steps ends the rest.
"""

from __future__ import annotations

import functools

from govhall.support.decisions.feel.regex.machine import BudgetSpentError, Match, Program
from govhall.support.decisions.feel.regex.syntax import RegexError, parse

__all__ = ["BudgetSpentError", "Match", "Program", "RegexError", "compile_pattern", "expand_replacement"]


@functools.lru_cache(maxsize=512)
def compile_pattern(pattern: str, flags: str = "") -> Program:
    """Return the program of a pattern.

    :raises RegexError: when pattern or flags are not valid, or the pattern is too large.
    """
    return parse(pattern, flags)


def expand_replacement(template: str, match: Match, *, literal: bool = False) -> str:
    """Return a replacement text with `$1` filled in; `\\$` and `\\\\` stand for themselves.

    :raises RegexError: for a lone `$` or `\\`.
    """
    if literal:
        return template
    parts: list[str] = []
    position, size = 0, len(template)
    while position < size:
        char = template[position]
        position += 1
        if char == "\\":
            if position >= size or template[position] not in "\\$":
                raise RegexError("a backslash in a replacement must precede $ or a backslash")
            parts.append(template[position])
            position += 1
        elif char == "$":
            end = _group_end(template, position, match.group_count)
            parts.append(match.group(int(template[position:end])) or "")
            position = end
        else:
            parts.append(char)
    return "".join(parts)


def _group_end(template: str, start: int, groups: int) -> int:
    if start >= len(template) or not template[start].isdecimal():
        raise RegexError("a $ in a replacement must precede a digit")
    end = start + 1
    # Further digits belong to the number only while such a group exists (XPath 5.6.4).
    while end < len(template) and template[end].isdecimal() and int(template[start : end + 1]) <= groups:
        end += 1
    return end
