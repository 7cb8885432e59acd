"""Search, suggestions and lists: plain words find items, filters narrow them, an empty answer helps on."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world"), pytest.mark.clause("8.2.2", "box:统一查询")]


def shown(client: Client, url: str) -> tuple[str, dict]:  # type: ignore[type-arg]
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode(), response.context


class TestSearch:
    def test_plain_words_find_the_official_item_first(self, client: Client) -> None:
        page, context = shown(client, "/search/?q=开小吃店")
        assert context["best"]["title"] == "食品经营许可（新办）"
        assert "您想办的，多半是这一项" in page

    def test_filters_narrow_and_stay_in_the_address(self, client: Client) -> None:
        _page, context = shown(client, "/search/?q=许可&limit=5&served=1")
        assert {entry["label"] for entry in context["chosen"]} == {"5 个工作日内", "个人"}
        assert all(entry["url"].startswith("/search/?q=") for entry in context["chosen"])
        assert all("个工作日" in fact["value"] for result in context["results"] for fact in result["facts"][:1])

    def test_taking_the_last_filter_away_leads_back_to_the_search(self, client: Client) -> None:
        _page, context = shown(client, "/search/?q=许可&limit=5&page=1")
        assert context["chosen"][0]["url"] == context["clear_url"] == "/search/?q=%E8%AE%B8%E5%8F%AF"

    def test_nothing_found_offers_other_ways(self, client: Client) -> None:
        page, context = shown(client, "/search/?q=zzqqxx")
        assert "换个说法，多半能找到" in page
        assert context["instead"]

    def test_an_empty_question_asks_back(self, client: Client) -> None:
        assert "在上面写下要办的事" in shown(client, "/search/?q=++")[0]

    @pytest.mark.parametrize(
        "query", ["page=0", "page=-1", "page=abc", "page=99999999999", "limit=x&way=%00", "audience=x"]
    )
    def test_a_bent_address_still_answers(self, client: Client, query: str) -> None:
        shown(client, f"/search/?q=许可&{query}")

    def test_what_was_typed_is_never_markup(self, client: Client) -> None:
        page, _context = shown(client, "/search/?q=<script>alert(1)</script>")
        assert "<script>alert" not in page

    def test_works_without_javascript(self, client: Client) -> None:
        page, _context = shown(client, "/search/?q=许可")
        assert "<noscript><button" in page
        assert 'action="/search/"' in page

    def test_costs_few_queries(self, client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
        client.get("/search/?q=许可")
        with django_assert_max_num_queries(3):
            client.get("/search/?q=许可&limit=5")


class TestSuggest:
    def test_offers_options_for_half_a_word(self, client: Client) -> None:
        page, _context = shown(client, "/suggest/?q=食品")
        assert page.count('role="option"') >= 1
        assert 'data-href="/items/' in page
        assert "<html" not in page

    def test_understands_pinyin_initials(self, client: Client) -> None:
        assert "食品经营许可" in shown(client, "/suggest/?q=spjy")[0]

    def test_nothing_typed_offers_nothing(self, client: Client) -> None:
        assert "option" not in shown(client, "/suggest/?q=")[0]


class TestBrowse:
    def test_separates_persons_and_legal_entities(self, client: Client) -> None:
        persons, _context = shown(client, "/items/")
        entities, _context = shown(client, "/items/?audience=legal")
        assert "高龄津贴" in persons
        assert "高龄津贴" not in entities
        assert "劳务派遣经营许可" in entities

    def test_counts_what_each_theme_holds(self, client: Client) -> None:
        _page, context = shown(client, "/items/?audience=legal")
        for theme in context["themes"]:
            results = client.get(theme["url"]).context["results"]
            # An item that city and county both carry out counts once and stands twice.
            assert len({result["title"] for result in results}) == theme["count"]

    def test_keeps_to_one_agency(self, client: Client) -> None:
        _page, context = shown(client, "/items/")
        agency = next(each for each in context["agencies"] if each.key == "guanshanhu-health")
        _page, chosen = shown(client, f"/items/?agency={agency.id}")
        assert chosen["results"]
        assert {result["facts_line"][0] for result in chosen["results"]} == {agency.name}

    def test_an_empty_theme_says_so(self, client: Client) -> None:
        assert "这里还没有事项" in shown(client, "/items/?theme=155")[0]

    @pytest.mark.parametrize("query", ["agency=x", "agency=99999999999", "theme=%27", "after=%00", "after=abc"])
    def test_a_bent_address_still_answers(self, client: Client, query: str) -> None:
        shown(client, f"/items/?{query}")

    def test_costs_few_queries(self, client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
        client.get("/items/")
        with django_assert_max_num_queries(3):
            client.get("/items/?theme=040")
