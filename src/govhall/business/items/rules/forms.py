"""
Checks the form inside an item before it is published: shapes, names and expressions.

The meaning of a form belongs to ``support.forms``; here it is only made sure that an editor hears of faults early.
"""

import re
from collections.abc import Mapping
from typing import Any

from govhall.business.items.rules import conditions
from govhall.business.items.rules.problems import Problem
from govhall.standards.tables import table_names

_KINDS = """
text long_text integer decimal money date choice choices boolean id_number uscc phone email postcode region address
"""
_FIELD_KEYS = """
name label kind element required hint max_length min max pattern options table default filled_from locked unit
visible_if computed valid_if
"""
KINDS = frozenset(_KINDS.split())
FIELD_KEYS = frozenset(_FIELD_KEYS.split())
SECTION_KEYS = frozenset({"code", "title", "hint", "repeat", "visible_if", "fields"})
SOURCES = frozenset(
    f"party.{name}" for name in ("name", "id_number", "phone", "uscc", "address", "legal_representative")
)
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def problems_of(form: Mapping[str, Any] | None, questions: frozenset[str]) -> list[Problem]:
    """Return every fault of the form; ``questions`` are codes whose answers its expressions may use too."""
    if form is None:
        return []
    found: list[Problem] = []
    sections = _mappings(form.get("sections"), "form.sections", found)
    if not form.get("code") or not form.get("version") or not sections:
        found.append(Problem(path="form", message="表单要有 code、version 和至少一个 section"))
    names = _names(sections)
    for name in sorted({name for name in names if names.count(name) > 1}):
        found.append(Problem(path="form", message=f"字段名“{name}”重复"))
    known = frozenset(names) | questions | {str(section.get("code")) for section in sections}
    for at, section in enumerate(sections, 1):
        _section(section, f"form.sections[{at}]", known, found)
    return found


def _names(sections: list[Mapping[str, Any]]) -> list[str]:
    return [
        str(field.get("name"))
        for section in sections
        for field in section.get("fields") or []
        if isinstance(field, Mapping)
    ]


def _section(section: Mapping[str, Any], path: str, known: frozenset[str], found: list[Problem]) -> None:
    _keys(section, SECTION_KEYS, path, found)
    for key in ("code", "title"):
        if not section.get(key):
            found.append(Problem(path=f"{path}.{key}", message="缺少内容"))
    _feel(section, "visible_if", path, known, found)
    repeat = section.get("repeat")
    if repeat is not None and not (isinstance(repeat, Mapping) and {"min", "max"} >= set(repeat)):
        found.append(Problem(path=f"{path}.repeat", message="应为 {min, max}"))
    fields = _mappings(section.get("fields"), f"{path}.fields", found)
    if not fields:
        found.append(Problem(path=f"{path}.fields", message="至少要有一个字段"))
    for at, field in enumerate(fields, 1):
        _field(field, f"{path}.fields[{at}]", known, found)


def _field(field: Mapping[str, Any], path: str, known: frozenset[str], found: list[Problem]) -> None:
    _keys(field, FIELD_KEYS, path, found)
    if not _NAME.fullmatch(str(field.get("name", ""))):
        found.append(Problem(path=f"{path}.name", message="字段名应为小写英文、数字和下划线"))
    if not field.get("label"):
        found.append(Problem(path=f"{path}.label", message="缺少内容"))
    if field.get("kind") not in KINDS:
        found.append(Problem(path=f"{path}.kind", message=f"没有“{field.get('kind')}”这种字段"))
    _choices(field, path, found)
    if field.get("filled_from") not in {None, *SOURCES}:
        found.append(Problem(path=f"{path}.filled_from", message=f"没有“{field['filled_from']}”这个来源"))
    for key in ("visible_if", "computed"):
        _feel(field, key, path, known, found)
    valid_if = field.get("valid_if")
    if isinstance(valid_if, Mapping) and valid_if.get("message"):
        _feel(valid_if, "expression", f"{path}.valid_if", known, found)
    elif valid_if is not None:
        found.append(Problem(path=f"{path}.valid_if", message="应为 {expression, message}"))


def _choices(field: Mapping[str, Any], path: str, found: list[Problem]) -> None:
    if field.get("kind") not in ("choice", "choices"):
        return
    table = field.get("table")
    if table is not None and table not in table_names():
        found.append(Problem(path=f"{path}.table", message=f"没有代码表“{table}”"))
    if table is None and not field.get("options"):
        found.append(Problem(path=f"{path}.options", message="选择字段要有 options 或 table"))
    for option in field.get("options") or []:
        if not (isinstance(option, Mapping) and {"value", "label"} == set(option)):
            found.append(Problem(path=f"{path}.options", message="每个选项应为 {value, label}"))


def _feel(data: Mapping[str, Any], key: str, path: str, known: frozenset[str], found: list[Problem]) -> None:
    text = data.get(key)
    if text is not None and (fault := conditions.fault_of(str(text), known)):
        found.append(Problem(path=f"{path}.{key}", message=fault))


def _keys(data: Mapping[str, Any], known: frozenset[str], path: str, found: list[Problem]) -> None:
    for key in sorted(set(data) - known):
        found.append(Problem(path=f"{path}.{key}", message="不认识这个键"))


def _mappings(value: object, path: str, found: list[Problem]) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or any(not isinstance(each, Mapping) for each in value):
        found.append(Problem(path=path, message="应为键值结构的列表"))
        return []
    return value
