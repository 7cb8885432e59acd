"""An officer of another county must see nothing of a case: not in a list, not by its address, not its files."""

import pytest
from playwright.sync_api import Page, expect

from journeys import steps
from journeys.steps import look
from journeys.visitors import Visitors

pytestmark = pytest.mark.clause("box:权限管理")

FOREIGN = "honghuagang-market-window"


def files_of(clerk: Page, number: str) -> list[str]:
    """The addresses of the files that the case's own clerk can open."""
    steps.at_desk(clerk, number)
    addresses = clerk.locator("a[href*='/materials/'], a[href*='/papers/']").evaluate_all(
        "links => links.map(link => new URL(link.href).pathname)"
    )
    assert addresses
    return sorted(set(addresses))


def test_lists_and_search_show_nothing(visitors: Visitors, waiting_case: str) -> None:
    page = visitors.person(FOREIGN)
    for address in ("/desk/", "/desk/?view=open", f"/desk/?q={waiting_case}"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator("main")).not_to_contain_text(steps.shown(waiting_case))
        expect(page.locator("main")).not_to_contain_text("山水人力")
    look(page, "foreign-search")


def test_the_address_of_the_case_answers_as_if_it_did_not_exist(visitors: Visitors, waiting_case: str) -> None:
    own, page = visitors.person("guanshanhu-market-window"), visitors.person(FOREIGN)
    answer = page.goto(f"/desk/cases/{waiting_case}/")
    assert answer
    assert answer.status == 404
    expect(page.locator("body")).not_to_contain_text("山水人力")
    look(page, "foreign-404")
    unknown = page.request.get(f"/desk/cases/{waiting_case[:-7]}999999{waiting_case[-1]}/")
    assert unknown.status == 404
    hidden = ["panel/", "preview/", "reveal/form-phone/"]
    addresses = [f"/desk/cases/{waiting_case}/{end}" for end in hidden] + files_of(own, waiting_case)
    assert {address: page.request.get(address).status for address in addresses} == dict.fromkeys(addresses, 404)


def test_acts_are_refused_and_change_nothing(visitors: Visitors, waiting_case: str) -> None:
    page, own = visitors.person(FOREIGN), visitors.person("guanshanhu-market-window")
    page.goto("/desk/")
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
    for act in ("receive", "accept", "decline", "return"):
        answer = page.request.post(
            f"/desk/cases/{waiting_case}/acts/{act}/",
            form={"csrfmiddlewaretoken": token, "seen": "1", "reason": "不属于本机关职权范围", "confirmed": "1"},
            headers={"Referer": page.url},
        )
        assert answer.status == 404
    steps.at_desk(own, waiting_case)
    expect(own.get_by_role("button", name="确认收件")).to_be_visible()


def test_another_citizen_sees_nothing_either(citizen_page: Page, waiting_case: str) -> None:
    for end in ("", "receipt/", "result/", "correct/", "withdraw/", "rate/"):
        answer = citizen_page.request.get(f"/cases/{waiting_case}/{end}")
        assert answer.status == 404
        assert "山水人力" not in answer.text()
