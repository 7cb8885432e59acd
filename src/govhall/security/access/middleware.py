"""Refuses every view whose permission the actor lacks; a view that names no permission is refused to all."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from govhall.kernel.actor import VISITOR, Actor
from govhall.security.access import rules
from govhall.security.access.values import PUBLIC

# Views of libraries can't carry our mark; their own checks (login, reauthentication) hold.
LIBRARY_VIEWS = {"allauth": PUBLIC, "django.contrib.staticfiles": PUBLIC, "django.views.i18n": PUBLIC}


def permission_of(view: Callable[..., Any]) -> str | None:
    """Return the permission that a view names, or None."""
    named: str | None = getattr(view, "permission", None) or getattr(
        getattr(view, "view_class", None), "permission", None
    )
    if named:
        return named
    module = getattr(view, "__module__", "")
    return next((code for prefix, code in LIBRARY_VIEWS.items() if module.startswith(prefix)), None)


class PermissionMiddleware:
    """Checks the permission after the address is resolved and before the view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; ``process_view`` decides."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Let the view run, send a visitor to the login page, or refuse."""
        wanted = permission_of(view)
        if wanted == PUBLIC:
            return None
        actor: Actor = getattr(request, "actor", VISITOR)
        if wanted and rules.allows(actor, wanted):
            return None
        if wanted and actor.id is None:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied(wanted or "no permission named")
