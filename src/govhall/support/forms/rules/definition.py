"""Reads a form definition from plain mappings (YAML, JSON) and refuses what could not work."""

import re
from collections.abc import Mapping
from typing import Any, Final

from govhall.kernel.errors import DomainError
from govhall.support.decisions.public import FeelSyntaxError, line_and_column, message
from govhall.support.forms.rules import portable
from govhall.support.forms.rules.portable import NotPortable, Shape
from govhall.support.forms.values import KINDS, FieldSpec, FormSpec, OptionSpec, Repeat, SectionSpec, ValidIf


class FormDefinitionError(DomainError):
    """A form definition can't work; the message names the place."""

    code = "form-definition"


_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_CONDITION: Final = ("boolean",)
_RESULTS: Final[Mapping[str, tuple[str, ...]]] = {
    "integer": ("number",), "decimal": ("number",), "money": ("number",), "boolean": ("boolean",), "date": ("date",),
}  # fmt: skip


def parse(source: Mapping[str, Any], *, questions: Mapping[str, bool] | None = None) -> FormSpec:
    """
    Return the form that ``source`` describes.

    ``questions`` are the situation questions whose answers its rules may use: code, and whether several answers stand.

    :raises FormDefinitionError: with the section and field that are wrong, or the place in a rule
    """
    sections = tuple(_section(section) for section in source.get("sections", ()))
    names = [field.name for section in sections for field in section.fields]
    names += [section.code for section in sections if section.repeat]
    if doubled := {name for name in names if names.count(name) > 1}:
        raise FormDefinitionError(f"字段名重复：{'、'.join(sorted(doubled))}")
    form = FormSpec(code=str(source["code"]), version=str(source["version"]), sections=sections)
    _check_rules(form, questions or {})
    return form


def _section(source: Mapping[str, Any]) -> SectionSpec:
    code = str(source.get("code", ""))
    if not _NAME.fullmatch(code):
        raise FormDefinitionError(f"分组代码“{code}”只能用小写字母、数字和下划线")
    repeat = source.get("repeat")
    return SectionSpec(
        code=code,
        title=str(source["title"]),
        hint=str(source.get("hint") or ""),
        fields=tuple(_field(code, field) for field in source.get("fields", ())),
        repeat=Repeat(min=int(repeat.get("min", 0)), max=int(repeat.get("max", 20))) if repeat else None,
        visible_if=str(source.get("visible_if") or ""),
    )


def _field(section: str, source: Mapping[str, Any]) -> FieldSpec:
    name = str(source.get("name", ""))
    place = f"{section}.{name}"
    if not _NAME.fullmatch(name):
        raise FormDefinitionError(f"{place}：字段名只能用小写字母、数字和下划线")
    if source.get("kind") not in KINDS:
        raise FormDefinitionError(f"{place}：没有“{source.get('kind')}”这种字段")
    options = tuple(OptionSpec(value=str(o["value"]), label=str(o["label"])) for o in source.get("options") or ())
    if source["kind"] in ("choice", "choices") and not options:
        raise FormDefinitionError(f"{place}：选择题没有选项")
    valid_if = source.get("valid_if")
    text = {key: str(source.get(key) or "") for key in _TEXTS}
    return FieldSpec(
        name=name,
        label=str(source["label"]),
        kind=str(source["kind"]),
        required=bool(source.get("required", True)),
        max_length=int(source["max_length"]) if source.get("max_length") else None,
        min=None if source.get("min") is None else str(source["min"]),
        max=None if source.get("max") is None else str(source["max"]),
        options=options,
        locked=bool(source.get("locked", False)),
        valid_if=ValidIf(expression=str(valid_if["expression"]), message=str(valid_if["message"]))
        if valid_if
        else None,
        **text,
    )


_TEXTS = ("element", "hint", "pattern", "default", "unit", "filled_from", "visible_if", "computed")


def _check_rules(form: FormSpec, questions: Mapping[str, bool]) -> None:
    """Make sure that every rule gives the same answer on the server and in the browser."""
    scope: dict[str, Shape] = {
        code: portable.of_kind("choices" if many else "choice") for code, many in questions.items()
    }
    scope |= {field.name: portable.of_kind(field.kind) for field in form.plain_fields()}
    rows = {s.code: {field.name: portable.of_kind(field.kind) for field in s.fields} for s in form.sections if s.repeat}
    scope |= {code: portable.list_of(portable.of_row(columns), certain=True) for code, columns in rows.items()}
    for section in form.sections:
        _check(section.visible_if, f"{section.code}.visible_if", scope, _CONDITION)
        inner = {**scope, **rows.get(section.code, {})}
        for field in section.fields:
            place = f"{section.code}.{field.name}"
            _check(field.visible_if, f"{place}.visible_if", inner, _CONDITION)
            _check_computed(field, f"{place}.computed", inner)
            if field.valid_if:
                _check(field.valid_if.expression, f"{place}.valid_if", inner, _CONDITION)


def _check_computed(field: FieldSpec, place: str, scope: Mapping[str, Shape]) -> None:
    if field.computed and field.kind == "choices":
        raise FormDefinitionError(f"{place}：多选字段不能自动计算")
    shape = _check(field.computed, place, scope, _RESULTS.get(field.kind, ("text",)))
    if shape is not None and field.kind == "integer" and shape.kind == "number" and not shape.whole:
        raise FormDefinitionError(
            f"{place}：整数字段的计算结果可能有小数，请用 round half up(…, 0) 取整，或改用小数字段"
        )


def _check(text: str, place: str, scope: Mapping[str, Shape], wanted: tuple[str, ...]) -> Shape | None:
    if not text:
        return None
    try:
        shape = portable.check(text, scope)
    except FeelSyntaxError as fault:
        raise FormDefinitionError(
            f"{place}：规则写错了：第 {fault.line} 行第 {fault.column} 个字“{fault.text}”：{message(fault.code)}"
        ) from fault
    except NotPortable as fault:
        raise FormDefinitionError(f"{place}：{_where(text, fault)}：{fault.reason}") from fault
    if shape.kind not in (*wanted, "null"):
        raise FormDefinitionError(
            f"{place}：规则“{text}”的结果是{portable.NAMES[shape.kind]}，这里应当是{portable.NAMES[wanted[0]]}"
        )
    return shape


def _where(text: str, fault: NotPortable) -> str:
    line, column = line_and_column(text, fault.node.start)
    return f"第 {line} 行第 {column} 个字“{text[fault.node.start : fault.node.end][:60]}”"
