"""The task list: what waits for whom, views, search, paging, claiming, query budget."""

from typing import Any

import pytest

from factories import people
from govhall.business.cases import public as cases
from govhall.infra import clock
from govhall.support.workflow import public as workflow

WINDOW, EXAMINER, REVIEWER = (f"guanshanhu-market-{word}" for word in ("window", "examiner", "reviewer"))
FOREIGN = "honghuagang-market-examiner"


class TestList:
    def test_a_clerk_sees_what_is_to_be_received_and_accepted(self, desk: Any, stages: Any) -> None:
        submitted, received, accepted = stages.submitted(), stages.received(), stages.accepted()
        page = desk(WINDOW).get("/desk/").content.decode()
        assert f"/desk/cases/{submitted.number}/" in page
        assert f"/desk/cases/{received.number}/" in page
        assert f"/desk/cases/{accepted.number}/" not in page

    def test_an_examiner_sees_the_steps_that_wait(self, desk: Any, stages: Any) -> None:
        stages.submitted()
        accepted = stages.accepted()
        page = desk(EXAMINER).get("/desk/").content.decode()
        assert page.count("data-row") == 1
        assert f"/desk/cases/{accepted.number}/" in page
        assert "可领取" in page

    def test_nothing_of_another_agency_is_listed(self, desk: Any, stages: Any) -> None:
        stages.accepted()
        for view in ("", "?view=open", "?q=食品"):
            assert "data-row" not in desk(FOREIGN).get(f"/desk/{view}").content.decode()

    def test_an_empty_list_says_so(self, desk: Any) -> None:
        assert "都办完了" in desk(EXAMINER).get("/desk/").content.decode()

    def test_views_have_counts(self, desk: Any, stages: Any) -> None:
        stages.submitted()
        page = desk(WINDOW).get("/desk/?view=to-receive").content.decode()
        assert '待收件<span class="num">1' in page

    def test_a_whole_number_opens_the_case_at_once(self, desk: Any, stages: Any) -> None:
        number = stages.submitted().number
        answer = desk(WINDOW).get("/desk/", {"q": f"{number[:6]}-{number[6:14]}-{number[14:20]}-{number[20:]}"})
        assert answer["Location"] == f"/desk/cases/{number}/"

    def test_a_name_finds_the_case_but_is_shown_masked(self, desk: Any, stages: Any) -> None:
        stages.submitted()
        page = desk(WINDOW).get("/desk/", {"q": "山间小味"}).content.decode()
        assert "data-row" in page
        assert "山间***店" in page

    def test_pages_follow_each_other_without_gap_or_repetition(self, desk: Any, stages: Any) -> None:
        numbers = {stages.submitted().number for _ in range(23)}
        client, seen, address = desk(WINDOW), [], "/desk/"
        while address:
            page = client.get(address)
            seen += [row.number for row in page.context["page"].rows]
            address = f"/desk/{page.context['next_url']}" if page.context["next_url"] else ""
        assert len(seen) == len(set(seen)) == 23
        assert set(seen) == numbers

    def test_a_broken_cursor_opens_the_first_page(self, desk: Any, stages: Any) -> None:
        stages.submitted()
        for after in ("x", "2026-01-01~x", "2026-01-01T00:00:00~01a206b3-5099-7283-bf7a-5e0e07cd5da9"):
            assert desk(WINDOW).get("/desk/", {"after": after}).status_code == 200

    def test_stays_within_its_query_budget(self, desk: Any, stages: Any, django_assert_max_num_queries: Any) -> None:
        for _ in range(3):
            stages.accepted()
        client = desk(EXAMINER)
        client.get("/desk/")  # the first request of a session also marks it
        with django_assert_max_num_queries(8):
            client.get("/desk/")

    @pytest.mark.parametrize(
        ("username", "page"),
        [
            ("audit-keeper", "audit"), ("certificate-keeper", "certificates"), ("account-keeper", "staff"),
            ("data-manager", "certificates/types"), ("seal-auditor", "seals"), ("system-keeper", "items"),
        ],
    )  # fmt: skip
    def test_who_has_no_cases_is_led_to_their_own_page(self, desk: Any, username: str, page: str) -> None:
        assert desk(username).get("/desk/")["Location"] == f"/desk/{page}/"

    def test_the_preview_is_a_part_without_a_frame(self, desk: Any, stages: Any) -> None:
        page = desk(WINDOW).get(f"/desk/cases/{stages.submitted().number}/preview/").content.decode()
        assert "打开办理" in page
        assert "<html" not in page


class TestTaking:
    def test_next_claims_the_oldest_step(self, desk: Any, stages: Any) -> None:
        first, second = stages.accepted(), stages.accepted()
        client = desk(EXAMINER)
        assert client.post("/desk/next/")["Location"] == f"/desk/cases/{first.number}/"
        (task,) = workflow.tasks_for(people.actor(EXAMINER), claimed=workflow.Claimed.MINE)
        assert task.subject_id == first.case_id
        assert client.post("/desk/next/", {"besides": first.number})["Location"] == f"/desk/cases/{second.number}/"

    def test_next_serves_applications_in_the_order_in_which_they_came(self, desk: Any, stages: Any) -> None:
        first = stages.submitted()
        stages.submitted()
        assert desk(WINDOW).post("/desk/next/")["Location"] == f"/desk/cases/{first.number}/"

    def test_next_passes_over_paused_cases(self, desk: Any, stages: Any) -> None:
        paused, waiting = stages.accepted(), stages.accepted()
        cases.suspend(
            case_id=paused.case_id, name="检验检测", basis="水质送检，等待结果。", expected_date=None,
            by=people.officer("examiner"), at=clock.now(),
        )  # fmt: skip
        assert desk(EXAMINER).post("/desk/next/")["Location"] == f"/desk/cases/{waiting.number}/"

    def test_next_says_when_nothing_is_left(self, desk: Any) -> None:
        page = desk(WINDOW).post("/desk/next/", follow=True).content.decode()
        assert "没有等您办理的办件了" in page

    def test_a_claimed_step_can_be_given_back(self, desk: Any, stages: Any) -> None:
        case, client = stages.accepted(), desk(EXAMINER)
        client.post(f"/desk/cases/{case.number}/claim/")
        assert "退回岗位" in client.get(f"/desk/cases/{case.number}/").content.decode()
        client.post(f"/desk/cases/{case.number}/release/")
        assert workflow.tasks_for(people.actor(EXAMINER), claimed=workflow.Claimed.MINE) == ()

    def test_a_step_of_another_post_cannot_be_claimed(self, desk: Any, stages: Any) -> None:
        assert desk(REVIEWER).post(f"/desk/cases/{stages.accepted().number}/claim/").status_code == 403
