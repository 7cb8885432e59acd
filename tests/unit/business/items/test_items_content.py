"""Every content file that ships passes the quality rules, and each rule bites. No database."""

import copy
from importlib import resources
from typing import Any

import pytest
import yaml

from govhall.business.items.rules import parsing, quality
from govhall.business.items.rules.local import Local, localised
from govhall.business.items.rules.problems import ContentFault
from govhall.support.forms import public as forms

FOLDER = resources.files("govhall.business.items").joinpath("content")
FILES = sorted(file.name for file in FOLDER.iterdir() if file.name.endswith(".yaml"))
AGENCY = Local(
    agency_id=1,
    agency_name="示范局",
    uscc="11520115DM00012004",
    level="4",
    region_path="/52/5201/520115/",
    place="示范路 30 号",
    hours="工作日 9:00–17:00",
    consult_phone="0851-00000120",
    supervise_phone="0851-00001120",
)


def raw(name: str) -> dict[str, Any]:
    data = yaml.safe_load(FOLDER.joinpath(name).read_text(encoding="utf-8"))
    return localised(data, data["implemented_by"][0], AGENCY)


def rules_broken(**changes: Any) -> set[str]:
    """The rules that the food licence breaks when these keys are changed (``result__name`` reaches inside)."""
    data = copy.deepcopy(raw("food-business-license.yaml"))
    for path, value in changes.items():
        *parents, last = path.split("__")
        target = data
        for parent in parents:
            target = target[parent]
        target[last] = value
    return {problem.rule for problem in quality.problems_of(parsing.parse(data))}


class TestContentFiles:
    def test_are_at_least_twelve(self) -> None:
        assert len(FILES) >= 12

    @pytest.mark.clause("box:服务清单")
    @pytest.mark.parametrize("name", FILES)
    def test_pass_the_quality_rules(self, name: str) -> None:
        assert quality.problems_of(parsing.parse(raw(name), file=name)) == []

    @pytest.mark.parametrize("name", FILES)
    def test_are_complete(self, name: str) -> None:
        item = parsing.parse(raw(name))
        assert item.key == name.removesuffix(".yaml")
        assert len(item.faq) >= 3
        assert item.basis
        assert item.questions
        assert item.materials
        assert item.synonyms
        assert item.verified
        assert item.illustrative

    def test_have_basic_codes_of_their_own(self) -> None:
        codes = [raw(name)["basic_code"] for name in FILES]
        assert len(set(codes)) == len(codes)


class TestQualityRules:
    """Wenzhou's rules (standards.md 4.8) by number, ours by letter."""

    @pytest.mark.parametrize(
        ("rule", "changes"),
        [
            ("1", {"review_kind": "即审即办"}),
            ("1", {"promised": {"amount": 0, "unit": "W"}}),
            ("2", {"result__closing": "2"}),
            ("2", {"result__name": "关于同意的批复"}),
            ("3", {"result__sample": ""}),
            ("3", {"result__certificate_type": ""}),
            ("4", {"visits": 1, "depth": "4"}),
            ("4", {"ways": ["1"]}),
            ("4", {"visits": 1, "visits_reason": "核对原件"}),
            ("5", {"supervise_phone": "0851-00000120"}),
            ("5", {"consult_phone": "12345"}),
            ("6", {"hours": "周一到周五"}),
            ("6", {"place": "政务大厅"}),
            ("7", {"served": ["2"]}),
            ("7", {"themes_legal": []}),
            ("8", {"faq": []}),
            ("9", {"promised": {"amount": 7, "unit": "W"}}),
            ("9", {"statutory": {"amount": 11, "unit": "N"}}),
            ("10", {"online_payment": True}),
            ("a", {"basic_code": "000531023000"}),
            ("a", {"basic_code": "0001310230"}),
            ("e", {"process": "none"}),
            ("e", {"form": None}),
        ],
    )
    def test_bite(self, rule: str, changes: dict[str, Any]) -> None:
        assert rule in rules_broken(**changes)

    def test_find_conditions_on_questions_that_do_not_exist(self) -> None:
        data = raw("food-business-license.yaml")
        data["materials"][0]["applies_if"] = 'weather = "rain"'
        problems = quality.problems_of(parsing.parse(data))
        assert [(each.rule, each.path) for each in problems] == [("c", "materials[1].applies_if")]
        assert "weather" in problems[0].message

    def test_find_broken_expressions_in_the_form(self) -> None:
        data = raw("food-business-license.yaml")
        data["form"]["sections"][1]["fields"][3]["visible_if"] = "area >"
        assert [each.path for each in quality.problems_of(parsing.parse(data))] == [
            "form.sections[2].fields[4].visible_if"
        ]

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("kind", "colour", "没有“colour”这种字段"),
            ("name", "Name", "字段名应为小写英文、数字和下划线"),
            ("name", "phone", "字段名“phone”重复"),
            ("filled_from", "party.shoe_size", "没有“party.shoe_size”这个来源"),
            ("colour", "red", "不认识这个键"),
            ("valid_if", {"expression": "true"}, "应为 {expression, message}"),
        ],
    )
    def test_find_faults_of_form_fields(self, field: str, value: Any, message: str) -> None:
        data = raw("food-business-license.yaml")
        data["form"]["sections"][0]["fields"][0][field] = value
        assert message in [each.message for each in quality.problems_of(parsing.parse(data))]


