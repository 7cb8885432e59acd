"""The account pages and one page behind the sign-in, so that these tests need no channel."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from govhall.security.access.public import SIGNED_IN, permission


@permission(SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """Say who acts."""
    actor = request.actor  # type: ignore[attr-defined]
    return HttpResponse(f"{actor.kind} {len(actor.grants)}")


urlpatterns = [
    path("accounts/", include("govhall.support.identity.urls")),
    path("look/", include("govhall.channels.look.urls")),
    path("account/", home),
]
