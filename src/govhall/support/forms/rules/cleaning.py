"""
Checks a whole form: what is visible, what is computed, what is missing or wrong.

Hidden fields are dropped, computed and locked ones are taken from their source whatever was sent: a form tampered
with in the browser changes nothing. Order of work: values, then visibility and computation, then conditions.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from govhall.support.decisions.public import Expression, FeelLimitError, compile_expression, to_python
from govhall.support.forms.rules import kinds
from govhall.support.forms.values import CleanForm, FieldSpec, FormSpec, SectionSpec, ValidIf

_compiled = lru_cache(maxsize=4096)(compile_expression)
_NUMERIC = frozenset({"integer", "decimal", "money"})


def clean(
    spec: FormSpec,
    raw: Mapping[str, Any],
    *,
    answers: Mapping[str, Any] | None = None,
    filled: Mapping[str, str] | None = None,
) -> CleanForm:
    """
    Return the checked data of a form, with messages for what is wrong.

    ``answers`` to the situation questions may be used by rules under their codes; ``filled`` maps sources
    (``party.name``) to values for locked fields.
    """
    work = _Cleaning(filled or {}, answers or {})
    for section in spec.sections:
        if section.repeat is None:
            work.read_fields(section, raw, work.data, "")
        else:
            work.read_rows(section, raw.get(section.code))
    work.apply_rules(spec)
    return CleanForm(data=work.data, errors=work.errors)


def visible(text: str, context: Mapping[str, Any]) -> bool:
    """Say whether a condition shows its field: only a clear no hides it."""
    return not text or _evaluate(text, context) is not False


class _Cleaning:
    """The state of one check."""

    def __init__(self, filled: Mapping[str, str], answers: Mapping[str, Any]) -> None:
        self.filled = filled
        self.answers = answers
        self.data: dict[str, Any] = {}
        self.errors: dict[str, list[str]] = {}
        self.faulty: set[str] = set()

    def read_fields(self, section: SectionSpec, raw: Mapping[str, Any], into: dict[str, Any], prefix: str) -> None:
        for field in section.fields:
            value = raw.get(field.name)
            if field.locked and self.filled.get(field.filled_from):
                value = self.filled[field.filled_from]
            self.read_value(field, value, into, f"{prefix}{field.name}")

    def read_value(self, field: FieldSpec, value: Any, into: dict[str, Any], place: str) -> None:
        if field.computed or kinds.is_empty(value):
            into[field.name] = None
            return
        try:
            into[field.name] = kinds.clean(field, value)
        except kinds.Fault as fault:
            into[field.name] = value if isinstance(value, str | list | bool | int) else str(value)
            self.errors[place] = [str(fault)]

    def read_rows(self, section: SectionSpec, rows: Any) -> None:
        rows = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
        rows = [row for row in rows if any(not kinds.is_empty(row.get(field.name)) for field in section.fields)]
        self.data[section.code] = cleaned = []
        assert section.repeat is not None  # noqa: S101  # the caller asked for a repeated section
        for index, row in enumerate(rows[: section.repeat.max]):
            one: dict[str, Any] = {}
            self.read_fields(section, row, one, f"{section.code}-{index}-")
            cleaned.append(one)
        if len(rows) > section.repeat.max:
            self.errors[section.code] = [f"“{section.title}”最多填 {section.repeat.max} 项，您填了 {len(rows)} 项。"]

    def apply_rules(self, spec: FormSpec) -> None:
        for section in spec.sections:
            if not visible(section.visible_if, self.context(spec)):
                self.drop(section)
            elif section.repeat is None:
                self.apply_fields(spec, section.fields, self.data, "")
            else:
                self.apply_rows(spec, section)

    def apply_rows(self, spec: FormSpec, section: SectionSpec) -> None:
        rows = self.data[section.code]
        least = section.repeat.min if section.repeat else 0
        if len(rows) < least:
            self.errors.setdefault(section.code, [f"“{section.title}”至少填 {least} 项。"])
        for index, row in enumerate(rows):
            self.apply_fields(spec, section.fields, row, f"{section.code}-{index}-")

    def apply_fields(self, spec: FormSpec, fields: Sequence[FieldSpec], into: dict[str, Any], prefix: str) -> None:
        for field in fields:
            place = f"{prefix}{field.name}"
            context = {**self.context(spec), **_typed(fields, into)}
            if not visible(field.visible_if, context):
                into[field.name] = None
                self.errors.pop(place, None)
                continue
            if field.computed:
                into[field.name] = _stored(_evaluate(field.computed, context))
            elif into[field.name] is None and field.required:
                self.errors.setdefault(place, [_missing(field)])
            elif field.valid_if and place not in self.errors and _breaks(field.valid_if, into[field.name], context):
                self.errors[place] = [field.valid_if.message]

    def context(self, spec: FormSpec) -> dict[str, Any]:
        """Return what rules see: answers, then fields with numbers as numbers."""
        context: dict[str, Any] = {**self.answers, **self.data}
        context.update(_typed(list(spec.plain_fields()), self.data))
        for section in spec.sections:
            if section.repeat:
                context[section.code] = [{**row, **_typed(section.fields, row)} for row in self.data[section.code]]
        return context

    def drop(self, section: SectionSpec) -> None:
        if section.repeat:
            self.data[section.code] = []
        else:
            self.data.update(dict.fromkeys((field.name for field in section.fields), None))
        own = {field.name for field in section.fields}
        for place in list(self.errors):
            if place in own or place == section.code or place.startswith(f"{section.code}-"):
                del self.errors[place]


def _breaks(condition: ValidIf, value: Any, context: Mapping[str, Any]) -> bool:
    return value is not None and _evaluate(condition.expression, context) is False


def _typed(fields: Sequence[FieldSpec], data: Mapping[str, Any]) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for field in fields:
        value = data.get(field.name)
        if field.kind in _NUMERIC and value is not None:
            value = _number(value)
        typed[field.name] = value
    return typed


def _number(value: Any) -> Decimal | None:
    """Return what a rule sees of a number field, also of one with a fault: a number, else nothing."""
    try:
        number = Decimal(str(value).strip().replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _evaluate(text: str, context: Mapping[str, Any]) -> Any:
    expression: Expression = _compiled(text)
    try:
        return expression.evaluate(context)
    except FeelLimitError:
        return None


def _stored(value: Any) -> Any:
    plain = to_python(value)
    if isinstance(plain, date):
        return plain.isoformat()
    return format(plain.normalize(), "f") if isinstance(plain, Decimal) else plain


def _missing(field: FieldSpec) -> str:
    verb = "选择" if field.kind in ("choice", "choices", "region", "boolean") else "填写"
    return f"请{verb}“{field.label}”。"
