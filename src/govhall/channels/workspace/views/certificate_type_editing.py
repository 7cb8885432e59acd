"""Editing the layout of a certificate: look, move lines, keep the draft, throw it away, publish it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from govhall.channels.workspace.selectors import certificate_types as forms
from govhall.channels.workspace.views.certificate_types import EDIT, PUBLISH, page_of, preview_of
from govhall.channels.workspace.views.requests import actor_of, by_htmx
from govhall.infra import clock
from govhall.kernel.errors import Conflict, InvalidInput, NotPermitted
from govhall.security.access import public as access
from govhall.support.certificates import public as certificates
from govhall.support.certificates.public import TemplateChange, TypeVersionState

_SAVE, _LOOK = "save", "look"


@access.permission(EDIT)
@never_cache
@require_POST
def draft(request: HttpRequest, key: str) -> HttpResponse:
    """Do what the button says (``op``): keep the draft, move a line, or just draw what was sent."""
    order, offered = request.POST.get("op", _LOOK), certificates.source_fields(key)
    rows, opened, focus = forms.moved(forms.rows_of(request.POST), order)
    change = forms.change_of(request.POST, rows, offered)
    if not certificates.may(actor_of(request), EDIT, key):
        raise NotPermitted(_("这种证照的样式不归您管。"))
    status, refusal = 200, ""
    if order == _SAVE:
        status, refusal = _save(request, key, change)
        if not refusal:
            messages.success(request, _("草稿已保存。核对并发布后才用于新发的证照。"))
            return redirect("workspace:type", key=key)
    try:
        wanted = certificates.with_content(key, certificates.changed(key, change))
    except certificates.TemplateUnreadable as fault:
        refusal, status = fault.message, 422
        wanted = certificates.type_versions(key)[0].kind
    shown: dict[str, Any] = {**preview_of(wanted, long="long" in request.POST), "key": key, "refusal": refusal}
    if by_htmx(request) and order == _LOOK:
        return render(request, "workspace/types/preview.html", shown)
    shown |= page_of(request, key, certificates.type_versions(key))
    shown |= forms.sent(request.POST, rows, wanted, offered, opened=opened, focus=focus)
    shown["base"] = request.POST.get("base", "")[:64]
    part = "workspace/types/editor.html" if by_htmx(request) else "workspace/types/type.html"
    return render(request, part, shown, status=status)


def _save(request: HttpRequest, key: str, change: TemplateChange) -> tuple[int, str]:
    base = request.POST.get("base", "")
    try:
        certificates.save_type_draft(key=key, change=change, base=base, by=actor_of(request), at=clock.now())
    except (InvalidInput, Conflict) as fault:
        return (409 if isinstance(fault, Conflict) else 422), fault.message
    return 200, ""


@access.permission(EDIT)
@require_POST
def discard(request: HttpRequest, key: str) -> HttpResponse:
    """Throw the draft away."""
    try:
        certificates.discard_type_draft(
            key=key, base=request.POST.get("base", ""), by=actor_of(request), at=clock.now()
        )
    except Conflict as conflict:
        messages.error(request, conflict.message)
    else:
        messages.success(request, _("草稿已删除，在用的版本没有变。"))
    return redirect("workspace:type", key=key)


@access.permission(PUBLISH)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """Show how the draft differs from the version in force; a POST publishes just that draft."""
    if not certificates.may(actor_of(request), PUBLISH, key):
        raise NotPermitted(_("这种证照的样式不归您管。"))
    if request.method != "POST":
        return _confirmation(request, key)
    current = request.POST.get("current", "")
    try:
        number = certificates.publish_type(
            key=key, sm3=request.POST.get("sm3", ""), by=actor_of(request), at=clock.now(),
            current=int(current) if current.isascii() and current.isdecimal() and len(current) < 6 else 0,
        )  # fmt: skip
    except (InvalidInput, Conflict) as refusal:
        messages.error(request, refusal.message)
        return _confirmation(request, key, status=409 if isinstance(refusal, Conflict) else 422)
    messages.success(request, _("第 %(number)d 版已发布，从现在起新发的证照用这一版。") % {"number": number})
    return redirect("workspace:type", key=key)


def _confirmation(request: HttpRequest, key: str, *, status: int = 200) -> HttpResponse:
    versions = certificates.type_versions(key)
    shown = page_of(request, key, versions)
    current = shown["current"]
    shown |= {"differences": (), "long": "long" in request.GET}
    if versions[0].state == TypeVersionState.DRAFT and current is not None:
        shown |= preview_of(versions[0].kind, long="long" in request.GET)
        shown |= {"differences": certificates.type_differences(current.kind, versions[0].kind)}
    return render(request, "workspace/types/publish.html", shown, status=status)
