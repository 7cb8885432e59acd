"""The item's own rules: the pre-check before an application is sent, the routing after it is accepted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import applications, people, walk
from govhall.business.cases import public as cases
from govhall.business.cases.models import Case
from govhall.business.items import public as items
from govhall.infra import clock
from govhall.kernel.errors import InvalidInput, NotPermitted
from govhall.support.decisions import public as decisions
from govhall.support.workflow import public as workflow

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("world"),
    pytest.mark.clause("box:智能预检"),
]

PRECHECK = "food-licence-precheck"
FORM = applications.FOOD_FORM


def said(**changes: Any) -> list[tuple[str, bool]]:
    """Return the fields that the pre-check speaks of, with whether it forbids."""
    found = cases.precheck(
        applications.guide(), answers=applications.FOOD_ANSWERS,
        form_data={**FORM, "registered_staff": 1, **changes}, at=clock.now(),
    )  # fmt: skip
    return [(finding.field, finding.is_error) for finding in found]


class TestPrecheck:
    def test_says_nothing_of_a_sound_application(self) -> None:
        assert said() == []

    def test_wants_a_place_to_cook_where_something_is_cooked(self) -> None:
        assert said(kitchen_area="0") == [("kitchen_area", True)]

    def test_hints_at_a_small_kitchen_by_the_size_of_the_shop(self) -> None:
        assert said(area="100", kitchen_area="20") == []
        assert said(area="100", kitchen_area="19.99") == [("kitchen_area", False)]
        assert said(area="200", kitchen_area="30") == []

    def test_leaves_semi_finished_products_to_central_kitchens(self) -> None:
        form = {"business_type": "canteen", "canteen_kind": "other", "items": ["semi_finished"], "kitchen_area": "20"}
        assert said(**form) == [("items", True)]

    def test_reminds_school_canteens_of_raw_food(self) -> None:
        form = {"business_type": "canteen", "canteen_kind": "school", "kitchen_area": "20"}
        assert ("items", False) in said(**form, items=["raw_food"])
        assert said(**form, items=["hot_food"]) == []

    def test_counts_the_staff(self) -> None:
        assert said(staff_count="1", registered_staff=3) == []  # text is no number: the form has refused it before
        assert said(staff_count=1, registered_staff=3) == [("staff_count", True)]

    def test_refuses_health_certificates_that_have_run_out(self) -> None:
        today = clock.today()
        row = FORM["staff"][0]
        assert said(staff=[{**row, "health_certificate_until": today.isoformat()}]) == []
        assert said(staff=[row, {**row, "health_certificate_until": "2026-01-31"}]) == [("staff", True)]

    def test_wants_the_situation_to_agree_with_the_form(self) -> None:
        assert said(items=["hot_food", "raw_food"]) == [("items", True)]


class TestSubmit:
    def test_is_stopped_beside_the_field(self) -> None:
        form = {**FORM, "kitchen_area": "0"}
        with pytest.raises(InvalidInput) as refusal:
            cases.submit(applications.food(form_data=form), by=people.shop_owner(), at=clock.now())
        assert refusal.value.fields == {"form:kitchen_area": ["有制售项目的，要有食品处理区，请填写处理区面积。"]}
        assert Case.objects.count() == 0
        assert decisions.runs(PRECHECK) == ()

    def test_passes_with_a_hint_and_records_the_run(self) -> None:
        receipt = walk.submitted(form_data={**FORM, "area": "100", "kitchen_area": "16"})
        (run,) = decisions.runs_of(receipt.case_id)
        ref = decisions.latest(PRECHECK)
        assert (run.purpose, run.number, run.model_sm3) == ("cases.precheck", ref.number, ref.sm3)
        assert "预检意见 2" in run.rows
        content = decisions.run_content(run.id)
        assert content["inputs"]["area"] == 100
        assert "phone" not in content["inputs"]

    def test_costs_one_statement_more_than_without_a_precheck(self, monkeypatch: pytest.MonkeyPatch) -> None:
        walk.submitted()
        first, second = applications.food(), applications.food()
        guide = items.version(second.item_version_id)
        with_it = statements_of(first)
        monkeypatch.setattr(items, "version", lambda _id: replace(guide, precheck=None))
        assert with_it == statements_of(second) + 1

    def test_works_with_the_version_that_the_item_was_published_with(self) -> None:
        application = applications.food(form_data={**FORM, "kitchen_area": "0"})
        publish_without_findings()
        with pytest.raises(InvalidInput):
            cases.submit(application, by=people.shop_owner(), at=clock.now())


class TestCorrection:
    def test_of_the_form_is_looked_at_too(self) -> None:
        receipt = walk.received()
        wanted = {
            "target": "field:kitchen_area",
            "name": "食品处理区面积",
            "what": "与布局图不符",
            "how": "",
            "why": "",
        }
        cases.request_correction(
            case_id=receipt.case_id, kind=cases.CorrectionKind.CORRECTION, items=[wanted],
            due_date=clock.today() + timedelta(days=10), reason="请核对面积。", by=people.officer("window"),
            at=clock.now(),
        )  # fmt: skip

        def answer(kitchen_area: str) -> None:
            cases.correct(
                case_id=receipt.case_id, form_data={**FORM, "kitchen_area": kitchen_area}, handed_in=[],
                by=people.shop_owner(), at=clock.now(),
            )  # fmt: skip

        with pytest.raises(InvalidInput) as refusal:
            answer("0")
        assert list(refusal.value.fields) == ["form:kitchen_area"]
        answer("12")
        assert [run.purpose for run in decisions.runs_of(receipt.case_id)] == ["cases.precheck"] * 2


class TestAdoptRules:
    def test_puts_new_rules_in_force_for_an_item_by_its_reviewer(self) -> None:
        reviewer, before = people.actor("item-reviewer"), applications.guide()
        publish_without_findings()
        items.adopt_rules(implementation_id=before.implementation_id, by=reviewer, at=clock.now())
        after = applications.guide()
        assert after.precheck is not None
        assert before.precheck is not None
        assert after.precheck.version == before.precheck.version + 1
        assert after.form == before.form
        form = {**FORM, "kitchen_area": "0"}
        receipt = cases.submit(applications.food(form_data=form), by=people.shop_owner(), at=clock.now())
        assert decisions.runs_of(receipt.case_id)[0].number == after.precheck.version

    def test_is_nothing_for_an_item_that_has_them(self) -> None:
        guide = applications.guide()
        with pytest.raises(items.SameContent):
            items.adopt_rules(
                implementation_id=guide.implementation_id, by=people.actor("item-reviewer"), at=clock.now()
            )

    @pytest.mark.parametrize("who", ["item-editor", "rule-editor", "supervisor"])
    def test_is_for_item_reviewers_only(self, who: str) -> None:
        publish_without_findings()
        with pytest.raises(NotPermitted):
            items.adopt_rules(
                implementation_id=applications.guide().implementation_id, by=people.actor(who), at=clock.now()
            )


class TestRouting:
    def test_sends_inspectors_where_food_is_made(self) -> None:
        receipt = walk.in_review()
        assert walk.step(receipt).step_name == "审查与现场核查"
        run = decisions.runs_of(receipt.case_id)[-1]
        assert (run.purpose, run.decision, run.rows) == ("cases.routing", "办理方式", ("办理方式 1",))

    def test_leaves_a_small_shop_that_only_sells_to_the_papers(self) -> None:
        form = {**FORM, "business_type": "sales", "items": ["bulk_sale"], "kitchen_area": None}
        answers = {**applications.FOOD_ANSWERS, "projects": ["bulk_sale"]}
        receipt = walk.in_review(form_data=form, answers=answers)
        assert walk.step(receipt).step_name == "书面审查"

    def test_comes_back_to_the_same_step_after_a_return(self) -> None:
        receipt = walk.in_review()
        for word, outcome in (("examiner", "pass"), ("reviewer", "return")):
            cases.examine(
                case_id=receipt.case_id, task_id=walk.step(receipt).id, outcome=outcome, opinion="请再核对。",
                by=people.officer(word), at=clock.now(),
            )  # fmt: skip
        assert walk.step(receipt).step_code == "inspect"

    def test_without_an_answer_goes_the_careful_way(self) -> None:
        result = workflow.start(
            process="food-licence-review", subject_kind="case", subject_id=people.restaurant().id, agency_id=1,
            data={}, at=datetime.now(UTC),
        )  # fmt: skip
        assert [task.step_code for task in result.open_tasks] == ["inspect"]


def publish_without_findings() -> None:
    """Publish a next version of the pre-check in which nothing is an error any more."""
    editor, at = people.actor("rule-editor"), clock.now()
    text = decisions.open_text(PRECHECK)[1].replace('>"error"<', '>"hint"<')
    draft = decisions.save_draft(key=PRECHECK, xml=text, by=editor, at=at)
    decisions.publish(key=PRECHECK, sm3=draft.sm3, by=editor, at=at)


def statements_of(application: cases.Application) -> int:
    """Submit and return how many SQL statements that took, without the one in twenty that draws a block of serials."""
    with CaptureQueriesContext(connection) as captured:
        cases.submit(application, by=people.shop_owner(), at=clock.now())
    return sum("cases_serial" not in query["sql"] for query in captured)
