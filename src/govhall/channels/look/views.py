"""Error handlers, the reader's preferences, and the gallery of components for those who build pages."""

import sys
from urllib.parse import urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from govhall.channels.look import content
from govhall.channels.look.context import CONTRAST_COOKIE, CONTRASTS, SIZE_COOKIE, SIZES
from govhall.channels.look.pages import STATUSES, error_page
from govhall.security.access.public import PUBLIC, permission

_YEAR = 365 * 24 * 3600


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent can't be read."""
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: known, but not allowed. The reason stays in the log: it would tell a stranger what exists."""
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """
    500: ours; 503 while the database is away, which passes. Rendered without the request's context, because that may
    be what failed.
    """
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return error_page(request, 500)
    answer = error_page(request, 503)
    answer["Retry-After"] = "10"
    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was open too long, or was sent from elsewhere (setting CSRF_FAILURE_VIEW)."""
    return error_page(request, 403, stale_form=True)


@permission(PUBLIC)
@require_safe
def preference(request: HttpRequest) -> HttpResponse:
    """Remember size or contrast without JavaScript and lead back to the page the reader came from."""
    response = HttpResponseRedirect(_way_back(request))
    for name, cookie, allowed in (("size", SIZE_COOKIE, SIZES), ("contrast", CONTRAST_COOKIE, CONTRASTS)):
        if name not in request.GET:
            continue
        if request.GET[name] in allowed:
            response.set_cookie(
                cookie, request.GET[name], max_age=_YEAR, samesite="Lax", secure=request.is_secure(), httponly=False
            )
        else:
            response.delete_cookie(cookie, samesite="Lax")
    return response


def _way_back(request: HttpRequest) -> str:
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(came_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@permission(PUBLIC)
@require_safe
def gallery(request: HttpRequest, page: str = "components") -> HttpResponse:
    """Show every component in every tone. :raises Http404: unless this installation shows the gallery"""
    if not settings.GOVHALL_GALLERY or page not in content.PAGES:
        raise Http404
    return render(request, f"look/gallery/{page}.html", content.PAGES[page]())


@permission(PUBLIC)
@require_safe
def error_sample(request: HttpRequest, status: int) -> HttpResponse:
    """Show one error page. :raises Http404: unless this installation shows the gallery"""
    if not settings.GOVHALL_GALLERY or status not in STATUSES:
        raise Http404
    return error_page(request, status)
