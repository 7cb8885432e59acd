"""How a form field is drawn: classes of the theme and the ARIA links between control, hint, error and source."""

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString, mark_safe

# More short answers than this are a list, not boxes (look/README 6).
MANY: Final = 7
_CLASSES: Final = {
    "textarea": "textarea",
    "select": "select",
    "file": "file-input",
    "flag": "checkbox checkbox-primary",
    "text": "input",
    "date": "input num",
}


@dataclass(frozen=True)
class Answer:
    """One radio button or checkbox of a group."""

    control: SafeString
    label: str


@dataclass(frozen=True)
class Anatomy:
    """The parts of one field, ready for ``look/components/field.html``."""

    kind: str
    id: str
    control: SafeString
    answers: list[Answer]
    many: bool
    errors: list[str]
    hint: str
    optional: bool
    describedby: str
    counted: bool


def kind_of(widget: forms.Widget) -> str:
    """Return the name of the drawing for a widget: radios, checks, flag, file, textarea, select, date, hidden, text."""
    kinds: list[tuple[type[forms.Widget], str]] = [
        (forms.CheckboxSelectMultiple, "checks"),
        (forms.RadioSelect, "radios"),
        (forms.CheckboxInput, "flag"),
        (forms.FileInput, "file"),
        (forms.Textarea, "textarea"),
        (forms.Select, "select"),
        (forms.DateInput, "date"),
        (forms.HiddenInput, "hidden"),
    ]
    return next((kind for cls, kind in kinds if isinstance(widget, cls)), "text")


def anatomy(field: BoundField, *, source: str = "", hint: str = "") -> Anatomy:
    """Return the parts of a bound field; ``source`` says where a filled value came from, ``hint`` replaces help_text."""
    kind = kind_of(field.field.widget)
    identity = field.auto_id or field.html_name
    hint = hint or str(field.help_text)
    errors = [str(error) for error in field.errors]
    counted = kind == "textarea" and bool(field.field.widget.attrs.get("maxlength"))
    links = [
        f"{identity}-{part}"
        for part, there in (("error", errors), ("hint", hint), ("source", source), ("count", counted))
        if there
    ]
    describedby = " ".join(links)
    group = kind in {"radios", "checks"}
    answers = _answers(field) if group else []
    return Anatomy(
        kind=kind,
        id=identity,
        control=mark_safe("") if group else _control(field, kind, describedby),
        answers=answers,
        many=len(answers) > MANY or any(len(answer.label) > 20 for answer in answers),
        errors=errors,
        hint=hint,
        optional=not field.field.required and not field.field.disabled and kind not in {"flag", "hidden"},
        describedby=describedby,
        counted=counted,
    )


def _control(field: BoundField, kind: str, describedby: str) -> SafeString:
    widget = copy(field.field.widget)
    own = str(widget.attrs.get("class", ""))
    attrs: dict[str, str] = {"class": f"{_CLASSES.get(kind, '')} {own}".strip()} if kind != "hidden" else {}
    if describedby:
        attrs["aria-describedby"] = describedby
    if kind == "date":
        attrs["type"] = "date"
        attrs["value"] = _iso(field.value())
    rendered: SafeString = field.as_widget(widget=widget, attrs=dict(attrs))
    return rendered


def _iso(value: object) -> str:
    """The browser's date control knows one format only, whatever the language of the page."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _answers(field: BoundField) -> list[Answer]:
    answers = []
    for choice in field.subwidgets:
        attrs = choice.data["attrs"]
        # ARIA knows these on the group only; the fieldset carries them.
        attrs.pop("aria-invalid", None)
        attrs.pop("aria-describedby", None)
        answers.append(Answer(control=mark_safe(choice.tag()), label=str(choice.choice_label)))
    return answers
