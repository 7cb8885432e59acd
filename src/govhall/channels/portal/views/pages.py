"""Pages of words: help, accessibility, privacy. They say only what is true of this site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from govhall.security.access import public as access


@access.permission(access.PUBLIC)
@require_safe
def assistance(request: HttpRequest) -> HttpResponse:
    """How to find, apply, ask and verify."""
    return render(request, "portal/help.html")


@access.permission(access.PUBLIC)
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What is done for readers who see, hear or move differently, and how to report a barrier."""
    return render(request, "portal/accessibility.html")


@access.permission(access.PUBLIC)
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Which data are kept, why, for how long, and who sees them."""
    return render(request, "portal/privacy.html")
