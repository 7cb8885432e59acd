"""
Existing certificates are brought in from a table: template, faults, confirmation, a worker that is killed in the
middle, the result; the faulty rows are mended and brought in too. Then a year's report is recorded.
"""

import io
import re
import sys
import time
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import FilePayload, Page, expect

from factories import stock as tables
from govhall.support.certificates.models import Certificate, StockRow
from journeys import watch
from journeys.hall import Hall
from journeys.visitors import Visitors

pytestmark = pytest.mark.clause("box:电子证照")
IN_CHAPTERS = True
KEEPER = "certificate-keeper"
GOOD = 80
FIRST = 5_000_000  # beyond the numbers that licences of other journeys get
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def both_widths(page: Page, name: str) -> None:
    watch.look_both(page, f"stock-{name}")


def send(page: Page, content: bytes, name: str = "存量.xlsx") -> None:
    file: FilePayload = {"name": name, "mimeType": _XLSX, "buffer": content}
    page.goto("/desk/certificates/stock/")
    page.get_by_label("证照类型").select_option(label="食品经营许可证")
    page.get_by_label("填好的表格").set_input_files(file)
    page.get_by_role("button", name="上传并检查").click()


def confirm(page: Page, number: int) -> None:
    page.get_by_label("我已核对").check()
    page.get_by_role("button", name=f"确认，制 {number} 张证照").click()
    expect(page.get_by_text("已确认，正在制证")).to_be_visible()


def wait_for_the_first() -> None:
    """Look into the database: a worker on a fast machine is done before a page would say that it has begun."""
    deadline = time.monotonic() + 90
    while not StockRow.objects.filter(state="ISSUED", batch__state="ISSUING").exists():
        assert time.monotonic() < deadline, "the worker never began"
        time.sleep(0.02)


def test_from_the_template_over_faults_and_a_dead_worker_to_the_certificates(visitors: Visitors, hall: Hall) -> None:
    page = visitors.person(KEEPER)
    page.goto("/desk/certificates/stock/")
    with page.expect_download() as got:
        page.get_by_role("link", name="食品经营许可证").first.click()
    book = load_workbook(io.BytesIO(Path(got.value.path()).read_bytes()))
    assert tuple(cell.value for cell in book["证照"][1]) == tables.HEADS
    send(page, b"not a workbook")
    expect(page.get_by_role("alert")).to_be_visible()
    both_widths(page, "refused")

    rows = [tables.row(FIRST + number) for number in range(GOOD)]
    faulty = [
        tables.row(FIRST + 101, 主体业态="夜市"),
        tables.row(FIRST + 102, 持证主体证件号码="520102198505050019", 有效期起="2099-01-01"),
        tables.row(FIRST + 3), tables.row(FIRST + 104, 经营场所="=HYPERLINK(1)"),
    ]  # fmt: skip
    send(page, tables.workbook(*rows, *faulty))
    expect(page.get_by_role("heading", level=1, name="食品经营许可证")).to_be_visible()
    expect(page.locator("tbody").get_by_text("与第 5 行重复").locator("visible=true")).to_be_visible()
    both_widths(page, "checked")
    with page.expect_download() as got:
        page.get_by_role("link", name=re.compile("下载问题文件")).click()
    mended = load_workbook(io.BytesIO(Path(got.value.path()).read_bytes()))

    confirm(page, GOOD)
    address = page.url
    wait_for_the_first()
    hall.kill("worker")
    expect(page.locator("#progress [data-made]")).not_to_have_text("0")
    both_widths(page, "making")
    page.get_by_role("button", name="暂停").click()
    expect(page.get_by_text("已暂停").first).to_be_visible()
    both_widths(page, "paused")
    page.get_by_role("button", name="继续").click()
    hall.start("worker", [sys.executable, "-m", "govhall.config", "worker"])
    expect(page.get_by_text("全部办完")).to_be_visible(timeout=180_000)
    page.goto(address)
    both_widths(page, "done")
    numbers = list(Certificate.objects.filter(stock_row__isnull=False).values_list("number", flat=True))
    assert len(set(numbers)) == len(numbers)
    assert {f"JY2520115{FIRST + number:07d}" for number in range(GOOD)} <= set(numbers)

    sheet = mended["证照"]
    assert sheet["A2"].value == f"JY2520115{FIRST + 101:07d}"
    sheet["J2"] = "餐饮服务经营者"
    sheet.delete_rows(3, 3)
    target = io.BytesIO()
    mended.save(target)
    send(page, target.getvalue(), "改好.xlsx")
    confirm(page, 1)
    expect(page.get_by_text("全部办完")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="查看证照").first.click()
    expect(page.get_by_text("存量制证，原证")).to_be_visible()
    both_widths(page, "certificate")
    page.goto("/desk/certificates/stock/")
    both_widths(page, "batches")


def test_a_report_is_recorded_and_whoever_verifies_reads_of_it(visitors: Visitors) -> None:
    page = visitors.person("hrss-certificates")
    page.goto("/desk/certificates/checks/?view=overdue")
    if not page.locator("tbody tr").count():  # before April this year's reports are due, not overdue
        page.goto("/desk/certificates/checks/")
    both_widths(page, "checks")
    page.locator("tbody a").first.click()
    both_widths(page, "check")
    page.get_by_label("合格", exact=True).check()
    page.get_by_label("检查意见").fill("报告齐全，补报原因已核实。")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已登记。")).to_be_visible()
    both_widths(page, "check-done")
    page.goto("/desk/certificates/checks/?view=coming")
    both_widths(page, "checks-coming")
    made = Certificate.objects.filter(type__key="labour-dispatch-license").order_by("number")
    for number, row in enumerate(made[1:3]):
        page.goto(f"/verify/{row.verify_token}/")
        expect(page.get_by_role("heading", level=1)).to_have_text("这张证照有效")
        expect(page.locator("main")).to_contain_text("年度经营情况报告")
        both_widths(page, f"verified-{number}")
