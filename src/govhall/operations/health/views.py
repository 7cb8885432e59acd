"""Is it up, and what is missing? For load balancers and for the operator at three in the morning."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from govhall.operations.health import selectors
from govhall.security.access import public as access


@access.permission(access.PUBLIC)
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when all parts work, 503 with the parts that don't."""
    parts = selectors.parts()
    up = all(part.up for part in parts)
    body = {"status": "up" if up else "down", "parts": {p.name: {"up": p.up, "note": p.note} for p in parts}}
    return JsonResponse(body, status=200 if up else 503)
