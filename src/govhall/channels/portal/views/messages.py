"""The box of messages. Opening one marks it as read and leads to what it is about."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from govhall.channels.portal.views import keyset
from govhall.channels.portal.views.drafting import actor_of
from govhall.infra import clock
from govhall.kernel.errors import NotFound
from govhall.security.access import public as access
from govhall.support.notifications import public as notifications

PAGE: Final = 20


@access.permission(access.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest) -> HttpResponse:
    """List the messages; a POST marks all of them as read."""
    user_id = actor_of(request).id
    if user_id is None:
        raise NotFound(_("没有找到这些消息。"))
    if request.method == "POST":
        notifications.mark_read(user_id=user_id, at=clock.now())
        return redirect("portal:messages")
    before = keyset.read(request.GET.get("before", ""))
    found = notifications.inbox(user_id=user_id, before=before, limit=PAGE + 1)
    shown = found[:PAGE]
    last = shown[-1] if len(found) > PAGE else None
    page = {
        "found": shown, "unread": any(not each.is_read for each in shown),
        "next_url": f"?before={keyset.write((last.created_at, last.id))}" if last else "",
        "previous_url": reverse("portal:messages") if before else "",
    }  # fmt: skip
    return render(request, "portal/messages.html", page)


@access.permission(access.SIGNED_IN)
@require_safe
def message(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    user_id = actor_of(request).id
    found = notifications.message(message_id=message_id, user_id=user_id) if user_id else None
    if found is None or user_id is None:
        raise NotFound(_("没有找到这条消息。"))
    if request.method == "GET":
        notifications.mark_read(user_id=user_id, at=clock.now(), message_ids=[message_id])
    is_ours = url_has_allowed_host_and_scheme(found.link, allowed_hosts=None)
    return redirect(found.link if found.link and is_ours else "portal:messages")
