"""Pages are remembered for visitors only, and never longer than what they show is true."""

import pytest
from django.test import Client

from factories import applications
from govhall.channels.portal.views import remembered
from govhall.infra import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def address() -> str:
    return f"/items/{applications.guide().implementation_code}/"


def test_a_second_visitor_gets_the_same_page_without_a_query(django_assert_num_queries: object) -> None:
    first = Client().get(address())
    code = address()
    with django_assert_num_queries(0):  # type: ignore[operator]
        second = Client().get(code)
    assert second.content == first.content
    assert len(remembered._pages) == 1


def test_each_situation_region_and_size_is_a_page_of_its_own() -> None:
    code = address()
    plain = Client().get(code)
    assert Client().get(f"{code}?subject=company").content != plain.content
    large = Client()
    large.cookies["look_size"] = "large"
    assert large.get(code).content != plain.content


def test_tomorrow_is_another_page(beijing: type) -> None:
    code = address()
    with clock.frozen(beijing.at("2026-10-12 09:00")):
        today = Client().get(code)
    with clock.frozen(beijing.at("2026-10-13 09:00")):
        assert Client().get(code).content != today.content


def test_somebody_signed_in_never_gets_or_leaves_a_remembered_page() -> None:
    from govhall.support.identity.models import User

    code = address()
    reader = Client()
    reader.force_login(User.objects.get(username="yangxiulan"))
    assert "杨" in reader.get(code).content.decode()
    assert not remembered._pages


def test_only_the_newest_pages_are_kept() -> None:
    code = address()
    for n in range(remembered._MOST + 5):
        remembered._pages[n] = b""
    Client().get(code)
    assert len(remembered._pages) == remembered._MOST