class TestParsing:
    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"name": None}, "name：缺少内容"),
            ({"name": 5}, "name：应为文字，现为 5（数字请加引号）"),
            ({"kind": "99"}, "kind：“99”不在代码表 item-type 内"),
            ({"served": "1"}, "served：应为列表"),
            ({"visits": "零"}, "visits：应为整数"),
            ({"assurance": 9}, "assurance：应在 0 到 4 之间，现为 9"),
            ({"process": "magic"}, "process：“magic”不可用，可用：standard-review、food-licence-review、none"),
            ({"statutory": {"amount": 3, "unit": "Y"}}, "statutory.unit：“Y”不可用，可用：W、N、H"),
            ({"materials": [{"code": "x"}]}, "materials[1].name：缺少内容"),
            ({"faq": [{"q": "问", "a": "答", "b": 1}]}, "faq[1].b：不认识这个键"),
            ({"steps": []}, "steps：至少要有一项"),
            ({"form": {"version": object()}}, "form：只能是文字"),
        ],
    )
    def test_tells_where_and_what_in_chinese(self, changes: dict[str, Any], message: str) -> None:
        with pytest.raises(ContentFault) as caught:
            parsing.parse(raw("food-business-license.yaml") | changes)
        assert any(str(problem).startswith(message) for problem in caught.value.problems)

    def test_tells_all_faults_at_once(self) -> None:
        with pytest.raises(ContentFault) as caught:
            parsing.parse({})
        assert len(caught.value.problems) > 20

    @pytest.mark.parametrize("exempt_by", [{}, {"generated": True, "identity": True}, {"certificate": ""}])
    def test_wants_one_reason_for_an_exemption(self, exempt_by: dict[str, Any]) -> None:
        data = raw("food-business-license.yaml")
        data["materials"][0]["exempt_by"] = exempt_by
        with pytest.raises(ContentFault, match="中的一个"):
            parsing.parse(data)


class TestForms:
    """The forms as ``support.forms`` understands them."""

    @pytest.mark.parametrize("name", FILES)
    def test_can_be_read(self, name: str) -> None:
        assert forms.parse(raw(name)["form"]).sections

    @pytest.mark.parametrize("name", FILES)
    def test_name_their_limits(self, name: str) -> None:
        for section in forms.parse(raw(name)["form"]).sections:
            for field in section.fields:
                assert field.kind not in ("text", "long_text", "address") or field.max_length

    def test_accept_a_right_food_licence(self) -> None:
        assert self.clean().errors == {}
        assert self.clean().data["registered_staff"] == 1

    def test_refuse_a_kitchen_larger_than_the_shop(self) -> None:
        assert self.clean(kitchen_area="50").errors == {"kitchen_area": ["食品处理区面积不能大于经营面积"]}

    def test_ask_for_the_website_of_an_online_shop_only(self) -> None:
        assert "website" in self.clean(online="true").errors
        assert "website" not in self.clean(online="false").errors

    def clean(self, **changes: Any) -> forms.CleanForm:
        staff = {
            "staff_name": "杨示范",
            "staff_id_number": "11010519491231002X",
            "health_certificate_number": "GZ2026000123",
            "health_certificate_until": "2027-09-01",
        }
        data = {
            "operator_name": "观山湖区山间小味小吃店",
            "operator_uscc": "11520115DM00012004",
            "principal": "杨示范",
            "phone": "13800000000",
            "region": "520115",
            "address": "贵阳市观山湖区示范路 30 号",
            "area": "46",
            "kitchen_area": "12.5",
            "business_type": "catering",
            "items": ["hot_food", "self_made_drink"],
            "safety_manager": "杨示范",
            "safety_manager_phone": "13800000000",
            "staff_count": "2",
            "staff": [staff],
        }
        spec = forms.parse(raw("food-business-license.yaml")["form"])
        return forms.clean(spec, data | changes)
