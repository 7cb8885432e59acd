"""One's own cases: the list, a case with its clock and timeline, the result, and taking an application back."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from govhall.business.cases import public as business
from govhall.business.evaluations import public as evaluations
from govhall.business.items import public as items
from govhall.channels.portal import context
from govhall.channels.portal.views import clocks, keyset, sections, wording
from govhall.channels.portal.views.drafting import actor_of
from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import NotFound
from govhall.security.access import public as access
from govhall.support.certificates import public as certificates
from govhall.support.forms import public as forms
from govhall.support.identity import public as identity

PAGE: Final = 20
_WAITING: Final = frozenset({business.Status.PRE_CORRECTION, business.Status.AWAITING_CORRECTION})
_VIEWS: Final[Mapping[str, tuple[Any, frozenset[Any]]]] = {
    "open": (gettext_lazy("办理中"), frozenset(business.OPEN)),
    "waiting": (gettext_lazy("待我处理"), _WAITING),
    "finished": (gettext_lazy("已办结"), frozenset(business.FINISHED)),
    "drafts": (gettext_lazy("草稿"), frozenset()),
}
_EMPTY: Final = {
    "open": (gettext_lazy("没有办理中的办件"), gettext_lazy("您提交申请后，办到哪一步、最晚哪天办完，都会列在这里。")),
    "waiting": (gettext_lazy("没有要您处理的办件"), gettext_lazy("需要您补正材料时，会列在这里，也会发消息给您。")),
    "finished": (gettext_lazy("还没有办结的办件"), gettext_lazy("办结后，结果和证照可以在这里查看和下载。")),
    "drafts": (gettext_lazy("没有草稿"), gettext_lazy("没有填完的申请自动存在这里，换一台设备也能接着填。")),
}


@access.permission(access.SIGNED_IN)
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """List own cases by what they wait for; drafts are a tab of their own."""
    actor = actor_of(request)
    view = request.GET.get("view", "open")
    view = view if view in _VIEWS else "open"
    page: dict[str, Any] = {
        "view": view, "title": _VIEWS[view][0], "empty_title": _EMPTY[view][0], "empty_text": _EMPTY[view][1],
        "tabs": [
            {"url": f"{reverse('portal:cases')}?view={name}", "label": label, "current": name == view}
            for name, (label, _statuses) in _VIEWS.items()
        ],
        "invitations": evaluations.invitations(by=actor)[:3] if view == "finished" else (),
        "items_url": context.address("portal:browse"),
    }  # fmt: skip
    if view == "drafts":
        page["drafts"] = _drafts(actor)
    else:
        key = keyset.read(request.GET.get("after", ""))
        rows, after = _of_view(actor, _VIEWS[view][1], key)
        page["rows"] = [wording.row(each) for each in rows]
        page["next_url"] = f"?view={view}&after={keyset.write(after)}" if after else ""
        page["previous_url"] = f"?view={view}" if key else ""
    return render(request, "portal/case/list.html", page)


def _of_view(
    actor: Actor, statuses: frozenset[Any], after: keyset.Key | None
) -> tuple[Sequence[business.CaseSummary], keyset.Key | None]:
    """Return a page of the cases in these statuses and the key of the next page."""
    page = business.of_applicant(actor, statuses=statuses, after=after, limit=PAGE)
    return page.rows, page.after


def _drafts(actor: Actor) -> list[dict[str, Any]]:
    shown = []
    found = forms.drafts(by=actor)
    names = identity.parties({each.party_id for each in found})
    for draft in found:
        try:
            guide = items.version(UUID(draft.subject))
        except NotFound:
            continue
        party = names.get(draft.party_id)
        shown.append({"draft": draft, "guide": guide, "party": party.name if party else "", "key": str(draft.id)})
    return shown


@access.permission(access.SIGNED_IN)
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case: the answer, the clock, what happened, what may be done."""
    file = business.applicant_file(number=number, by=actor_of(request))
    today = clock.today()
    guide = items.version(file.item_version_id)
    first, second = wording.headline(file, today)
    tone, icon = wording.TAGS.get(file.status, ("mute", "file-text"))
    is_granted = file.result_code == business.ResultCode.GRANTED
    page = {
        "case": file, "guide": guide, "first": first, "second": second, "tone": tone, "icon": icon,
        "events": wording.timeline(file, guide), "clock": clocks.clock(file, today=today),
        "may_withdraw": file.status in business.OPEN and file.status != business.Status.DECIDED,
        "must_correct": file.open_correction is not None and file.status in _WAITING,
        "has_result": file.status in business.FINISHED and (file.certificate_id is not None or is_granted),
        "evaluation": evaluations.evaluation_of(file.id) if file.status in business.FINISHED else None,
        "may_rate": bool(_invitation(number, request)) if file.status in business.FINISHED else False,
        "agency": organizations.agency(file.agency_id), "decision": file.decision, "today": today,
        "tables": sections.readable(business.form_of(file.item_version_id), file.form_data),
    }  # fmt: skip
    return render(request, "portal/case/case.html", page)


def _invitation(number: str, request: HttpRequest) -> evaluations.InvitationValue | None:
    try:
        found = evaluations.invitation(case_number=number.replace("-", ""), by=actor_of(request))
    except NotFound:
        return None
    return None if found.evaluated else found


@access.permission(access.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Ask once more, then take the application back."""
    actor = actor_of(request)
    file = business.applicant_file(number=number, by=actor)
    if request.method == "GET":
        if file.status not in business.OPEN or file.status == business.Status.DECIDED:
            return redirect("portal:case", number=number)
        return render(request, "portal/case/withdraw.html", {"case": file})
    reason = request.POST.get("reason", "").strip()[:500]
    business.withdraw(case_id=file.id, reason=reason, by=actor, at=clock.now())
    messages.success(request, _("申请已撤回。您可以随时重新申请。"))
    return redirect("portal:case", number=file.number)


@access.permission(access.SIGNED_IN)
@require_safe
def result(request: HttpRequest, number: str) -> HttpResponse:
    """Show what came out of a case: the certificate, or the decision with its remedies."""
    actor, at = actor_of(request), clock.now()
    file = business.applicant_file(number=number, by=actor)
    if file.status not in business.FINISHED:
        return redirect("portal:case", number=number)
    certificate = certificates.certificate(file.certificate_id, at=at, by=actor) if file.certificate_id else None
    page = {
        "case": file, "certificate": certificate, "decision": file.decision, "papers": _papers(file),
        "may_rate": bool(_invitation(number, request)),
    }  # fmt: skip
    return render(request, "portal/case/result.html", page)


def _papers(file: business.CaseFile) -> Sequence[Mapping[str, str]]:
    return [{"url": wording.paper_url(file.number, paper), "name": paper.name} for paper in reversed(file.papers)]
