"""Built-in functions on strings (10.3.4.3)."""

from __future__ import annotations

from decimal import Decimal

from govhall.support.decisions.feel import regex
from govhall.support.decisions.feel.builtins.registry import RefusedError, builtin, whole
from govhall.support.decisions.feel.errors import FeelLimitError
from govhall.support.decisions.feel.limits import Run

_MAX_SUBJECT = 100_000


@builtin("substring(string: string, start position: number, length: number?)")
def _substring(run: Run, string: str, start: Decimal, length: Decimal | None) -> str:
    position = whole(start)
    if position == 0 or abs(position) > len(string):
        raise RefusedError("the position is outside of the string")
    begin = position - 1 if position > 0 else len(string) + position
    if length is None:
        return string[begin:]
    count = whole(length)
    if count < 1:
        raise RefusedError("the length must be at least 1")
    return string[begin : begin + count]


@builtin("string length(string: string)")
def _string_length(run: Run, string: str) -> Decimal:
    return Decimal(len(string))


@builtin("upper case(string: string)")
def _upper_case(run: Run, string: str) -> str:
    return string.upper()


@builtin("lower case(string: string)")
def _lower_case(run: Run, string: str) -> str:
    return string.lower()


@builtin("substring before(string: string, match: string)")
def _substring_before(run: Run, string: str, match: str) -> str:
    head, found, _tail = string.partition(match) if match else ("", "", "")
    return head if found else ""


@builtin("substring after(string: string, match: string)")
def _substring_after(run: Run, string: str, match: str) -> str:
    _head, found, tail = string.partition(match) if match else ("", "x", string)
    return tail if found else ""


@builtin("contains(string: string, match: string)")
def _contains(run: Run, string: str, match: str) -> bool:
    return match in string


@builtin("starts with(string: string, match: string)")
def _starts_with(run: Run, string: str, match: str) -> bool:
    return string.startswith(match)


@builtin("ends with(string: string, match: string)")
def _ends_with(run: Run, string: str, match: str) -> bool:
    return string.endswith(match)


def _program(run: Run, string: str, pattern: str, flags: str | None) -> tuple[regex.Program, list[int]]:
    if len(string) > _MAX_SUBJECT:
        raise FeelLimitError("feel-string-too-long", "the string is too long for a regular expression")
    try:
        return regex.compile_pattern(pattern, flags or ""), [run.limits.regex_steps]
    except regex.RegexError as error:
        raise RefusedError(str(error)) from None


def _too_slow() -> FeelLimitError:
    return FeelLimitError("feel-regex-too-slow", "the regular expression takes too many steps")


@builtin("matches(input: string, pattern: string, flags: string?)")
def _matches(run: Run, string: str, pattern: str, flags: str | None) -> bool:
    program, budget = _program(run, string, pattern, flags)
    try:
        return program.search(string, 0, budget) is not None
    except regex.BudgetSpentError:
        raise _too_slow() from None


@builtin("replace(input: string, pattern: string, replacement: string, flags: string?)")
def _replace(run: Run, string: str, pattern: str, replacement: str, flags: str | None) -> str:
    program, budget = _program(run, string, pattern, flags)
    parts: list[str] = []
    position = size = 0
    try:
        for match in program.find_all(string, budget):
            piece = regex.expand_replacement(replacement, match, literal=program.literal)
            parts += (string[position : match.start], piece)
            size += len(piece)
            run.check_string(size)
            position = match.end
    except regex.BudgetSpentError:
        raise _too_slow() from None
    except regex.RegexError as error:
        raise RefusedError(str(error)) from None
    return "".join(parts) + string[position:]


@builtin("split(string: string, delimiter: string)")
def _split(run: Run, string: str, delimiter: str) -> list[str]:
    program, budget = _program(run, string, delimiter, None)
    parts: list[str] = []
    position = 0
    try:
        for match in program.find_all(string, budget):
            if match.end == match.start:
                continue
            parts.append(string[position : match.start])
            run.check_size(len(parts))
            position = match.end
    except regex.BudgetSpentError:
        raise _too_slow() from None
    return [*parts, string[position:]]


@builtin("string join(list: list, delimiter: string?)")
def _string_join(run: Run, items: list[object], delimiter: str | None) -> str:
    texts = [item for item in items if item is not None]
    if not all(isinstance(item, str) for item in texts):
        raise RefusedError("only strings can be joined")
    joined = (delimiter or "").join(str(item) for item in texts)
    run.check_string(len(joined))
    return joined
