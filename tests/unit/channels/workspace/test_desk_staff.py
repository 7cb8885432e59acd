"""账号与岗位 through HTTP: list, new account, acts confirmed twice, refusals; and tasks that go back."""

import re
from typing import Any
from uuid import UUID

import pytest

from factories import people
from factories.walk import deliver_events, in_review, step
from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.security.audit import public as audit
from govhall.support.identity.models import Post, User
from govhall.support.workflow import public as workflow

pytestmark = pytest.mark.clause("box:统一用户管理")

KEEPER, CHIEF, EXAMINER = "account-keeper", "chief-account-keeper", "guanshanhu-market-examiner"
NEW = {
    "name": "李新", "id_number": "520000200002298882", "username": "li.xin", "phone": "13900000003",
    "email": "li.xin@gov.example",
}  # fmt: skip


def account(username: str) -> UUID:
    return User.objects.get(username=username).pk


def market() -> int:
    return organizations.agency_by_key("guanshanhu-market").id


def act(client: Any, username: str, slug: str, **data: Any) -> Any:
    """Send an act and confirm it."""
    address = f"/desk/staff/{account(username)}/acts/{slug}/"
    asked = client.post(address, data)
    assert asked.status_code == 200, asked.content.decode()
    assert "请再核对一遍" in asked.content.decode()
    return client.post(address, data | {"confirmed": "1"})


class TestTheList:
    def test_holds_the_own_agency_and_filters(self, desk: Any) -> None:
        client = desk(KEEPER)
        page = client.get("/desk/staff/").content.decode()
        assert EXAMINER in page
        assert "guanshanhu-health-examiner" not in page
        page = client.get("/desk/staff/?role=examiner&state=open").content.decode()
        assert EXAMINER in page
        assert "guanshanhu-market-reviewer" not in page
        assert "没有找到工作人员" in client.get("/desk/staff/?text=nobody").content.decode()
        for odd in ("?agency=x", "?state=%27", "?role=<script>", "?after=~"):
            assert client.get(f"/desk/staff/{odd}").status_code == 200

    def test_is_for_account_administrators(self, desk: Any) -> None:
        for username in (EXAMINER, "audit-keeper", "system-keeper"):
            client = desk(username)
            for path in ("/desk/staff/", "/desk/staff/new/", f"/desk/staff/{account(EXAMINER)}/"):
                assert client.get(path).status_code == 403

    def test_foreign_officers_do_not_exist(self, desk: Any) -> None:
        assert desk(KEEPER).get(f"/desk/staff/{account('honghuagang-market-examiner')}/").status_code == 404


class TestNewAccounts:
    def test_show_a_code_once(self, desk: Any) -> None:
        answer = desk(KEEPER).post("/desk/staff/new/", NEW | {"agency": market()})
        assert re.search(r"data-code>[A-Z0-9-]{19}<", answer.content.decode())
        assert "no-store" in answer["Cache-Control"]

    def test_faults_stand_beside_their_fields_and_nothing_typed_is_lost(self, desk: Any) -> None:
        answer = desk(KEEPER).post("/desk/staff/new/", NEW | {"agency": market(), "username": EXAMINER})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "已经有人使用" in page
        assert "李新" in page

    def test_a_foreign_agency_is_no_choice(self, desk: Any) -> None:
        foreign = organizations.agency_by_key("honghuagang-market").id
        assert desk(KEEPER).post("/desk/staff/new/", NEW | {"agency": foreign}).status_code == 422


class TestActs:
    def test_a_post_is_given_and_taken_and_the_auditor_reads_it(self, desk: Any) -> None:
        client = desk(KEEPER)
        client.post("/desk/staff/new/", NEW | {"agency": market()})
        assert act(client, "li.xin", "appoint", role="examiner", agency=market()).status_code == 302
        post = Post.objects.get(user__username="li.xin")
        assert act(client, "li.xin", "end", post=str(post.pk)).status_code == 302
        page = desk("audit-keeper").get("/desk/audit/?target=li.xin").content.decode()
        for words in ("任命岗位", "免去岗位", "建立账号", "发出一次性重置码"):
            assert words in page

    def test_are_not_done_without_the_second_confirmation(self, desk: Any) -> None:
        client, address = desk(KEEPER), f"/desk/staff/{account(EXAMINER)}/acts/disable/"
        client.post(address, {"reason": "调离本单位"})
        client.post(address, {"reason": "调离本单位", "confirmed": "1", "edit": "1"})
        assert User.objects.get(username=EXAMINER).is_active

    def test_clashing_roles_are_refused_in_words(self, desk: Any) -> None:
        answer = act(desk(KEEPER), EXAMINER, "appoint", role="account-administrator", agency=market())
        assert answer.status_code == 422
        assert "不能由同一人担任" in answer.content.decode()

    def test_dates_are_compared(self, desk: Any) -> None:
        data = {"role": "reviewer", "agency": market(), "since": "2027-02-01", "until": "2027-01-01"}
        answer = desk(KEEPER).post(f"/desk/staff/{account(EXAMINER)}/acts/appoint/", data)
        assert answer.status_code == 422
        assert "截止日期早于起始日期" in answer.content.decode()

    def test_roles_of_the_province_are_offered_by_the_province_only(self, desk: Any) -> None:
        page = desk(KEEPER).get(f"/desk/staff/{account(EXAMINER)}/?act=appoint").content.decode()
        assert 'value="examiner"' in page
        assert 'value="supervisor"' not in page
        page = desk(CHIEF).get(f"/desk/staff/{account('supervisor')}/?act=appoint").content.decode()
        assert 'value="supervisor"' in page

    def test_the_own_account_offers_nothing(self, desk: Any) -> None:
        page = desk(KEEPER).get(f"/desk/staff/{account(KEEPER)}/").content.decode()
        assert "这是您自己的账号" in page
        assert "停用账号</a>" not in page

    def test_disabling_gives_claimed_tasks_back(self, desk: Any) -> None:
        receipt = in_review()
        task = step(receipt)
        workflow.claim(task_id=task.id, by=people.officer("examiner"), at=clock.now())
        assert act(desk(KEEPER), EXAMINER, "disable", reason="调离本单位").status_code == 302
        deliver_events()
        assert step(receipt).claimed_by is None
        assert desk(KEEPER).get(f"/desk/staff/{account(EXAMINER)}/").content.decode().count("启用账号")
        assert act(desk(KEEPER), EXAMINER, "enable").status_code == 302

    def test_ending_one_post_gives_back_that_post_s_tasks_only(self, desk: Any) -> None:
        receipt = in_review()
        workflow.claim(task_id=step(receipt).id, by=people.officer("examiner"), at=clock.now())
        client = desk(KEEPER)
        act(client, EXAMINER, "appoint", role="reviewer", agency=market())
        extra = Post.objects.get(user__username=EXAMINER, role="reviewer")
        act(client, EXAMINER, "end", post=str(extra.pk))
        deliver_events()
        assert step(receipt).claimed_by == account(EXAMINER)
        act(client, EXAMINER, "end", post=str(Post.objects.get(user__username=EXAMINER, role="examiner").pk))
        deliver_events()
        assert step(receipt).claimed_by is None

    def test_resetting_shows_a_code_and_is_written_down(self, desk: Any) -> None:
        answer = act(desk(KEEPER), EXAMINER, "reset", is_present="True")
        assert re.search(r"data-code>[A-Z0-9-]{19}<", answer.content.decode())
        (entry,) = audit.entries(action="identity.ticket.issued", target_id=str(account(EXAMINER)), limit=3)
        assert (entry.detail["way"], entry.detail["drops_factor"]) == ("STAFF", True)
