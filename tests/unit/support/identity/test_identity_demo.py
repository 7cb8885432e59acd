"""The demonstration's passwords: derived, the same at every start, and good enough for our own rules under any key."""

import pytest
from django.contrib.auth import password_validation

from govhall.support.identity import demo
from govhall.support.identity.models import User

USERNAMES = [one.username for one in (*demo._CITIZENS, *demo._officers())]


def test_a_password_that_looks_like_the_name_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """By chance of the key, the first one may: the first start must not end at it."""
    monkeypatch.setattr(demo, "_derived", lambda username: iter(["Gh-sealmaker", "seal-maker", "Gh-kq3xv7wz2p"]))
    assert demo._password("seal-maker") == "Gh-kq3xv7wz2p"


@pytest.mark.parametrize("key", [f"key of installation {number}" for number in range(20)])
def test_every_account_gets_an_acceptable_password_under_any_key(settings, key: str) -> None:  # type: ignore[no-untyped-def]
    settings.SECRET_KEY = key
    for username in USERNAMES:
        password = demo._password(username)
        assert password == demo._password(username)
        password_validation.validate_password(password, User(username=username))
