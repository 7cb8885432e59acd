"""Loading content and reading it again: guides, lists, search, with the real database."""

from datetime import datetime
from importlib import resources
from pathlib import Path

import pytest
import yaml

from govhall.business.items import public as items_app
from govhall.business.items.models import ItemVersion
from govhall.business.items.public import (
    LEGAL,
    PERSON,
    ContentFault,
    ItemNotFound,
    browse,
    counts_by_theme,
    guide,
    load_content,
    popular,
    search,
    suggest,
    version,
)
from govhall.infra import process_cache

COUNTY, OTHER_COUNTY, TOWNSHIP = "/52/5201/520115/", "/52/5203/520302/", "/52/5201/520115/520115001/"
CONTENT = resources.files("govhall.business.items").joinpath("content")


def code_of(name: str, region_path: str = COUNTY) -> str:
    return next(
        each.implementation_code
        for audience in (PERSON, LEGAL)
        for each in browse(region_path=region_path, audience=audience, size=100).items
        if each.name == name
    )


def food_file(tmp_path: Path, **changes: object) -> Path:
    data = yaml.safe_load(CONTENT.joinpath("food-business-license.yaml").read_text(encoding="utf-8"))
    data.update(changes)
    file = tmp_path / "food.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return file


@pytest.mark.usefixtures("items")
class TestLoadContent:
    def test_makes_no_new_version_of_unchanged_content(self, morning: datetime) -> None:
        report = load_content(at=morning)
        assert (report.files, report.new_versions) == (12, 0)
        assert report.unchanged == report.implementations > 30

    def test_makes_a_new_version_of_changed_content(self, morning: datetime, tmp_path: Path) -> None:
        before = guide(code_of("食品经营许可"))
        report = load_content(at=morning, files=[food_file(tmp_path, summary="换一句话。")])
        after = guide(before.implementation_code)
        assert report.new_versions == 3
        assert (before.version_number, after.version_number) == ("2026-1", "2026-2")
        assert after.summary == "换一句话。"
        assert version(before.version_id).summary == before.summary

    def test_tells_every_fault_with_its_file_and_place_and_changes_nothing(
        self, morning: datetime, tmp_path: Path
    ) -> None:
        broken = food_file(tmp_path, kind="77", promised={"amount": 12, "unit": "W"}, surprise="?")
        good = CONTENT.joinpath("elderly-allowance.yaml")
        with pytest.raises(ContentFault) as caught:
            load_content(at=morning, files=[broken, good])
        message = caught.value.message
        assert "food.yaml：kind：“77”不在代码表 item-type 内" in message
        assert "food.yaml：surprise：不认识这个键" in message
        assert ItemVersion.objects.filter(serial=2).count() == 0

    def test_tells_broken_yaml(self, morning: datetime, tmp_path: Path) -> None:
        file = tmp_path / "broken.yaml"
        file.write_text("name: [", encoding="utf-8")
        with pytest.raises(ContentFault, match="broken.yaml：第 1 行第 8 列：不是有效的 YAML"):
            load_content(at=morning, files=[file])

    @pytest.mark.parametrize(
        ("use", "words"),
        [
            ({"model": "food-licence-outcome", "decision": "罚款"}, "outcome.decision：.*没有“罚款”这个决策"),
            ({"model": "moon-licence", "decision": "决定建议"}, "outcome.model：没有已发布的决策模型“moon-licence”"),
        ],
    )
    def test_tells_of_a_rule_that_is_not_there(
        self, morning: datetime, tmp_path: Path, use: dict[str, str], words: str
    ) -> None:
        with pytest.raises(ContentFault, match=words):
            load_content(at=morning, files=[food_file(tmp_path, outcome=use)])

    def test_tells_an_unknown_agency(self, morning: datetime, tmp_path: Path) -> None:
        with pytest.raises(ContentFault, match="没有“moon-market”这个机关"):
            load_content(at=morning, files=[food_file(tmp_path, implemented_by=[{"agency": "moon-market"}])])


