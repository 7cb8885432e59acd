"""How a form field is drawn: classes of the theme and the ARIA links between control, hint, error and source."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

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


_REQUIRED: Final = {
    "select": _("请选择%(label)s"),
    "radios": _("请选择%(label)s"),
    "checks": _("请选择%(label)s"),
    "file": _("请上传%(label)s"),
    "flag": _("请先勾选这一项"),
}
_PLAIN: Final[dict[type[forms.Field], Promise]] = {
    forms.IntegerField: _("%(label)s要填数字，例如 46"),
    forms.DecimalField: _("%(label)s要填数字，例如 46.5"),
    forms.DateField: _("%(label)s要填年月日，例如 2026-10-13"),
    forms.EmailField: _("%(label)s的写法像 name@example.cn，请核对"),
    forms.ChoiceField: _("请从列出的选项里选%(label)s"),
    forms.FileField: _("%(label)s没有传上来，请重新选择文件"),
}

_FILL_IN: Final = _("请填写%(label)s")
_WRONG: Final = _("%(label)s的写法不对，请核对")
_LIMITS: Final = {
    "min_length": _("%(label)s至少 %(limit_value)d 个字，您填了 %(show_value)d 个，请核对"),
    "max_length": _("%(label)s最多 %(limit_value)d 个字，您填了 %(show_value)d 个，请改短"),
    "min_value": _("%(label)s不能小于 %(limit_value)s"),
    "max_value": _("%(label)s不能大于 %(limit_value)s"),
    "empty": _("%(label)s是空文件，请重新选择"),
}


class PlainForm(forms.Form):
    """A form whose errors say what is wrong, by how much, and what to do (look/README 7)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            speak_plainly(field)


def speak_plainly(field: forms.Field) -> None:
    """Replace Django's stock messages of a field; messages that its author gave stay."""
    # Django fills some messages with %, so a per cent sign in a label must not look like a place to fill.
    label = str(field.label or "").rstrip("？?").replace("%", "％")
    stock: dict[str, object] = {}
    for cls in reversed(type(field).__mro__):
        stock.update(getattr(cls, "default_error_messages", {}))
    plain = {code: str(words) for code, words in _LIMITS.items()}
    plain["required"] = str(_REQUIRED.get(kind_of(field.widget), _FILL_IN))
    wrong = next((words for cls, words in _PLAIN.items() if isinstance(field, cls)), _WRONG)
    plain["invalid"] = plain["invalid_choice"] = str(wrong)
    for code, words in plain.items():
        if field.error_messages.get(code) == stock.get(code):
            field.error_messages[code] = words.replace("%(label)s", label)


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
