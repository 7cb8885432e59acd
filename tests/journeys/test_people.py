"""
A password lost and found by mail and at the window, an officer from first to last day, a power to act for somebody.
"""

import re
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from govhall.infra import clock
from govhall.support.identity import public as identity
from journeys import hall, watch
from journeys.visitors import Account, Visitors

pytestmark = pytest.mark.clause("box:统一身份认证", "box:统一用户管理")

WINDOW: Final = "guanshanhu-market-window"
NAME, NUMBER, USERNAME = "陈一", "520000200002298882", "chenyi"
FIRST, SECOND, THIRD = "Shan-qing-6", "Shui-lan-77", "Yun-bai-88"


def both_widths(page: Page, name: str) -> None:
    watch.look_both(page, f"people-{name}")


def mails(folder: Path) -> Iterator[Message]:
    """Every mail in a folder; those of one second may stand in one file, with a line of hyphens after each."""
    for file in folder.glob("*"):
        yield from map(message_from_bytes, file.read_bytes().split(b"-" * 79 + b"\n"))


def mailed(address: str, by: hall.Hall) -> str:
    """Wait for the mail to an address and return the link in it."""
    folder, patience = Path(settings.GOVHALL_HOME) / "mail", 60
    for _second in range(patience):
        for mail in mails(folder):
            text = bytes(mail.get_payload(decode=True) or b"").decode()
            if mail["To"] == address and (link := re.search(r"https?://\S+/accounts/password/new/\S+", text)):
                return link[0]
        time.sleep(1)
    raise AssertionError(f"no mail came\n{by.logged()}")


def set_password(page: Page, password: str, name: str) -> None:
    expect(page.get_by_role("heading", level=1, name="设置新密码")).to_be_visible()
    both_widths(page, name)
    page.get_by_label("新密码", exact=True).fill(password)
    page.get_by_label("再填一次新密码").fill(password)
    page.get_by_role("button", name="设置新密码").click()
    expect(page.get_by_role("heading", level=1, name="新密码已生效")).to_be_visible()


