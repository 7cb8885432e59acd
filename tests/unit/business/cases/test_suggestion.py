"""What the item's rules suggest beside the decision of a person: computed, recorded, departed from with a reason."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from factories import applications, people, walk
from govhall.business.cases import public as cases
from govhall.business.cases.models import Case, CaseEvent, Decision
from govhall.business.cases.services import immediate, suggest
from govhall.business.items import public as items
from govhall.infra import clock
from govhall.support.decisions import public as decisions
from govhall.support.identity import public as identity

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("world"),
    pytest.mark.clause("box:自动化审批", "box:审批服务"),
]

WHY = "规则没有看到检测机构的意见。"
FORM = applications.FOOD_FORM


def file_of(receipt: cases.Receipt) -> cases.CaseFile:
    return cases.officer_file(number=receipt.number, by=people.officer("approver"))


def suggested(receipt: cases.Receipt) -> cases.Suggestion:
    found = cases.suggestion(file_of(receipt), at=clock.now())
    assert found is not None
    return found


def step(receipt: cases.Receipt, word: str, outcome: str) -> None:
    cases.examine(
        case_id=receipt.case_id, task_id=walk.step(receipt).id, outcome=outcome, opinion="核查记录见附件。",
        by=people.officer(word), at=clock.now(),
    )  # fmt: skip


def found_unfit(**changes: Any) -> cases.Receipt:
    """A case that waits for the decision after a failed inspection on site."""
    receipt = walk.in_review(**changes)
    step(receipt, "examiner", "unfit")
    step(receipt, "reviewer", "pass")
    return receipt


def grant(receipt: cases.Receipt, **more: str) -> None:
    cases.grant(
        case_id=receipt.case_id, task_id=walk.step(receipt).id, opinion="符合规定，准予许可。",
        by=people.officer("approver"), at=clock.now(), **more,
    )  # fmt: skip


def deny(receipt: cases.Receipt, **more: str) -> None:
    cases.deny(
        case_id=receipt.case_id, task_id=walk.step(receipt).id, reason="经营场所不符合要求。",
        basis="食品安全法第三十三条", by=people.officer("approver"), at=clock.now(), **more,
    )  # fmt: skip


class TestFoodLicence:
    def test_is_suggested_after_a_passed_inspection_with_all_materials(self) -> None:
        found = suggested(walk.examined())
        assert found.outcome == "GRANTED"
        assert found.reasons == ("必要材料齐全。", "现场核查符合要求。")

    def test_is_not_suggested_after_a_failed_inspection(self) -> None:
        found = suggested(found_unfit())
        assert (found.outcome, found.reasons) == ("DENIED", ("现场核查不符合要求。",))

    def test_counts_the_last_inspection_only(self) -> None:
        receipt = walk.in_review()
        step(receipt, "examiner", "unfit")
        step(receipt, "reviewer", "return")
        step(receipt, "examiner", "pass")
        step(receipt, "reviewer", "pass")
        assert suggested(receipt).outcome == "GRANTED"

    def test_suggests_nothing_while_a_necessary_material_is_missing(self) -> None:
        receipt = walk.examined()
        file = file_of(receipt)
        without = replace(file, materials=[each for each in file.materials if each.code != "layout"])
        found = cases.suggestion(without, at=clock.now())
        assert found is not None
        assert (found.outcome, found.reasons) == ("", ("还缺必要材料，补齐后再决定。",))

    def test_suggests_nothing_when_a_health_certificate_has_run_out_meanwhile(self) -> None:
        file = file_of(walk.examined())
        row = {**FORM["staff"][0], "health_certificate_until": "2026-01-31"}
        found = cases.suggestion(replace(file, form_data={**file.form_data, "staff": [row]}), at=clock.now())
        assert found is not None
        assert found.outcome == ""
        assert "健康证明已经过期" in found.reasons[0]

    def test_takes_a_desk_examination_for_shops_that_only_sell(self) -> None:
        form = {**FORM, "business_type": "sales", "items": ["bulk_sale"], "kitchen_area": None}
        receipt = walk.in_review(form_data=form, answers={**applications.FOOD_ANSWERS, "projects": ["bulk_sale"]})
        assert "还没有审查" in suggested(receipt).reasons[0]
        step(receipt, "examiner", "pass")
        assert suggested(receipt).reasons == ("必要材料齐全。", "书面审查通过。")


HRSS = "guanshanhu-hrss"


def hr_in_review(*id_numbers: str) -> cases.Receipt:
    """A company's application for a human resources service licence, accepted."""
    by = people.actor("longjianguo")
    (company,) = [party for party in map(identity.party, by.parties) if party.name == "贵州山水人力资源有限公司"]
    form = {
        "principal": "龙建国", "phone": "13900000184", "address": "观山湖区示范路 1 号", "funds": "500000",
        "activities": ["fair"],
        "staff": [{"staff_name": "龙一", "staff_id_number": number, "post": "顾问"} for number in id_numbers],
    }  # fmt: skip
    application = applications.food(
        by, item_version_id=applications.guide("hr-service-license", HRSS).version_id, applicant_id=company.id,
        answers={"way": "commitment", "network": "no"}, form_data=form,
        materials=[cases.MaterialInput(code="business_license", obtained="UPLOADED", file_id=applications.upload(by))],
    )  # fmt: skip
    receipt = cases.submit(application, by=by, at=clock.now())
    window = people.officer("window", HRSS)
    cases.receive(case_id=receipt.case_id, by=window, at=clock.now())
    cases.accept(case_id=receipt.case_id, by=window, at=clock.now())
    return receipt


