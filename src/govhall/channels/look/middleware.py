"""Turns named failures of the layers below into designed pages. Views catch only what they can show beside a field."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase

from govhall.channels.look.choices import NO_DEVICES
from govhall.channels.look.pages import error_page
from govhall.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, NotPermitted

_STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (NotFound, 404),
    (NotPermitted, 403),
    (Conflict, 409),
    (InvalidInput, 400),
)
_NUL: Final = "\0"
_BY_CODE = {"too-many-inquiries": 429}


class DomainErrorMiddleware:
    """Answers 404, 403, 409, 400 or 429 with the words of the failure; anything else stays a programming error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; ``process_exception`` answers failures."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        """Return the page for a named failure, or None."""
        if not isinstance(failure, DomainError):
            return None
        by_kind = next((status for kind, status in _STATUS if isinstance(failure, kind)), 400)
        status = _BY_CODE.get(failure.code, by_kind)
        page = 400 if status == 409 else status  # no page of its own: the words say that it was too late
        answer = error_page(request, page, text=failure.message)
        answer.status_code = status
        return answer


class DevicesMiddleware:
    """Keeps camera, microphone and place from every page; a view that needs one of them says so itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the header unless the view set its own."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", NO_DEVICES)
        return response


class BodyLimitMiddleware:
    """Refuses a body that is larger than anything we take, by its announced length, before a byte of it is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 413, or pass the request on."""
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdigit() and int(announced) <= settings.GOVHALL_BODY_BYTES:
            return self.get_response(request)
        return error_page(request, 413)


class PlainTextMiddleware:
    """
    Writes U+FFFD for NUL in addresses and forms, as HTML's parser does: the database can't keep a NUL.

    So views meet one strange character more and no failure of the database. Files are left alone; interfaces for
    programs, which send no forms, read their bodies themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Mend the address and pass the request on."""
        request.path_info, request.path = _plain(request.path_info), _plain(request.path)
        if any(_NUL in text for text in _texts(request.GET)):
            request.GET = _mended(request.GET)  # type: ignore[assignment]  # mutable while it is filled only
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any) -> None:
        """Mend a form."""
        is_form = request.method == "POST" and not getattr(view, "csrf_exempt", False)
        if is_form and any(_NUL in text for text in _texts(request.POST)):
            request.POST = _mended(request.POST)  # type: ignore[assignment]


def _plain(text: str) -> str:
    return text.replace(_NUL, "\ufffd")


def _texts(data: QueryDict) -> Iterator[str]:
    for name, values in data.lists():
        yield name
        yield from (value for value in values if isinstance(value, str))


def _mended(data: QueryDict) -> QueryDict:
    fresh = QueryDict(mutable=True)
    for name, values in data.lists():
        fresh.setlist(_plain(name), [_plain(value) if isinstance(value, str) else value for value in values])
    fresh._mutable = False
    return fresh
