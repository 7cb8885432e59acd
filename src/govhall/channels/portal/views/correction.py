"""补正 by the applicant: what is wrong, how to mend it, and everything back in one sending."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from govhall.business.cases import public as cases
from govhall.business.items import public as items
from govhall.channels.portal.views import materials, sections, wording
from govhall.channels.portal.views.drafting import Work, actor_of
from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput
from govhall.security.access import public as access
from govhall.support.calendar import public as calendar
from govhall.support.documents import public as documents
from govhall.support.forms import public as forms

_NOTICE: Final = "B18"


@dataclass(frozen=True)
class Sent:
    """What the applicant sent: files by material, why others were refused, the form if it was asked for."""

    files: Sequence[cases.MaterialInput]
    refusals: Mapping[str, list[str]]
    form_data: Mapping[str, Any] | None


@access.permission(access.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Show the one-time notice point by point; a POST answers all of it."""
    actor = actor_of(request)
    file = cases.applicant_file(number=number, by=actor)
    asked = file.open_correction
    if asked is None:
        return redirect("portal:case", number=file.number)
    guide = items.version(file.item_version_id)
    if request.method == "GET":
        return _page(request, file, guide, asked, Sent((), {}, None))
    sent = _read(request, file, guide, asked, actor)
    if sent.refusals:
        return _page(request, file, guide, asked, sent, status=422)
    try:
        cases.correct(case_id=file.id, form_data=sent.form_data, handed_in=sent.files, by=actor, at=clock.now())
    except InvalidInput as refusal:
        return _page(request, file, guide, asked, sent, refusal=refusal, status=422)
    messages.success(request, _("补正已提交，我们会尽快核对。"))
    return redirect("portal:case", number=file.number)


def _read(
    request: HttpRequest, file: cases.CaseFile, guide: items.ItemGuide, asked: cases.CorrectionValue, actor: Actor
) -> Sent:
    files: list[cases.MaterialInput] = []
    refusals: dict[str, list[str]] = {}
    for item in asked.items:
        kind, _colon, code = item["target"].partition(":")
        if kind != "material":
            continue
        files += [_input(code, file_id) for file_id in _kept(request, code, actor)]
        spec = next((each for each in guide.materials if each.code == code), None)
        if spec is None:  # no material of the item: `correct` says so
            continue
        for upload in request.FILES.getlist(f"files-{code}"):
            try:
                files.append(_input(code, materials.keep(upload, guide, spec, actor).id))
            except materials.REFUSALS as refusal:
                refusals.setdefault(code, []).append(f"{upload.name}：{refusal.message}")
    wants_form = any(item["target"].startswith("field:") for item in asked.items)
    form = _changed_form(request, file) if wants_form else None
    return Sent(files, refusals, form)


def _input(code: str, file_id: UUID) -> cases.MaterialInput:
    return cases.MaterialInput(code=code, obtained=cases.Obtained.UPLOADED, file_id=file_id)


def _kept(request: HttpRequest, code: str, actor: Actor) -> list[UUID]:
    """Return the files that an earlier, refused sending left here."""
    ids = []
    for text in request.POST.getlist(f"kept-{code}"):
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    return list(documents.own_uploads(ids, by=actor))


def _changed_form(request: HttpRequest, file: cases.CaseFile) -> dict[str, Any]:
    """Return the case's form with the sent fields in it; only fields on the page change."""
    data = forms.read(cases.form_of(file.item_version_id), request.POST)
    names = set(request.POST.get("shown", "").split(","))
    return {**file.form_data, **{name: value for name, value in data.items() if name in names}}


def _page(
    request: HttpRequest,
    file: cases.CaseFile,
    guide: items.ItemGuide,
    asked: cases.CorrectionValue,
    sent: Sent,
    *,
    refusal: InvalidInput | None = None,
    status: int = 200,
) -> HttpResponse:
    today = clock.today()
    first, second = wording.headline(file, today)
    fields = _fields(file, guide, asked, sent, refusal, actor_of(request))
    page = {
        "case": file, "asked": asked, "points": _points(file, guide, asked, sent, fields, actor_of(request)),
        "first": first, "second": second, "left": calendar.count_working_days(after=today, until=asked.due_date),
        "letter": next((paper for paper in reversed(file.papers) if paper.kind == _NOTICE), None),
        "agency": organizations.agency(file.agency_id), "refusal": _words(refusal),
        "shown": ",".join(fields), "others": max(len(file.materials) - len(asked.items), 0), "today": today,
        "most": documents.UPLOAD_BYTES // materials.MEGABYTE,
    }  # fmt: skip
    return render(request, "portal/case/correct.html", page, status=status)


def _words(refusal: InvalidInput | None) -> list[str]:
    if refusal is None:
        return []
    words = [word for messages_of in refusal.fields.values() for word in messages_of]
    return words or [refusal.message]


def _points(
    file: cases.CaseFile,
    guide: items.ItemGuide,
    asked: cases.CorrectionValue,
    sent: Sent,
    fields: Mapping[str, Any],
    actor: Actor,
) -> list[dict[str, Any]]:
    """Return each point of the notice with the place to answer it."""
    names = documents.own_uploads([each.file_id for each in sent.files if each.file_id], by=actor)
    shown = []
    for item in asked.items:
        kind, _colon, code = item["target"].partition(":")
        spec = next((each for each in guide.materials if each.code == code), None) if kind == "material" else None
        kept = [names[each.file_id] for each in sent.files if each.code == code and each.file_id in names]
        shown.append({
            "item": item, "code": code, "is_material": kind == "material", "field": fields.get(code),
            "accept": materials.accept_attribute(spec) if spec else "", "errors": sent.refusals.get(code, []),
            "kept": kept, "before": [each for each in file.materials if kind == "material" and each.code == code],
        })  # fmt: skip
    return shown


def _fields(
    file: cases.CaseFile,
    guide: items.ItemGuide,
    asked: cases.CorrectionValue,
    sent: Sent,
    refusal: InvalidInput | None,
    actor: Actor,
) -> dict[str, Any]:
    """Return the form fields that the notice names, bound to what the case says or what was just sent."""
    wanted = {item["target"].partition(":")[2] for item in asked.items if item["target"].startswith("field:")}
    if not wanted:
        return {}
    errors = {key.partition(":")[2]: words for key, words in (refusal.fields if refusal else {}).items()}
    draft = forms.DraftValue(
        id=file.id, owner_id=file.submitted_by_id, party_id=file.applicant_id, subject=str(file.item_version_id),
        data=sent.form_data or file.form_data, answers=file.answers, files=(), revision=0, updated_at=file.applied_at,
    )  # fmt: skip
    work = Work(draft=draft, guide=guide, spec=cases.form_of(file.item_version_id), actor=actor, errors=errors)
    return {
        each["bound"].name: each
        for section in sections.sections(work)
        if not section["many"] and not section["concealed"]
        for row in section["rows"]
        for each in row["fields"]
        if "bound" in each and not each["concealed"] and each["bound"].name in wanted
    }