class TestHrService:
    """The other item with the rule: walked once, then asked through its model as the desk asks it."""

    @pytest.mark.parametrize(("last", "outcome"), [("520102199203030017", "GRANTED"), ("520102199001010018", "DENIED")])
    def test_is_suggested_by_the_number_of_different_people(self, last: str, outcome: str) -> None:
        receipt = hr_in_review("520102199001010018", "520102198803124821", last)
        cases.examine(
            case_id=receipt.case_id, task_id=walk.step(receipt).id, outcome="pass", opinion="材料齐全。",
            by=people.officer("examiner", HRSS), at=clock.now(),
        )  # fmt: skip
        file = cases.officer_file(number=receipt.number, by=people.officer("approver", HRSS))
        found = cases.suggestion(file, at=clock.now())
        assert found is not None
        assert found.outcome == outcome

    @pytest.mark.parametrize(
        ("changes", "outcome"),
        [
            ({}, "GRANTED"),
            ({"staff": [{"staff_id_number": "1"}, {"staff_id_number": "1"}, {"staff_id_number": "2"}]}, "DENIED"),
            ({"missing_materials": ["机构章程和管理制度"]}, None),
            ({"steps": []}, None),
            ({"activities": ["online"]}, None),
            ({"activities": ["online"], "network": "yes"}, "GRANTED"),
        ],
    )
    def test_counts_people_materials_and_the_examination(self, changes: dict[str, Any], outcome: str | None) -> None:
        use = applications.guide("hr-service-license", "guanshanhu-hrss").outcome
        assert use is not None
        facts: dict[str, Any] = {
            "network": "no", "activities": ["fair"], "missing_materials": [],
            "staff": [{"staff_id_number": number} for number in "123"],
            "steps": [{"code": "examine", "outcome": "pass"}],
        }  # fmt: skip
        run = decisions.evaluate_unrecorded(
            use.model, use.decision, {**facts, **changes}, at=clock.now(), version=use.version_id
        )
        assert run.value["outcome"] == outcome


