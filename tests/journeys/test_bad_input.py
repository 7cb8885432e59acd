"""What goes wrong in life: double clicks, ended sessions, wrong files, hostile text, guessing. Nothing is lost."""

import re
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from journeys import hall as platform
from journeys import steps
from journeys.steps import look
from journeys.visitors import Visitors

PROGRAM: Final = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 4096
HOSTILE: Final = "<script>window.attacked=1</script><img src=x onerror=window.attacked=1>'; DROP TABLE cases_case; --"
_SEND_FIVE_TIMES: Final = """async () => {
  const form = document.getElementById("confirm");
  const send = () => fetch(form.action, { method: "POST", body: new FormData(form) });
  return (await Promise.all([send(), send(), send(), send(), send()])).map((answer) => answer.url);
}"""


@pytest.fixture
def company_page(visitors: Visitors) -> Page:
    """龙建国 at his phone."""
    return visitors.person("longjianguo", phone=True)


def ready_to_send(page: Page, party: str) -> None:
    steps.guide_of_food_licence(page)
    steps.begin(page, party)
    steps.fill_food_form(page)
    steps.to_materials(page)
    steps.upload_everything(page)
    steps.to_confirmation(page)
    page.get_by_label("我声明").check()


def test_a_double_click_makes_one_case(company_page: Page) -> None:
    page = company_page
    ready_to_send(page, steps.COMPANY)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if request.url.endswith("/confirm/") else None)
    page.get_by_role("button", name="提交申请").dblclick()
    page.wait_for_url("**/receipt/")
    assert sent.count("POST") == 1


def test_the_same_sending_five_times_at_once_makes_one_case(company_page: Page) -> None:
    page = company_page
    ready_to_send(page, steps.COMPANY)
    receipts = page.evaluate(_SEND_FIVE_TIMES)
    assert len(receipts) == 5
    assert len(set(receipts)) == 1
    assert receipts[0].endswith("/receipt/")