@pytest.mark.usefixtures("items")
class TestGuide:
    @pytest.mark.clause("box:事项管理")
    def test_shows_what_the_file_says_and_who_carries_it_out(self) -> None:
        food = guide(code_of("食品经营许可"))
        assert len(food.implementation_code) == 31
        assert food.implementation_code.endswith("4000131023000")
        assert (food.agency_name, food.region_path) == ("观山湖区市场监督管理局", COUNTY)
        assert (food.promised.text, food.statutory.text) == ("8 个工作日", "10 个工作日")
        assert (food.version_number, food.valid_from.isoformat(), food.is_open) == ("2026-1", "2026-11-23", True)
        assert food.consult_phone.startswith("0851-")
        assert food.consult_phone != food.supervise_phone

    def test_costs_two_queries_at_first_none_within_a_moment_and_one_later(  # type: ignore[no-untyped-def]
        self, morning: datetime, tmp_path: Path, django_assert_num_queries, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        load_content(at=morning, files=[food_file(tmp_path, summary="还没有人读过。")])
        code = code_of("食品经营许可")
        with django_assert_num_queries(2):
            guide(code)
        with django_assert_num_queries(0):
            guide(code)
        monkeypatch.setattr(process_cache, "MOMENT", 0.0)
        with django_assert_num_queries(1):
            guide(code)

    @pytest.mark.parametrize("code", ["", "x", "'; --", "\x00", "1" * 31])
    def test_knows_no_other_items(self, code: str) -> None:
        with pytest.raises(ItemNotFound):
            guide(code)


@pytest.mark.usefixtures("items")
class TestLists:
    @pytest.mark.clause("box:服务清单")
    def test_show_the_county_its_city_and_the_province(self) -> None:
        paths = {each.region_path for each in browse(region_path=COUNTY, audience=PERSON, size=100).items}
        assert paths == {"/52/", "/52/5201/", COUNTY}

    def test_show_to_a_township_what_its_county_offers(self) -> None:
        assert browse(region_path=TOWNSHIP, size=100).items == browse(region_path=COUNTY, size=100).items

    def test_walk_through_all_pages_without_gaps_or_doubles(self) -> None:
        whole = [each.implementation_code for each in browse(region_path=COUNTY, audience=LEGAL, size=100).items]
        walked, cursor = [], ""
        while True:
            page = browse(region_path=COUNTY, audience=LEGAL, size=3, cursor=cursor)
            walked += [each.implementation_code for each in page.items]
            cursor = page.cursor
            if not cursor:
                break
        assert walked == whole
        assert len(set(walked)) == len(walked) > 6

    @pytest.mark.parametrize("cursor", ["?", "bm90IGpzb24", "W10", "龘", "WzEsMl0"])
    def test_open_the_first_page_for_a_broken_cursor(self, cursor: str) -> None:
        assert browse(region_path=COUNTY, cursor=cursor) == browse(region_path=COUNTY)

    @pytest.mark.parametrize("wrong", ["\x00", "'; --", "龘", "9" * 300])
    def test_hold_nothing_for_unknown_codes_and_survive_them(self, wrong: str) -> None:
        assert browse(region_path=COUNTY, theme=wrong).items == ()
        assert browse(region_path=COUNTY, kind=wrong).items == ()
        assert browse(region_path=wrong).items == ()
        assert counts_by_theme(region_path=wrong) == ()
        assert popular(region_path=COUNTY, audience=wrong)
        assert search("食品", region_path=wrong, audience=wrong, facets={"way": (wrong,)}, page_size=0).hits == ()
        assert suggest("食品", region_path=COUNTY, audience=wrong)

    def test_filter_by_theme_agency_and_kind(self) -> None:
        food = guide(code_of("食品经营许可"))
        names = {each.name for each in browse(region_path=COUNTY, audience=LEGAL, agency_id=food.agency_id).items}
        assert names == {"食品经营许可"}
        assert "食品经营许可" in {each.name for each in browse(region_path=COUNTY, theme="040").items}
        assert {each.name for each in browse(region_path=COUNTY, kind="05").items} == {"高龄津贴"}

    def test_count_themes_as_one_sees_them(self) -> None:
        themes = {theme.code: theme for theme in counts_by_theme(region_path=COUNTY, audience=PERSON)}
        assert themes["040"].label == "准营准办"
        assert themes["040"].count == len({e.name for e in browse(region_path=COUNTY, theme="040", size=99).items})
        assert "045" not in themes

    def test_name_the_most_used_once_and_the_nearest(self) -> None:
        names = [each.name for each in popular(region_path=COUNTY, limit=5)]
        assert names[0] == "食品经营许可"
        nurse = next(each for each in popular(region_path=COUNTY, limit=20) if each.name == "护士执业注册")
        assert nurse.region_path == COUNTY

    def test_cost_one_query_each(self, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
        for read in (browse, counts_by_theme, popular):
            with django_assert_num_queries(1):
                read(region_path=COUNTY)


@pytest.mark.usefixtures("items")
class TestSearch:
    @pytest.mark.clause("box:统一查询")
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("开小吃店", "食品经营许可"),
            ("我想卖奶茶", "食品经营许可"),
            ("spjy", "食品经营许可"),
            ("餐馆", "食品经营许可"),
            ("开民宿", "公共场所卫生许可"),
            ("营业执照", "个体工商户设立登记"),
            ("跑货运", "道路货物运输经营许可"),
            ("派遣公司", "劳务派遣经营许可"),
            ("猎头", "人力资源服务许可"),
            ("护士证", "护士执业注册"),
            ("开门诊部", "医疗机构执业登记"),
            ("施工许可证", "建筑工程施工许可"),
            ("老人补贴", "高龄津贴"),
            ("打印社保", "社会保险参保缴费记录查询打印"),
            ("暂住证", "居住证申领"),
        ],
    )
    def test_finds_items_by_what_people_say(self, text: str, name: str) -> None:
        assert search(text, region_path=COUNTY).hits[0].item.name == name

    def test_shows_a_place_only_what_it_may_use(self) -> None:
        for path in (COUNTY, OTHER_COUNTY):
            found = search("食品经营许可", region_path=path).hits
            assert {hit.item.region_path for hit in found if hit.item.name == "食品经营许可"} == {path}

    def test_filters_by_facets_and_counts_them(self) -> None:
        results = search("许可", region_path=COUNTY, facets={"limit": ("5",), "nonsense": ("x",)})
        assert results.total == len(results.hits) > 0
        assert all(hit.item.promised.amount <= 5 for hit in results.hits)
        assert results.facet_counts["limit"]["10"] > results.facet_counts["limit"]["5"]
        assert set(results.facet_counts) <= set(items_app.FACETS)

    @pytest.mark.parametrize("text", ["开小吃店", "没有的东西护士飞碟"])
    def test_costs_at_most_three_queries(self, text: str, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
        search("热身", region_path=COUNTY)
        with django_assert_max_num_queries(3):
            search(text, region_path=COUNTY)

    def test_suggests_with_one_query(self, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
        with django_assert_num_queries(1):
            assert suggest("小吃", region_path=COUNTY)[0].name == "食品经营许可"
