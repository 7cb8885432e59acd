"""
Says who acts (``request.actor``), ends idle sessions, and keeps officers without a second factor at its set-up page.

It never decides what the actor may do: that is ``security.access``.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from govhall.infra import clock
from govhall.kernel.actor import VISITOR, Actor
from govhall.support.identity import rules, selectors
from govhall.support.identity.choices import AccountKind
from govhall.support.identity.services import acting, sessions

# A session is marked as used once a minute, not with every request: the mark is a write.
MARK_AFTER: Final = timedelta(seconds=60)
# Requests that a page sends by itself (refreshing a queue) carry this and don't count as somebody being there.
BACKGROUND: Final = "X-Background"
# All that an officer without a second factor may reach.
WITHOUT_FACTOR: Final = frozenset(
    {"mfa_activate_totp", "account_reauthenticate", "account_change_password", "account_logout"}
)


class ActorMiddleware:
    """Sets ``request.actor``, lazily: a page that doesn't ask costs no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """End an idle session or pass the request on."""
        at = clock.now()
        setattr(request, "actor", SimpleLazyObject(lambda: actor_of_request(request, at=at)))  # noqa: B010  (no type has it)
        if SESSION_KEY in request.session:
            if _is_idle(request, at):
                return _end_idle(request)
            _mark(request, at)
        return _back_to_page(request, self.get_response(request))

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Send an officer who has no second factor yet to its set-up page."""
        if request.session.get(sessions.KIND) != AccountKind.OFFICER or request.session.get(sessions.FACTOR):
            return None
        if not request.user.is_authenticated:
            return None
        if sessions.has_second_factor(request.user.pk):
            request.session[sessions.FACTOR] = True
            return None
        match = request.resolver_match
        if match is not None and match.url_name in WITHOUT_FACTOR:
            return None
        return _redirect(request, reverse("mfa_activate_totp"), status=403)


def actor_of_request(request: HttpRequest, *, at: datetime) -> Actor:
    """Return who acts in this request: a visitor, or the account with its parties or posts."""
    address = sessions.address_of(request)
    if not request.user.is_authenticated:
        return Actor(kind=VISITOR.kind, address=address)
    chosen = acting.chosen_party(request.session)
    return selectors.actor_of(request.user, at=at, act_for=chosen, address=address)


def _is_idle(request: HttpRequest, at: datetime) -> bool:
    seen = request.session.get(sessions.SEEN)
    if seen is None:
        return False
    kind = request.session.get(sessions.KIND, AccountKind.APPLICANT)
    limit = timedelta(seconds=settings.GOVHALL_IDLE_SECONDS[str(kind)])
    return rules.is_idle(seen_at=datetime.fromtimestamp(seen, tz=UTC), at=at, limit=limit)


def _mark(request: HttpRequest, at: datetime) -> None:
    seen = request.session.get(sessions.SEEN)
    if request.headers.get(BACKGROUND) == "1" and seen is not None:
        return
    if seen is None or at.timestamp() - seen >= MARK_AFTER.total_seconds():
        request.session[sessions.SEEN] = at.timestamp()


def _end_idle(request: HttpRequest) -> HttpResponseBase:
    """Sign out, and lead back to the page after the next sign-in; its draft has been saved while it was typed."""
    setattr(request, "logout_reason", "idle")  # noqa: B010  (read by the handler of the framework's signal)
    logout(request)
    messages.warning(request, _("您有一段时间没有操作，为了安全已退出登录。已填写的内容存为草稿，登录后接着办。"))
    return _redirect(request, _login_address(request), status=401)


def _back_to_page(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """
    Mend redirections to the login page: after a form was sent from a dead session, lead back to the page that held
    the form, not to the address that only takes forms; and never let htmx swap the login page into another one.
    """
    if not isinstance(response, HttpResponseRedirect) or request.user.is_authenticated:
        return response
    login = resolve_url(settings.LOGIN_URL)
    here = urlsplit(response.url).path
    if here != login or request.path == login or (request.method in {"GET", "HEAD"} and not _is_htmx(request)):
        return response
    if request.path.startswith(reverse("identity_root")):
        return response
    messages.warning(request, _("登录已过期，请重新登录。已填写的内容存为草稿，登录后接着办。"))
    return _redirect(request, _login_address(request), status=401)


def _login_address(request: HttpRequest) -> str:
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': _page_of(request)})}"


def _page_of(request: HttpRequest) -> str:
    """Return the page that the person sees: for forms and partial requests, the one they were sent from."""
    if request.method in {"GET", "HEAD"} and not _is_htmx(request):
        return request.get_full_path()
    origin = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(origin, allowed_hosts={request.get_host()}):
        return "/"
    parts = urlsplit(origin)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _redirect(request: HttpRequest, address: str, *, status: int) -> HttpResponseBase:
    """Redirect the whole page, whatever sent the request; scripts get a plain status and the address."""
    if _is_htmx(request):
        return HttpResponse(status=status, headers={"HX-Redirect": address})
    if request.headers.get("Accept", "").startswith("application/json"):
        return HttpResponse(status=status, headers={"Location": address})
    return HttpResponseRedirect(address)
