"""Own cases, corrections, results, ratings, certificates, messages and the account, over HTTP."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from factories import files, people, walk
from govhall.business.cases import public as cases
from govhall.business.cases.models import Case, DeliveryRecord
from govhall.business.evaluations.models import Evaluation
from govhall.infra import clock
from govhall.support.certificates import public as certificates
from govhall.support.identity import public as identity
from govhall.support.identity.models import User
from govhall.support.notifications import public as notifications

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def browser(username: str = "yangxiulan") -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def content(given: Any) -> bytes:
    """Read an answer to its end, whether or not it is streamed."""
    return b"".join(given.streaming_content) if given.streaming else given.content


def text_of(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, page.status_code
    return page.content.decode()


def correcting() -> cases.Receipt:
    """A case whose applicant was asked for a new layout."""
    receipt = walk.received()
    item = {
        "target": "material:layout", "name": "布局图", "what": "看不清清洗区", "how": "重新拍照上传", "why": "审查通则",
    }  # fmt: skip
    cases.request_correction(
        case_id=receipt.case_id, kind=cases.CorrectionKind.CORRECTION, items=[item],
        due_date=clock.today() + timedelta(days=14), reason="布局图看不清清洗区。",
        by=people.officer("window"), at=clock.now(),
    )  # fmt: skip
    return receipt


class TestList:
    def test_sorts_cases_into_tabs(self) -> None:
        waiting, granted = correcting(), walk.granted()
        client = browser()
        grouped = {view: text_of(client, f"/cases/?view={view}") for view in ("open", "waiting", "finished")}
        assert f"/cases/{waiting.number}/" in grouped["waiting"]
        assert f"/cases/{granted.number}/" in grouped["finished"]
        assert f"/cases/{granted.number}/" not in grouped["open"]
        assert f"/cases/{granted.number}/" not in grouped["waiting"]

    def test_empty_tabs_say_what_will_stand_there(self) -> None:
        client = browser("longjianguo")
        for view, words in (("open", "没有办理中的办件"), ("waiting", "没有要您处理的办件"), ("drafts", "没有草稿")):
            assert words in text_of(client, f"/cases/?view={view}")

    def test_pages_by_key_and_shows_every_case_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from govhall.channels.portal.views import cases as views

        monkeypatch.setattr(views, "PAGE", 2)
        sent = {walk.submitted().number for _ in range(5)}
        client, address = browser(), "/cases/"
        seen: list[str] = []
        while address and len(seen) < 10:
            page = client.get(address)
            seen += [row["case"].number for row in page.context["rows"]]
            address = f"/cases/{page.context['next_url']}" if page.context["next_url"] else ""
        assert sorted(seen) == sorted(sent)

    def test_shows_nobody_elses_cases(self) -> None:
        receipt = walk.submitted()
        assert receipt.number not in text_of(browser("longjianguo"), "/cases/")

    @pytest.mark.parametrize("key", ["", "x", "2026-10-13~x", "2026-10-13T00:00:00~" + "0" * 32])
    def test_a_spoilt_key_is_the_first_page(self, key: str) -> None:
        assert "没有办理中的办件" in text_of(browser(), f"/cases/?after={key}")

    def test_costs_the_same_for_one_and_many(self, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
        for _ in range(3):
            walk.submitted()
        client = browser()
        client.get("/cases/")
        with django_assert_max_num_queries(10):
            client.get("/cases/")


class TestCase:
    @pytest.mark.clause("box:电子监察")
    def test_answers_first_and_shows_the_calendar_of_the_worked_example(self, beijing: Any) -> None:
        with clock.frozen(beijing.at("2026-09-17 10:24")):
            receipt = walk.received()
        with clock.frozen(beijing.at("2026-09-22 09:12")):
            cases.accept(case_id=receipt.case_id, by=people.officer("window"), at=clock.now())
        with clock.frozen(beijing.at("2026-09-29 10:30")):
            _suspend(receipt)
        with clock.frozen(beijing.at("2026-10-10 09:05")):
            _resume(receipt)
        with clock.frozen(beijing.at("2026-10-13 09:00")):
            text = text_of(browser(), f"/cases/{receipt.number}/")
        assert "正在审查，" in text
        assert "最晚 10 月 15 日办结" in text
        assert '<table class="cal">' in text
        assert "已用 5 个工作日" in text
        assert "今天，第 6 天" in text
        assert "这个日期怎么算出来的" in text

    def test_hides_what_officers_write_for_each_other(self) -> None:
        receipt = walk.examined()
        assert "建议准予" not in text_of(browser(), f"/cases/{receipt.number}/")

    def test_is_unknown_to_others_and_to_visitors(self) -> None:
        receipt = walk.submitted()
        for place in ("", "receipt/", "withdraw/", "correct/", "result/", "result/download/"):
            assert browser("longjianguo").get(f"/cases/{receipt.number}/{place}").status_code == 404, place
            assert Client().get(f"/cases/{receipt.number}/{place}").status_code == 302, place

    def test_opens_by_the_grouped_number_too(self) -> None:
        number = walk.submitted().number
        grouped = f"{number[:6]}-{number[6:14]}-{number[14:20]}-{number[20]}"
        assert "您提交了申请" in text_of(browser(), f"/cases/{grouped}/")

    def test_costs_a_fixed_number_of_queries(self, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
        receipt = walk.in_review()
        client = browser()
        client.get(f"/cases/{receipt.number}/")
        with django_assert_max_num_queries(22):
            client.get(f"/cases/{receipt.number}/")

    def test_gives_papers_and_materials_in_a_sandbox(self) -> None:
        receipt = walk.submitted()
        walk.deliver_events()
        file = cases.applicant_file(number=receipt.number, by=people.shop_owner())
        material = next(each for each in file.materials if each.file_id)
        for address in (
            f"/cases/{receipt.number}/papers/{file.papers[0].id}/",
            f"/cases/{receipt.number}/materials/{material.id}/",
        ):
            given = browser().get(address)
            assert given.status_code == 200
            assert content(given).startswith(b"%PDF")
            assert given["Content-Disposition"].startswith("attachment")
            assert "sandbox" in given["Content-Security-Policy"]
            assert given["X-Content-Type-Options"] == "nosniff"
            assert browser("longjianguo").get(address).status_code == 404


def _suspend(receipt: cases.Receipt) -> None:
    cases.suspend(
        case_id=receipt.case_id, name="水质检测", basis="《行政许可法》第四十五条", expected_date=date(2026, 10, 12),
        by=people.officer("examiner"), at=clock.now(),
    )  # fmt: skip


def _resume(receipt: cases.Receipt) -> None:
    cases.resume(case_id=receipt.case_id, result="检测合格", by=people.officer("examiner"), at=clock.now())


class TestWithdraw:
    def test_asks_once_more_then_ends_the_case(self) -> None:
        receipt = walk.submitted()
        client = browser()
        assert "撤回这份申请？" in text_of(client, f"/cases/{receipt.number}/withdraw/")
        client.post(f"/cases/{receipt.number}/withdraw/", {"reason": "不办了"})
        assert "您已撤回这份申请" in text_of(client, f"/cases/{receipt.number}/")

    def test_a_second_time_is_too_late(self) -> None:
        receipt = walk.submitted()
        client = browser()
        client.post(f"/cases/{receipt.number}/withdraw/")
        assert client.post(f"/cases/{receipt.number}/withdraw/").status_code == 409
        assert client.get(f"/cases/{receipt.number}/withdraw/").status_code == 302


class TestCorrect:
    @pytest.mark.clause("box:统一受理")
    def test_shows_what_is_wrong_how_to_mend_it_and_until_when(self) -> None:
        receipt = correcting()
        client = browser()
        text = text_of(client, f"/cases/{receipt.number}/correct/")
        assert "请补正 1 处，" in text
        for words in ("看不清清洗区", "重新拍照上传", "审查通则"):
            assert words in text
        assert "去补正" in text_of(client, f"/cases/{receipt.number}/")

    def test_takes_everything_in_one_sending(self) -> None:
        receipt = correcting()
        client = browser()
        sent = SimpleUploadedFile("新图.pdf", files.pdf().read(), content_type="application/pdf")
        answer = client.post(f"/cases/{receipt.number}/correct/", {"files-layout": sent})
        assert answer.status_code == 302
        assert Case.objects.get(number=receipt.number).status == cases.Status.RECEIVED
        assert client.get(f"/cases/{receipt.number}/correct/").status_code == 302

    def test_says_what_is_still_missing(self) -> None:
        receipt = correcting()
        answer = browser().post(f"/cases/{receipt.number}/correct/", {})
        assert answer.status_code == 422
        assert "还差：布局图" in answer.content.decode()

    def test_says_why_a_file_is_refused(self) -> None:
        receipt = correcting()
        bad = SimpleUploadedFile("新图.pdf", b"MZ\x90\x00 this is a program")
        answer = browser().post(f"/cases/{receipt.number}/correct/", {"files-layout": bad})
        assert answer.status_code == 422
        assert "新图.pdf：" in answer.content.decode()


class TestResult:
    @pytest.mark.clause("box:电子证照")
    def test_shows_the_certificate_and_serves_it_by_the_first_download_only(self) -> None:
        receipt = walk.granted()
        client = browser()
        assert "下载电子证照" in text_of(client, f"/cases/{receipt.number}/result/")
        for _ in range(2):
            given = client.get(f"/cases/{receipt.number}/result/download/")
            assert given.status_code == 200
            assert content(given).startswith(b"%PDF")
        assert DeliveryRecord.objects.filter(case_id=receipt.case_id).count() == 1

    def test_isnt_there_before_the_end(self) -> None:
        receipt = walk.submitted()
        assert browser().get(f"/cases/{receipt.number}/result/").status_code == 302


class TestRate:
    @pytest.mark.clause("box:好差评")
    def test_records_level_tags_and_words_once(self) -> None:
        receipt = walk.granted()
        client = browser()
        text = text_of(client, f"/cases/{receipt.number}/rate/")
        assert "这次办得怎么样？" in text
        assert "这次不评" in text
        sent = {"satisfaction": "1", "text": "很快。"}
        assert client.post(f"/cases/{receipt.number}/rate/", sent).status_code == 302
        assert Evaluation.objects.get(case_id=receipt.case_id).text == "很快。"
        assert client.get(f"/cases/{receipt.number}/rate/").status_code == 302
        assert "您评价了“非常满意”" in text_of(client, f"/cases/{receipt.number}/")

    def test_tags_of_another_level_are_left_out(self) -> None:
        receipt = walk.granted()
        page = browser().get(f"/cases/{receipt.number}/rate/")
        best, worst = page.context["groups"][0]["tags"], page.context["groups"][4]["tags"]
        sent = {"satisfaction": "1", "tags": [best[0]["code"], worst[0]["code"]]}
        browser().post(f"/cases/{receipt.number}/rate/", sent)
        assert Evaluation.objects.get(case_id=receipt.case_id).tags == [best[0]["code"]]

    def test_a_bad_one_says_why_and_brings_a_promise(self) -> None:
        receipt = walk.granted()
        client = browser()
        refused = client.post(f"/cases/{receipt.number}/rate/", {"satisfaction": "5"})
        assert refused.status_code == 422
        assert "请选一项或写几句话" in refused.content.decode()
        client.post(f"/cases/{receipt.number}/rate/", {"satisfaction": "5", "text": "等太久。"})
        assert "核实" in text_of(client, f"/cases/{receipt.number}/")

    def test_is_for_the_applicant_of_a_finished_case(self) -> None:
        assert browser().get(f"/cases/{walk.submitted().number}/rate/").status_code == 404
        assert browser("longjianguo").get(f"/cases/{walk.granted().number}/rate/").status_code == 404

    def test_the_list_leads_to_what_waits(self) -> None:
        receipt = walk.granted()
        assert f"/cases/{receipt.number}/rate/" in text_of(browser(), "/evaluations/")


def licence() -> certificates.CertificateValue:
    return certificates.wallet([people.restaurant().id], at=clock.now())[0]


@pytest.mark.clause("box:电子证照")
class TestCertificates:
    def test_shows_the_wallet_of_the_chosen_holder(self) -> None:
        client = browser()
        text = text_of(client, f"/certificates/?holder={people.restaurant().id}")
        assert "营业执照" in text
        assert "亮证二维码" in text
        owner = identity.person_of(people.shop_owner().account)
        assert "还没有电子证照" in text_of(client, f"/certificates/?holder={owner.id}")

    def test_opens_on_the_first_holder_who_has_one(self) -> None:
        assert "营业执照" in text_of(browser(), "/certificates/")

    def test_showing_masks_what_strangers_dont_see_and_is_logged(self) -> None:
        client = browser()
        text = text_of(client, f"/certificates/{licence().id}/show/")
        assert licence().number_masked in text
        assert any(use.kind == certificates.UseKind.SHOWN for use in certificates.uses(licence().id))
        assert "您本人" in text_of(client, f"/certificates/{licence().id}/")

    def test_gives_the_sealed_paper_to_the_holder_only(self) -> None:
        for place in ("", "show/", "show/code/", "show/asked/", "download/"):
            address = f"/certificates/{licence().id}/{place}"
            given = browser().get(address)
            assert given.status_code == 200
            assert content(given)
            assert browser("longjianguo").get(address).status_code == 404


class TestFrame:
    def test_no_page_overwrites_a_variable_of_the_frame(self) -> None:
        receipt = correcting()
        for place in ("", "receipt/", "correct/"):
            page = browser().get(f"/cases/{receipt.number}/{place}")
            assert "示范环境" in page.content.decode(), place
            assert "datetime" not in page.content.decode().replace("<time datetime", ""), place


class TestMessages:
    def test_opening_one_marks_it_and_leads_to_its_case(self) -> None:
        receipt = walk.submitted()
        walk.deliver_events()
        user = User.objects.get(username="yangxiulan")
        client = browser()
        assert "申请已提交" in text_of(client, "/messages/")
        (found,) = notifications.inbox(user_id=user.id)
        answer = client.get(f"/messages/{found.id}/")
        assert answer["Location"] == f"/cases/{receipt.number}/"
        assert notifications.unread_count(user.id) == 0
        assert browser("longjianguo").get(f"/messages/{found.id}/").status_code == 404

    def test_all_can_be_marked_at_once(self) -> None:
        walk.submitted()
        walk.deliver_events()
        browser().post("/messages/")
        assert notifications.unread_count(User.objects.get(username="yangxiulan").id) == 0

    def test_an_empty_box_says_what_comes_there(self) -> None:
        assert "没有消息" in text_of(browser("longjianguo"), "/messages/")


class TestAccount:
    def test_masks_the_person_and_shows_parties_and_level(self) -> None:
        text = text_of(browser(), "/account/")
        assert "杨*兰" in text
        assert "520102198803124821" not in text
        assert "13900000182" not in text
        assert "山间小味餐饮店" in text
        assert "高级实名" in text

    def test_switches_the_party(self) -> None:
        client = browser()
        client.post("/accounts/act-for/", {"party": str(people.restaurant().id), "next": "/account/"})
        page = client.get("/account/")
        assert [each["current"] for each in page.context["parties"]] == [False, True]

    def test_keeps_size_and_contrast_with_the_account(self) -> None:
        client = browser()
        client.post("/account/preferences/", {"size": "large"})
        assert 'data-size="large"' in text_of(client, "/account/")
        assert User.objects.get(username="yangxiulan").preferred_size == "large"

    def test_leads_officers_to_their_own_page(self) -> None:
        client = browser("guanshanhu-market-window")
        session = client.session
        session["second_factor"] = True
        session.save()
        assert client.get("/account/").status_code == 302
