"""A withdrawn application: the applicant is asked once more, and then nobody can go on with it."""

import pytest
from playwright.sync_api import expect

from journeys import steps
from journeys.steps import look
from journeys.visitors import Visitors

pytestmark = pytest.mark.clause("box:统一受理")


def test_a_withdrawn_application_is_over_for_everybody(visitors: Visitors, waiting_case: str) -> None:
    citizen = visitors.person("longjianguo", phone=True)
    citizen.goto(f"/cases/{waiting_case}/")
    citizen.get_by_role("link", name="撤回申请").click()
    look(citizen, "withdrawal-ask")
    citizen.get_by_label("撤回的原因").fill("店面没有租成，以后再申请")
    citizen.get_by_role("button", name="撤回申请").click()
    expect(citizen.get_by_role("heading", level=1)).to_contain_text("您已撤回这份申请")
    expect(citizen.get_by_role("link", name="撤回申请")).to_have_count(0)
    look(citizen, "withdrawal-done")
    clerk = visitors.person("guanshanhu-market-window")
    steps.at_desk(clerk, waiting_case)
    expect(clerk.locator("#panel")).to_contain_text("这个办件已经结束")
    expect(clerk.get_by_role("button", name="确认收件")).to_have_count(0)
    look(clerk, "withdrawal-desk")
    citizen.goto(f"/cases/{waiting_case}/withdraw/")
    expect(citizen.get_by_role("button", name="撤回申请")).to_have_count(0)
