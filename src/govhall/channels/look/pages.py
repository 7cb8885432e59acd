"""Error pages: what happened, whose fault it is, what to do now, and a number to quote (look/README 14a-14f)."""

import secrets
from typing import Any, Final

import structlog
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

from govhall.channels.look.context import look
from govhall.infra import clock

log = structlog.get_logger(__name__)

# No letters that are taken for digits over the telephone.
_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
STATUSES: Final = (400, 403, 404, 413, 429, 500, 503)


def error_number() -> str:
    """Return a fresh number for one failure, as GH-5C28-2K3A: what the reader quotes and the log holds."""
    drawn = [secrets.choice(_ALPHABET) for _ in range(8)]
    return f"GH-{''.join(drawn[:4])}-{''.join(drawn[4:])}"


def error_page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """
    Return the page for a status of ``STATUSES`` and log its number.

    ``context`` may hold ``title`` and ``text`` (plain words for this failure), ``hotline`` or what a page needs
    besides. A page that can't be rendered with the request's context is rendered without it, so that a failure of
    the database never hides behind another one.

    :raises ValueError: if there is no page for this status
    """
    if status not in STATUSES:
        raise ValueError(f"no error page for status {status}")
    number = error_number()
    at = clock.now()
    log.info("error_page_shown", status=status, error_number=number)
    template = get_template(f"{status}.html")
    details = {**look(request), "error_number": number, "error_at": at, **context}
    try:
        body = template.render(details, request if status < 500 else None)
    except Exception:
        log.exception("error_page_failed", status=status, error_number=number)
        body = template.render(details)
    return HttpResponse(body, status=status)