def sign_in(page: Page, username: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def code_on(page: Page) -> str:
    expect(page.get_by_role("heading", level=1, name="重置码")).to_be_visible()
    return page.locator("[data-code]").inner_text()


def use_code(page: Page, code: str, password: str, name: str) -> None:
    """Go the way of somebody who was given a code on paper."""
    page.goto("/accounts/login/")
    page.get_by_role("link", name="忘记密码").click()
    page.get_by_role("link", name="已有重置码，去填写").click()
    page.get_by_role("textbox", name="重置码").fill(code.lower())
    both_widths(page, f"{name}-code")
    page.get_by_role("button", name="下一步").click()
    set_password(page, password, name)


def confirm(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("button", name=f"确认{button}").click()
    page.wait_for_load_state("load")


def test_a_lost_password_is_found_by_mail_and_at_the_window(hall: hall.Hall, visitors: Visitors) -> None:
    citizen = visitors.stranger()
    citizen.goto("/accounts/signup/")
    for label, value in (
        ("姓名", NAME), ("公民身份号码", NUMBER), ("手机号", "13900000188"), ("邮箱", "chenyi@example.com"),
        ("用户名", USERNAME), ("密码", FIRST), ("再填一次密码", FIRST),
    ):  # fmt: skip
        citizen.get_by_label(re.compile(f"^{label}")).first.fill(value)
    both_widths(citizen, "signup")
    citizen.get_by_role("button", name="注册").click()
    citizen.wait_for_url("**/account/**")

    elsewhere = visitors.stranger()
    elsewhere.goto("/accounts/login/")
    both_widths(elsewhere, "login")
    elsewhere.get_by_role("link", name="忘记密码").click()
    both_widths(elsewhere, "forgotten")
    elsewhere.get_by_role("textbox", name="用户名").fill(USERNAME)
    elsewhere.get_by_role("button", name="发送链接").click()
    expect(elsewhere.get_by_role("heading", level=1, name="请查收邮件")).to_be_visible()
    both_widths(elsewhere, "sent")
    link = mailed("chenyi@example.com", hall)
    elsewhere.goto(link)
    set_password(elsewhere, SECOND, "by-mail")
    both_widths(elsewhere, "done")
    elsewhere.goto(link)
    expect(elsewhere.get_by_role("heading", level=1, name="链接不能用了")).to_be_visible()
    both_widths(elsewhere, "used-link")
    citizen.goto("/account/")
    expect(citizen).to_have_url(re.compile("/accounts/login/"))
    sign_in(elsewhere, USERNAME, SECOND)
    elsewhere.goto("/accounts/security/")
    both_widths(elsewhere, "security")
    elsewhere.goto("/accounts/mail-address/")
    elsewhere.get_by_label("密码", exact=True).fill(SECOND)
    elsewhere.get_by_role("button", name="继续").click()
    both_widths(elsewhere, "mail-address")

    clerk = visitors.person(WINDOW)
    clerk.goto("/desk/people/")
    both_widths(clerk, "window")
    clerk.get_by_role("textbox", name="姓名").fill(NAME)
    clerk.get_by_role("textbox", name="公民身份号码").fill(NUMBER)
    clerk.get_by_role("button", name="查找账号").click()
    both_widths(clerk, "window-found")
    clerk.get_by_role("link", name=re.compile(f"^核验.*{USERNAME}")).click()
    clerk.get_by_role("button", name="给重置码").click()
    expect(clerk.get_by_text("本人不在场的，不能办理。").first).to_be_visible()
    both_widths(clerk, "window-refused")
    clerk.get_by_label("账号本人在场").check()
    clerk.get_by_label("已核对身份证原件", exact=False).check()
    clerk.get_by_role("button", name="给重置码").click()
    code = code_on(clerk)
    both_widths(clerk, "window-code")
    use_code(citizen, code, THIRD, "by-window")
    sign_in(citizen, USERNAME, THIRD)


def test_an_officer_is_appointed_works_and_leaves(hall: hall.Hall, visitors: Visitors) -> None:
    keeper = visitors.person("account-keeper")
    keeper.goto("/desk/staff/")
    both_widths(keeper, "staff")
    keeper.goto("/desk/staff/?text=nobody")
    both_widths(keeper, "staff-empty")
    keeper.goto("/desk/staff/new/")
    keeper.get_by_role("button", name="建立账号").click()
    both_widths(keeper, "staff-new-faults")
    for label, value in (("姓名", "李新"), ("公民身份号码", NUMBER), ("用户名", "li.xin"), ("手机号", "13900000003")):
        keeper.get_by_role("textbox", name=label).fill(value)
    keeper.get_by_label("所属机构").select_option(label="观山湖区市场监督管理局")
    both_widths(keeper, "staff-new")
    keeper.get_by_role("button", name="建立账号").click()
    code = code_on(keeper)

    officer = visitors.stranger()
    use_code(officer, code, FIRST, "by-keeper")
    sign_in(officer, "li.xin", FIRST)
    officer.get_by_label("密码", exact=True).fill(FIRST)
    officer.get_by_role("button", name="继续").click()
    expect(officer.get_by_role("heading", level=1, name="启用动态验证码")).to_be_visible()
    secret = officer.locator(".break-all").inner_text()
    officer.get_by_role("textbox", name="验证码").fill(visitors.fresh_code(Account("li.xin", FIRST, secret)))
    officer.get_by_role("button", name="启用").click()
    officer.wait_for_load_state("load")

    keeper.goto("/desk/staff/?text=li.xin")
    keeper.get_by_role("link", name="李新").click()
    address = keeper.url
    keeper.get_by_role("link", name="任命岗位").click()
    keeper.get_by_role("combobox", name="岗位", exact=True).select_option("examiner")
    keeper.get_by_role("combobox", name="机构", exact=True).select_option(label="观山湖区市场监督管理局")
    both_widths(keeper, "staff-appoint")
    keeper.get_by_role("button", name="任命", exact=True).click()
    both_widths(keeper, "staff-confirm")
    keeper.get_by_role("button", name="确认任命").click()
    both_widths(keeper, "staff-officer")
    officer.goto("/desk/")
    expect(officer.get_by_role("heading", level=1)).to_be_visible()

    keeper.goto(f"{address}?act=disable")
    keeper.get_by_role("textbox", name="停用原因").fill("调离本单位")
    confirm(keeper, "停用账号")
    both_widths(keeper, "staff-disabled")
    officer.goto("/desk/")
    expect(officer).to_have_url(re.compile("/accounts/login/"))
    auditor = visitors.person("audit-keeper")
    auditor.goto("/desk/audit/?target=li.xin")
    expect(auditor.locator("tbody")).to_contain_text("停用账号")
    both_widths(auditor, "staff-audit")


def test_a_power_is_given_accepted_and_taken_back(hall: hall.Hall, visitors: Visitors) -> None:
    principal, agent = visitors.person("yangxiulan"), visitors.person("longjianguo")
    principal.goto("/account/agents/")
    both_widths(principal, "agents-empty")
    principal.get_by_role("link", name="委托一个人").click()
    principal.get_by_label("受托人姓名").fill("龙建国")
    principal.get_by_label("受托人的公民身份号码").fill("520302198512311230")
    principal.get_by_label("按名称查事项").fill("食品")
    principal.get_by_role("button", name="查事项").click()
    principal.get_by_label("食品经营许可").check()
    both_widths(principal, "agents-ask")
    principal.get_by_role("button", name="下一步").click()
    both_widths(principal, "agents-confirm")
    principal.get_by_role("button", name="确认委托").click()
    expect(principal.get_by_text("待对方答复")).to_be_visible()
    agent.goto("/account/")
    both_widths(agent, "agents-account")
    agent.goto("/account/agents/")
    both_widths(agent, "agents-asked")
    agent.get_by_role("button", name=re.compile("^接受")).click()
    expect(agent.get_by_text("已接受委托")).to_be_visible()
    principal.goto("/account/agents/")
    both_widths(principal, "agents-given")
    principal.get_by_role("button", name=re.compile("^撤销")).first.click()
    watch.look(principal, "people-agents-revoke")
    principal.get_by_role("button", name="撤销委托").click()
    expect(principal.get_by_text("委托已结束")).to_be_visible()
    both_widths(principal, "agents-revoked")
    account = identity.account_id("longjianguo")
    assert account
    assert identity.powers_received(account, at=clock.now())[0].state == "revoked"
