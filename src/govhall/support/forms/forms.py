"""Renders a form definition as accessible Django forms. Checking is done by ``rules``; these forms only show."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from govhall.support.forms.rules import cleaning
from govhall.support.forms.values import FieldSpec, FormSpec, SectionSpec


class SectionForm(forms.Form):
    """
    One section, or one row of a repeated section. ``specs`` holds the field definitions by name.

    ``concealed`` holds the fields that a condition hides now, for pages that show them as soon as it holds.
    """

    specs: Mapping[str, FieldSpec]
    concealed: "SectionForm"

    def show(self, errors: Mapping[str, list[str]]) -> None:
        """Show errors that ``rules`` found; the form itself checks nothing."""
        self._errors = ErrorDict({name: self.error_class(messages) for name, messages in errors.items()})


@dataclass(frozen=True, slots=True)
class RenderedSection:
    """A section with its forms: one, or one a row; ``blank`` is the pattern for another row."""

    spec: SectionSpec
    forms: Sequence[SectionForm]
    is_visible: bool
    blank: SectionForm | None = None


def render(
    spec: FormSpec,
    data: Mapping[str, Any],
    *,
    errors: Mapping[str, list[str]] | None = None,
    answers: Mapping[str, Any] | None = None,
) -> Sequence[RenderedSection]:
    """Return the sections of a form filled with ``data`` and marked with ``errors``."""
    context = {**(answers or {}), **data}
    return [_render_section(section, data, errors or {}, context) for section in spec.sections]


def read(spec: FormSpec, sent: QueryDict) -> dict[str, Any]:
    """Return what a browser sent as data by field and by rows; nothing is checked yet."""
    data: dict[str, Any] = {}
    for section in spec.sections:
        if section.repeat is None:
            data.update({field.name: _read_field(field, sent, field.name) for field in section.fields})
        else:
            data[section.code] = [
                {
                    field.name: _read_field(field, sent, f"{section.code}-{index}-{field.name}")
                    for field in section.fields
                }
                for index in _row_numbers(section, sent)
            ]
    return data


def _read_field(field: FieldSpec, sent: QueryDict, name: str) -> Any:
    if field.kind == "choices":
        return sent.getlist(name)
    if field.kind == "boolean":
        return sent.get(name, "false")
    return sent.get(name, "")


def _row_numbers(section: SectionSpec, sent: QueryDict) -> Iterator[int]:
    most = (section.repeat.max if section.repeat else 0) + 5
    prefix = f"{section.code}-"
    numbers = {key[len(prefix) :].split("-")[0] for key in sent if key.startswith(prefix)}
    yield from sorted(int(number) for number in numbers if number.isdigit() and int(number) < 200)[:most]


def _render_section(
    section: SectionSpec, data: Mapping[str, Any], errors: Mapping[str, list[str]], context: Mapping[str, Any]
) -> RenderedSection:
    is_visible = cleaning.visible(section.visible_if, context)
    if section.repeat is None:
        return RenderedSection(section, [_form(section, data, errors, "", context)], is_visible)
    rows = data.get(section.code) or [{}] * max(section.repeat.min, 1)
    made = [_form(section, row, errors, f"{section.code}-{i}-", {**context, **row}) for i, row in enumerate(rows)]
    blank = _form(section, {}, {}, f"{section.code}-__row__-", context)
    return RenderedSection(section, made, is_visible, blank)


def _form(
    section: SectionSpec,
    data: Mapping[str, Any],
    errors: Mapping[str, list[str]],
    prefix: str,
    context: Mapping[str, Any],
) -> SectionForm:
    initial = {f"{prefix}{f.name}": data.get(f.name) for f in section.fields}
    form = SectionForm(initial=initial)
    form.concealed = SectionForm(initial=initial)
    form.specs = form.concealed.specs = {f"{prefix}{f.name}": f for f in section.fields}
    for field in section.fields:
        if not field.computed:
            place = form if cleaning.visible(field.visible_if, context) else form.concealed
            place.fields[f"{prefix}{field.name}"] = _field(field)
    form.show({name: errors[name] for name in form.fields if name in errors})
    return form


def _field(spec: FieldSpec) -> forms.Field:
    made = _FIELDS.get(spec.kind, _text)(spec)
    made.label, made.help_text, made.required = spec.label, spec.hint, spec.required
    made.widget.is_required = False  # the page explains on press; the browser's own bubbles do not
    if spec.locked:
        made.widget.attrs["readonly"] = True
    return made


def _text(spec: FieldSpec) -> forms.Field:
    attributes: dict[str, Any] = {"class": "input", **_INPUTS.get(spec.kind, {})}
    if spec.max_length:
        attributes["maxlength"] = spec.max_length
    return forms.CharField(widget=forms.TextInput(attrs=attributes))


def _long_text(spec: FieldSpec) -> forms.Field:
    return forms.CharField(
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 4, "maxlength": spec.max_length or 2000})
    )


def _date(spec: FieldSpec) -> forms.Field:
    return forms.CharField(widget=forms.DateInput(attrs={"class": "input", "type": "date"}))


def _choice(spec: FieldSpec) -> forms.Field:
    options = [(option.value, option.label) for option in spec.options]
    if len(options) <= 7:
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect)
    return forms.ChoiceField(choices=[("", "请选择"), *options], widget=forms.Select(attrs={"class": "select"}))


def _choices(spec: FieldSpec) -> forms.Field:
    options = [(option.value, option.label) for option in spec.options]
    return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple)


def _boolean(spec: FieldSpec) -> forms.Field:
    return forms.BooleanField(widget=forms.CheckboxInput(attrs={"class": "checkbox"}))


_FIELDS = {
    "long_text": _long_text,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "boolean": _boolean,
}
_INPUTS: Mapping[str, Mapping[str, str]] = {
    "integer": {"inputmode": "numeric"},
    "decimal": {"inputmode": "decimal"},
    "money": {"inputmode": "decimal"},
    "phone": {"inputmode": "tel", "autocomplete": "tel"},
    "email": {"inputmode": "email", "autocomplete": "email"},
    "postcode": {"inputmode": "numeric"},
    "id_number": {"autocapitalize": "characters", "spellcheck": "false"},
    "uscc": {"autocapitalize": "characters", "spellcheck": "false"},
}
