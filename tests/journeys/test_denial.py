"""A denial: it can't be made without reasons and law, and the applicant reads both, with the ways to contest it."""

import re

import pytest
from playwright.sync_api import expect

from journeys import steps
from journeys.steps import look
from journeys.visitors import Visitors

pytestmark = pytest.mark.clause("box:审批服务")

AGENCY = "guanshanhu-market"
REASON = "经营场所与开放式垃圾场的距离不到 25 米，不符合规定的距离要求"
BASIS = "《中华人民共和国食品安全法》第三十三条第一款第一项"


def test_a_denial_gives_reasons_law_and_remedies(visitors: Visitors) -> None:
    citizen = visitors.person("longjianguo", phone=True)
    number = steps.apply_for_food_licence(citizen, steps.COMPANY)
    steps.accept(visitors, number)
    steps.pass_on(visitors, number, f"{AGENCY}-examiner", "现场核查：距离不符合要求。", outcome="现场核查不符合")
    steps.pass_on(visitors, number, f"{AGENCY}-reviewer", "同意，建议不予许可。")
    approver = visitors.person(f"{AGENCY}-approver")
    steps.at_desk(approver, number)
    expect(approver.locator("#panel")).to_contain_text("建议不予许可")
    steps.other_act(approver, "不予许可")
    send = approver.get_by_role("button", name=re.compile("^确认不予许可"))
    send.click()
    summary = approver.locator("#panel [data-error-summary]")
    expect(summary).to_contain_text("不予许可的理由")
    expect(summary).to_contain_text("法律依据")
    look(approver, "denial-desk-errors")
    approver.get_by_label("不予许可的理由").fill(REASON)
    approver.get_by_label("法律依据").fill(BASIS)
    steps.confirm_act(approver, "确认不予许可", "已不予许可")
    steps.wait_for_worker(citizen, f"/cases/{number}/", "决定书")
    expect(citizen.get_by_role("heading", level=1)).to_contain_text("不予许可")
    for words in (REASON, BASIS, "行政复议", "行政诉讼"):
        expect(citizen.locator("main")).to_contain_text(words)
    expect(citizen.get_by_role("link", name=re.compile("不予.*决定书"))).to_be_visible()
    look(citizen, "denial-case")
    citizen.goto(f"/cases/{number}/result/")
    expect(citizen.get_by_role("link", name="下载电子证照")).to_have_count(0)
    look(citizen, "denial-result")
