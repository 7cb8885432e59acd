"""
Turns a rendered form into what the templates draw: fields with their sources, rows, progress of each section.

Must not check anything: faults come from ``support.forms``.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django import forms as django_forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from govhall.channels.portal.views import drafting
from govhall.channels.portal.views.drafting import Work
from govhall.data.organizations import public as organizations
from govhall.support.forms import public as forms

_WIDE: Final = frozenset({"long_text", "address", "choices"})
_NOTHING: Final[tuple[object, ...]] = (None, "", [])


def sections(work: Work) -> list[dict[str, Any]]:
    """Return the sections with their fields or rows. What a condition hides now is there too, marked ``concealed``."""
    rendered = forms.render(work.spec, drafting.shown_data(work), errors=work.errors, answers=work.draft.answers)
    return [_section(each, work) for each in rendered]


def problems(work: Work) -> list[dict[str, str]]:
    """Return the faults of the form in the order of its fields, each with the place that mends it."""
    found = []
    for section in work.spec.sections:
        places = [section.code] if section.repeat else [each.name for each in section.fields]
        for place in places:
            mine = {key: words for key, words in work.errors.items() if _is_in(key, place, bool(section.repeat))}
            found += [
                {"place": f"id_{key}" if key != section.code else f"s-{key}", "words": word}
                for key, words in mine.items()
                for word in words
            ]
    return found


def progress(work: Work) -> dict[str, Any]:
    """Return how much is filled in, by section and in all. Optional fields aren't counted."""
    errors = work.errors or {}
    lines, filled_in_all, wanted_in_all = [], 0, 0
    for each in forms.render(work.spec, drafting.shown_data(work), answers=work.draft.answers):
        if not each.is_visible:
            continue
        wanted, filled = _count(each, work.draft.data)
        faults = sum(1 for key in errors if _belongs(key, each.spec))
        filled_in_all, wanted_in_all = filled_in_all + filled, wanted_in_all + wanted
        lines.append({"code": each.spec.code, "title": each.spec.title, "faults": faults, "left": wanted - filled})
    percent = 100 * filled_in_all / wanted_in_all if wanted_in_all else 100
    known = sum(1 for _s, each in drafting.fields_of(work.spec) if _source(each, work))
    return {
        "lines": lines, "filled": filled_in_all, "wanted": wanted_in_all, "percent": percent, "known": known,
        "left": wanted_in_all - filled_in_all,
    }  # fmt: skip


def words_of(work: Work) -> list[dict[str, Any]]:
    """Return the filled form as labels and values, for checking before it is sent."""
    return readable(work.spec, work.cleaned.data)


