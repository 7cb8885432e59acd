"""The home page, the frame and the chosen place: only what exists is shown, and the place changes everything."""

import pytest
from django.test import Client
from django.urls import reverse

from factories import people
from govhall.business.items import public as items
from govhall.business.items.models import ItemImplementation
from govhall.channels.portal import context
from govhall.channels.portal.views import lists
from govhall.standards.tables import code_table
from govhall.support.identity.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world"), pytest.mark.clause("8.2.3", "box:事项办理")]


def body(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


class TestHome:
    def test_leads_to_items_with_their_promise_and_visits(self, client: Client) -> None:
        page = body(client, "/")
        assert "今天想办什么事？" in page
        assert "食品经营许可" in page
        assert "8 个工作日" in page
        assert "不用跑" in page

    def test_shows_legal_entities_their_own_items_and_themes(self, client: Client) -> None:
        page = body(client, "/?audience=legal")
        assert "建筑工程施工许可" in page
        assert "投资审批" in page
        assert "高龄津贴" not in page

    def test_says_what_to_do_where_nothing_is_published(self, client: Client) -> None:
        ItemImplementation.objects.update(state="2")
        page = body(client, "/")
        assert "这个地区还没有发布事项" in page

    def test_every_link_of_the_frame_leads_somewhere(self, client: Client) -> None:
        shown = client.get("/").context
        links = [entry["url"] for entry in (*shown["nav"], *shown["tabbar"], *shown["quick"])]
        links += [link["url"] for group in shown["footer"]["groups"] for link in group["links"]]
        assert links
        assert all(client.get(url).status_code in (200, 302) for url in links)

    def test_asks_the_database_for_two_things_only(self, client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
        client.get("/")
        with django_assert_max_num_queries(2):
            client.get("/")

    def test_every_theme_of_the_standard_has_an_icon_of_its_audience(self) -> None:
        for audience, table in ((items.PERSON, "theme-person"), (items.LEGAL, "theme-legal")):
            known = {entry.code for entry in code_table(table)}
            assert set(lists.THEME_ICONS[audience]) <= known


class TestFrame:
    def test_shows_a_visitor_the_way_to_sign_in_and_back(self, client: Client) -> None:
        page = body(client, "/items/")
        assert f"{reverse('account_login')}?next=%2Fitems%2F" in page

    def test_masks_the_name_of_whoever_is_signed_in(self, client: Client) -> None:
        client.force_login(User.objects.get(pk=people.shop_owner().id))
        page = body(client, "/")
        assert "杨*兰" in page
        assert "杨秀兰" not in page

    def test_tells_officers_the_way_back_to_their_desk(self, client: Client) -> None:
        request = client.get("/").wsgi_request
        request.actor = people.officer("window")
        frame = context.portal(request)
        assert [link["url"] for link in frame["account"]["links"]] == ["/desk/"]

    def test_leaves_the_officers_frame_alone(self, client: Client) -> None:
        request = client.get("/").wsgi_request
        request.path = "/desk/"
        assert context.portal(request) == {}

    def test_a_page_that_does_not_exist_still_offers_search(self, client: Client) -> None:
        response = client.get("/nowhere/")
        assert response.status_code == 404
        assert 'action="/search/"' in response.content.decode()


class TestRegion:
    def test_offers_every_city_and_county(self, client: Client) -> None:
        page = body(client, "/region/")
        assert "红花岗区" in page
        assert page.count('name="code"') == 1 + 9 + 88

    def test_the_chosen_place_changes_the_whole_portal(self, client: Client) -> None:
        response = client.post("/region/", {"code": "520302", "next": "/items/"})
        assert (response.status_code, response.headers["Location"]) == (302, "/items/")
        page = body(client, "/items/")
        assert "遵义市 · 红花岗区" in page
        assert "红花岗区市场监督管理局" in page
        assert "观山湖区市场监督管理局" not in page

    def test_never_leads_to_another_site(self, client: Client) -> None:
        response = client.post("/region/", {"code": "520302", "next": "https://elsewhere.example/"})
        assert response.headers["Location"] == "/"

    @pytest.mark.parametrize("code", ["", "999999", "52", "520115001", "abcdef", "五二零一一五"])
    def test_refuses_a_place_that_does_not_exist(self, client: Client, code: str) -> None:
        response = client.post("/region/", {"code": code})
        assert response.status_code == 400
        assert context.REGION_COOKIE not in response.cookies

    @pytest.mark.parametrize("cookie", ["", "999999", "' or 1=1", "5" * 500])
    def test_a_broken_cookie_counts_as_none(self, client: Client, cookie: str) -> None:
        client.cookies[context.REGION_COOKIE] = cookie
        assert "观山湖区" in body(client, "/")


class TestPagesOfWords:
    @pytest.mark.parametrize("url", ["/help/", "/accessibility/", "/privacy/"])
    def test_stand_open_to_everybody_without_a_query(self, client: Client, url: str, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
        client.get(url)
        with django_assert_num_queries(0):
            assert client.get(url).status_code == 200

    def test_a_page_only_reads(self, client: Client) -> None:
        assert client.post("/help/").status_code == 405
