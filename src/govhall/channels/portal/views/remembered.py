"""
Remembers whole pages for visitors: the same guide is read by thousands, and rendering it costs ten times the rest.

Only pages without anything of the reader's own may be remembered: never for somebody signed in, never with a message
to show, never with a form that carries a token.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from govhall.channels.look import public as look
from govhall.channels.portal.context import REGION_COOKIE

_MOST: Final = 256  # pages a process keeps, about 60 KB each
_pages: OrderedDict[Hashable, bytes] = OrderedDict()


def for_visitors(request: HttpRequest, facts: Hashable, render: Callable[[], HttpResponse]) -> HttpResponse:
    """
    Return the page of this address as it was rendered before, or render it.

    ``facts`` is all that the page shows besides the address and the reader's settings: versions, states, the day.
    """
    if not _is_plain(request):
        return render()
    settings_of_reader = (
        request.COOKIES.get(REGION_COOKIE),
        request.COOKIES.get(look.SIZE_COOKIE),
        request.COOKIES.get(look.CONTRAST_COOKIE),
        get_language(),
        request.headers.get("HX-Request"),
    )
    key = (request.get_full_path(), settings_of_reader, facts)
    if key in _pages:
        _pages.move_to_end(key)
        return HttpResponse(_pages[key])
    answer = render()
    if answer.status_code == 200:
        _pages[key] = answer.content
        while len(_pages) > _MOST:
            _pages.popitem(last=False)
    return answer


def forget_all() -> None:
    """Forget every page of this process; for tests, whose facts are rolled back."""
    _pages.clear()


def _is_plain(request: HttpRequest) -> bool:
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES:
        return False  # without a session nobody is signed in
    return request.method == "GET" and len(request.get_full_path()) < 1000
