"""The product's addresses and an empty view behind the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from govhall.security.access import public as access


@access.permission(access.PUBLIC)
def empty(request: HttpRequest) -> HttpResponse:
    """Answer nothing: what is left is the server, Django and our middleware."""
    return HttpResponse()


urlpatterns = [path("bench/empty/", empty), path("", include("govhall.config.urls"))]
