"""Choosing the place whose items the whole portal shows. A cookie keeps it; nothing about the reader is stored."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from govhall.channels.portal import context
from govhall.data.organizations import public as organizations
from govhall.security.access import public as access

_YEAR = 365 * 24 * 3600


@access.permission(access.PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def region(request: HttpRequest) -> HttpResponse:
    """Show provinces, cities and counties; POST remembers the chosen one and leads back."""
    if request.method == "POST":
        return _remember(request)
    chosen = context.region_of(request)
    return _page(request, chosen.code if chosen else "")


def _page(request: HttpRequest, chosen: str, error: str = "") -> HttpResponse:
    tree = organizations.region_tree()
    details: dict[str, Any] = {
        "tree": tree, "chosen": chosen, "error": error, "next": _way_back(request, ""),
    }  # fmt: skip
    return render(request, "portal/region.html", details, status=400 if error else 200)


def _remember(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("code", "")
    try:
        found = organizations.region(code) if len(code) == 6 else None
    except organizations.RegionNotFound:
        found = None
    if found is None:
        return _page(request, "", _("没有这个地区，请在下面重新选。"))
    response = HttpResponseRedirect(_way_back(request, context.address("portal:home")))
    response.set_cookie(
        context.REGION_COOKIE, found.code, max_age=_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
    )
    return response


def _way_back(request: HttpRequest, default: str) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else default
