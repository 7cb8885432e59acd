"""Writing: a new officer, and the acts of the table."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from govhall.channels.workspace.views import window
from govhall.channels.workspace.views.requests import actor_of
from govhall.channels.workspace.views.staff import forms, pages
from govhall.channels.workspace.views.staff.table import ACTS, StaffAct
from govhall.infra import clock
from govhall.kernel.errors import DomainError, NotFound
from govhall.security.access import public as access
from govhall.support.identity import public as identity


@access.permission(pages.MANAGE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hire(request: HttpRequest) -> HttpResponse:
    """Make an officer's account and show the code with which the officer sets the password."""
    actor = actor_of(request)
    agencies = pages.agencies(actor)
    form = forms.HireForm(
        request.POST if request.method == "POST" else None, initial={"agency": agencies[0][0] if agencies else ""}
    )
    form.offer({"agency": agencies})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data: dict[str, Any] = dict(form.cleaned_data)
            try:
                ticket = identity.hire(agency_id=int(data.pop("agency")), **data, by=actor, at=clock.now())
                return window.show_ticket(request, ticket, back="workspace:staff")
            except NotFound:
                raise
            except DomainError as refusal:
                form.take(refusal)
    return render(request, "workspace/staff/hire.html", {"form": form}, status=status)


def view_of(act: StaffAct) -> Callable[..., HttpResponse]:
    """Return the view that does this act, marked with its permission."""

    @access.permission(pages.MANAGE)
    @never_cache
    @require_POST
    def send(request: HttpRequest, user_id: UUID) -> HttpResponse:
        return _send(request, user_id, act)

    return send


def _send(request: HttpRequest, user_id: UUID, act: StaffAct) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    file = identity.staff_file(user_id, by=actor, at=at)
    form = act.form(request.POST)
    form.offer(pages.choices(file, actor))
    if not form.is_valid():
        return pages.show(request, user_id, status=422, act=act, form=form)
    if "edit" in request.POST or "confirmed" not in request.POST:
        return pages.show(request, user_id, act=act, form=form, asks="edit" not in request.POST)
    try:
        ticket = act.run(user_id, form.cleaned_data, actor, at)
    except NotFound:
        raise
    except DomainError as refusal:
        form.take(refusal)
        return pages.show(request, user_id, status=422, act=act, form=form)
    if ticket is not None:
        return window.show_ticket(request, ticket, back="workspace:staff")
    messages.success(request, str(act.done))
    return redirect("workspace:officer", user_id=user_id)


VIEWS = {act.slug: view_of(act) for act in ACTS.values()}
