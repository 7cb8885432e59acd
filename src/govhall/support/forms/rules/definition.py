"""Reads a form definition from plain mappings (YAML, JSON) and refuses what could not work."""

import re
from collections.abc import Mapping
from typing import Any

from govhall.kernel.errors import DomainError
from govhall.support.decisions.public import FeelSyntaxError, compile_expression
from govhall.support.forms.values import KINDS, FieldSpec, FormSpec, OptionSpec, Repeat, SectionSpec, ValidIf

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


class FormDefinitionError(DomainError):
    """A form definition can't work; the message names the place."""

    code = "form-definition"


def parse(source: Mapping[str, Any]) -> FormSpec:
    """
    Return the form that ``source`` describes.

    :raises FormDefinitionError: with the section and field that are wrong
    """
    sections = tuple(_section(section) for section in source.get("sections", ()))
    names = [field.name for section in sections for field in section.fields]
    names += [section.code for section in sections if section.repeat]
    if doubled := {name for name in names if names.count(name) > 1}:
        raise FormDefinitionError(f"字段名重复：{'、'.join(sorted(doubled))}")
    return FormSpec(code=str(source["code"]), version=str(source["version"]), sections=sections)


def _section(source: Mapping[str, Any]) -> SectionSpec:
    code = str(source.get("code", ""))
    if not _NAME.fullmatch(code):
        raise FormDefinitionError(f"分组代码“{code}”只能用小写字母、数字和下划线")
    repeat = source.get("repeat")
    _check_feel(str(source.get("visible_if") or ""), f"{code}.visible_if")
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
    for key in ("visible_if", "computed"):
        _check_feel(str(source.get(key) or ""), f"{place}.{key}")
    if valid_if:
        _check_feel(str(valid_if["expression"]), f"{place}.valid_if")
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


def _check_feel(text: str, place: str) -> None:
    if not text:
        return
    try:
        compile_expression(text)
    except FeelSyntaxError as fault:
        raise FormDefinitionError(f"{place}：规则写错了：{fault}") from fault
