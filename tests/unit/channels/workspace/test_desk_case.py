"""The case page and its acts through HTTP: lawful acts only, reasons, confirmation, stale pages, foreign officers."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from factories import people
from govhall.business.cases import public as cases
from govhall.security.audit import public as audit
from govhall.support.documents import public as documents

WINDOW, EXAMINER, APPROVER = (f"guanshanhu-market-{word}" for word in ("window", "examiner", "approver"))
FOREIGN = "honghuagang-market-window"


def status(number: str, by: str = WINDOW) -> str:
    return cases.officer_file(number=number, by=people.actor(by)).status


class TestCasePage:
    def test_shows_the_case_with_masked_personal_data(self, desk: Any, stages: Any) -> None:
        page = desk(WINDOW).get(f"/desk/cases/{stages.submitted().number}/").content.decode()
        assert "食品经营许可" in page
        assert "139****0182" in page
        assert "13900000182" not in page
        assert "520102199001010018" not in page

    def test_offers_only_lawful_acts(self, desk: Any, stages: Any) -> None:
        page = desk(WINDOW).get(f"/desk/cases/{stages.submitted().number}/").content.decode()
        assert "确认收件" in page
        assert "act=accept" not in page
        assert "act=grant" not in page

    def test_says_why_correction_is_gone_after_acceptance(self, desk: Any, stages: Any) -> None:
        page = desk(EXAMINER).get(f"/desk/cases/{stages.accepted().number}/").content.decode()
        assert "act=request_correction" not in page
        assert "受理后不再要求补正" in page

    def test_shows_the_clock_after_acceptance(self, desk: Any, stages: Any) -> None:
        page = desk(EXAMINER).get(f"/desk/cases/{stages.accepted().number}/").content.decode()
        assert "计时日历" in page
        assert "承诺" in page

    def test_suggestion_stands_only_where_there_is_something_to_decide(self, desk: Any, stages: Any) -> None:
        case = stages.accepted()
        assert "规则结果" not in desk(EXAMINER).get(f"/desk/cases/{case.number}/").content.decode()

    def test_stays_within_its_query_budget(self, desk: Any, stages: Any, django_assert_max_num_queries: Any) -> None:
        client, number = desk(EXAMINER), stages.accepted().number
        with django_assert_max_num_queries(32):
            client.get(f"/desk/cases/{number}/")

    @pytest.mark.parametrize("rest", ["", "preview/", "panel/", "reveal/phone/"])
    def test_is_unknown_to_another_agency(self, desk: Any, stages: Any, rest: str) -> None:
        assert desk(FOREIGN).get(f"/desk/cases/{stages.submitted().number}/{rest}").status_code == 404

    def test_is_closed_to_citizens_and_visitors(self, desk: Any, stages: Any, client: Any) -> None:
        number = stages.submitted().number
        assert desk("yangxiulan").get(f"/desk/cases/{number}/").status_code == 403
        assert client.get(f"/desk/cases/{number}/").status_code == 302


class TestActs:
    def test_receive_leads_back_to_the_case(self, act: Any, stages: Any) -> None:
        number = stages.submitted().number
        answer = act(WINDOW, number, "receive")
        assert (answer.status_code, answer["Location"]) == (302, f"/desk/cases/{number}/")
        assert status(number) == "RECEIVED"

    def test_htmx_gets_the_panel_with_head_and_log(self, act: Any, stages: Any) -> None:
        answer = act(WINDOW, stages.submitted().number, "receive", htmx=True)
        body = answer.content.decode()
        assert answer.status_code == 200
        assert body.count("hx-swap-oob") == 3
        assert "确认受理" in body

    def test_accept_starts_the_clock(self, act: Any, stages: Any) -> None:
        number = stages.received().number
        assert act(WINDOW, number, "accept", opinion="").status_code == 302
        assert status(number) == "IN_REVIEW"

    def test_a_stale_page_is_refused_with_a_way_to_refresh(self, act: Any, stages: Any) -> None:
        number = stages.submitted().number
        answer = act(WINDOW, number, "receive", seen=0)
        assert answer.status_code == 409
        assert "刷新页面" in answer.content.decode()
        assert status(number) == "SUBMITTED"

    def test_an_unlawful_act_is_a_conflict(self, act: Any, stages: Any) -> None:
        assert act(WINDOW, stages.submitted().number, "accept").status_code == 409

    def test_declining_asks_once_more(self, act: Any, stages: Any) -> None:
        number = stages.received().number
        asked = act(WINDOW, number, "decline", reason="不属于本机关职权范围。")
        assert "请再核对一遍" in asked.content.decode()
        assert status(number) == "RECEIVED"
        act(WINDOW, number, "decline", reason="不属于本机关职权范围。", confirmed="1")
        assert status(number) == "DECLINED"

    def test_declining_without_reason_keeps_what_was_typed(self, act: Any, stages: Any) -> None:
        number = stages.received().number
        answer = act(WINDOW, number, "decline", reason="不行", confirmed="1")
        assert answer.status_code == 422
        assert "不行" in answer.content.decode()
        assert "至少 6 个字" in answer.content.decode()

    def test_examining_needs_an_opinion(self, act: Any, stages: Any) -> None:
        case = stages.accepted()
        answer = act(EXAMINER, case.number, "examine", task=stages.task(case.case_id), outcome="pass", opinion=" ")
        assert answer.status_code == 422
        assert "请填写审查意见" in answer.content.decode()

    def test_the_chain_ends_in_a_confirmed_grant(self, act: Any, stages: Any) -> None:
        case = stages.at_decision()
        task = stages.task(case.case_id)
        asked = act(APPROVER, case.number, "grant", task=task, opinion="符合条件，准予许可。")
        assert "不可撤回" in asked.content.decode()
        act(APPROVER, case.number, "grant", task=task, opinion="符合条件，准予许可。", confirmed="1")
        assert status(case.number) in {"DECIDED", "CLOSED"}

    def test_denying_needs_law_and_reasons(self, act: Any, stages: Any) -> None:
        case = stages.at_decision()
        answer = act(APPROVER, case.number, "deny", task=stages.task(case.case_id), reason="", basis="")
        body = answer.content.decode()
        assert answer.status_code == 422
        assert "请填写不予许可的理由" in body
        assert "请填写法律依据" in body

    def test_a_decision_step_can_be_sent_back_but_not_passed_by_examining(self, desk: Any, stages: Any) -> None:
        number = stages.at_decision().number
        panel = desk(APPROVER).get(f"/desk/cases/{number}/?act=examine").content.decode()
        assert "退回审核" in panel
        assert 'value="deny"' not in panel

    def test_pausing_and_resuming(self, act: Any, stages: Any) -> None:
        number = stages.accepted().number
        act(EXAMINER, number, "suspend", name="检验检测", basis="依据第四十五条，水质送检。", expected_date="")
        assert status(number) == "SUSPENDED"
        act(EXAMINER, number, "resume", result="检测合格。")
        assert status(number) == "IN_REVIEW"

    def test_extending_beyond_the_law_is_refused(self, act: Any, stages: Any) -> None:
        answer = act(APPROVER, stages.accepted().number, "extend", days=11, reason="案情复杂，需要专家论证。")
        assert answer.status_code == 422

    def test_without_the_post_the_act_is_forbidden(self, act: Any, stages: Any) -> None:
        assert act(WINDOW, stages.accepted().number, "grant", opinion="同意").status_code == 403

    def test_foreign_officers_find_no_case_to_act_on(self, desk: Any, stages: Any) -> None:
        number = stages.submitted().number
        assert desk(FOREIGN).post(f"/desk/cases/{number}/acts/receive/", {"seen": 1}).status_code == 404


class TestCorrection:
    FIRST = {"item-TOTAL_FORMS": 1, "item-INITIAL_FORMS": 0, "item-0-target": "material:layout",
             "item-0-what": "看不清清洗区", "item-0-how": "标出三个水池", "item-0-why": "审查通则"}  # fmt: skip

    def test_tells_every_place_at_once(self, act: Any, stages: Any) -> None:
        number = stages.received().number
        second = {
            "item-TOTAL_FORMS": 2,
            "item-1-target": "field:area",
            "item-1-what": "面积不一致",
            "item-1-how": "按图改",
        }
        answer = act(WINDOW, number, "request-correction", kind="CORRECTION", due_date="2099-01-04",
                     reason="布局图和面积需要补正。", **{**self.FIRST, **second})  # fmt: skip
        assert answer.status_code == 302
        request = cases.officer_file(number=number, by=people.actor(WINDOW)).open_correction
        assert request is not None
        assert [item["target"] for item in request.items] == ["material:layout", "field:area"]
        assert request.items[0]["name"] == "主要设备设施、经营布局和操作流程文件"

    def test_another_place_keeps_what_was_typed(self, act: Any, stages: Any) -> None:
        number = stages.received().number
        body = act(WINDOW, number, "request-correction", more="1", reason="还没写完", **self.FIRST).content.decode()
        assert "看不清清洗区" in body
        assert "还没写完" in body
        assert "第 2 处" in body
        assert status(number) == "RECEIVED"

    def test_without_a_place_nothing_is_told(self, act: Any, stages: Any) -> None:
        number = stages.received().number
        answer = act(WINDOW, number, "request-correction", kind="CORRECTION", due_date="2099-01-04",
                     reason="需要补正的内容。", **{"item-TOTAL_FORMS": 1, "item-INITIAL_FORMS": 0})  # fmt: skip
        assert answer.status_code == 422
        assert "至少列出一处" in answer.content.decode()


class TestReveal:
    def test_gives_a_value_for_a_reason_and_records_it(self, desk: Any, stages: Any) -> None:
        number = stages.submitted().number
        answer = desk(WINDOW).post(f"/desk/cases/{number}/reveal/phone/", {"reason": "联系申请人"})
        assert "13900000182" in answer.content.decode()
        (entry,) = audit.entries(action="privacy.field.revealed", target_id=number)
        assert entry.detail == {"field": "phone", "reason": "联系申请人"}

    def test_gives_nothing_without_a_reason(self, desk: Any, stages: Any) -> None:
        number = stages.submitted().number
        answer = desk(WINDOW).post(f"/desk/cases/{number}/reveal/phone/", {"reason": ""})
        assert answer.status_code == 422
        assert "13900000182" not in answer.content.decode()
        assert not audit.entries(action="privacy.field.revealed")

    def test_works_inside_repeated_sections(self, desk: Any, stages: Any) -> None:
        number = stages.submitted().number
        place = f"/desk/cases/{number}/reveal/staff-0-staff_id_number/"
        answer = desk(WINDOW).post(place, {"reason": "核对"}, headers={"HX-Request": "true"})
        assert "520102199001010018" in answer.content.decode()

    def test_what_is_not_masked_is_no_place(self, desk: Any, stages: Any) -> None:
        assert desk(WINDOW).get(f"/desk/cases/{stages.submitted().number}/reveal/area/").status_code == 404


class TestFiles:
    def material(self, number: str) -> str:
        file = cases.officer_file(number=number, by=people.actor(WINDOW))
        return str(next(material.id for material in file.materials if material.file_id))

    def test_a_material_opens_alone_and_is_recorded(self, desk: Any, stages: Any) -> None:
        number = stages.submitted().number
        answer = desk(WINDOW).get(f"/desk/cases/{number}/materials/{self.material(number)}/")
        assert answer["Content-Type"] == "application/pdf"
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
        assert audit.entries(action="workspace.file.opened", target_id=number)

    def test_its_pages_are_drawn_and_each_look_is_recorded(self, desk: Any, stages: Any) -> None:
        number = stages.submitted().number
        address = f"/desk/cases/{number}/materials/{self.material(number)}/pages/"
        text = desk(WINDOW).get(address).content.decode()
        assert f'src="{address}1.jpg"' in text
        assert 'alt="第 1 页，共 1 页"' in text
        assert not audit.entries(action="workspace.file.opened", target_id=number)
        answer = desk(WINDOW).get(f"{address}1.jpg")
        assert answer["Content-Type"] == "image/jpeg"
        assert "no-store" in answer["Cache-Control"]
        assert Image.open(BytesIO(answer.content)).width == 1240
        (entry,) = audit.entries(action="workspace.file.opened", target_id=number)
        assert entry.detail["page"] == 1

    @pytest.mark.parametrize("page", [0, 2, 99_999])
    def test_a_page_that_is_not_there_is_named(self, desk: Any, stages: Any, page: int) -> None:
        number = stages.submitted().number
        answer = desk(WINDOW).get(f"/desk/cases/{number}/materials/{self.material(number)}/pages/{page}.jpg")
        assert (answer.status_code, answer.content.decode()) == (422, "没有这一页。")
        assert not audit.entries(action="workspace.file.opened", target_id=number)

    def test_a_file_that_can_not_be_drawn_says_why_and_can_be_opened(
        self, desk: Any, stages: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        number = stages.submitted().number
        address = f"/desk/cases/{number}/materials/{self.material(number)}/"
        monkeypatch.setattr(documents, "content", lambda _document_id: BytesIO(b"%PDF-1.7"))
        text = desk(WINDOW).get(f"{address}pages/").content.decode()
        assert "这份 PDF 已损坏，读不出来。" in text
        assert f'href="{address}"' in text

    @pytest.mark.parametrize("part", ["", "pages/", "pages/1.jpg"])
    def test_another_agency_gets_no_file(self, desk: Any, stages: Any, part: str) -> None:
        number = stages.submitted().number
        assert desk(FOREIGN).get(f"/desk/cases/{number}/materials/{self.material(number)}/{part}").status_code == 404

    @pytest.mark.parametrize("part", ["", "pages/", "pages/1.jpg"])
    def test_a_material_of_another_case_is_unknown(self, desk: Any, stages: Any, part: str) -> None:
        one, other = stages.submitted().number, stages.submitted().number
        assert desk(WINDOW).get(f"/desk/cases/{one}/materials/{self.material(other)}/{part}").status_code == 404


class TestWhatWasAsked:
    def test_a_correction_stands_beside_the_materials_until_it_is_answered(
        self, desk: Any, act: Any, stages: Any
    ) -> None:
        number = stages.received().number
        act(WINDOW, number, "request-correction", kind="CORRECTION", due_date="2099-01-04",
            reason="布局图需要补正。", **TestCorrection.FIRST)  # fmt: skip
        page = desk(WINDOW).get(f"/desk/cases/{number}/").content.decode()
        assert "第 1 次告知补正" in page
        assert "看不清清洗区" in page
        assert "等申请人" in page

    def test_the_situation_answers_are_shown_in_words(self, desk: Any, stages: Any) -> None:
        page = desk(WINDOW).get(f"/desk/cases/{stages.submitted().number}/").content.decode()
        assert "个体工商户" in page
        assert "热食类制售、自制饮品制售" in page

    def test_a_final_act_can_be_taken_back_before_it_is_sent(self, act: Any, stages: Any) -> None:
        number = stages.received().number
        body = act(WINDOW, number, "decline", reason="不属于本机关职权范围。", confirmed="1", edit="1").content.decode()
        assert "请再核对一遍" not in body
        assert "不属于本机关职权范围。</textarea>" in body
        assert status(number) == "RECEIVED"
