"""One case walks through all acts; every act leaves its row, its paper and its message, once."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from factories import applications, people, walk
from govhall.business.cases import public as cases
from govhall.business.cases.models import Case, CaseDocument, CaseEvent
from govhall.business.cases.selectors import lists
from govhall.business.cases.services.act import digest
from govhall.infra import clock
from govhall.kernel.errors import Conflict, InvalidInput, NotFound, NotPermitted
from govhall.standards.identifiers import case_number
from govhall.support.certificates import public as certificates
from govhall.support.documents import public as documents
from govhall.support.identity import public as identity
from govhall.support.notifications import public as notifications
from govhall.support.notifications.models import Message
from govhall.support.seals import public as seals

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("world"),
    pytest.mark.clause("box:统一受理", "box:审批服务"),
]


def file_of(receipt: cases.Receipt) -> cases.CaseFile:
    return cases.applicant_file(number=receipt.number, by=people.shop_owner())


def statuses(receipt: cases.Receipt) -> list[str]:
    return [entry.to_status for entry in reversed(file_of(receipt).log)]


class TestSubmit:
    def test_gives_a_checked_number_and_a_password(self) -> None:
        receipt = walk.submitted()
        assert case_number.is_valid(receipt.number)
        assert receipt.number.startswith("520115")
        assert len(receipt.query_password) == 6
        assert receipt.is_new

    def test_the_same_sending_is_one_case_with_one_receipt(self) -> None:
        application = applications.food()
        first, *others = [cases.submit(application, by=people.shop_owner(), at=clock.now()) for _ in range(5)]
        assert all(
            (r.number, r.query_password, r.is_new) == (first.number, first.query_password, False) for r in others
        )
        assert Case.objects.count() == 1
        assert CaseEvent.objects.count() == 1

    def test_the_holder_reads_which_agency_cited_a_certificate_for_what_once(self) -> None:
        walk.submitted()
        walk.deliver_events()
        walk.deliver_events()
        (licence,) = certificates.wallet([people.restaurant().id], at=clock.now())
        cited = [use for use in certificates.uses(licence.id) if use.kind == certificates.UseKind.CITED]
        assert [use.purpose for use in cited] == ["办理食品经营许可（新办）"]
        assert "市场监督管理局" in cited[0].who

    def test_cites_what_the_state_holds_and_asks_for_the_rest(self) -> None:
        materials = {m.code: m for m in file_of(walk.submitted()).materials}
        assert (materials["business_license"].obtained, materials["business_license"].trust) == ("CERTIFICATE", "A")
        assert (materials["identity"].obtained, materials["identity"].trust) == ("IDENTITY", "A")
        assert (materials["layout"].obtained, materials["layout"].trust) == ("UPLOADED", "D")
        assert materials["application_form"].obtained == "GENERATED"

    def test_names_every_missing_material_and_wrong_field_at_once(self) -> None:
        broken = {**applications.FOOD_FORM, "area": "很大", "safety_manager": ""}
        with pytest.raises(InvalidInput) as refusal:
            walk.submitted(materials=(), form_data=broken)
        assert {"material:layout", "material:health_certificates", "form:area", "form:safety_manager"} <= set(
            refusal.value.fields
        )
        assert not Case.objects.exists()

    def test_refuses_somebody_elses_party(self) -> None:
        with pytest.raises(NotPermitted):
            cases.submit(applications.food(), by=people.actor("longjianguo"), at=clock.now())

    def test_refuses_a_file_that_somebody_else_uploaded(self) -> None:
        foreign = applications.upload(people.actor("longjianguo"))
        stolen = [cases.MaterialInput(code="layout", obtained="UPLOADED", file_id=foreign)]
        with pytest.raises(InvalidInput, match="没有找到"):
            walk.submitted(materials=stolen)

    def test_locked_fields_keep_the_registered_code_whatever_was_sent(self) -> None:
        receipt = walk.submitted(form_data={**applications.FOOD_FORM, "operator_uscc": "91520102MA00000153"})
        assert file_of(receipt).form_data["operator_uscc"] == "92520115MA6HJX015Q"

    def test_keeps_form_data_encrypted(self) -> None:
        walk.submitted()
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT form_data FROM cases_case")
            stored = cursor.fetchone()[0]
        assert "520102199001010018" not in stored
        assert "龙一" not in stored


class TestWalk:
    def test_leads_from_submission_to_a_sealed_certificate(self) -> None:
        receipt = walk.granted()
        assert statuses(receipt) == [
            "SUBMITTED", "RECEIVED", "ACCEPTED", "IN_REVIEW", "IN_REVIEW", "IN_REVIEW", "DECIDED", "CLOSED",
        ]  # fmt: skip
        case = file_of(receipt)
        assert case.result_code == "0"
        assert case.certificate_id
        certificate = certificates.certificate(case.certificate_id, at=clock.now())
        with certificates.content(case.certificate_id, by=people.shop_owner()) as pdf:
            (check,) = seals.check_file(pdf.read())
        assert check.is_valid
        assert certificate.is_valid
        assert check.signer == certificate.agency_name

    def test_makes_each_paper_sealed_and_each_message_once(self) -> None:
        receipt = walk.granted()
        walk.deliver_events()
        papers = CaseDocument.objects.filter(case_id=receipt.case_id)
        assert sorted(papers.values_list("kind", flat=True)) == ["B1", "B17", "B8"]
        for paper in papers:
            with documents.content(paper.document_id) as pdf:
                assert [check.finding for check in seals.check_file(pdf.read())] == ["VALID"]
        told = Message.objects.filter(template__startswith="cases.").order_by("created_at")
        subjects = list(told.values_list("subject", flat=True))
        assert [subject.split("：")[0] for subject in subjects] == [
            "申请已提交",
            "已收件",
            "已受理",
            "准予许可",
            "已办结",
        ]

    def test_is_served_once_by_download(self) -> None:
        receipt = walk.granted()
        for _ in range(3):
            cases.serve_by_download(case_id=receipt.case_id, by=people.shop_owner(), at=clock.now())
        assert statuses(receipt)[-1] == "SERVED"
        assert statuses(receipt).count("SERVED") == 1

    def test_rows_of_the_log_never_change_and_their_digests_hold(self) -> None:
        receipt = walk.granted()
        for event in CaseEvent.objects.filter(case_id=receipt.case_id):
            assert event.digest == digest(event)
        with pytest.raises(DatabaseError), transaction.atomic():
            CaseEvent.objects.update(opinion="改")


class TestCorrection:
    def request(self, receipt: cases.Receipt) -> None:
        cases.request_correction(
            case_id=receipt.case_id,
            kind=cases.CorrectionKind.CORRECTION,
            items=[
                {
                    "target": "material:layout",
                    "name": "布局图",
                    "what": "看不清清洗区",
                    "how": "标出三个清洗池",
                    "why": "",
                }
            ],
            due_date=clock.today() + timedelta(days=14),
            reason="布局图看不清清洗区，需要补正",
            by=people.officer("window"),
            at=clock.now(),
        )

    def test_stops_the_case_until_everything_is_answered(self) -> None:
        receipt = walk.received()
        self.request(receipt)
        owner = people.shop_owner()
        with pytest.raises(InvalidInput, match="还差：布局图"):
            cases.correct(case_id=receipt.case_id, form_data=None, handed_in=[], by=owner, at=clock.now())
        better = cases.MaterialInput(code="layout", obtained="UPLOADED", file_id=applications.upload(owner))
        cases.correct(case_id=receipt.case_id, form_data=None, handed_in=[better], by=owner, at=clock.now())
        case = file_of(receipt)
        assert case.status == "RECEIVED"
        assert case.open_correction is None
        layout = next(m for m in case.materials if m.code == "layout")
        assert (layout.version, layout.earlier) == (2, 1)

    def test_needs_at_least_one_item_and_a_day_in_the_future(self) -> None:
        receipt = walk.received()
        facts = {"case_id": receipt.case_id, "kind": cases.CorrectionKind.CORRECTION, "reason": "材料不齐全需要补"}
        clerk = people.officer("window")
        with pytest.raises(InvalidInput, match="至少列出"):
            cases.request_correction(
                items=[], due_date=clock.today() + timedelta(days=3), by=clerk, at=clock.now(), **facts
            )
        with pytest.raises(InvalidInput, match="晚于今天"):
            cases.request_correction(
                items=[{"target": "material:layout", "name": "图", "what": "不清"}],
                due_date=clock.today(), by=clerk, at=clock.now(), **facts,
            )  # fmt: skip


class TestClock:
    def test_reckons_the_worked_example(self, beijing: type) -> None:
        examiner = people.officer("examiner")
        with clock.frozen(beijing.at("2026-09-22 09:12")):
            receipt = walk.in_review()
        assert str(file_of(receipt).promised_due_date) == "2026-10-10"
        cases.suspend(
            case_id=receipt.case_id, name="检验检测", basis="需要对用水水质采样检测", expected_date=None,
            by=examiner, at=beijing.at("2026-09-29 10:30"),
        )  # fmt: skip
        cases.resume(case_id=receipt.case_id, result="检测合格", by=examiner, at=beijing.at("2026-10-10 09:05"))
        case = file_of(receipt)
        assert str(case.promised_due_date) == "2026-10-15"
        assert case.status == "IN_REVIEW"

    def test_pauses_never_overlap_even_in_raw_sql(self, beijing: type) -> None:
        from govhall.business.cases.models import SpecialProcedure
        from govhall.kernel.identifiers import new_id

        receipt = walk.in_review()
        facts = {"case_id": receipt.case_id, "name": "听证", "basis": "听证申请", "started_by_name": "周岚"}
        SpecialProcedure.objects.create(
            id=new_id(), started_at=beijing.at("2026-10-01 09:00"), ended_at=beijing.at("2026-10-05 09:00"), **facts
        )
        with pytest.raises(IntegrityError, match="never_overlap"), transaction.atomic():
            SpecialProcedure.objects.create(id=new_id(), started_at=beijing.at("2026-10-04 09:00"), **facts)

    def test_is_extended_once_and_within_the_law(self) -> None:
        receipt = walk.in_review()
        approver = people.officer("approver")
        before = file_of(receipt).promised_due_date
        with pytest.raises(InvalidInput, match="最多"):
            cases.extend(case_id=receipt.case_id, days=11, reason="情况复杂需要延长", by=approver, at=clock.now())
        cases.extend(case_id=receipt.case_id, days=10, reason="情况复杂需要延长", by=approver, at=clock.now())
        assert file_of(receipt).promised_due_date > before
        with pytest.raises(InvalidInput, match="已经延长"):
            cases.extend(case_id=receipt.case_id, days=5, reason="情况复杂需要延长", by=approver, at=clock.now())


class TestOutOfOrder:
    def test_acts_are_refused_and_nothing_changes(self) -> None:
        receipt = walk.submitted()
        clerk = people.officer("window")
        with pytest.raises(Conflict):
            cases.accept(case_id=receipt.case_id, by=clerk, at=clock.now())
        assert file_of(receipt).status == "SUBMITTED"
        cases.receive(case_id=receipt.case_id, by=clerk, at=clock.now())
        with pytest.raises(Conflict):
            cases.receive(case_id=receipt.case_id, by=clerk, at=clock.now())
        assert statuses(receipt) == ["SUBMITTED", "RECEIVED"]

    def test_one_person_can_not_examine_and_review(self) -> None:
        receipt = walk.in_review()
        examiner = people.officer("examiner")
        facts = {"case_id": receipt.case_id, "outcome": "pass", "opinion": "同意", "at": clock.now()}
        cases.examine(task_id=walk.step(receipt).id, by=examiner, **facts)
        with pytest.raises(NotPermitted):
            cases.examine(task_id=walk.step(receipt).id, by=examiner, **facts)

    def test_the_decision_waits_for_its_step(self) -> None:
        receipt = walk.in_review()
        with pytest.raises((Conflict, NotPermitted)):
            cases.grant(
                case_id=receipt.case_id, task_id=walk.step(receipt).id, opinion="准予", by=people.officer("approver"),
                at=clock.now(),
            )  # fmt: skip
        with pytest.raises(InvalidInput):
            cases.grant(
                case_id=receipt.case_id, task_id=None, opinion="准予", by=people.officer("approver"), at=clock.now()
            )


class TestEndings:
    def test_a_denial_needs_reasons_and_law_and_names_the_remedies(self) -> None:
        receipt = walk.examined()
        approver = people.officer("approver")
        facts = {"case_id": receipt.case_id, "task_id": walk.step(receipt).id, "by": approver, "at": clock.now()}
        with pytest.raises(InvalidInput):
            cases.deny(reason="不行", basis="食品安全法第三十五条", **facts)
        with pytest.raises(InvalidInput):
            cases.deny(reason="经营场所不符合要求", basis="", **facts)
        with pytest.raises(cases.DepartureUnexplained):
            cases.deny(reason="经营场所与污染源距离不足", basis="食品安全法第三十三条", **facts)
        cases.deny(
            reason="经营场所与污染源距离不足", basis="食品安全法第三十三条",
            departure_reason="规则不看与污染源的距离。", **facts,
        )  # fmt: skip
        walk.deliver_events()
        case = file_of(receipt)
        assert (case.status, case.result_code, case.certificate_id) == ("CLOSED", "1", None)
        assert case.decision
        assert "复议" in case.decision.remedies
        assert "诉讼" in case.decision.remedies
        assert "B14" in {paper.kind for paper in case.papers}

    def test_a_declined_case_is_final(self) -> None:
        receipt = walk.received()
        clerk = people.officer("window")
        cases.decline(case_id=receipt.case_id, reason="不属于本机关职权范围", by=clerk, at=clock.now())
        assert file_of(receipt).status == "DECLINED"
        with pytest.raises(Conflict):
            cases.accept(case_id=receipt.case_id, by=clerk, at=clock.now())

    @pytest.mark.parametrize("stage", [walk.submitted, walk.received, walk.in_review, walk.examined])
    def test_an_applicant_may_withdraw_before_the_decision(self, stage: object) -> None:
        receipt = stage()  # type: ignore[operator]
        cases.withdraw(case_id=receipt.case_id, reason="不开店了", by=people.shop_owner(), at=clock.now())
        assert file_of(receipt).status == "WITHDRAWN"
        assert not cases.summaries([receipt.case_id])[receipt.case_id].days_left

    def test_nobody_withdraws_a_decided_case(self) -> None:
        receipt = walk.granted()
        with pytest.raises(Conflict):
            cases.withdraw(case_id=receipt.case_id, reason="", by=people.shop_owner(), at=clock.now())


class TestForeigners:
    def test_an_officer_of_another_agency_sees_and_does_nothing(self) -> None:
        receipt = walk.received()
        foreign = people.officer("window", "honghuagang-market")
        with pytest.raises(NotFound):
            cases.officer_file(number=receipt.number, by=foreign)
        with pytest.raises(NotFound):
            cases.accept(case_id=receipt.case_id, by=foreign, at=clock.now())
        assert cases.of_officer(foreign, view="open").rows == []
        assert sum(cases.counts_of_officer(foreign).values()) == 0

    def test_another_citizen_learns_nothing(self) -> None:
        receipt = walk.submitted()
        with pytest.raises(NotFound):
            cases.applicant_file(number=receipt.number, by=people.actor("longjianguo"))

    def test_a_clerk_can_not_decide(self) -> None:
        receipt = walk.examined()
        with pytest.raises(NotPermitted):
            cases.grant(
                case_id=receipt.case_id, task_id=walk.step(receipt).id, opinion="准予", by=people.officer("window"),
                at=clock.now(),
            )  # fmt: skip


class TestCountsOfViews:
    def test_each_view_holds_what_stands_in_its_statuses(self) -> None:
        walk.submitted()
        walk.received()
        found = cases.counts_of_officer(people.officer("window"))
        assert {view: n for view, n in found.items() if n} == {"open": 2, "to-receive": 1, "to-accept": 1}

    def test_nobody_counts_beyond_what_is_shown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lists, "COUNTED", 2)
        for _ in range(3):
            walk.submitted()
        found = cases.counts_of_officer(people.officer("window"))
        assert (found["to-receive"], found["open"], found["to-accept"]) == (2, 2, 0)

    def test_somebody_without_posts_counts_nothing(self) -> None:
        walk.submitted()
        assert not any(cases.counts_of_officer(people.shop_owner()).values())


class TestInquiry:
    def test_opens_with_number_and_password(self) -> None:
        receipt = walk.submitted()
        found = cases.inquire(
            number=case_number.display(receipt.number),
            password=receipt.query_password,
            address="10.0.0.1",
            at=clock.now(),
        )
        assert found.number == receipt.number

    def test_says_the_same_of_unknown_numbers_and_wrong_passwords_and_stops_guessing(self) -> None:
        receipt = walk.submitted()
        wrong = "000000" if receipt.query_password != "000000" else "000001"
        words = set()
        for number in (receipt.number, "520115202601010000001"):
            with pytest.raises(NotFound) as answer:
                cases.inquire(number=number, password=wrong, address="10.0.0.2", at=clock.now())
            words.add(answer.value.message)
        assert len(words) == 1
        for _ in range(3):
            with pytest.raises(NotFound):
                cases.inquire(number=receipt.number, password=wrong, address="10.0.0.2", at=clock.now())
        with pytest.raises(cases.TooManyInquiries):
            cases.inquire(number=receipt.number, password=receipt.query_password, address="10.0.0.2", at=clock.now())


class TestProof:
    def test_finds_a_due_date_that_its_spans_do_not_give(self) -> None:
        receipt = walk.in_review()
        assert list(cases.deviations()) == []
        Case.objects.filter(pk=receipt.case_id).update(promised_due_date=clock.today())
        (deviation,) = cases.deviations()
        assert (deviation.number, deviation.which) == (receipt.number, "promised")
        assert cases.count_clocks() == 1


def accept(grant_id: UUID) -> None:
    """Say yes, as the agent would."""
    identity.accept_agency(grant_id=grant_id, by=people.actor("wuxiaomei"), at=clock.now())


class TestAgents:
    def test_an_agent_applies_within_the_commission_only(self) -> None:
        owner, agent = people.shop_owner(), people.actor("wuxiaomei")
        shop, helper = people.restaurant(), identity.person_of(agent.account)
        assert helper
        facts = {"agent_id": helper.id, "party_id": shop.id, "by": owner, "at": clock.now()}
        accept(identity.appoint_agent(items=("road-freight-license",), **facts))
        agent = people.actor("wuxiaomei")
        with pytest.raises(NotPermitted, match="受托的范围"):
            cases.submit(applications.food(agent), by=agent, at=clock.now())
        accept(identity.appoint_agent(items=(applications.FOOD,), **facts))
        receipt = cases.submit(applications.food(agent), by=agent, at=clock.now())
        case = cases.applicant_file(number=receipt.number, by=owner)
        assert (case.applicant_name, case.submitted_by_name) == ("山间小味餐饮店", "吴小梅")

    def test_each_use_is_told_and_listed_and_a_revoked_agent_is_refused_in_words(self) -> None:
        owner, agent = people.shop_owner(), people.actor("wuxiaomei")
        shop, helper = people.restaurant(), identity.person_of(agent.account)
        assert helper
        grant = identity.appoint_agent(
            agent_id=helper.id, party_id=shop.id, items=(applications.FOOD,), by=owner, at=clock.now()
        )
        accept(grant)
        agent = people.actor("wuxiaomei")
        receipt = cases.submit(applications.food(agent), by=agent, at=clock.now())
        walk.deliver_events()
        told = {message.template for message in notifications.inbox(user_id=owner.account)}
        assert {"identity.agency_accepted", "cases.by_agent.submit"} <= told
        (use,) = cases.acts_by_agents(owner, party_ids=[shop.id])
        assert (use.agent_name, use.number) == ("吴小梅", receipt.number)
        assert cases.applicant_file(number=receipt.number, by=agent)
        identity.revoke_agent(grant_id=grant, by=owner, at=clock.now())
        agent = people.actor("wuxiaomei")
        with pytest.raises(NotPermitted, match="委托已经结束或者撤销"):
            cases.withdraw(case_id=receipt.case_id, reason="不办了", by=agent, at=clock.now())
        assert receipt.number not in {row.number for row in cases.of_applicant(agent).rows}
        cases.withdraw(case_id=receipt.case_id, reason="自己来办", by=owner, at=clock.now())

    def test_whose_power_is_for_one_item_sees_only_what_they_sent(self) -> None:
        owner, agent = people.shop_owner(), people.actor("wuxiaomei")
        shop, helper = people.restaurant(), identity.person_of(agent.account)
        assert helper
        own = walk.submitted()
        accept(
            identity.appoint_agent(
                agent_id=helper.id, party_id=shop.id, items=(applications.FOOD,), by=owner, at=clock.now()
            )
        )
        agent = people.actor("wuxiaomei")
        with pytest.raises(NotFound):
            cases.applicant_file(number=own.number, by=agent)
        assert shop.id in agent.limited
        assert cases.of_applicant(agent).rows == []
        held = certificates.wallet([shop.id], at=clock.now())[0]
        assert not certificates.certificate(held.id, at=clock.now(), by=agent).is_clear
        assert certificates.certificate(held.id, at=clock.now(), by=owner).is_clear
