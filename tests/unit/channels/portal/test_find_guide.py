"""The guide: the answers in the address decide materials, date and count; the date is counted, not guessed."""

from datetime import date

import pytest
from django.test import Client

from factories import applications, people
from govhall.business.items import public as items
from govhall.infra import clock, process_cache
from govhall.support.calendar import public as calendar
from govhall.support.identity.models import User

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("world"),
    pytest.mark.clause("8.2.3", "box:事项办理", "box:服务清单"),
]


@pytest.fixture
def food() -> str:
    """The address of the guide of the food business licence."""
    return f"/items/{applications.guide().implementation_code}/"


ANSWERED = "?subject=individual&projects=hot_food&applicant=owner"


def names(context: dict) -> list[str]:  # type: ignore[type-arg]
    return [material["name"] for material in context["materials"]]


class TestAnswers:
    def test_open_questions_are_named_and_nothing_uncertain_is_asked_for(self, client: Client, food: str) -> None:
        response = client.get(food)
        assert "还有 <b>3</b> 个问题没答" in response.content.decode()
        assert "从业人员健康证明" not in names(response.context)

    def test_decide_the_materials(self, client: Client, food: str) -> None:
        response = client.get(food + ANSWERED)
        assert "从业人员健康证明" in names(response.context)
        assert "授权委托书和代理人身份证明" not in names(response.context)
        by_agent = client.get(food + ANSWERED.replace("owner", "agent"))
        assert "授权委托书和代理人身份证明" in names(by_agent.context)

    def test_put_what_is_to_prepare_before_what_is_spared(self, client: Client, food: str) -> None:
        marks = [m["marks"][0]["word"] for m in client.get(food + ANSWERED).context["materials"]]
        spared = ["不用交" in word for word in marks]
        assert spared == sorted(spared)
        assert any(spared)

    def test_travel_to_the_application(self, client: Client, food: str) -> None:
        act = client.get(food + "?projects=hot_food&projects=vending").context["act"]
        assert act["apply_url"].endswith("/?projects=hot_food&projects=vending")
        assert act["apply_url"].startswith("/apply/")

    def test_an_answer_nobody_offers_is_dropped(self, client: Client, food: str) -> None:
        response = client.get(food + "?subject=<script>&projects=x&unknown=1")
        assert response.context["act"]["apply_url"].count("?") == 0
        assert "<script>&" not in response.content.decode()

    def test_swap_materials_date_and_count_together(self, client: Client, food: str) -> None:
        page = client.get(food + ANSWERED).content.decode()
        assert 'hx-select-oob="#outcome:innerHTML,#act,#actbar"' in page
        assert all(page.count(f'id="{part}"') == 1 for part in ("outcome", "materials", "act", "actbar"))

    def test_work_without_javascript(self, client: Client, food: str) -> None:
        page = client.get(food).content.decode()
        assert f'<form method="get" action="{food}"' in page
        assert "<noscript><button" in page


class TestLastDay:
    @pytest.mark.parametrize(
        ("today", "due"),
        [
            ("2026-10-13 09:00", date(2026, 10, 26)),  # accepted on the 14th, eight working days after it
            ("2026-09-21 10:00", date(2026, 10, 10)),  # over 中秋 and 国庆; Saturday 10 October is worked
            ("2026-10-09 23:30", date(2026, 10, 21)),  # the next working day is Saturday 10 October (调休)
        ],
    )
    def test_is_counted_from_the_next_working_day(
        self,
        client: Client,
        food: str,
        beijing,
        today: str,
        due: date,  # type: ignore[no-untyped-def]
    ) -> None:
        with clock.frozen(beijing.at(today)):
            act = client.get(food).context["act"]
        assert act["due_on"] == due
        assert calendar.count_working_days(act["accepted_on"], due) == 8

    def test_is_marked_where_the_holidays_are_not_known_yet(self, client: Client, food: str, beijing) -> None:  # type: ignore[no-untyped-def]
        with clock.frozen(beijing.at("2027-03-01 09:00")):
            page = client.get(food).content.decode()
        assert "还没公布放假安排" in page

    def test_an_immediate_item_is_done_at_once(self, client: Client) -> None:
        code = applications.guide("social-insurance-record", "guizhou-hrss").implementation_code
        page = client.get(f"/items/{code}/").content.decode()
        assert "当场办结" in page
        assert "最晚" not in page.split('id="act"')[1].split("</aside>")[0]


class TestGuide:
    def test_holds_what_the_law_wants_told(self, client: Client, food: str) -> None:
        page = client.get(food).content.decode()
        for words in ("申请条件", "办理流程", "法定 10 个工作日", "不收费", "行政复议", "行政诉讼", "实施编码", "版本"):
            assert words in page

    def test_every_item_of_the_province_has_a_page(self, client: Client) -> None:
        codes = [item.implementation_code for item in items.popular(region_path="/52/5201/520115/", limit=50)]
        assert len(codes) >= 12
        for code in codes:
            response = client.get(f"/items/{code}/")
            assert response.status_code == 200
            assert response.context["materials"]

    @pytest.mark.parametrize("code", ["nope", "115201%27or", "0" * 31, "%00", "１１５"])
    def test_an_unknown_item_is_not_found(self, client: Client, code: str) -> None:
        assert client.get(f"/items/{code}/").status_code == 404

    def test_a_suspended_item_says_so_and_takes_no_application(self, client: Client, food: str) -> None:
        from govhall.business.items.models import ItemImplementation

        ItemImplementation.objects.filter(code=food.split("/")[2]).update(state="2")
        process_cache.forget_all()
        response = client.get(food)
        assert "暂停办理" in response.content.decode()
        assert not response.context["act"]["apply_url"]

    def test_says_whether_the_reader_may_apply_at_once(self, client: Client, food: str) -> None:
        assert "登录并达到中级实名后申请" in client.get(food).content.decode()
        client.force_login(User.objects.get(pk=people.shop_owner().id))
        assert "可以直接申请" in client.get(food).content.decode()

    def test_costs_a_visitor_nothing_for_a_moment(self, client: Client, food: str, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
        client.get(food)
        with django_assert_num_queries(0):
            client.get(food + ANSWERED)

    def test_costs_a_signed_in_reader_six(self, client: Client, food: str, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
        client.force_login(User.objects.get(pk=people.shop_owner().id))
        client.get(food)
        with django_assert_max_num_queries(6):
            client.get(food + ANSWERED)
