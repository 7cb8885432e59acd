"""Applying, last step: check everything, then send it once; and the receipt that comes back."""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from govhall.business.cases import public as cases
from govhall.business.items import public as items
from govhall.channels.portal.views import drafting, materials, sections
from govhall.channels.portal.views.drafting import Work, actor_of
from govhall.infra import clock
from govhall.kernel.errors import InvalidInput, NotFound
from govhall.security.access import public as access
from govhall.support.calendar import public as calendar

NOTICE_DAYS: Final = 5  # 行政许可法 第三十二条: told within five working days whether it is accepted
RECEIPT: Final = "B1"
_WAYS: Final = {
    cases.ServingWay.ELECTRONIC: gettext_lazy("办好后发到“我的证照”，随时下载"),
    cases.ServingWay.WINDOW: gettext_lazy("带身份证到受理窗口领取"),
    cases.ServingWay.COURIER: gettext_lazy("寄到您登记的地址"),
}


@access.permission(access.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Show everything for checking; a POST submits. However often it is sent, one case comes out of one draft."""
    actor = actor_of(request)
    try:
        work = drafting.open_work(draft_id, actor)
    except NotFound:
        return redirect("portal:case_receipt", number=drafting.sent_number(draft_id, actor))
    if request.method == "GET":
        return _page(request, work, _problems(_checked(work)))
    if not request.POST.get("truth"):
        return _page(request, work, [{"place": "id_truth", "words": _("请先勾选“所填内容真实”的声明。")}], status=422)
    try:
        receipt = cases.submit(_application(request, work), by=actor, at=clock.now())
    except InvalidInput as refusal:
        if not refusal.fields:
            raise
        return _page(request, work, _problems_of(refusal, work), status=422)
    return redirect("portal:case_receipt", number=receipt.number)


@access.permission(access.SIGNED_IN)
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Show number, query password and what happens next. htmx asks again until the sealed paper is there."""
    file = cases.applicant_file(number=number, by=actor_of(request))
    paper = next((each for each in file.papers if each.kind == RECEIPT), None)
    if getattr(request, "htmx", False):
        return render(request, "portal/apply/receipt_paper.html", {"case": file, "paper": paper})
    guide = items.version(file.item_version_id)
    applied_on = clock.official_date(file.applied_at)
    page = {
        "case": file, "paper": paper, "guide": guide, "password": cases.query_password(file.id),
        "notice_day": calendar.add_working_days(applied_on, NOTICE_DAYS), "is_finished": file.status in cases.FINISHED,
    }  # fmt: skip
    return render(request, "portal/apply/receipt.html", page)


def _application(request: HttpRequest, work: Work) -> cases.Application:
    given = [
        cases.MaterialInput(code=file.code, obtained=cases.Obtained.UPLOADED, file_id=file.file_id)
        for file in work.draft.files
        if any(spec.code == file.code for spec in work.guide.materials)
    ]
    return cases.Application(
        submission_key=work.draft.id,
        item_version_id=work.guide.version_id,
        applicant_id=work.draft.party_id,
        answers=work.draft.answers,
        form_data=work.draft.data,
        materials=given,
        channel=channel_of(request),
        serving_way=request.POST.get("serving_way", cases.ServingWay.ELECTRONIC),
    )


def channel_of(request: HttpRequest) -> str:
    """Return whether a phone or a computer sent this, as the browser says."""
    is_phone = request.headers.get("Sec-CH-UA-Mobile") == "?1" or "Mobile" in request.headers.get("User-Agent", "")
    return cases.Channel.PHONE if is_phone else cases.Channel.COMPUTER


def _page(request: HttpRequest, work: Work, problems: list[dict[str, Any]], *, status: int = 200) -> HttpResponse:
    names = {spec.code: spec.name for spec in work.guide.materials}
    chosen = request.POST.get("serving_way", cases.ServingWay.ELECTRONIC)
    work = _checked(work)
    page = {
        **work.page("confirm"), "problems": problems, "tables": sections.words_of(work),
        "files": [{"file": file, "name": names.get(file.code, "")} for file in work.draft.files],
        "spared": materials.spared(work), "truth_missing": any(each["place"] == "id_truth" for each in problems),
        "deferred": [each for each in work.plan.to_prepare if each.deferrable and not _given(each, work)],
        "ways": [
            {"value": way, "label": way.label, "text": _WAYS[way], "checked": way == chosen}
            for way in _ways(work.guide)
        ],
    }  # fmt: skip
    return render(request, "portal/apply/confirm.html", page, status=status)


def _checked(work: Work) -> Work:
    """Return the work with its faults: for pages only, a submission is checked where it is taken in."""
    return replace(work, errors=work.cleaned.errors)


def _given(spec: items.Material, work: Work) -> bool:
    return any(file.code == spec.code for file in work.draft.files)


def _ways(guide: items.ItemGuide) -> list[cases.ServingWay]:
    ways = [cases.ServingWay.ELECTRONIC, cases.ServingWay.WINDOW]
    return [*ways, cases.ServingWay.COURIER] if guide.express else ways


def _problems(work: Work) -> list[dict[str, Any]]:
    """Return what still has to be mended before this can be sent, each with the page that mends it."""
    form = f"{reverse('portal:draft', args=[work.draft.id])}?check=1"
    files = reverse("portal:draft_materials", args=[work.draft.id])
    found: list[dict[str, Any]] = [{**each, "url": form} for each in sections.problems(work)]
    return found + [
        {"url": files, "place": f"m-{each.code}", "words": _("请上传“%(name)s”。") % {"name": each.name}}
        for each in work.missing_materials
    ]


def _problems_of(refusal: InvalidInput, work: Work) -> list[dict[str, Any]]:
    pages = {
        "form": (f"{reverse('portal:draft', args=[work.draft.id])}?check=1", "id_"),
        "material": (reverse("portal:draft_materials", args=[work.draft.id]), "m-"),
    }
    found = []
    for key, words in refusal.fields.items():
        kind, _colon, name = key.partition(":")
        url, prefix = pages.get(kind, ("", ""))
        found += [{"url": url, "place": f"{prefix}{name}", "words": word} for word in words]
    return found