def readable(spec: forms.FormSpec, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return form data as labels and values in words; empty fields are left out."""
    shown = []
    for section in spec.sections:
        rows = data.get(section.code) or [] if section.repeat else [data]
        tables = [_lines(section.fields, row) for row in rows]
        if any(tables):
            shown.append({"code": section.code, "title": section.title, "tables": tables, "many": bool(section.repeat)})
    return shown


def is_empty_row(row: Mapping[str, Any]) -> bool:
    """Say whether nothing was filled in in a row."""
    return all(value in _NOTHING or value in ("false", False) for value in row.values())


def _section(rendered: forms.RenderedSection, work: Work) -> dict[str, Any]:
    repeat = rendered.spec.repeat
    rows: list[dict[str, Any]] = [
        {"number": number, "index": number - 1, "fields": _fields(form, work)}
        for number, form in enumerate(rendered.forms, start=1)
    ]
    return {
        "spec": rendered.spec, "rows": rows, "many": repeat is not None, "concealed": not rendered.is_visible,
        "is_filled": any(each["source"] for row in rows for each in row["fields"]),
        "can_add": repeat is not None and len(rows) < repeat.max,
        "can_remove": repeat is not None and len(rows) > 1,
        "errors": work.errors.get(rendered.spec.code, []),
    }  # fmt: skip


def _fields(form: forms.SectionForm, work: Work) -> list[dict[str, Any]]:
    shown = []
    for name, spec in form.specs.items():
        if spec.computed:
            shown.append(_computed(name, spec, work))
            continue
        concealed = name not in form.fields
        holder = form.concealed if concealed else form
        source = _source(spec, work) if name == spec.name else ""
        _mend(holder.fields[name], spec, has_source=bool(source), here=work.guide.region_path)
        bound = holder[name]
        shown.append(
            {
                "place": name, "bound": bound, "spec": spec, "source": source, "wide": _is_wide(bound, spec),
                "concealed": concealed,
            }
        )  # fmt: skip
    return shown


def _computed(place: str, spec: forms.FieldSpec, work: Work) -> dict[str, Any]:
    value = _computed_value(place, spec, work)
    words = "" if value is None else _words(spec, value)
    return {
        "place": place, "computed": words, "spec": spec, "source": "", "wide": False, "concealed": value is None,
    }  # fmt: skip


def _computed_value(place: str, spec: forms.FieldSpec, work: Work) -> Any:
    """Return the computed value of a plain field, or of the row that ``place`` (``section-index-name``) names."""
    if place == spec.name:
        return work.cleaned.data.get(spec.name)
    code, index, _name = place.split("-")
    rows = work.cleaned.data.get(code) or []
    return rows[int(index)].get(spec.name) if int(index) < len(rows) else None


def _mend(field: django_forms.Field, spec: forms.FieldSpec, *, has_source: bool, here: str) -> None:
    """A locked field without a source can be typed into; a region is chosen from the list, not typed as a code."""
    if not has_source:
        field.widget.attrs.pop("readonly", None)
    if spec.kind == "region":
        field.widget = django_forms.Select(attrs={"class": "select"}, choices=_regions(here))
        field.widget.is_required = False
    if spec.kind in ("choice", "choices", "boolean", "region"):
        field.widget.attrs["data-changes-form"] = ""  # other fields may hang on this answer


def _regions(here: str) -> list[Any]:
    """Return the counties of the province to which the agency belongs, city by city; the agency's own first."""
    root = f"/{here.strip('/').split('/')[0]}/"
    groups = [
        (city.region.name, [(county.region.code, county.region.name) for county in city.children])
        for province in organizations.region_tree()
        if province.region.path == root
        for city in sorted(province.children, key=lambda city: not here.startswith(city.region.path))
        if city.children
    ]
    return [("", _("请选择")), *groups]


def _source(spec: forms.FieldSpec, work: Work) -> str:
    known = work.fills.get(spec.filled_from, "") if spec.filled_from else ""
    if not known or work.draft.data.get(spec.name, known) != known:
        return ""
    return _("统一身份认证，登记信息") if work.details.uscc else _("统一身份认证")


def _is_wide(bound: BoundField, spec: forms.FieldSpec) -> bool:
    return spec.kind in _WIDE or (spec.kind == "choice" and len(spec.options) > 3) or (spec.max_length or 0) > 120


def _count(rendered: forms.RenderedSection, data: Mapping[str, Any]) -> tuple[int, int]:
    wanted = filled = 0
    rows = data.get(rendered.spec.code) or [{}] if rendered.spec.repeat else [data]
    for form, row in zip(rendered.forms, rows, strict=False):
        for name, spec in form.specs.items():
            if name in form.fields and spec.required:
                wanted += 1
                filled += row.get(spec.name) not in _NOTHING
    return wanted, filled


def _is_in(key: str, place: str, repeated: bool) -> bool:
    return key == place or (repeated and key.startswith(f"{place}-"))


def _belongs(key: str, section: forms.SectionSpec) -> bool:
    if section.repeat:
        return _is_in(key, section.code, True)
    return any(key == each.name for each in section.fields)


def _lines(fields: Sequence[forms.FieldSpec], row: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"label": each.label, "value": _words(each, row[each.name]), "num": True}  # long numbers may break
        for each in fields
        if row.get(each.name) not in _NOTHING
    ]


def _words(spec: forms.FieldSpec, value: Any) -> str:
    labels = {option.value: option.label for option in spec.options}
    if spec.kind == "boolean":
        return _("是") if value else _("否")
    if spec.kind == "region":
        return _region_words(str(value))
    if isinstance(value, list):
        return "、".join(labels.get(str(each), str(each)) for each in value)
    words = labels.get(str(value), str(value))
    return f"{words} {spec.unit}" if spec.unit else words


def _region_words(code: str) -> str:
    try:
        return "".join(each.name for each in organizations.ancestors(organizations.region(code).path))
    except organizations.RegionNotFound:
        return code


def plain_names(found: Iterable[Mapping[str, Any]]) -> str:
    """Return the names of the plain fields on the page, which the browser sends back as ``shown``."""
    names = [
        each["bound"].name
        for section in found
        for row in section["rows"]
        for each in row["fields"]
        if "bound" in each and not section["many"] and not section["concealed"] and not each["concealed"]
    ]
    many = [section["spec"].code for section in found if section["many"] and not section["concealed"]]
    return ",".join([*names, *many])
