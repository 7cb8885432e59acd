"""Situation → materials: the questionnaire of the guide page. No database."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govhall.business.items.public import answers_from_query, materials_for, unanswered
from govhall.business.items.rules import parsing, versions
from govhall.business.items.values.content import ItemContent, Limit

from .test_items_content import FILES, raw

FOOD = parsing.parse(raw("food-business-license.yaml"))
ALL = [parsing.parse(raw(name)) for name in FILES]
SNACK_BAR = {"subject": "individual", "projects": ["hot_food", "self_made_drink"], "applicant": "owner"}


def codes(materials: object) -> list[str]:
    return [material.code for material in materials]  # type: ignore[attr-defined]


class TestMaterialsFor:
    @pytest.mark.clause("box:服务清单")
    def test_sorts_the_materials_of_a_snack_bar(self) -> None:
        plan = materials_for(FOOD, SNACK_BAR)
        assert codes(plan.to_prepare) == ["layout", "health_certificates", "rules_list", "water_report"]
        assert codes(plan.generated) == ["application_form"]
        assert codes(plan.held) == ["business_license", "identity"]
        assert plan.undecided == ()
        assert plan.total == 7

    def test_asks_for_a_certificate_that_is_not_held(self) -> None:
        plan = materials_for(FOOD, SNACK_BAR, held_certificates=[], is_identified=False)
        assert {"business_license", "identity"} <= set(codes(plan.to_prepare))

    def test_follows_the_answers(self) -> None:
        plan = materials_for(FOOD, {**SNACK_BAR, "projects": ["vending"], "applicant": "agent"})
        assert {"vending_places", "authorization"} <= set(codes(plan.to_prepare))
        assert "health_certificates" not in codes(plan.to_prepare)

    def test_leaves_open_what_hangs_on_an_open_question(self) -> None:
        plan = materials_for(FOOD, {})
        assert codes(plan.undecided) == ["health_certificates", "vending_places", "water_report", "authorization"]

    @pytest.mark.parametrize("item", ALL, ids=lambda item: item.key)
    def test_puts_every_material_at_most_once_in_order_for_every_situation(self, item: ItemContent) -> None:
        choices = [[option.value for option in question.options] for question in item.questions]
        order = codes(item.materials)
        for values in product(*choices):
            answers = {
                question.code: [value] if question.many else value
                for question, value in zip(item.questions, values, strict=True)
            }
            plan = materials_for(item, answers)
            found = codes(plan.to_prepare + plan.spared)
            assert len(set(found)) == len(found)
            assert not plan.undecided
            assert codes(plan.to_prepare) == [code for code in order if code in codes(plan.to_prepare)]

    @pytest.mark.parametrize("item", ALL, ids=lambda item: item.key)
    def test_reaches_every_material_in_some_situation(self, item: ItemContent) -> None:
        reached: set[str] = set()
        choices = [[option.value for option in question.options] for question in item.questions]
        for values in product(*choices):
            answers = {
                question.code: [value] if question.many else value
                for question, value in zip(item.questions, values, strict=True)
            }
            plan = materials_for(item, answers)
            reached |= set(codes(plan.to_prepare + plan.spared))
        assert reached == set(codes(item.materials))


class TestAnswersFromQuery:
    def test_take_one_or_many(self) -> None:
        query = {"subject": ["company", "individual"], "projects": ["raw_food", "hot_food"]}
        assert answers_from_query(FOOD, query) == {"subject": "individual", "projects": ["hot_food", "raw_food"]}

    def test_tell_open_questions(self) -> None:
        assert [question.code for question in unanswered(FOOD, {"subject": "company"})] == ["projects", "applicant"]

    @given(st.dictionaries(st.text(max_size=9) | st.just("projects"), st.lists(st.text(max_size=9), max_size=3)))
    def test_drop_what_no_question_offers(self, query: dict[str, list[str]]) -> None:
        offered = {question.code: {option.value for option in question.options} for question in FOOD.questions}
        for code, answer in answers_from_query(FOOD, query).items():
            assert set([answer] if isinstance(answer, str) else answer) <= offered[code]


class TestVersions:
    def test_number_from_one_each_year(self) -> None:
        assert versions.next_serial(2026, []) == 1
        assert versions.next_serial(2026, [(2025, 7), (2026, 2), (2026, 1)]) == 3
        assert versions.number(2026, 3) == "2026-3"

    def test_have_the_same_bytes_whatever_the_order_of_keys(self) -> None:
        assert versions.canonical({"a": 1, "b": "食"}) == versions.canonical({"b": "食", "a": 1})


class TestLimits:
    @pytest.mark.parametrize(
        ("amount", "unit", "text"), [(8, "W", "8 个工作日"), (15, "N", "15 日"), (24, "H", "24 小时"), (0, "W", "即办")]
    )
    def test_read_as_people_say(self, amount: int, unit: str, text: str) -> None:
        assert Limit(amount=amount, unit=unit).text == text
