"""
Applying, step one: for whom, then the form. Nothing typed is lost: every change is kept in the draft.

Works as plain forms; with scripts the draft saves itself and conditional fields appear at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from govhall.business.cases import public as cases
from govhall.business.items import public as items
from govhall.channels.portal.views import drafting
from govhall.channels.portal.views import sections as sections_of
from govhall.channels.portal.views.drafting import Work, actor_of
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput, NotFound
from govhall.security.access import public as access
from govhall.support.forms import public as forms
from govhall.support.identity import public as identity

_ROW_ACTS: Final = ("add", "remove")


@access.permission(access.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for whom; a POST opens the draft, filled with what is known. The query holds the situation."""
    actor, guide = actor_of(request), items.guide(code)
    query = request.POST if request.method == "POST" else request.GET
    answers = items.answers_from_query(guide, dict(query.lists()))
    if request.method == "POST":
        return _open(request, guide, answers)
    at = clock.now()
    mine = identity.parties_of(actor.id, at=at) if actor.id else ()
    own = mine[0].id if mine else None
    parties = [{"party": party, "kind": _kind(party, own)} for party in mine if party.served in guide.served]
    page = {
        "guide": guide, "parties": parties, "chosen": _chosen(parties, actor), "hidden": _pairs(answers),
        "is_officer": actor.is_officer,
        "questions": _answered(guide, answers), "open_questions": items.unanswered(guide, answers),
        "level_name": identity.level_name(guide.assurance), "held_level_name": identity.level_name(actor.assurance),
        "is_known_enough": actor.assurance >= guide.assurance, "served": "、".join(guide.served_labels),
    }  # fmt: skip
    return render(request, "portal/apply/start.html", page)


def _open(request: HttpRequest, guide: items.ItemGuide, answers: Mapping[str, Any]) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    if not guide.is_open:
        raise InvalidInput(_("这个事项目前暂停办理。"))
    identity.require_level(actor, guide.assurance)
    party_id = _party_id(request, actor)
    party = identity.require_may_act(actor, party_id=party_id, item_key=guide.key, at=at)
    spec = cases.form_of(guide.version_id)
    data = drafting.prefill(spec, party.fills())
    draft = forms.open_draft(
        subject=str(guide.version_id), party_id=party_id, answers=answers, data=data, by=actor, at=at
    )
    if draft.answers != answers and answers:
        forms.save_draft(draft_id=draft.id, answers=answers, by=actor, at=at)
    return redirect("portal:draft" if spec.sections else "portal:draft_materials", draft_id=draft.id)


def _party_id(request: HttpRequest, actor: Actor) -> UUID:
    try:
        return UUID(request.POST.get("party", ""))
    except ValueError:
        if actor.party_id is None:
            message = _("请选择为谁申请。")
            raise InvalidInput(message, fields={"party": [message]}) from None
        return actor.party_id


def _kind(party: identity.PartyValue, own: UUID | None) -> str:
    if not party.is_person:
        return _("统一社会信用代码")
    return _("本人") if party.id == own else _("委托您办理的人")


def _chosen(parties: Sequence[Mapping[str, Any]], actor: Actor) -> UUID | None:
    """Return whom to offer first: the party for whom the person acts now, if the item serves it."""
    ids: list[UUID] = [each["party"].id for each in parties]
    return actor.party_id if actor.party_id in ids else next(iter(ids), None)


def _pairs(answers: Mapping[str, str | list[str]]) -> list[tuple[str, str]]:
    return [(code, one) for code, given in answers.items() for one in ([given] if isinstance(given, str) else given)]


def _answered(guide: items.ItemGuide, answers: Mapping[str, str | list[str]]) -> list[dict[str, str]]:
    shown = []
    for question in guide.questions:
        given = answers.get(question.code)
        values = [given] if isinstance(given, str) else given or []
        labels = [option.label for option in question.options if option.value in values]
        if labels:
            shown.append({"label": question.title, "value": "、".join(labels)})
    return shown


