"""An immediate item: a citizen asks for the own social-insurance record and has it, sealed, a minute later."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from govhall.support.seals import public as seals
from journeys import steps
from journeys.steps import look
from journeys.visitors import Visitors

pytestmark = pytest.mark.clause("box:自动化审批", "box:电子证照")

RECORD = "社会保险参保缴费记录"


def test_a_social_insurance_record_is_printed_at_once(citizen_page: Page, visitors: Visitors, tmp_path: Path) -> None:
    page = citizen_page
    steps.open_guide(page, "打社保", RECORD)
    expect(page.locator("main")).to_contain_text("当场办结")
    page.get_by_role("radio", name="办事用的证明").check()
    expect(page.get_by_role("status").get_by_text("按您的情况")).to_be_visible()
    look(page, "record-guide")
    steps.begin(page, "杨秀兰")
    expect(page.get_by_label("姓名")).to_have_value("杨秀兰")
    steps.choose(page, "基本养老保险")
    steps.choose(page, "失业保险")
    page.get_by_label("起始日期").fill("2026-06-30")
    page.get_by_label("截止日期").fill("2026-01-01")
    page.get_by_role("button", name=re.compile("^下一步")).click()
    expect(page.locator("[data-error-summary]")).to_contain_text("截止日期不能早于起始日期")
    page.get_by_label("起始日期").fill("2026-01-01")
    page.get_by_label("截止日期").fill("2026-06-30")
    look(page, "record-form")
    steps.to_materials(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("不用交任何材料")
    steps.to_confirmation(page)
    number = steps.submit(page)
    look(page, "record-receipt")
    steps.wait_for_worker(page, f"/cases/{number}/", "看结果")
    look(page, "record-case")
    page.get_by_role("link", name="看结果").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载电子证照").click()
    download.value.save_as(tmp_path / "record.pdf")
    content = (tmp_path / "record.pdf").read_bytes()
    assert [check.is_valid for check in seals.check_file(content)] == [True]
    text = subprocess.run(["pdftotext", tmp_path / "record.pdf", "-"], capture_output=True, check=True).stdout.decode()
    assert "2026-01 至 2026-06" in text
    assert "贵州山水人力资源有限公司" in text
    stranger = visitors.stranger()
    stranger.goto("/verify/")
    stranger.get_by_label("证照文件", exact=True).set_input_files([steps.pdf("record.pdf", content)])
    expect(stranger.get_by_role("heading", level=2, name="这张证照有效")).to_be_visible()
    expect(stranger.locator("main")).not_to_contain_text("520102198803124821")
    look(stranger, "record-verified")
