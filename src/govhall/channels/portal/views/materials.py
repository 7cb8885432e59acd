"""
Applying, step two: the materials. What the state holds is shown as done; the rest is uploaded file by file.

A file is kept at once; one that is taken out can be put back. Works without scripts.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from govhall.business.cases import public as cases
from govhall.business.items import public as items
from govhall.channels.portal.views import drafting
from govhall.channels.portal.views.drafting import Work, actor_of
from govhall.infra import clock, storage
from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput, NotFound
from govhall.security.access import public as access
from govhall.support.documents import public as documents
from govhall.support.forms import public as forms

_OPTIONAL: Final = "2"
_TYPES: Final[Mapping[str, str]] = {
    extension: kind.content_type for kind in storage.KINDS.values() for extension in kind.extensions
}
_SPARED_BY: Final = {
    "certificate": gettext_lazy("电子证照，系统直接引用"),
    "identity": gettext_lazy("统一身份认证"),
    "generated": gettext_lazy("由您填的表单生成"),
}
MEGABYTE: Final = 1024 * 1024
REFUSALS: Final = (storage.FileRefused, documents.photographs.PhotographRefused)


@access.permission(access.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def materials(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Show the materials; a POST uploads files for one of them."""
    actor = actor_of(request)
    try:
        work = drafting.open_work(draft_id, actor)
    except NotFound:
        return redirect("portal:case", number=drafting.sent_number(draft_id, actor))
    if request.method == "GET":
        return _page(request, work, gone=request.GET.get("removed", ""))
    if "code" not in request.POST:
        return redirect("portal:draft_confirm", draft_id=draft_id)
    spec = _material(work, request.POST["code"])
    refusals = take_files(request, draft_id, work.guide, spec, actor)
    return _answer(request, drafting.open_work(draft_id, actor), spec, refusals=refusals)


