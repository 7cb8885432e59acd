"""
The public interface to the tree: heads, proofs, and the door for witnesses. JSON; errors are problem+json.

No login: a proof that only some may check is none. A leaf has to be known to be asked for, so that nobody can list what
is in the tree.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from govhall.infra import clock, rates
from govhall.kernel.actor import VISITOR
from govhall.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, NotPermitted
from govhall.security.access import public as access
from govhall.support.evidence.selectors import keyring, proving, state
from govhall.support.evidence.services import witnessing

PER_MINUTE = 120
LARGEST_BODY = 16_384
_STATUS = ((NotFound, 404), (NotPermitted, 403), (Conflict, 409), (InvalidInput, 400))
Answer = Callable[..., HttpResponse]


class TooManyQuestions(DomainError):
    """One address asked too often within a minute."""

    code = "too-many-questions"


def _interface(view: Answer) -> Answer:
    """Count the caller's questions, and turn named failures into problem+json."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            _count(request)
            return view(request, *args, **kwargs)
        except DomainError as failure:
            by_kind = next((status for kind, status in _STATUS if isinstance(failure, kind)), 400)
            status = 429 if isinstance(failure, TooManyQuestions) else by_kind
            body = {"type": "about:blank", "title": failure.message, "status": status, "code": failure.code}
            return JsonResponse(
                body, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False}
            )

    return access.permission(access.PUBLIC)(never_cache(answer))


def _count(request: HttpRequest) -> None:
    address = getattr(request, "actor", VISITOR).address or "unknown"
    if rates.is_exceeded("evidence-questions", address, per_minute=PER_MINUTE, at=clock.now()):
        raise TooManyQuestions("查询过于频繁，请一分钟后再试。")


@require_safe
@_interface
def latest_head(request: HttpRequest) -> HttpResponse:
    """Return the newest head; with ``since``, also the proof that it continues the head of that size."""
    found, since = proving.latest_head(), _number(request, "since", default=0)
    body = proving.head_record(found)
    if 0 < since <= found.size:
        body["consistency"] = [step.hex() for step in proving.consistency(since, found.size)]
    return JsonResponse(body)


@require_safe
@_interface
def head(request: HttpRequest, size: int) -> HttpResponse:
    """Return the head of this size."""
    return JsonResponse(proving.head_record(proving.head(size)))


@require_safe
@_interface
def proof(request: HttpRequest, leaf_hash: str) -> HttpResponse:
    """Return the proof of the leaf with this hash (64 hexadecimal digits), in the newest head."""
    try:
        wanted = bytes.fromhex(leaf_hash)
    except ValueError:
        wanted = b""
    if len(wanted) != 32:
        raise InvalidInput("叶子摘要应为 64 个十六进制字符。")
    return JsonResponse(proving.proof_record(proving.inclusion(wanted)))


@require_safe
@_interface
def consistency(request: HttpRequest) -> HttpResponse:
    """Return the proof that the tree of ``second`` leaves begins with that of ``first``."""
    first, second = _number(request, "first"), _number(request, "second")
    steps = proving.consistency(first, second)
    return JsonResponse({"first": first, "second": second, "proof": [step.hex() for step in steps]})


@require_safe
@_interface
def keys(request: HttpRequest) -> HttpResponse:
    """Return the newest statement on the keys that sign heads."""
    found = keyring.newest()
    if found is None:
        raise proving.NoSuchHead("签名密钥没有更换过。")
    return JsonResponse(found.plain())


@csrf_exempt
@require_POST
@_interface
def cosignatures(request: HttpRequest, size: int) -> HttpResponse:
    """Take a witness's signature over the head of this size; the signature itself says who it is from."""
    if len(request.body) > LARGEST_BODY:
        raise InvalidInput("请求内容太长。")
    try:
        given = json.loads(request.body)
        texts = {"witness": str(given["witness"]), "seen_at": str(given["at"]), "signature": str(given["signature"])}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InvalidInput("请求内容应为 JSON，含 witness、at、signature。") from None
    witnessing.take_cosignature(size=size, **texts)
    return JsonResponse({"size": size, "taken": True})


@require_safe
@_interface
def authority(request: HttpRequest) -> HttpResponse:
    """Return the log's root certificate; its fingerprint is the log's name."""
    found = state.root_certificate()
    if not found:
        raise proving.NoSuchHead("还没有签过树头。")
    return HttpResponse(
        found,
        content_type="application/x-pem-file",
        headers={"Content-Disposition": 'attachment; filename="govhall-evidence-root.pem"'},
    )


def _number(request: HttpRequest, name: str, default: int | None = None) -> int:
    text = request.GET.get(name, "")
    if not text and default is not None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise InvalidInput(f"参数 {name} 应为正整数。")
    return int(text)
