"""What the pages of rules show: fields and values of the try-out, tables with the rows that matched, differences."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import gettext as _

from govhall.kernel.errors import InvalidInput
from govhall.support.decisions import public as decisions

_LINES: Final = 3_000
_PREFIX: Final = "in-"


@dataclass(frozen=True, slots=True, kw_only=True)
class TryField:
    """A field of the try-out. ``control`` is choice, choices, boolean, number, date, text or expression."""

    name: str
    label: str
    code: str
    control: str
    options: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    error: str = ""

    @property
    def value(self) -> str:
        """What stands in the field."""
        return self.chosen[0] if self.chosen else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffLine:
    """One line of a difference: ``kind`` is add, drop, same or gap."""

    kind: str
    text: str


def fields_of(
    inputs: Sequence[decisions.InputField], given: Mapping[str, Sequence[str]], errors: Mapping[str, str]
) -> list[TryField]:
    """Return the fields of a try-out with what was typed into them."""
    return [
        TryField(
            name=f"{_PREFIX}{position}", label=each.label, code=each.name, control=_control(each), options=each.options,
            chosen=tuple(given.get(f"{_PREFIX}{position}", ())), error=errors.get(each.name, ""),
        )
        for position, each in enumerate(inputs)
    ]  # fmt: skip


def _control(field: decisions.InputField) -> str:
    if field.options:
        return "choices" if field.is_list else "choice"
    if field.is_list or field.kind not in ("string", "number", "boolean", "date"):
        return "expression"
    return {"string": "text"}.get(field.kind, field.kind)


def values_of(inputs: Sequence[decisions.InputField], given: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """
    Return what was typed as values of the inputs' types; empty is null.

    :raises InvalidInput: with a message for each field that can't be read
    """
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for position, each in enumerate(inputs):
        typed = [text.strip()[:20_000] for text in given.get(f"{_PREFIX}{position}", ()) if text.strip()]
        try:
            values[each.name] = _value(_control(each), typed)
        except ValueError as error:
            errors[each.name] = [str(error)]
    if errors:
        raise InvalidInput(_("有的输入读不懂，请改一下。"), fields=errors)
    return values


def _value(control: str, typed: list[str]) -> Any:
    if control == "choices":
        return typed
    if not typed:
        return None
    text = typed[0]
    if control == "boolean":
        return text == "true"
    if control == "number":
        try:
            return Decimal(text)
        except InvalidOperation:
            raise ValueError(_("请填数字。")) from None
    if control == "date":
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError(_("请填日期，如 2026-11-25。")) from None
    if control == "expression":
        try:
            return decisions.compile_expression(text).evaluate({})
        except (decisions.FeelSyntaxError, decisions.FeelLimitError):
            raise ValueError(_('请按 FEEL 或 JSON 填写，例如 ["hot_food"]。')) from None
    return text


def matched(trace: Sequence[decisions.TraceEntry]) -> dict[str, set[int]]:
    """Return the numbers of the rows that matched, by table."""
    rows: dict[str, set[int]] = {}
    for step in trace:
        if step.kind == "table":
            rows.setdefault(step.name, set()).update(step.rows)
    return rows


def marked(tables: Sequence[decisions.TableView], trace: Sequence[decisions.TraceEntry]) -> list[dict[str, Any]]:
    """Return the tables that were asked, with the rows that matched."""
    rows = matched(trace)
    return [{"table": table, "matched": rows[table.element]} for table in tables if table.element in rows]


def grid_of(value: Any) -> dict[str, Any] | None:
    """Return a context, or a list of contexts, as heads and rows; None for anything else."""
    rows = [value] if isinstance(value, dict) else value
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) and row for row in rows):
        return None
    heads = list(dict.fromkeys(name for row in rows for name in row))
    return {"heads": heads, "rows": [[plain(row.get(name)) for name in heads] for row in rows]}


def plain(value: Any) -> str:
    """Return a value as people read it; lists with marks of enumeration."""
    if isinstance(value, list):
        return "、".join(map(plain, value))
    if isinstance(value, Mapping):
        return "，".join(f"{name}：{plain(each)}" for name, each in value.items())
    if isinstance(value, bool):
        return _("真") if value else _("假")
    return "" if value is None else str(value)


def difference(before: str, after: str) -> list[DiffLine]:
    """Return how a text became another one, line by line, with two lines around each change; nothing when equal."""
    old, new = before.splitlines()[:_LINES], after.splitlines()[:_LINES]
    return list(_difference(old, new))


def _difference(old: list[str], new: list[str]) -> Iterator[DiffLine]:
    kinds = {"+": "add", "-": "drop", " ": "same", "@": "gap"}
    for line in list(difflib.unified_diff(old, new, n=2, lineterm=""))[2:]:
        kind = kinds.get(line[:1], "same")
        yield DiffLine(kind=kind, text=_place(line) if kind == "gap" else line[1:])


def _place(line: str) -> str:
    number = re.search(r"\+(\d+)", line)
    return _("第 %(line)s 行起") % {"line": number.group(1) if number else "?"}
