"""A form is checked on the server, whatever the browser sent."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govhall.support.forms import public as forms

pytestmark = pytest.mark.clause("box:智能校验")

SPEC = forms.parse(
    {
        "code": "trial",
        "version": "1",
        "sections": [
            {
                "code": "shop",
                "title": "店铺",
                "fields": [
                    {"name": "shop_name", "label": "店名", "kind": "text", "max_length": 10},
                    {"name": "area", "label": "面积", "kind": "decimal", "unit": "㎡", "min": 1},
                    {"name": "kind", "label": "业态", "kind": "choice",
                     "options": [{"value": "a", "label": "餐饮"}, {"value": "b", "label": "食堂"}]},
                    {"name": "canteen_of", "label": "所属单位", "kind": "text", "visible_if": 'kind = "b"'},
                    {"name": "size", "label": "规模", "kind": "text", "computed": 'if area > 150 then "大" else "小"'},
                    {"name": "owner", "label": "经营者", "kind": "text", "filled_from": "party.name", "locked": True},
                    {"name": "phone", "label": "电话", "kind": "phone", "required": False},
                ],
            },
            {
                "code": "staff",
                "title": "从业人员",
                "repeat": {"min": 1, "max": 2},
                "fields": [
                    {"name": "staff_name", "label": "姓名", "kind": "text"},
                    {"name": "age", "label": "年龄", "kind": "integer",
                     "valid_if": {"expression": "age >= 16", "message": "从业人员须满 16 周岁。"}},
                ],
            },
        ],
    }
)  # fmt: skip
GOOD = {
    "shop_name": "山间小味", "area": "46.50", "kind": "a", "owner": "某人",
    "staff": [{"staff_name": "龙一", "age": "30"}],
}  # fmt: skip


class TestClean:
    def test_takes_a_good_form(self) -> None:
        cleaned = forms.clean(SPEC, GOOD, filled={"party.name": "杨秀兰"})
        assert cleaned.errors == {}
        assert cleaned.data["area"] == "46.5"
        assert cleaned.data["staff"] == [{"staff_name": "龙一", "age": 30}]

    def test_computes_what_the_definition_computes_and_nothing_the_browser_sends(self) -> None:
        assert forms.clean(SPEC, {**GOOD, "size": "巨大"}).data["size"] == "小"
        assert forms.clean(SPEC, {**GOOD, "area": "151"}).data["size"] == "大"

    def test_takes_locked_values_from_their_source(self) -> None:
        cleaned = forms.clean(SPEC, {**GOOD, "owner": "冒名者"}, filled={"party.name": "杨秀兰"})
        assert cleaned.data["owner"] == "杨秀兰"

    def test_drops_hidden_fields(self) -> None:
        assert forms.clean(SPEC, {**GOOD, "canteen_of": "某厂"}).data["canteen_of"] is None

    def test_asks_for_a_field_that_became_visible(self) -> None:
        assert forms.clean(SPEC, {**GOOD, "kind": "b"}).errors == {"canteen_of": ["请填写“所属单位”。"]}

    @pytest.mark.parametrize(
        ("change", "place", "message"),
        [
            ({"shop_name": "一二三四五六七八九十十一"}, "shop_name", "“店名”最多 10 个字，您写了 12 个。"),
            ({"area": "很大"}, "area", "“面积”应填数字，例如 46。"),
            ({"area": "0.5"}, "area", "“面积”不能小于 1 ㎡，您填了 0.5。"),
            ({"kind": "z"}, "kind", "请从列出的选项中选择“业态”。"),
            ({"phone": "1390000018"}, "phone", "手机号是 11 位，您填了 10 位，请核对。"),
            ({"staff": []}, "staff", "“从业人员”至少填 1 项。"),
            ({"staff": [{"staff_name": "龙一", "age": "15"}]}, "staff-0-age", "从业人员须满 16 周岁。"),
        ],
    )
    def test_says_what_is_wrong_by_how_much_and_what_to_do(self, change: dict, place: str, message: str) -> None:
        assert forms.clean(SPEC, {**GOOD, **change}).errors == {place: [message]}

    @given(
        st.dictionaries(
            st.sampled_from([*GOOD, "phone", "size", "canteen_of", "unknown"]),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
                lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
                max_leaves=5,
            ),
        )
    )
    def test_never_fails_on_hostile_data_and_knows_only_its_fields(self, raw: dict) -> None:
        cleaned = forms.clean(SPEC, raw)
        assert set(cleaned.data) == {*GOOD, "phone", "size", "canteen_of"}


class TestParse:
    @pytest.mark.parametrize(
        "field",
        [
            {"name": "A B", "label": "x", "kind": "text"},
            {"name": "a", "label": "x", "kind": "picture"},
            {"name": "a", "label": "x", "kind": "choice"},
            {"name": "a", "label": "x", "kind": "text", "visible_if": "1 +"},
            {"name": "shop", "label": "x", "kind": "text", "computed": "((("},
        ],
    )
    def test_refuses_what_can_not_work(self, field: dict) -> None:
        with pytest.raises(forms.FormDefinitionError):
            forms.parse({"code": "x", "version": "1", "sections": [{"code": "s", "title": "s", "fields": [field]}]})


class TestRules:
    """What rules see, and what they leave behind."""

    SPEC = forms.parse(
        {
            "code": "rules", "version": "1",
            "sections": [
                {
                    "code": "plain", "title": "x",
                    "fields": [
                        {"name": "rooms", "label": "客房", "kind": "integer", "max": 10},
                        {"name": "starts_on", "label": "开始", "kind": "date"},
                        {"name": "ends_on", "label": "到期", "kind": "date",
                         "computed": 'date(starts_on) + duration("P5Y")'},
                        {"name": "fee", "label": "费用", "kind": "money",
                         "computed": "round half up(rooms * 1.005, 2)"},
                        {"name": "big", "label": "规模", "kind": "text", "visible_if": "rooms > 5"},
                    ],
                }
            ],
        }
    )  # fmt: skip

    def test_computed_dates_are_stored_as_text(self) -> None:
        assert forms.clean(self.SPEC, {"starts_on": "2026-03-01"}).data["ends_on"] == "2031-03-01"

    def test_computed_amounts_are_exact(self) -> None:
        assert forms.clean(self.SPEC, {"rooms": "1"}).data["fee"] == "1.01"

    def test_a_number_that_is_out_of_range_is_still_a_number_to_rules(self) -> None:
        cleaned = forms.clean(self.SPEC, {"rooms": "12", "big": "x"})
        assert "rooms" in cleaned.errors
        assert cleaned.data["big"] == "x"

    def test_what_is_no_number_is_nothing_to_rules(self) -> None:
        assert forms.clean(self.SPEC, {"rooms": "很多", "big": "x"}).data["big"] == "x"  # null hides nothing

    def test_the_browser_gets_the_same_rules_and_the_day_of_the_server(self) -> None:
        rules = forms.live_rules(self.SPEC, answers={"who": "self"}, today=date(2026, 11, 25))
        assert rules is not None
        assert (rules["today"], rules["answers"]) == ("2026-11-25", {"who": "self"})
        assert [field["visible_if"] for field in rules["sections"][0]["fields"]][-1] == "rooms > 5"

    def test_a_form_without_rules_needs_no_script(self) -> None:
        source = {"code": "x", "version": "1", "sections": [
            {"code": "s", "title": "s", "fields": [{"name": "a", "label": "a", "kind": "text"}]}]}  # fmt: skip
        assert forms.live_rules(forms.parse(source), answers={}, today=date(2026, 11, 25)) is None

    def test_concealed_fields_are_ready_to_be_shown(self) -> None:
        (section,) = forms.render(self.SPEC, {"rooms": 3})
        assert "big" not in section.forms[0].fields
        assert "big" in section.forms[0].concealed.fields
