"""How a form field is drawn: classes of the theme and the ARIA links between control, hint, error and source."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

# More short answers than this are a list, not boxes (look/README 6).
MANY: Final = 7
LONG: Final = 20
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


_VERBS: Final = {"select": "请选择", "radios": "请选择", "checks": "请选择", "file": "请上传"}
_PLAIN: Final[dict[type[forms.Field], str]] = {
    forms.IntegerField: "{label}要填数字，例如 46",
    forms.DecimalField: "{label}要填数字，例如 46.5",
    forms.DateField: "{label}要填年月日，例如 2026-10-13",
    forms.EmailField: "{label}的写法像 name@example.cn，请核对",
    forms.ChoiceField: "请从列出的选项里选{label}",
    forms.FileField: "{label}没有传上来，请重新选择文件",
}


class PlainForm(forms.Form):
    """A form whose errors say what is wrong, by how much, and what to do (look/README 7)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            speak_plainly(field)


def speak_plainly(field: forms.Field) -> None:
    """Replace Django's stock messages of a field; messages that its author gave stay."""
    label = str(field.label or "").rstrip("？?")
    stock: dict[str, object] = {}
    for cls in reversed(type(field).__mro__):
        stock.update(getattr(cls, "default_error_messages", {}))
    plain = {
        "required": _required(field, label),
        "min_length": f"{label}至少 %(limit_value)d 个字，您填了 %(show_value)d 个，请核对",
        "max_length": f"{label}最多 %(limit_value)d 个字，您填了 %(show_value)d 个，请改短",
        "min_value": f"{label}不能小于 %(limit_value)s",
        "max_value": f"{label}不能大于 %(limit_value)s",
        "empty": f"{label}是空文件，请重新选择",
    }
    wrong = next((words for cls, words in _PLAIN.items() if isinstance(field, cls)), "{label}的写法不对，请核对")
    plain["invalid"] = plain["invalid_choice"] = wrong.format(label=label)
    for code, words in plain.items():
        if field.error_messages.get(code) == stock.get(code):
            field.error_messages[code] = words


def _required(field: forms.Field, label: str) -> str:
    kind = kind_of(field.widget)
    return "请先勾选这一项" if kind == "flag" else f"{_VERBS.get(kind, '请填写')}{label}"


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
    """Return the parts of a bound field. ``source`` says where a value came from, ``hint`` replaces help_text."""
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
    answers = _answers(field, kind) if group else []
    return Anatomy(
        kind=kind,
        id=identity,
        control=SafeString("") if group else _control(field, kind, describedby),
        answers=answers,
        many=_is_list([answer.label for answer in answers]),
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


def _is_list(labels: Sequence[str]) -> bool:
    return len(labels) > MANY or any(len(label) > LONG for label in labels)


def _answers(field: BoundField, kind: str) -> list[Answer]:
    choices = list(field.subwidgets)
    listed = _is_list([str(choice.choice_label) for choice in choices])
    answers = []
    for choice in choices:
        attrs = choice.data["attrs"]
        # ARIA knows these on the group only; the fieldset carries them.
        attrs.pop("aria-invalid", None)
        attrs.pop("aria-describedby", None)
        if listed:
            attrs["class"] = "radio radio-primary" if kind == "radios" else "checkbox checkbox-primary"
        answers.append(Answer(control=choice.tag(), label=str(choice.choice_label)))
    return answers
