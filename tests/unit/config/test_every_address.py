"""Every address of the site meets strange input, from a visitor, a citizen and officers: none breaks on it."""

import re
from collections.abc import Iterator
from itertools import cycle, product

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from govhall.support.identity.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
STRANGE = (
    "0", "-1", "99999999999999999999", "%00", "a" * 300, "'%20OR%201=1--", "01a2194f-fef8-74ae-bb8b-9bbfe2ee611f",
    "%F0%9F%98%80", "..%2F..%2Fetc%2Fpasswd", "%FF%FE", "1e9", "NaN", "2026-02-30", "%3Cscript%3E", "null",
    "food-licence-routing", "food-business-license", "guanshanhu-market", "1",
)  # fmt: skip
QUERIES = (
    "", "page=-1&q=%00&view=x", "after=%FF&cursor=NaN&limit=1e9",
    "date=2026-02-30&year=99999999999&load=1&q=%F0%9F%98%80",
    "q=%27%20OR%201=1--&next=//elsewhere.invalid&holder=x&agency=x&region=%00&theme=-1",
)  # fmt: skip
STRANGE_FORM = "a%00=b%00&file=x&code=%ED%A0%BD&q=%00&answers[]=%FF"
PEOPLE = ("", "yangxiulan", "guanshanhu-market-window", "data-manager")


def addresses(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Yield every address of the site with ``<…>`` where a value belongs."""
    for entry in (resolver or get_resolver()).url_patterns:
        words = before + re.sub(r"[\^$]|\\Z|\(\?P(<\w+>)[^)]*\)", r"\1", str(entry.pattern))
        if isinstance(entry, URLPattern):
            yield "/" + words
        else:
            yield from addresses(entry, words)


@pytest.mark.parametrize("who", PEOPLE)
def test_no_address_breaks_on_strange_input(who: str) -> None:
    client, values, queries = Client(), cycle(STRANGE), cycle(QUERIES)
    if who:
        client.force_login(User.objects.get(username=who))
    found = sorted(set(addresses()))
    assert len(found) > 150
    broken: list[str] = []
    for address, turn in product(found, ("query", "another query", "form")):
        filled = re.sub(r"<[^>]+>", lambda _: next(values), address)
        if "logout" in filled or filled.startswith("/healthz"):
            continue
        try:
            if turn == "form":
                client.post(filled, STRANGE_FORM, "application/x-www-form-urlencoded")
            else:
                client.get(f"{filled}?{next(queries)}")
        except Exception as fault:  # the test client passes on what would be an error page
            broken.append(f"{filled}, {turn}: {fault!r}")
    assert broken == []
