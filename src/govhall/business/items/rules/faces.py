"""What the forms of items offer to the face of the certificate that they lead to."""

from collections.abc import Mapping, Sequence
from typing import Any

from govhall.support.certificates.public import SourceField, Sources

_KINDS = {"date": "date", "money": "money"}  # all others are written as they are


def sources(contents: Sequence[tuple[Mapping[str, Any], str]]) -> Sources | None:
    """
    Return the fields of forms, each with the register of its item (empty for none); None without any item.

    What a register answers isn't known here: with one, nothing can be said to be missing.
    """
    if not contents:
        return None
    offered = [_fields(form) for form, _register in contents]
    found: dict[str, SourceField] = {}
    for fields in offered:
        found |= {name: each for name, each in fields.items() if name not in found}
    return Sources(
        fields={name: _in_all(each, offered) for name, each in found.items()},
        is_known=not any(register for _form, register in contents),
    )


def _in_all(field: SourceField, offered: Sequence[Mapping[str, SourceField]]) -> SourceField:
    if all(field.source in fields for fields in offered):
        return field
    return SourceField(
        source=field.source, label=field.label, kind=field.kind, unit=field.unit, many=field.many,
        options=field.options, everywhere=False,
    )  # fmt: skip


def _fields(form: Mapping[str, Any]) -> dict[str, SourceField]:
    fields = {}
    for section in form.get("sections", ()):
        for field in section.get("fields", ()):
            name, label = str(field["name"]), str(field["label"])
            if section.get("repeat"):
                name, label = f"{section['code']}.{name}", f"{section['title']}：{label}"
            kind = str(field.get("kind", "text"))
            fields[name] = SourceField(
                source=name, label=label, kind=_KINDS.get(kind, "text"), unit=str(field.get("unit") or ""),
                many=kind == "choices",
                options={str(each["value"]): str(each["label"]) for each in field.get("options", ())},
            )  # fmt: skip
    return fields
