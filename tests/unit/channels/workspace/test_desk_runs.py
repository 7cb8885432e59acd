"""What the item's rules found, at the officers' desk: on the case, beside the decision, and one run by itself."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import applications, people, walk
from govhall.business.cases import public as cases
from govhall.channels.workspace import rules
from govhall.channels.workspace.selectors import decision_models
from govhall.channels.workspace.values import FormRow
from govhall.infra import clock
from govhall.security.audit import public as audit
from govhall.support.decisions import public as decisions

pytestmark = [pytest.mark.django_db, pytest.mark.clause("box:智能预检", "box:自动化审批")]

MARKET = "guanshanhu-market"
WINDOW, EXAMINER, APPROVER = (f"{MARKET}-{word}" for word in ("window", "examiner", "approver"))
FOREIGN = "honghuagang-market-window"
SMALL_KITCHEN = {**applications.FOOD_FORM, "area": "100", "kitchen_area": "16"}
SECRETS = ("龙一", "520102199001010018", "GY2026-0001", "2027-08-31", "13900000182")


def run_of(case_id: UUID, purpose: str) -> decisions.RunValue:
    return next(run for run in decisions.runs_of(case_id) if run.purpose == purpose)


def address(receipt: cases.Receipt, purpose: str = "cases.precheck") -> str:
    return f"/desk/cases/{receipt.number}/runs/{run_of(receipt.case_id, purpose).id}/"


def of_model(receipt: cases.Receipt, purpose: str = "cases.precheck") -> str:
    run = run_of(receipt.case_id, purpose)
    return f"/desk/rules/{run.key}/runs/{run.id}/"


def page(client: Any, receipt: cases.Receipt, rest: str = "") -> str:
    text: str = client.get(f"/desk/cases/{receipt.number}/{rest}").content.decode()
    return text


class TestWords:
    """How runs are put into words, without a database."""

    def line(self, **changes: Any) -> Any:
        facts: dict[str, Any] = {
            "id": uuid4(), "purpose": "cases.precheck", "decision": "预检意见", "model_name": "预检", "number": 2,
            "at": clock.now(), "matched": ("预检意见 2",), "is_computed": True,
        }  # fmt: skip
        secret = FormRow(
            place="p", label="姓名", shown="杨*兰", clear="杨秀兰", is_masked=True, source="", source_icon=""
        )
        return rules.run_line(cases.RuleRun(**{**facts, **changes}), [secret])

    def test_a_pre_check_tells_errors_hints_or_that_it_found_nothing(self) -> None:
        found = [cases.PrecheckFinding(field="area", message="太小", is_error=False)]
        assert self.line(findings=found).lines == [("warn", "太小")]
        assert self.line().lines == [("ok", "没有发现问题")]
        assert self.line().model == "预检第 2 版"

    def test_a_routing_tells_its_results_by_their_labels(self) -> None:
        assert self.line(purpose="cases.routing", results=(("现场核查", "是"),)).lines == [("", "现场核查：是")]

    @pytest.mark.parametrize("purpose", ["cases.precheck", "cases.routing", "cases.outcome", "elsewhere"])
    def test_a_rule_without_an_answer_says_so_plainly(self, purpose: str) -> None:
        (line,) = self.line(purpose=purpose, is_computed=False).lines
        assert line[0] == "warn"
        assert "没有算出结果" in line[1]

    def test_what_the_page_masks_stays_masked_in_a_rules_words(self) -> None:
        found = [cases.PrecheckFinding(field="staff", message="杨秀兰的健康证明过期", is_error=True)]
        assert self.line(findings=found).lines == [("bad", "杨*兰的健康证明过期")]

    def test_values_read_as_people_read_them(self) -> None:
        assert decision_models.plain(["甲", True, None, {"a": 1}]) == "甲、真、、a：1"


class TestPanelOfTheCase:
    def test_tells_findings_rows_model_and_version(self, desk: Any, stages: Any) -> None:
        text = page(desk(WINDOW), walk.submitted(form_data=SMALL_KITCHEN))
        assert "智能预检" in text
        assert "食品处理区占经营面积的比例偏小" in text
        assert "食品经营许可预检第 1 版" in text
        assert "预检意见 2" in text

    def test_tells_the_routing_in_words(self, desk: Any, stages: Any) -> None:
        text = page(desk(EXAMINER), stages.accepted())
        assert "受理后分办" in text
        assert "现场核查：是" in text
        assert "理由：有制售项目" in text

    def test_is_empty_where_the_item_has_no_rules(self, desk: Any) -> None:
        from dataclasses import replace

        from govhall.business.items import public as items

        receipt, guide = walk.submitted(), applications.guide()
        client = desk(WINDOW)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(items, "version", lambda _id: replace(guide, precheck=None, routing=None, outcome=None))
            patch.setattr(decisions, "records_of", lambda _id: ())
            text = page(client, receipt)
        assert "这个事项没有设预检、分办和决定建议的规则" in text

    def test_shows_a_rule_that_could_not_be_computed(self, desk: Any, stages: Any) -> None:
        receipt = stages.submitted()
        found = decisions.evaluate_unrecorded("food-licence-precheck", "处理区最小占比", {}, at=clock.now())
        decisions.record(found, purpose="cases.precheck", subject=receipt.case_id)
        assert "没有算出结果。提交没有受影响" in page(desk(WINDOW), receipt)

    def test_costs_the_same_for_one_run_and_many(self, desk: Any, stages: Any) -> None:
        receipt, client = stages.accepted(), desk(EXAMINER)

        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                page(client, receipt)
            return len(captured)

        queries()  # what a process reads once is read now
        before = queries()
        found = decisions.evaluate_unrecorded("food-licence-routing", "办理方式", {}, at=clock.now())
        for _ in range(5):
            decisions.record(found, purpose="cases.routing", subject=receipt.case_id)
        assert queries() == before


class TestBesideTheDecision:
    def test_the_suggestion_stands_with_its_reasons(self, desk: Any, stages: Any) -> None:
        text = page(desk(APPROVER), stages.at_decision())
        assert "建议准予" in text
        assert "现场核查符合要求。" in text
        assert "departure_reason" not in text
        assert "departure_reason" in page(desk(APPROVER), stages.at_decision(), "?act=deny")

    def test_a_departure_without_a_reason_comes_back_to_the_form(self, act: Any, stages: Any) -> None:
        case = stages.at_decision()
        facts = {"task": stages.task(case.case_id), "reason": "与污染源距离不足。", "basis": "食品安全法第三十三条"}
        for reason in ("", "不行"):
            answer = act(APPROVER, case.number, "deny", departure_reason=reason, confirmed="1", **facts)
            assert answer.status_code == 422
            assert "与规则结果不同的理由" in answer.content.decode()
        act(APPROVER, case.number, "deny", departure_reason="规则不看与污染源的距离。", confirmed="1", **facts)
        decision = cases.officer_file(number=case.number, by=people.officer("approver")).decision
        assert decision is not None
        assert (decision.outcome, decision.computed_outcome) == ("DENIED", "GRANTED")

    def test_a_departure_is_visible_afterwards(self, desk: Any, act: Any, stages: Any) -> None:
        case = stages.at_decision()
        act(APPROVER, case.number, "deny", task=stages.task(case.case_id), reason="与污染源距离不足。",
            basis="食品安全法第三十三条", departure_reason="规则不看与污染源的距离。", confirmed="1")  # fmt: skip
        text = page(desk(EXAMINER), case)
        assert "建议准予" in text
        assert "规则不看与污染源的距离。" in text
        assert "不予许可，与规则结果不同" in text

    def test_a_failed_inspection_is_one_of_the_outcomes(self, desk: Any, stages: Any) -> None:
        assert "现场核查不符合，提交审核" in page(desk(EXAMINER), stages.accepted())


class TestRun:
    def test_opens_masked_from_its_case(self, desk: Any) -> None:
        receipt = walk.submitted(form_data=SMALL_KITCHEN)
        text = desk(WINDOW).get(address(receipt)).content.decode()
        assert "食品处理区占经营面积的比例偏小" in text
        assert "hot_food" in text
        assert ">程度</th>" in text
        assert "data-matched" in text
        for secret in SECRETS:
            assert secret not in text
        (entry,) = audit.entries(action="decisions.run.opened", target_id=receipt.number)
        assert entry.detail == {"run": str(run_of(receipt.case_id, "cases.precheck").id)}

    def test_opens_masked_from_its_model_for_those_who_write_the_rules(self, desk: Any) -> None:
        receipt = walk.submitted()
        client = desk("rule-editor")
        assert of_model(receipt) in client.get("/desk/rules/food-licence-precheck/runs/").content.decode()
        text = client.get(of_model(receipt)).content.decode()
        assert receipt.number not in text
        for secret in SECRETS:
            assert secret not in text

    def test_leads_a_supervisor_to_the_case_within_the_region_only(self, desk: Any) -> None:
        receipt = walk.submitted()
        text = desk("supervisor").get(of_model(receipt))
        assert text.status_code == 200
        assert f"/desk/cases/{receipt.number}/" in text.content.decode()

    def test_is_unknown_outside_of_the_data_scope(self, desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        receipt, other = walk.submitted(), walk.submitted()
        assert desk(FOREIGN).get(address(receipt)).status_code == 404
        crossed = f"/desk/cases/{other.number}/runs/{run_of(receipt.case_id, 'cases.precheck').id}/"
        assert desk(WINDOW).get(crossed).status_code == 404
        assert desk(WINDOW).get(f"/desk/cases/{receipt.number}/runs/{uuid4()}/").status_code == 404
        wrong_model = of_model(receipt).replace("precheck", "routing")
        assert desk("rule-editor").get(wrong_model).status_code == 404

        def unseen(_subject: UUID, *, by: object) -> str:
            from govhall.kernel.errors import NotFound

            raise NotFound("没有找到这个办件。")

        monkeypatch.setattr(cases, "require_run_visible", unseen)
        assert desk("supervisor").get(of_model(receipt)).status_code == 404
        assert desk("rule-editor").get(of_model(receipt)).status_code == 200

    def test_is_closed_to_foreign_roles_and_visitors(self, desk: Any, client: Any) -> None:
        receipt = walk.submitted()
        assert desk("rule-editor").get(address(receipt)).status_code == 403
        assert desk(WINDOW).get(of_model(receipt)).status_code == 403
        assert desk("yangxiulan").get(address(receipt)).status_code == 403
        assert client.get(address(receipt)).status_code == 302

    def test_is_computed_again_with_the_same_result_and_without_a_trace_of_it(self, desk: Any, stages: Any) -> None:
        receipt = walk.examined()
        cases.grant(
            case_id=receipt.case_id, task_id=walk.step(receipt).id, opinion="符合规定，准予许可。",
            by=people.officer("approver"), at=clock.now(),
        )  # fmt: skip
        before = len(decisions.runs_of(receipt.case_id))
        for purpose in ("cases.precheck", "cases.routing", "cases.outcome"):
            text = desk(EXAMINER).get(address(receipt, purpose) + "?again=1").content.decode()
            assert "结果一致" in text
        assert len(decisions.runs_of(receipt.case_id)) == before
        assert len(audit.entries(action="decisions.run.replayed", target_id=receipt.number)) == 3

    def test_says_where_it_can_not_be_computed_again(self, desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        receipt = walk.submitted()
        different = decisions.Replay(is_same=False, text="", differences=("结果",))
        monkeypatch.setattr(decisions, "replay", lambda _id: different)
        assert "结果不一致" in desk(WINDOW).get(address(receipt) + "?again=1").content.decode()

        def lost(_id: UUID) -> decisions.Replay:
            raise decisions.NotRestorable("这次运行的输入不能还原。")

        monkeypatch.setattr(decisions, "replay", lost)
        assert "不能还原" in desk(WINDOW).get(address(receipt) + "?again=1").content.decode()


class TestReveal:
    @pytest.mark.parametrize(("who", "where"), [(WINDOW, address), ("rule-editor", of_model)])
    def test_gives_the_values_for_a_reason_and_records_it(self, desk: Any, who: str, where: Any) -> None:
        receipt = walk.submitted()
        answer = desk(who).post(where(receipt) + "reveal/", {"reason": "核对规则是否写对"})
        text = answer.content.decode()
        assert "520102199001010018" in text or "龙一" in text
        assert "2027-08-31" in text
        (entry,) = audit.entries(action="privacy.field.revealed")
        run = run_of(receipt.case_id, "cases.precheck")
        assert entry.detail == {"field": f"run:{run.id}", "reason": "核对规则是否写对"}

    def test_gives_nothing_without_a_reason(self, desk: Any) -> None:
        answer = desk(WINDOW).post(address(walk.submitted()) + "reveal/", {"reason": " "})
        assert answer.status_code == 422
        assert "龙一" not in answer.content.decode()
        assert not audit.entries(action="privacy.field.revealed")

    def test_is_refused_without_the_post_and_outside_of_the_scope(self, desk: Any) -> None:
        receipt = walk.submitted()
        asked = {"reason": "核对申请材料"}
        assert desk("supervisor").post(address(receipt) + "reveal/", asked).status_code == 403
        assert desk("supervisor").post(of_model(receipt) + "reveal/", asked).status_code == 403
        assert desk(FOREIGN).post(address(receipt) + "reveal/", asked).status_code == 404
        assert desk(WINDOW).get(address(receipt) + "reveal/").status_code == 405
        assert not audit.entries(action="privacy.field.revealed")

    def test_is_offered_to_those_who_may(self, desk: Any) -> None:
        receipt = walk.submitted()
        assert "显示明文" in desk(WINDOW).get(address(receipt)).content.decode()
        assert "您的岗位不能查看明文" in desk("supervisor").get(address(receipt)).content.decode()
        assert not re.search("显示明文", desk("supervisor").get(of_model(receipt)).content.decode())
