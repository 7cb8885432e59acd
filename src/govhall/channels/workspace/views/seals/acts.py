"""Writing: applying for a seal, the acts of the table, and sealing a file by hand."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from govhall.channels.workspace.views.requests import actor_of
from govhall.channels.workspace.views.seals import forms, pages
from govhall.channels.workspace.views.seals.table import ACTS, DeskAct
from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, NotPermitted
from govhall.security.access import public as access
from govhall.support.documents import public as documents
from govhall.support.seals import public as seals

_PDF = frozenset({"application/pdf", "image/png", "image/jpeg"})


def view_of(act: DeskAct) -> Callable[..., HttpResponse]:
    """Return the view that does this act, marked with its permission."""

    @access.permission(act.permission)
    @never_cache
    @require_POST
    def send(request: HttpRequest, seal_id: UUID) -> HttpResponse:
        return _send(request, seal_id, act)

    return send


def _send(request: HttpRequest, seal_id: UUID, act: DeskAct) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    file = seals.seal_file(seal_id, by=actor, at=at)
    form = act.form(request.POST)
    form.offer(pages.choices(file.seal, at))
    if not form.is_valid():
        return pages.show(request, seal_id, status=422, act=act, form=form)
    if "edit" in request.POST:
        return pages.show(request, seal_id, act=act, form=form)
    if act.final and "confirmed" not in request.POST:
        return pages.show(request, seal_id, act=act, form=form, asks=True)
    try:
        act.run(seal_id, form.cleaned_data, actor, at)
    except InvalidInput as fault:
        form.take(fault.fields, fault.message)
        return pages.show(request, seal_id, status=422, act=act, form=form)
    except Conflict as conflict:
        messages.error(request, conflict.message)
        return redirect(pages.address(seal_id))
    messages.success(request, str(act.done))
    return redirect(pages.address(seal_id))


VIEWS = {act.slug: view_of(act) for act in ACTS.values()}


@access.permission(pages.APPLY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Apply for a seal; with ``replaces`` for one that takes the place of another (换章)."""
    actor, at = actor_of(request), clock.now()
    old = _replaced(request, actor)
    form = forms.ApplyForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial=_initial(actor, old),
    )
    form.fields["agency"].choices = _agencies(actor)  # type: ignore[attr-defined]  # a field found by name
    status = 200
    if request.method == "POST":
        if form.is_valid():
            seal_id = _apply(form, actor, old)
            if seal_id is not None:
                messages.success(request, _("已提交申请，等待审批。"))
                return redirect(pages.address(seal_id))
        status = 422
    return render(request, "workspace/seals/apply.html", {"form": form, "old": old, "at": at}, status=status)


def _replaced(request: HttpRequest, actor: Actor) -> seals.SealValue | None:
    try:
        seal_id = UUID(request.GET.get("replaces", ""))
    except ValueError:
        return None
    return seals.seal_file(seal_id, by=actor, at=clock.now()).seal


def _initial(actor: Actor, old: seals.SealValue | None) -> dict[str, Any]:
    if old is not None:
        return {"agency": old.agency_id, "kind": old.kind, "name": old.name}
    first = next(iter(organizations.agencies_by_ids(access.reach(actor, pages.APPLY).agency_ids).values()), None)
    return {"agency": first.id if first else None, "kind": "SPECIAL", "name": first.name if first else ""}


def _agencies(actor: Actor) -> list[tuple[str, str]]:
    found = organizations.agencies_by_ids(access.reach(actor, pages.APPLY).agency_ids)
    return [(str(agency.id), agency.name) for agency in found.values()]


def _apply(form: forms.ApplyForm, actor: Actor, old: seals.SealValue | None) -> UUID | None:
    """Send the application; None when it was refused, which the form then says."""
    data, at = form.cleaned_data, clock.now()
    try:
        kept = None
        if upload := data["attachment"]:
            kept = documents.upload(content=upload.file, name=upload.name, by=actor, at=at, allowed=_PDF).id
        return seals.apply(
            agency_id=int(data["agency"]), kind=seals.SealKind(data["kind"]), name=data["name"],
            purpose=data["purpose"], by=actor, at=at, replaces=old.id if old else None, attachment=kept,
        )  # fmt: skip
    except InvalidInput as fault:
        form.take(
            {("purpose" if name == "reason" else name): words for name, words in fault.fields.items()}, fault.message
        )
    except (NotPermitted, NotFound):
        raise
    except DomainError as refusal:
        form.take({}, refusal.message)
    return None
