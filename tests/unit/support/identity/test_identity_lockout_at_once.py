"""Guesses sent at the same time: the count stands in the database, so no process can be played against another."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from govhall.security.audit import public as audit
from govhall.support.identity import public as identity


@pytest.fixture
def clean_counters() -> Iterator[None]:
    """The cache table isn't a model's, so emptying the database leaves it."""
    cache.clear()
    yield
    cache.clear()


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("unit.support.identity.pages_for_identity")
@pytest.mark.clause("box:统一身份认证", "box:安全保障")
def test_twelve_guesses_at_once_are_no_more_than_five(
    citizen: Callable[..., identity.PersonValue], clean_counters: None
) -> None:
    citizen("xiulan")

    def guess(number: int) -> None:
        data = {"login": "xiulan", "password": f"Wrong-pass-{number}"}
        try:
            Client(REMOTE_ADDR=f"10.9.8.{number}").post(reverse("account_login"), data)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(guess, range(12)))
    looked_at = audit.entries(action="identity.login.failed")
    refused = audit.entries(action="identity.login.locked")
    assert len(looked_at) <= 5
    assert len(looked_at) + len(refused) == 12
