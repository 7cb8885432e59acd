"""
What a page needs to follow a form's rules while somebody types: the expressions with the kinds of their fields.

The server stays the truth; nothing here is trusted when the form comes back.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from govhall.support.forms.values import FieldSpec, FormSpec


def live_rules(spec: FormSpec, *, answers: Mapping[str, Any], today: date) -> dict[str, Any] | None:
    """
    Return the rules of a form as data for ``frontend/src/rules.js``; None for a form without any.

    ``today`` is what ``today()`` gives in the browser too, whatever its own calendar says.
    """
    fields = [field for section in spec.sections for field in section.fields]
    if not any(section.visible_if for section in spec.sections) and not any(f.visible_if or f.computed for f in fields):
        return None
    sections = [
        {
            "code": section.code, "repeat": section.repeat.max if section.repeat else 0,
            "visible_if": section.visible_if, "fields": [_field(field) for field in section.fields],
        }
        for section in spec.sections
    ]  # fmt: skip
    return {"today": today.isoformat(), "answers": dict(answers), "sections": sections}


def _field(field: FieldSpec) -> dict[str, Any]:
    return {
        "name": field.name, "label": field.label, "kind": field.kind, "unit": field.unit,
        "visible_if": field.visible_if, "computed": field.computed,
        "options": {option.value: option.label for option in field.options} if field.computed else {},
    }  # fmt: skip