def test_an_ended_session_in_the_middle_of_the_form_loses_nothing(visitors: Visitors, hall: platform.Hall) -> None:
    page = visitors.newly_signed_in("longjianguo", phone=True)
    steps.guide_of_food_licence(page)
    steps.begin(page, steps.COMPANY)
    steps.fill_food_form(page)
    expect(page.get_by_text("已自动保存").first).to_be_visible()
    (session,) = (cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    assert session.isalnum()
    hall.execute(f"DELETE FROM django_session WHERE session_key = '{session}'")
    page.get_by_label("店招名称").fill("山水食堂，会话已结束")
    page.get_by_label("从业人员总数").fill("7")
    page.get_by_role("button", name="下一步：上传材料").click()
    expect(page.get_by_role("heading", name="登录", exact=True)).to_be_visible()
    expect(page.get_by_text("登录已过期")).to_be_visible()
    look(page, "expired-login")
    visitors.sign_in(page, "longjianguo")
    expect(page.get_by_role("heading", level=1)).to_contain_text("填写信息")
    expect(page.get_by_label("店招名称")).to_have_value("山水食堂，会话已结束")
    expect(page.get_by_label("从业人员总数")).to_have_value("7")
    look(page, "expired-put-back")
    steps.to_materials(page)


def test_a_program_named_pdf_and_too_big_a_file_are_refused_beside_the_material(
    company_page: Page, tmp_path: Path
) -> None:
    page = company_page
    steps.guide_of_food_licence(page)
    steps.begin(page, steps.COMPANY)
    steps.fill_food_form(page)
    steps.to_materials(page)
    card = steps.material(page, steps.LAYOUT)
    card.locator("input[type=file]").set_input_files([steps.pdf("布局图.pdf", PROGRAM)])
    expect(card.get_by_role("alert")).to_contain_text("文件内容是程序")
    expect(card.get_by_text("已上传")).to_have_count(0)
    look(page, "refused-program")
    big = tmp_path / "很大.pdf"
    big.write_bytes(b"%PDF-1.7\n" + bytes(21 * 1024 * 1024))
    card.locator("input[type=file]").set_input_files(big)
    expect(card.get_by_text("最大 20 MB")).to_be_visible()
    steps.upload(page, steps.LAYOUT, steps.photo("布局图.png"))


def test_hostile_text_in_every_field_is_shown_as_text(company_page: Page, visitors: Visitors) -> None:
    page = company_page
    steps.guide_of_food_licence(page)
    steps.begin(page, steps.COMPANY)
    steps.fill_food_form(page)
    typed = []
    for field in page.locator("#application input[type=text]:visible").all():
        length = int(field.get_attribute("maxlength") or 1000)
        if field.is_editable() and length >= 40 and not field.get_attribute("inputmode"):
            typed.append(HOSTILE[:length])
            field.fill(typed[-1])
    assert len(typed) >= 4
    page.get_by_role("button", name="下一步：上传材料").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert unharmed(page)
    if page.locator("[data-error-summary]").count():  # a name that can't be one may be refused, in plain words
        look(page, "hostile-refused")
        steps.fill_food_form(page)
        steps.to_materials(page)
    steps.upload_everything(page)
    steps.to_confirmation(page)
    expect(page.locator("main")).to_contain_text(HOSTILE[:40])
    look(page, "hostile-confirm")
    number = steps.submit(page)
    page.goto(f"/cases/{number}/")
    page.get_by_text("我填的信息和材料").click()
    expect(page.locator("main")).to_contain_text(HOSTILE[:40])
    assert unharmed(page)
    clerk = visitors.person("guanshanhu-market-window")
    steps.at_desk(clerk, number)
    expect(clerk.locator("main")).to_contain_text(HOSTILE[:8])
    look(clerk, "hostile-desk")
    clerk.goto("/desk/")
    assert unharmed(clerk)


@pytest.mark.parametrize("address", ["/search/?q={}", "/progress/?number={}", "/verify/?code={}", "/items/?theme={}"])
def test_hostile_text_in_addresses_is_shown_as_text(visitors: Visitors, address: str) -> None:
    page = visitors.stranger()
    answer = page.goto(address.format(HOSTILE.replace(" ", "%20").replace("#", "")))
    assert answer
    assert answer.status < 500
    assert unharmed(page)


def test_guessing_a_query_password_gets_one_answer_and_then_a_pause(
    visitors: Visitors, hall: platform.Hall, waiting_case: str
) -> None:
    page = visitors.stranger(phone=True)
    answers = []
    try:
        for number in (waiting_case, "520115202601010000001", waiting_case, waiting_case, waiting_case):
            ask(page, number, "000000")
            answers.append(page.locator("[data-error-summary]").inner_text())
        assert len(set(answers)) == 1
        look(page, "guessing-wrong")
        ask(page, waiting_case, "000000")
        expect(page.get_by_text("15 分钟后再试")).to_be_visible()
        look(page, "guessing-paused")
    finally:
        hall.execute("DELETE FROM cases_inquiryattempt")  # other journeys ask from the same address


def ask(page: Page, number: str, password: str) -> None:
    page.goto("/progress/")
    page.get_by_label("办件编号").fill(number)
    page.get_by_label("查询密码").fill(password)
    page.get_by_role("button", name="查进度").click()
    expect(page.locator("main [role=alert]")).to_be_visible()


def test_going_back_after_signing_out_shows_nothing(visitors: Visitors) -> None:
    page = visitors.newly_signed_in("longjianguo")
    page.goto("/account/")
    expect(page.locator("main")).to_contain_text("5203")
    page.goto("/cases/")
    page.goto("/accounts/logout/")
    look(page, "logout")
    page.locator("main").get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("link", name=re.compile("登录")).first).to_be_visible()
    for _ in range(3):
        page.go_back()
        expect(page.locator("body")).not_to_contain_text("5203")
        expect(page.locator("body")).not_to_contain_text("龙*国")


def unharmed(page: Page) -> bool:
    """Say that no text of the page was run."""
    return bool(page.evaluate("window.attacked === undefined && !document.querySelector('img[src=x]')"))
