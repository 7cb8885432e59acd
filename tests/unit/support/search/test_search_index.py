"""Searching a real index."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from govhall.kernel.errors import InvalidInput
from govhall.support.search.public import (
    Document,
    Query,
    Results,
    add_synonym,
    index,
    load_synonyms,
    remove,
    remove_synonym,
    search,
    suggest,
)

pytestmark = pytest.mark.django_db

COUNTY = "/52/5201/520115/"
FOOD = Document(
    kind="item",
    key="food",
    title="食品经营许可",
    summary="在实体店销售食品或者提供餐饮服务，应当取得食品经营许可。",
    aliases=("开小吃店", "卖吃的", "食品经营许可证"),
    region_path=COUNTY,
    audience=("legal",),
    facets={"way": ("1", "2")},
    payload={"limit": 8},
)
TAXI = Document(
    kind="item", key="taxi", title="网络预约出租汽车经营许可", region_path="/52/5201/", facets={"way": ("1",)}
)
NURSE = Document(kind="item", key="nurse", title="护士执业注册", region_path="/52/", audience=("person",))
FAR = Document(kind="item", key="far", title="食品经营许可", region_path="/52/5203/520302/")


@pytest.fixture(autouse=True)
def _indexed() -> None:
    index(documents=[FOOD, TAXI, NURSE, FAR])
    load_synonyms()


def found(text: str, **more: object) -> list[str]:
    return [hit.key for hit in _search(text, **more).hits]


def _search(text: str, **more: object) -> Results:
    return search(Query(**{"text": text, "region_path": COUNTY, **more}))


class TestSearch:
    @pytest.mark.clause("box:统一查询")
    @pytest.mark.parametrize(
        "text",
        [
            "食品经营许可",
            "食品经营许可证",
            "开小吃店",
            "我要开一家小吃店",
            "卖奶茶",
            "卖吃的",
            "开小吃店要什么手续",
            "spjy",
            "食品 许可",
        ],
    )
    def test_find_the_food_licence_by_what_people_say(self, text: str) -> None:
        assert found(text)[0] == "food"

    @pytest.mark.parametrize("text", ["网约车", "怎么跑网约车", "网络预约出租汽车"])
    def test_find_by_synonyms(self, text: str) -> None:
        assert found(text)[0] == "taxi"

    def test_hide_other_counties(self) -> None:
        assert "far" not in found("食品经营许可")

    def test_show_city_and_province_to_a_county(self) -> None:
        assert found("护士注册") == ["nurse"]

    def test_keep_to_the_audience(self) -> None:
        assert "food" not in found("食品经营许可", audience="person")
        assert found("食品经营许可", audience="legal") == ["food"]

    def test_show_those_with_some_words_when_none_has_all(self) -> None:
        results = _search("护士彩虹注册飞碟")
        assert results.is_loose
        assert results.hits[0].key == "nurse"

    def test_filter_and_count_facets(self) -> None:
        results = _search("经营许可", facets={"way": ("2",)})
        assert [hit.key for hit in results.hits] == ["food"]
        assert results.facet_counts == {"way": {"1": 2, "2": 1}}

    def test_keep_a_page_within_bounds(self) -> None:
        assert _search("经营许可", page=99, page_size=1).page == 2
        assert _search("经营许可", page=-3, page_size=1).page == 1

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "   ",
            "！？。",
            "\x00",
            "'; DROP TABLE search_searchdocument; --",
            "a' | 'b",
            "<script>",
            "%_\\",
            "🦄",
            "龘" * 500,
        ],
    )
    def test_survive_empty_and_hostile_questions(self, text: str) -> None:
        assert found(text) == []
        assert list(suggest(text, region_path=COUNTY)) == []
        assert found("食品") == ["food"]

    def test_escape_titles(self) -> None:
        index(documents=[Document(kind="item", key="x", title="<img src=x>食品", region_path="/52/")])
        hit = next(hit for hit in _search("食品").hits if hit.key == "x")
        assert hit.title_html == "&lt;img src=x&gt;<mark>食品</mark>"

    @pytest.mark.parametrize(("text", "limit"), [("开小吃店", 2), ("护士彩虹注册", 3), ("!!", 0), ("火星", 2)])
    def test_cost_at_most_three_queries(self, text: str, limit: int) -> None:
        _search("热身")
        with CaptureQueriesContext(connection) as captured:
            _search(text)
        assert len(captured) == limit


class TestSuggest:
    @pytest.mark.parametrize("prefix", ["食", "食品", "食品经", "spjy", "SPJY", "小吃", "经营许可证", "品经营"])
    def test_complete_titles_aliases_and_initials(self, prefix: str) -> None:
        assert suggest(prefix, region_path=COUNTY)[0].key == "food"

    def test_put_titles_that_begin_so_first(self) -> None:
        index(documents=[Document(kind="item", key="late", title="网上食品", region_path="/52/", weight=9)])
        assert [each.key for each in suggest("食品", region_path=COUNTY)] == ["food", "late"]

    def test_show_things_of_one_title_once_and_the_nearest(self) -> None:
        index(documents=[Document(kind="item", key="city", title="食品经营许可", region_path="/52/5201/")])
        assert [each.key for each in suggest("食品", region_path=COUNTY)] == ["food"]

    def test_cost_one_query(self, django_assert_num_queries: object) -> None:
        with django_assert_num_queries(1):  # type: ignore[operator]
            suggest("食品", region_path=COUNTY)


class TestIndex:
    def test_replace_what_is_there(self) -> None:
        index(documents=[Document(kind="item", key="food", title="作坊登记", region_path=COUNTY)])
        assert found("作坊") == ["food"]
        assert "food" not in found("食品经营")

    def test_forget_what_is_removed(self) -> None:
        assert remove(kind="item", keys=["food", "unknown"]) == 1
        assert found("食品") == []


class TestSynonyms:
    def test_load_once(self) -> None:
        assert load_synonyms() == 0

    def test_find_by_a_new_word_and_lose_it_again(self) -> None:
        add_synonym(term="嗦粉", meaning="食品经营许可")
        assert found("嗦粉") == ["food"]
        remove_synonym(term="嗦粉", meaning="食品经营许可")
        assert found("嗦粉") == []

    def test_refuse_one_without_words(self) -> None:
        with pytest.raises(InvalidInput):
            add_synonym(term="！", meaning="食品")
