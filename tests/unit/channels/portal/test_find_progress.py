"""查办件进度 without a login: number and password open status and dates, and nothing about anybody."""

from datetime import timedelta

import pytest
from django.test import Client

from factories import people, walk
from govhall.business.cases import public as cases
from govhall.infra import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world"), pytest.mark.clause("8.2.2", "box:统一查询")]


def ask(client: Client, number: str, password: str):  # type: ignore[no-untyped-def]
    return client.post("/progress/", {"number": number, "password": password})


class TestInquire:
    def test_opens_with_number_and_password(self, client: Client) -> None:
        receipt = walk.in_review()
        response = ask(client, receipt.number, receipt.query_password)
        assert response.status_code == 200
        assert "最晚" in response.context["answer"]
        assert response.context["clock"]["weeks"]
        assert "受理" in response.context["clock"]["explanation"]

    def test_reads_the_number_in_groups_as_it_is_printed(self, client: Client) -> None:
        receipt = walk.submitted()
        printed = f" {receipt.number[:6]}-{receipt.number[6:14]}-{receipt.number[14:20]}-{receipt.number[20:]} "
        assert ask(client, printed, receipt.query_password).status_code == 200

    def test_names_nobody_and_repeats_no_opinion(self, client: Client) -> None:
        receipt = walk.granted()
        page = ask(client, receipt.number, receipt.query_password).content.decode()
        assert "决定准予" in page
        for secret in (
            "杨秀兰",
            "杨*兰",
            "山间小味",
            "13900000182",
            "520102199001010018",
            "符合条件",
            "符合规定",
            "林城东路",
        ):
            assert secret not in page

    def test_is_kept_by_nobody(self, client: Client) -> None:
        receipt = walk.submitted()
        response = ask(client, receipt.number, receipt.query_password)
        assert "no-store" in response.headers["Cache-Control"]
        assert receipt.query_password not in response.content.decode()

    def test_an_unknown_number_and_a_wrong_password_get_the_same_answer(self, client: Client) -> None:
        receipt = walk.submitted()
        wrong = ask(client, receipt.number, "000000" if receipt.query_password != "000000" else "000001")
        unknown = ask(client, receipt.number[:-1] + "X", receipt.query_password)
        assert wrong.status_code == unknown.status_code == 404
        assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
        assert 'role="alert"' in wrong.content.decode()

    def test_guessing_is_slowed_down_with_plain_words(self, client: Client) -> None:
        receipt = walk.submitted()
        for _ in range(5):
            ask(client, receipt.number, "xxxxxx")
        response = ask(client, receipt.number, receipt.query_password)
        assert response.status_code == 429
        assert "15 分钟后再试" in response.content.decode()

    def test_says_what_is_missing_beside_the_field(self, client: Client) -> None:
        response = ask(client, "", "")
        assert response.status_code == 400
        page = response.content.decode()
        assert "请填写办件编号" in page
        assert 'href="#id_number"' in page

    def test_a_number_from_the_home_page_is_filled_in(self, client: Client) -> None:
        assert 'value="520115"' in client.get("/progress/?number=520115").content.decode()

    def test_needs_the_token_of_the_form(self) -> None:
        assert Client(enforce_csrf_checks=True).post("/progress/", {"number": "1"}).status_code == 403


class TestAnswers:
    def test_before_acceptance_tell_when_the_notice_comes(self, client: Client) -> None:
        receipt = walk.received()
        shown = ask(client, receipt.number, receipt.query_password).context
        assert shown["answer"] == "已提交，还没有受理"
        assert shown["events"][0]["title"].startswith("接下来")

    def test_during_a_special_procedure_tell_that_the_clock_stands(self, client: Client) -> None:
        receipt = walk.in_review()
        cases.suspend(
            case_id=receipt.case_id, name="检验检测", basis="行政许可法第四十五条", expected_date=None,
            by=people.officer("examiner"), at=clock.now(),
        )  # fmt: skip
        with clock.frozen(clock.now() + timedelta(days=3)):
            response = ask(client, receipt.number, receipt.query_password)
        assert response.context["answer"] == "特别程序中，暂停计时"
        assert "检验检测" in response.content.decode()

    def test_after_a_withdrawal_tell_that_it_ended(self, client: Client) -> None:
        receipt = walk.submitted()
        cases.withdraw(case_id=receipt.case_id, reason="材料拿错了", by=people.shop_owner(), at=clock.now())
        response = ask(client, receipt.number, receipt.query_password)
        assert response.context["answer"] == "已撤回"
        assert "材料拿错了" not in response.content.decode()
