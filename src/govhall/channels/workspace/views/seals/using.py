"""用印 by hand: choosing the place on a preview, one file at once, several in a batch, and fetching them."""

from typing import Any
from uuid import UUID, uuid4

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from govhall.channels.workspace.views.requests import actor_of
from govhall.channels.workspace.views.seals import forms
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import DomainError, InvalidInput, NotFound, NotPermitted
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.support.seals import public as seals

USE = "seals.seal.use"


@access.permission(USE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def use(request: HttpRequest, seal_id: UUID) -> HttpResponse:
    """Put a seal on PDFs by hand: one is given back at once, several are sealed by the worker."""
    actor, at = actor_of(request), clock.now()
    file = seals.seal_file(seal_id, by=actor, at=at)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.UseForm(*sent, initial={"key": uuid4()})
    status = 200
    if request.method == "POST":
        answer = _sealed(form, seal_id, actor) if form.is_valid() else None
        if answer is not None:
            return answer
        status = 422
    shown = {"form": form, "file": file, "seal": file.seal, "most": seals.BATCH_MOST}
    return render(request, "workspace/seals/use.html", shown, status=status)


def _sealed(form: forms.UseForm, seal_id: UUID, actor: Actor) -> HttpResponse | None:
    """Seal what was sent; None when it was refused, which the form then says."""
    data, at = form.cleaned_data, clock.now()
    files: list[Any] = data["papers"]
    asked: dict[str, Any] = {
        "seal_id": seal_id, "purpose": data["purpose"], "case_number": data["case_number"], "place": form.place(),
        "by": actor, "at": at,
    }  # fmt: skip
    try:
        if len(files) == 1:
            sealed = seals.use_seal(content=files[0].read(), **asked)
            return _attached(HttpResponse(sealed, content_type="application/pdf"), seals.sealed_name(files[0].name))
        seals.seal_files(batch_id=data["key"], files=[(file.name, file) for file in files], **asked)
    except seals.NotAPdf:
        form.add_error("papers", _("这份文件不是 PDF，或者已经损坏"))
        return None
    except InvalidInput as fault:
        form.take(fault.fields, fault.message)
        return None
    except (NotPermitted, NotFound):
        raise
    except DomainError as refusal:
        form.take({}, refusal.message)
        return None
    return redirect("workspace:seal-batch", batch_id=data["key"])


@access.permission(USE)
@never_cache
@require_POST
def preview(request: HttpRequest, seal_id: UUID) -> HttpResponse:
    """Draw a page of a file that is about to be sealed. The file isn't kept; why it can't be drawn is said in words."""
    form = forms.PreviewForm(request.POST, request.FILES)
    if not form.is_valid():
        return HttpResponse(_("请先选一份 PDF，再填页码。"), status=422, content_type="text/plain; charset=utf-8")
    data = form.cleaned_data
    words = None
    if data["words"].strip():
        words = seals.AtWords(data["words"], seals.Occurrence(data["occurrence"] or "LAST"))
    try:
        drawn = seals.page_picture(
            data["file"].read(), seal_id=seal_id, page=data["page"], words=words, by=actor_of(request)
        )
    except seals.PlaceRefused as refusal:
        return HttpResponse(refusal.message, status=422, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(drawn.png, content_type="image/png")
    answer["Page"] = f"{drawn.page} {drawn.pages} {drawn.width:.2f} {drawn.height:.2f} {drawn.seal:.2f}"
    if drawn.left is not None and drawn.top is not None:
        answer["Place"] = f"{drawn.left:.2f} {drawn.top:.2f}"
    return answer


@access.permission(USE)
@never_cache
@require_safe
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Show what became of each file of a batch; the page asks again while some wait."""
    found = seals.batch(batch_id, by=actor_of(request))
    waiting = found.count(seals.FileOutcome.WAITING)
    shown = {
        "batch": found, "waiting": waiting, "sealed": found.count(seals.FileOutcome.SEALED),
        "refused": found.count(seals.FileOutcome.REFUSED), "done": len(found.files) - waiting,
    }  # fmt: skip
    return render(request, "workspace/seals/batch.html", shown)


@access.permission(USE)
@never_cache
@require_safe
def batch_zip(request: HttpRequest, batch_id: UUID) -> HttpResponseBase:
    """Give all sealed files in one archive."""
    actor = actor_of(request)
    found = seals.batch(batch_id, by=actor)
    archive = seals.batch_zip(batch_id, by=actor)
    _note(actor, found)
    return FileResponse(archive, as_attachment=True, filename=f"{found.purpose[:60]}-已盖章.zip")


@access.permission(USE)
@never_cache
@require_safe
def batch_file(request: HttpRequest, batch_id: UUID, number: int) -> HttpResponseBase:
    """Give one sealed file."""
    actor = actor_of(request)
    found = seals.batch(batch_id, by=actor)
    name, content = seals.batch_file(batch_id, number, by=actor)
    _note(actor, found)
    return FileResponse(content, content_type="application/pdf", as_attachment=True, filename=name)


def _note(actor: Actor, batch: seals.BatchValue) -> None:
    audit.record(
        by=actor, action="workspace.file.opened", target_kind="seal", target_id=str(batch.seal_id), at=clock.now(),
        detail={"purpose": batch.purpose},
    )  # fmt: skip


def _attached(answer: HttpResponse, name: str) -> HttpResponse:
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
