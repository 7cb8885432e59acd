"""委托代办 through HTTP: asking, answering, ending; drafts after the end of a power; nothing typed is lost."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from factories import applications, people
from govhall.infra import clock
from govhall.kernel.actor import SYSTEM
from govhall.support.forms.models import Draft
from govhall.support.identity import public as identity
from govhall.support.identity.models import AgentGrant, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world"), pytest.mark.clause("box:统一用户管理")]

PAGE, ASK = "/account/agents/", "/account/agents/new/"
AGENT, AGENT_NUMBER = "吴小梅", "522631197006150425"


def browser(username: str = "yangxiulan") -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def question(**changes: Any) -> dict[str, Any]:
    today = clock.today()
    return {
        "party": str(people.restaurant().id), "agent_name": AGENT, "agent_number": AGENT_NUMBER, "scope": "some",
        "items": [applications.FOOD], "since": today.isoformat(), "until": (today + timedelta(days=30)).isoformat(),
        **changes,
    }  # fmt: skip


def asked(client: Client, **changes: Any) -> Any:
    """Send the question and confirm it; return the last answer."""
    first = client.post(ASK, question(**changes))
    if first.status_code != 200:
        return first
    assert "请再核对一遍" in first.content.decode()
    return client.post(ASK, question(**changes) | {"confirmed": "1"})


def grant() -> AgentGrant:
    return AgentGrant.objects.latest("appointed_at")


def accepted() -> AgentGrant:
    asked(browser())
    browser("wuxiaomei").post(f"{PAGE}{grant().pk}/accept/")
    return grant()


class TestAsking:
    def test_shows_everything_again_and_then_asks_the_other_side(self) -> None:
        client = browser()
        first = client.post(ASK, question()).content.decode()
        assert "食品经营许可" in first
        assert not AgentGrant.objects.filter(accepted_at=None).exists()
        assert asked(client)["Location"] == PAGE
        assert "待对方答复" in client.get(PAGE).content.decode()
        page = browser("wuxiaomei").get(PAGE).content.decode()
        assert "待您答复" in page
        assert "山间小味餐饮店" in page
        assert "食品经营许可" in page

    def test_finds_items_by_name_and_keeps_what_is_typed(self) -> None:
        page = (
            browser().post(ASK, question(items=["elderly-allowance"], search="道路", search_items="1")).content.decode()
        )
        assert "road-freight-license" in page
        assert 'value="elderly-allowance"' in page
        assert AGENT in page
        assert "没有名称相符" not in page

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"agent_name": "吴大梅"}, "没有找到完成实名核验的这个人"),
            ({"agent_number": "520102198803124820"}, "没有找到完成实名核验的这个人"),
            ({"agent_name": "杨秀兰", "agent_number": "520102198803124821"}, "法定代表人本来就可以办理"),
        ],
    )
    def test_unknown_people_and_oneself_are_refused(self, changes: dict[str, str], words: str) -> None:
        answer = asked(browser(), **changes)
        assert answer.status_code == 422
        assert words in answer.content.decode()

    def test_guessing_who_is_registered_ends_after_ten(self) -> None:
        client = browser()
        answers = [asked(client, agent_name=f"吴{number}") for number in range(11)]
        assert ["太多" in answer.content.decode() for answer in answers] == [False] * 10 + [True]
        assert "太多" in asked(client).content.decode()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"items": []}, "请至少选一个事项"),
            ({"until": "2020-01-01"}, "截止日期早于起始日期"),
            ({"until": "2099-01-01"}, "最长 5 年"),
            ({"items": ["no-such-item"]}, "事项"),
            ({"party": "00000000-0000-0000-0000-000000000001"}, "委托人"),
        ],
    )
    def test_faults_stand_beside_their_fields(self, changes: dict[str, Any], words: str) -> None:
        answer = browser().post(ASK, question(**changes))
        assert answer.status_code == 422
        assert words in answer.content.decode()

    def test_nobody_is_asked_twice(self) -> None:
        client = browser()
        asked(client)
        again = asked(client)
        assert again.status_code == 422
        assert "还没有答复您上一次的委托" in again.content.decode()

    def test_needs_a_proven_identity(self) -> None:
        person = identity.person_of(people.actor("yangxiulan").account)
        assert person
        identity.raise_level(person_id=person.id, level=1, evidence="LOST", by=SYSTEM, at=clock.now())
        assert browser().get(ASK)["Location"] == PAGE
        with pytest.raises(identity.LevelTooLow):
            identity.ask_agent(
                agent_name=AGENT, agent_number=AGENT_NUMBER, party_id=person.id, by=people.actor("yangxiulan"),
                at=clock.now(), valid_until=clock.now() + timedelta(days=1),
            )  # fmt: skip


class TestAnswering:
    def test_opens_nothing_before_it_is_accepted(self) -> None:
        asked(browser())
        shop = people.restaurant().id
        assert shop not in people.actor("wuxiaomei").parties
        browser("wuxiaomei").post(f"{PAGE}{grant().pk}/accept/")
        assert shop in people.actor("wuxiaomei").parties

    def test_only_the_one_who_was_asked_answers_and_once(self) -> None:
        asked(browser())
        for stranger in ("yangxiulan", "longjianguo"):
            assert browser(stranger).post(f"{PAGE}{grant().pk}/accept/").status_code == 404
        client = browser("wuxiaomei")
        client.post(f"{PAGE}{grant().pk}/decline/")
        answer = client.post(f"{PAGE}{grant().pk}/accept/", follow=True)
        assert "已经答复过" in answer.content.decode()
        assert grant().accepted_at is None
        assert "对方没有接受" in browser().get(PAGE).content.decode()

    def test_comes_too_late_after_the_question_was_taken_back(self) -> None:
        asked(browser())
        browser().post(f"{PAGE}{grant().pk}/revoke/")
        answer = browser("wuxiaomei").post(f"{PAGE}{grant().pk}/accept/", follow=True)
        assert "已经撤回" in answer.content.decode()

    def test_both_sides_may_end_it_at_once(self) -> None:
        power = accepted()
        assert browser("longjianguo").post(f"{PAGE}{power.pk}/revoke/").status_code == 403
        browser("wuxiaomei").post(f"{PAGE}{power.pk}/revoke/")
        assert people.restaurant().id not in people.actor("wuxiaomei").parties
        again = browser().post(f"{PAGE}{power.pk}/revoke/", follow=True)
        assert "已经撤销" in again.content.decode()

    def test_unknown_acts_and_powers_do_not_exist(self) -> None:
        client = browser()
        assert client.post(f"{PAGE}{UUID(int=1)}/revoke/").status_code == 404
        assert client.post(f"{PAGE}{UUID(int=1)}/steal/").status_code == 404


class TestAfterTheEnd:
    def test_a_draft_is_refused_in_words_and_what_was_just_typed_is_kept(self) -> None:
        power = accepted()
        client = browser("wuxiaomei")
        guide = applications.guide()
        sent = {**applications.FOOD_ANSWERS, "party": str(people.restaurant().id)}
        draft_id = UUID(client.post(f"/apply/{guide.implementation_code}/", sent)["Location"].split("/")[2])
        browser().post(f"{PAGE}{power.pk}/revoke/")
        refused = client.post(f"/drafts/{draft_id}/save/", {"operator_name": "刚刚填写的名称"})
        assert refused.status_code == 403
        assert client.get(f"/drafts/{draft_id}/").status_code == 403
        page = client.post(f"/drafts/{draft_id}/confirm/", {"truth": "1"})
        assert page.status_code == 403
        assert "委托已经结束或者撤销" in page.content.decode()
        assert "刚刚填写的名称" in Draft.objects.get(pk=draft_id).data

    def test_the_draft_opens_again_with_a_new_power(self) -> None:
        self.test_a_draft_is_refused_in_words_and_what_was_just_typed_is_kept()
        accepted()
        draft = Draft.objects.get(owner_id=people.actor("wuxiaomei").account, sent_at=None)
        assert "刚刚填写的名称" in browser("wuxiaomei").get(f"/drafts/{draft.pk}/").content.decode()

    def test_a_power_for_other_items_does_not_open_it(self) -> None:
        self.test_a_draft_is_refused_in_words_and_what_was_just_typed_is_kept()
        asked(browser(), items=["road-freight-license"])
        browser("wuxiaomei").post(f"{PAGE}{grant().pk}/accept/")
        draft = Draft.objects.get(owner_id=people.actor("wuxiaomei").account, sent_at=None)
        page = browser("wuxiaomei").get(f"/drafts/{draft.pk}/")
        assert page.status_code == 403
        assert "受托的范围里没有这个事项" in page.content.decode()


def test_the_account_page_counts_both_directions() -> None:
    accepted()
    assert "委托别人 1 份有效" in browser().get("/account/").content.decode()
    asked(browser(), items=["road-freight-license"])
    assert "1 份待您答复" in browser("wuxiaomei").get("/account/").content.decode()


def test_limited_agents_see_no_wallet_of_their_principal() -> None:
    accepted()
    page = browser("wuxiaomei").get("/certificates/").content.decode()
    assert "山间小味餐饮店" not in page