@access.permission(access.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Show and take the form. A draft that has been sent leads to its case."""
    actor = actor_of(request)
    try:
        work = _opened(request, draft_id)
    except NotFound:
        return redirect("portal:case", number=drafting.sent_number(draft_id, actor))
    if not work.spec.sections:
        return redirect("portal:draft_materials", draft_id=draft_id)
    if request.method == "POST":
        return _take(request, work)
    if "check" in request.GET:
        work = replace(work, errors=work.cleaned.errors)
    return _form_page(request, work)


def _take(request: HttpRequest, work: Work) -> HttpResponse:
    act = request.POST.get("act", "next")
    work = _kept(request, work, act)
    here = reverse("portal:draft", args=[work.draft.id])
    if act == "leave":
        messages.success(request, _("草稿已保存，随时可以接着填。"))
        return HttpResponseRedirect(f"{reverse('portal:cases')}?view=drafts")
    if act.startswith(_ROW_ACTS) or act == "refresh":
        return HttpResponseRedirect(f"{here}#s-{act.partition(':')[2].partition(':')[0]}")
    if work.cleaned.errors:
        return _form_page(request, replace(work, errors=work.cleaned.errors), status=422)
    return redirect("portal:draft_materials", draft_id=work.draft.id)


def _form_page(request: HttpRequest, work: Work, *, status: int = 200) -> HttpResponse:
    rules = forms.live_rules(work.spec, answers=work.draft.answers, today=timezone.localdate())
    page = {**work.page("form"), **_shown(work), "rules": rules}
    return render(request, "portal/apply/form.html", page, status=status)


def _shown(work: Work) -> dict[str, Any]:
    found = sections_of.sections(work)
    return {
        "sections": found, "shown": sections_of.plain_names(found), "problems": sections_of.problems(work),
        "progress": sections_of.progress(work), "checked": bool(work.errors), "draft": work.draft,
    }  # fmt: skip


@access.permission(access.SIGNED_IN)
@require_POST
def save(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Keep what is typed so far; answer when."""
    work = _kept(request, _opened(request, draft_id), "")
    saved_at = timezone.localtime(work.draft.updated_at)
    return JsonResponse({"saved_at": f"{saved_at:%H:%M}", "revision": work.draft.revision})


@access.permission(access.SIGNED_IN)
@require_POST
def sections(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Keep what is typed and answer the sections anew: an answer shows or hides fields, a row comes or goes."""
    work = _kept(request, _opened(request, draft_id), request.POST.get("act", ""))
    if request.POST.get("checked"):
        work = replace(work, errors=work.cleaned.errors)
    return render(request, "portal/apply/sections.html", {**_shown(work), "swapped": True})


@access.permission(access.SIGNED_IN)
@require_POST
def delete(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    forms.delete_draft(draft_id=draft_id, by=actor_of(request))
    messages.success(request, _("草稿已删除。"))
    return HttpResponseRedirect(f"{reverse('portal:cases')}?view=drafts")


def _opened(request: HttpRequest, draft_id: UUID) -> Work:
    """Open a draft. Whose power has ended is refused, but not before what was just typed is in the draft."""
    actor = actor_of(request)
    try:
        return drafting.open_work(draft_id, actor)
    except forms.AgencyOver:
        if request.method == "POST":
            spec = cases.form_of(UUID(forms.subject_of(draft_id, by=actor)))
            forms.save_draft(draft_id=draft_id, data=_sent(request, spec), by=actor, at=clock.now())
        raise


def _kept(request: HttpRequest, work: Work, act: str) -> Work:
    """Save what was sent and return the work as it stands now."""
    data = _sent(request, work.spec)
    if act in ("next", "leave"):
        data = _without_empty_rows(work.spec, data)
    else:
        _change_rows(work.spec, {**work.draft.data, **data}, data, act)
    kept = forms.save_draft(draft_id=work.draft.id, data=data, by=work.actor, at=clock.now())
    return Work(draft=kept, guide=work.guide, spec=work.spec, actor=work.actor)


def _sent(request: HttpRequest, spec: forms.FormSpec) -> dict[str, Any]:
    """Return what the page held. Fields that weren't on it keep what was typed into them before."""
    data = forms.read(spec, request.POST)
    shown = request.POST.get("shown")
    if shown is None:
        return data
    names = set(shown.split(","))
    return {name: value for name, value in data.items() if name in names}


def _without_empty_rows(spec: forms.FormSpec, data: Mapping[str, Any]) -> dict[str, Any]:
    repeated = {section.code for section in spec.sections if section.repeat}
    return {
        name: [row for row in value if not sections_of.is_empty_row(row)] if name in repeated else value
        for name, value in data.items()
    }


def _change_rows(spec: forms.FormSpec, before: Mapping[str, Any], data: dict[str, Any], act: str) -> None:
    """Do ``add:staff`` or ``remove:staff:0``; anything else changes nothing."""
    verb, _colon, rest = act.partition(":")
    code, _colon, index = rest.partition(":")
    section = next((each for each in spec.sections if each.code == code and each.repeat), None)
    if section is None or section.repeat is None or verb not in _ROW_ACTS:
        return
    rows = list(before.get(code) or [{}])
    if verb == "add" and len(rows) < section.repeat.max:
        data[code] = [*rows, {}]
    elif verb == "remove" and index.isdigit() and int(index) < len(rows):
        data[code] = [row for position, row in enumerate(rows) if position != int(index)]
