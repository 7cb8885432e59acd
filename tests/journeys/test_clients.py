"""
A department's system gets leave to verify certificates: registered at the desk, it calls, is refused, gets another
secret, and is ended. Its calls are made over HTTP as a stranger's program would make them.
"""

import hashlib
import hmac
import json
import secrets
import time
import urllib.error
import urllib.request
from typing import ClassVar

import pytest
from playwright.sync_api import Page, expect

from govhall.infra import clock
from govhall.support.certificates import public as certificates
from govhall.support.identity import public as identity
from journeys.test_pictures import both_widths
from journeys.visitors import Visitors

pytestmark = pytest.mark.clause("box:电子证照")
IN_CHAPTERS = True
MANAGER = "data-manager"
PATH = "/api/v1/certificates/verifications"


class Client:
    """What the chapters hand on."""

    page: ClassVar[str] = ""
    app_id: ClassVar[str] = ""
    secret: ClassVar[str] = ""


def call(address: str, secret: str) -> int:
    """Ask whether the business licence of 山间小味 is good; return the HTTP status."""
    shop = identity.legal_entity_by_uscc("92520115MA6HJX015Q")
    assert shop is not None
    held = next(one for one in certificates.wallet([shop.id], at=clock.now()) if one.type_key == "business-license")
    body = json.dumps({"certIdentifier": held.identifier, "useCause": "核验供餐单位资质"}).encode()
    moment, nonce = str(int(time.time())), secrets.token_hex(16)
    text = "\n".join(("POST", PATH, moment, nonce, hashlib.new("sm3", body).hexdigest()))
    signature = hmac.new(secret.encode(), text.encode(), "sm3").hexdigest()
    request = urllib.request.Request(
        address + PATH, body,
        {
            "Content-Type": "application/json", "X-App-Id": Client.app_id, "X-Timestamp": moment, "X-Nonce": nonce,
            "X-Signature": signature,
        },
    )  # fmt: skip
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert json.loads(answer.read())["isValid"]
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def remember(page: Page) -> None:
    """Take note of what is shown once."""
    shown = page.locator("dd.text-lg")
    Client.app_id, Client.secret = shown.nth(0).inner_text(), shown.nth(1).inner_text()


def test_is_registered_after_a_last_look_and_shown_its_secret(visitors: Visitors) -> None:
    page = visitors.person(MANAGER)
    page.goto("/desk/clients/")
    assert both_widths(page, "clients-none") == []
    page.get_by_role("link", name="登记应用").click()
    page.get_by_label("应用名称").fill("云岩食堂采购系统")
    page.get_by_label("使用单位").select_option(label="观山湖区人力资源和社会保障局")
    page.get_by_label("营业执照", exact=True).check()
    page.get_by_label("按标识查验").check()
    page.get_by_label("网络地址").fill("月亮")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="确认登记").click()
    expect(page.get_by_text("网络地址要写成").first).to_be_visible()
    assert both_widths(page, "clients-form-refused") == []
    page.get_by_label("网络地址").fill("127.0.0.0/8")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("请再核对一遍")).to_be_visible()
    assert both_widths(page, "clients-confirm") == []
    page.get_by_role("button", name="确认登记").click()
    expect(page.get_by_text("密钥只显示这一次")).to_be_visible()
    assert both_widths(page, "clients-secret") == []
    remember(page)
    page.get_by_role("link", name="已经记下").click()
    Client.page = page.url


def test_its_calls_and_refusals_are_read_at_the_desk(visitors: Visitors) -> None:
    assert [call(visitors.address, Client.secret) for _ in range(3)] == [200] * 3
    assert [call(visitors.address, "wrong") for _ in range(2)] == [401] * 2
    page = visitors.person(MANAGER)
    page.goto(Client.page)
    expect(page.locator("tbody tr")).to_have_count(3)
    assert both_widths(page, "client") == []
    page.get_by_role("link", name="拒绝的调用").click()
    expect(page.locator("tbody")).to_contain_text("签名不对")
    assert both_widths(page, "client-refusals") == []
    page.goto("/desk/clients/")
    assert both_widths(page, "clients") == []


def test_another_secret_works_beside_the_old_one(visitors: Visitors) -> None:
    page, old = visitors.person(MANAGER), Client.secret
    page.goto(Client.page)
    page.get_by_role("button", name="更换密钥").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert both_widths(page, "client-rotate") == []
    page.get_by_role("dialog").get_by_role("button", name="更换密钥").click()
    expect(page.get_by_text("请提醒对方在此之前换好")).to_be_visible()
    remember(page)
    assert Client.secret != old
    assert [call(visitors.address, secret) for secret in (old, Client.secret)] == [200, 200]
    page.get_by_role("link", name="已经记下").click()
    expect(page.get_by_text("原密钥可以用到")).to_be_visible()
    assert both_widths(page, "client-two-secrets") == []


def test_is_ended_and_refused_at_once(visitors: Visitors) -> None:
    page = visitors.person(MANAGER)
    page.goto(Client.page)
    page.get_by_role("button", name="停用应用").click()
    page.get_by_role("dialog").get_by_label("停用原因").fill("系统下线")
    assert both_widths(page, "client-end") == []
    page.get_by_role("dialog").get_by_role("button", name="停用应用").click()
    expect(page.get_by_text("下一次调用就会被拒绝")).to_be_visible()
    assert call(visitors.address, Client.secret) == 403
    assert both_widths(page, "client-ended") == []
    auditor = visitors.person("audit-keeper")
    auditor.goto("/desk/audit/?action=certificates.client.ended")
    expect(auditor.locator("tbody")).to_contain_text("停用原因：系统下线")