@access.permission(access.SIGNED_IN)
@require_POST
def remove(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Take a file out; the page offers to put it back."""
    actor = actor_of(request)
    work = drafting.open_work(draft_id, actor)
    file = next((each for each in work.draft.files if str(each.file_id) == request.POST.get("file")), None)
    if file is None:
        raise NotFound(_("这个文件已经不在草稿里了。"))
    forms.detach(draft_id=draft_id, file_id=file.file_id, by=actor, at=clock.now())
    work = drafting.open_work(draft_id, actor)
    return _answer(request, work, _material(work, file.code), gone=str(file.file_id))


@access.permission(access.SIGNED_IN)
@require_POST
def restore(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Put a file back that was just taken out."""
    actor = actor_of(request)
    work = drafting.open_work(draft_id, actor)
    spec = _material(work, request.POST.get("code", ""))
    kept = _own_upload(request.POST.get("file", ""), actor)
    if all(each.file_id != kept.id for each in work.draft.files):
        _attach(draft_id, spec.code, kept, actor)
    return _answer(request, drafting.open_work(draft_id, actor), spec)


def take_files(
    request: HttpRequest, draft_id: UUID, guide: items.ItemGuide, spec: items.Material, actor: Actor
) -> list[str]:
    """Keep the sent files for a material and return why others were refused."""
    refusals: list[str] = []
    sent = request.FILES.getlist("files")
    for upload in sent:
        try:
            _attach(draft_id, spec.code, keep(upload, guide, spec, actor), actor)
        except (*REFUSALS, InvalidInput) as refusal:
            refusals.append(f"{upload.name}：{refusal.message}")
    return refusals if sent else [_("还没有选择文件。")]


def keep(upload: UploadedFile, guide: items.ItemGuide, spec: items.Material, actor: Actor) -> documents.DocumentValue:
    """Keep a sent file for a material. :raises: one of ``REFUSALS``"""
    return documents.upload(
        content=upload, name=upload.name or "", by=actor, at=clock.now(), allowed=allowed_types(spec),
        for_paper=spec.code == cases.photograph_of(guide),
    )  # fmt: skip


def allowed_types(spec: items.Material) -> frozenset[str]:
    """Return the content types that a material takes; all documents where it names none."""
    named = frozenset(_TYPES[ending.lower().lstrip(".")] for ending in spec.allowed if ending.lower() in _TYPES)
    return named or documents.UPLOAD_KINDS


def accept_attribute(spec: items.Material) -> str:
    """Return what the browser's file dialogue offers."""
    types = allowed_types(spec)
    return ",".join(f".{ending}" for ending, kind in _TYPES.items() if kind in types)


def card(work: Work, spec: items.Material, *, refusals: list[str] | None = None, gone: str = "") -> dict[str, Any]:
    """Return a material as its card shows it."""
    files = [each for each in work.draft.files if each.code == spec.code]
    removed = _removed(gone, work, spec) if gone else None
    return {
        "spec": spec, "files": files, "errors": refusals or [], "removed": removed, "accept": accept_attribute(spec),
        "is_optional": spec.necessity == _OPTIONAL, "is_deferrable": spec.deferrable, "is_done": bool(files),
        "result_name": work.guide.result.name, "is_printed": spec.code == work.photograph,
    }  # fmt: skip


def spared(work: Work) -> list[dict[str, str]]:
    """Return the materials that needn't be handed in, each with the reason."""
    return [
        {"name": each.name, "source": str(_SPARED_BY[each.exempt_by.reason]) if each.exempt_by else ""}
        for each in work.plan.spared
    ]


def _page(
    request: HttpRequest, work: Work, *, code: str = "", refusals: list[str] | None = None, gone: str = ""
) -> HttpResponse:
    cards = [
        card(work, spec, refusals=refusals if spec.code == code else None, gone=gone) for spec in work.plan.to_prepare
    ]
    page = {
        **work.page("materials"), "cards": cards, "spared": spared(work), "undecided": work.plan.undecided,
        "missing": work.missing_materials, "most": documents.UPLOAD_BYTES // MEGABYTE,
        "done": sum(1 for each in cards if each["is_done"]),
    }  # fmt: skip
    return render(request, "portal/apply/materials.html", page, status=422 if refusals else 200)


def _answer(
    request: HttpRequest, work: Work, spec: items.Material, *, refusals: list[str] | None = None, gone: str = ""
) -> HttpResponse:
    """Answer with the card alone to htmx, else with the page (faults) or a redirection to it."""
    if getattr(request, "htmx", False):
        shown = card(work, spec, refusals=refusals, gone=gone)
        return render(
            request,
            "portal/apply/material.html",
            {"card": shown, "draft": work.draft, "most": documents.UPLOAD_BYTES // MEGABYTE},
        )
    if refusals:
        return _page(request, work, code=spec.code, refusals=refusals)
    query = f"?removed={gone}" if gone else ""
    return HttpResponseRedirect(f"{reverse('portal:draft_materials', args=[work.draft.id])}{query}#m-{spec.code}")


def _material(work: Work, code: str) -> items.Material:
    spec = next((each for each in work.plan.to_prepare if each.code == code), None)
    if spec is None:
        raise NotFound(_("办事指南中没有这份材料，请刷新页面再试。"))
    return spec


def _attach(draft_id: UUID, code: str, kept: documents.DocumentValue, actor: Actor) -> None:
    file = forms.DraftFile(
        code=code, file_id=kept.id, name=kept.name, size=kept.size, content_type=kept.content_type
    )  # fmt: skip
    forms.attach(draft_id=draft_id, file=file, by=actor, at=clock.now())


def _own_upload(text: str, actor: Actor) -> documents.DocumentValue:
    try:
        file_id = UUID(text)
    except ValueError:
        raise NotFound(_("没有找到这个文件。")) from None
    found = documents.own_uploads([file_id], by=actor).get(file_id)
    if found is None:
        raise NotFound(_("没有找到这个文件。"))
    return found


def _removed(gone: str, work: Work, spec: items.Material) -> documents.DocumentValue | None:
    """Return the file that was just taken out of this material, unless it is back."""
    if any(str(each.file_id) == gone for each in work.draft.files):
        return None
    try:
        return _own_upload(gone, work.actor)
    except NotFound:
        return None
