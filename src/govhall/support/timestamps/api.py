"""
The built-in authority over HTTP (RFC 3161, 3.4): a TimeStampReq comes by POST, a TimeStampResp goes back.

No login: whoever stamps shows nobody what. Each address may ask so many times a minute.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from govhall.infra import clock, rates
from govhall.kernel.actor import VISITOR
from govhall.security.access import public as access
from govhall.support.timestamps.adapters import QUERY, REPLY
from govhall.support.timestamps.choices import BUILT_IN, Failure
from govhall.support.timestamps.engine import structures
from govhall.support.timestamps.services import keys, stamping

PER_MINUTE = 120


@csrf_exempt
@require_POST
@access.permission(access.PUBLIC)
@never_cache
def stamp(request: HttpRequest) -> HttpResponse:
    """Answer a request for a stamp; only while the built-in authority is the one in use."""
    _serve_or_404()
    if request.content_type != QUERY:
        return _reply(structures.refused(Failure.BAD_REQUEST, f"请以 {QUERY} 提交。"), status=415)
    if _asks_too_often(request):
        return _reply(structures.refused(Failure.SYSTEM_FAILURE, "请求过于频繁，请一分钟后再试。"), status=429)
    body = request.read(structures.LARGEST_REQUEST + 1)
    return _reply(stamping.answer(body, at=clock.now()))


@require_safe
@access.permission(access.PUBLIC)
@never_cache
def root(request: HttpRequest) -> HttpResponse:
    """Return the root certificate of the built-in authority: who checks its stamps elsewhere trusts this."""
    _serve_or_404()
    return HttpResponse(keys.root(clock.now()).certificate.pem(), content_type="application/x-pem-file")


def _serve_or_404() -> None:
    if settings.GOVHALL_TSA_URL != BUILT_IN:
        raise Http404


def _reply(answer: bytes, *, status: int = 200) -> HttpResponse:
    return HttpResponse(answer, status=status, content_type=REPLY)


def _asks_too_often(request: HttpRequest) -> bool:
    address = getattr(request, "actor", VISITOR).address or "unknown"
    return rates.is_exceeded("time-stamp-requests", address, per_minute=PER_MINUTE, at=clock.now())