class TestDecision:
    def test_stands_beside_what_the_rules_computed_and_leaves_their_run(self) -> None:
        receipt = walk.examined()
        grant(receipt)
        decision = file_of(receipt).decision
        assert decision is not None
        assert (decision.outcome, decision.computed_outcome, decision.departure_reason) == ("GRANTED", "GRANTED", "")
        run = cases.rule_runs(receipt.case_id)[0]
        assert (run.purpose, run.model_name, run.number) == ("cases.outcome", "食品经营许可决定建议", 1)
        assert run.suggestion is not None
        assert run.suggestion.outcome == "GRANTED"

    def test_made_twice_is_refused_and_leaves_one_run(self) -> None:
        receipt = walk.examined()
        task = walk.step(receipt).id
        facts = {"case_id": receipt.case_id, "task_id": task, "opinion": "符合规定，准予许可。", "at": clock.now()}
        cases.grant(by=people.officer("approver"), **facts)
        with pytest.raises(cases.ActNotAllowed):
            cases.grant(by=people.officer("approver"), **facts)
        purposes = [run.purpose for run in decisions.runs_of(receipt.case_id)]
        assert purposes.count("cases.outcome") == 1

    def test_that_departs_is_refused_without_a_reason_and_changes_nothing(self) -> None:
        receipt, other = walk.examined(), found_unfit()
        for act, case in ((deny, receipt), (grant, other)):
            for reason in ("", "不同意"):
                with pytest.raises(cases.DepartureUnexplained):
                    act(case, departure_reason=reason)
            assert file_of(case).status == "IN_REVIEW"
            assert "cases.outcome" not in {run.purpose for run in decisions.runs_of(case.case_id)}

    def test_that_departs_keeps_its_reason_and_says_so_in_the_log(self) -> None:
        receipt = found_unfit()
        grant(receipt, departure_reason=WHY)
        decision = file_of(receipt).decision
        assert decision is not None
        assert (decision.outcome, decision.computed_outcome, decision.departure_reason) == ("GRANTED", "DENIED", WHY)
        assert CaseEvent.objects.get(case_id=receipt.case_id, act="GRANT").detail == {"departs_from": "DENIED"}

    def test_that_agrees_keeps_no_reason_for_departing(self) -> None:
        receipt = found_unfit()
        deny(receipt, departure_reason=WHY)
        decision = file_of(receipt).decision
        assert decision is not None
        assert (decision.computed_outcome, decision.departure_reason) == ("DENIED", "")

    def test_of_an_item_without_the_rule_is_as_before(self, monkeypatch: pytest.MonkeyPatch) -> None:
        receipt = found_unfit()
        guide = applications.guide()
        monkeypatch.setattr(items, "version", lambda _id: replace(guide, outcome=None))
        assert cases.suggestion(file_of(receipt), at=clock.now()) is None
        grant(receipt)
        decision = file_of(receipt).decision
        assert decision is not None
        assert decision.computed_outcome == ""

    def test_is_not_held_up_by_a_rule_that_can_not_be_computed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        receipt = found_unfit()
        guide = applications.guide()
        assert guide.routing is not None
        # A decision of another shape: what it says is no suggestion.
        monkeypatch.setattr(items, "version", lambda _id: replace(guide, outcome=guide.precheck))
        grant(receipt)
        decision = file_of(receipt).decision
        assert decision is not None
        assert decision.computed_outcome == ""
        run = cases.rule_runs(receipt.case_id)[0]
        assert (run.purpose, run.is_computed) == ("cases.outcome", False)

    @pytest.mark.parametrize(
        ("change", "constraint"),
        [
            ({"computed_outcome": "DENIED"}, "departure_has_reason"),
            ({"departure_reason": WHY}, "departure_has_reason"),
            ({"computed_outcome": "", "departure_reason": WHY}, "departure_has_reason"),
            ({"computed_outcome": "MAYBE", "departure_reason": WHY}, "computed_outcome_known"),
        ],
    )
    def test_is_guarded_by_the_database(self, change: dict[str, str], constraint: str) -> None:
        receipt = walk.examined()
        grant(receipt)
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Decision.objects.filter(case_id=receipt.case_id).update(**change)


class TestImmediate:
    """An immediate item with a rule decides by itself only what the rule would grant."""

    @pytest.mark.parametrize(
        ("outcome", "status"), [("GRANTED", "DECIDED"), ("DENIED", "SUBMITTED"), ("", "SUBMITTED")]
    )
    def test_waits_for_the_window_unless_the_rule_would_grant(
        self, outcome: str, status: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        receipt = walk.submitted()
        guide = replace(applications.guide(), case_kind=immediate.IMMEDIATE, process="")
        monkeypatch.setattr(items, "version", lambda _id: guide)
        monkeypatch.setattr(suggest, "of_case", lambda case, guide, *, at: (None, cases.Suggestion(outcome=outcome)))
        immediate.handle(case_id=receipt.case_id, at=clock.now())
        assert Case.objects.get(pk=receipt.case_id).status == status
