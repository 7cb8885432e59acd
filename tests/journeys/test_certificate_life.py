"""
The life of a certificate: issued, shown by a code, verified on another device, cited, shared, renewed, revoked;
its holder reads every use, and issue and revocation are proved offline.
"""

import io
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import ClassVar

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from govhall.infra import clock
from govhall.support.certificates import public as certificates
from govhall.support.identity import public as identity
from journeys import steps
from journeys.hall import Hall
from journeys.test_pictures import both_widths
from journeys.visitors import Visitors

pytestmark = pytest.mark.clause("box:电子证照")
AGENCY = "guanshanhu-market"
IN_CHAPTERS = True
KEEPER = "certificate-keeper"


class Life:
    """What the chapters hand on."""

    case: ClassVar[str] = ""
    certificate: ClassVar[str] = ""  # its own page
    verify: ClassVar[str] = ""  # what the code on its paper leads to
    viewer: ClassVar[str] = ""
    link: ClassVar[str] = ""


def holder(visitors: Visitors) -> Page:
    """杨秀兰 at her phone, for her shop."""
    return visitors.person("yangxiulan", phone=True)


def read_code(page: Page) -> str:
    """Scan the code on the screen with a camera, so to speak."""
    picture = page.locator("[data-countdown] [role=img]").screenshot()
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return str(found.text)


def of_shop(type_key: str) -> certificates.CertificateValue:
    shop = identity.legal_entity_by_uscc("92520115MA6HJX015Q")
    assert shop is not None
    return next(one for one in certificates.wallet([shop.id], at=clock.now()) if one.type_key == type_key)


def test_is_issued_on_a_granted_application_that_cites_another_one(visitors: Visitors, hall: Hall) -> None:
    page = holder(visitors)
    Life.case = steps.apply_for_food_licence(page, steps.RESTAURANT)
    steps.accept(visitors, Life.case)
    steps.pass_on(visitors, Life.case, f"{AGENCY}-examiner", "材料齐全，建议准予。")
    steps.pass_on(visitors, Life.case, f"{AGENCY}-reviewer", "同意承办意见。")
    desk = visitors.person(f"{AGENCY}-approver")
    steps.at_desk(desk, Life.case)
    steps.confirm_act(desk, "确认准予", "已准予许可")
    steps.wait_for_worker(page, f"/cases/{Life.case}/", "看结果")
    licence = of_shop("food-business-license")
    Life.certificate, Life.verify = f"/certificates/{licence.id}/", licence.verify_path
    page.goto(f"/certificates/{of_shop('business-license').id}/")
    expect(page.locator("main")).to_contain_text("引用")
    expect(page.locator("main")).to_contain_text("办理食品经营许可")
    assert both_widths(page, "life-cited") == []


def test_is_shown_by_a_code_that_runs_down_and_scanned_on_another_device(visitors: Visitors) -> None:
    page, stranger = holder(visitors), visitors.stranger(phone=True)
    page.goto(f"{Life.certificate}show/")
    expect(page.get_by_text("秒后自动更换")).to_be_visible()
    left = page.locator("[data-countdown-left]").inner_text()
    expect(page.locator("[data-countdown-left]")).not_to_have_text(left)
    assert both_widths(page, "life-show") == []
    code = read_code(page)
    stranger.goto(code)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("这张证照有效")
    Life.viewer = stranger.url
    assert both_widths(stranger, "life-scanned") == []
    again = visitors.stranger()
    again.goto(code)
    expect(again.locator("main")).to_contain_text("已经被扫过")
    assert both_widths(again, "life-scanned-again") == []


def test_renews_its_code_by_itself(visitors: Visitors) -> None:
    page = holder(visitors)
    page.goto(f"{Life.certificate}show/")
    expect(page.get_by_text("秒后自动更换")).to_be_visible()
    before = read_code(page)
    page.wait_for_timeout(5_000)
    page.evaluate("document.querySelector('[data-countdown]').dispatchEvent(new CustomEvent('run-down'))")
    expect(page.locator("[data-countdown-left]")).to_have_text(re.compile("^(60|5[789])$"))
    assert read_code(page) != before


def test_shows_more_only_after_the_holder_agreed(visitors: Visitors) -> None:
    page, stranger = holder(visitors), visitors.stranger()
    page.goto(f"{Life.certificate}show/")
    stranger.goto(Life.viewer)
    stranger.get_by_label("您是谁").fill("云岩酒店采购部")
    stranger.get_by_label("用来做什么").fill("核对供应商资质")
    stranger.get_by_role("button", name="请对方同意").click()
    expect(stranger.get_by_text("已请对方在手机上答复")).to_be_visible()
    assert both_widths(stranger, "life-asking") == []
    expect(page.get_by_role("heading", name="对方想查看完整信息")).to_be_visible()
    assert both_widths(page, "life-asked") == []
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.locator("main")).to_contain_text("可以看 3 分钟")
    expect(stranger.get_by_text("持证人已同意")).to_be_visible()
    expect(stranger.locator("#full")).to_contain_text(of_shop("food-business-license").number)
    assert both_widths(stranger, "life-disclosed") == []


def test_is_shared_with_a_purpose_and_the_share_ends(visitors: Visitors, tmp_path: Path) -> None:
    page, stranger = holder(visitors), visitors.stranger()
    page.goto(Life.certificate)
    page.get_by_role("link", name="授权他人查看").click()
    page.get_by_label("给谁").fill("云岩酒店采购部")
    page.get_by_label("用途").fill("供应商资质备案")
    page.get_by_role("button", name="同意并生成链接").click()
    expect(page.get_by_text("把下面的链接发给对方")).to_be_visible()
    assert both_widths(page, "life-share") == []
    Life.link = page.locator("[data-share-link]").inner_text()
    stranger.goto(Life.link)
    expect(stranger.get_by_text("加注：仅供云岩酒店采购部用于供应商资质备案")).to_be_visible()
    assert both_widths(stranger, "life-shared") == []
    with stranger.expect_download() as download:
        stranger.get_by_role("link", name="下载加注件").click()
    download.value.save_as(tmp_path / "copy.pdf")
    text = subprocess.run(["pdftotext", tmp_path / "copy.pdf", "-"], capture_output=True, check=True).stdout.decode()
    assert "加注件" in text
    page.get_by_role("button", name=re.compile("^停止授权")).click()
    expect(page.get_by_text("已停止授权")).to_be_visible()
    stranger.goto(Life.link)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("持证人已停止授权")
    assert both_widths(stranger, "life-share-ended") == []


def test_the_holder_reads_every_use(visitors: Visitors) -> None:
    page = holder(visitors)
    page.goto(Life.certificate)
    for words in (
        "扫您出示的亮证码",
        "经您当面同意，云岩酒店采购部查看",
        "凭您给云岩酒店采购部的授权",
        "停止授权云岩酒店采购部",
    ):
        expect(page.get_by_text(words).first).to_be_visible()
    assert both_widths(page, "life-log") == []


def test_is_renewed_at_the_desk_and_the_old_paper_says_so(visitors: Visitors) -> None:
    desk, stranger = visitors.person(KEEPER), visitors.stranger()
    desk.goto("/desk/certificates/")
    assert both_widths(desk, "life-desk-list") == []
    desk.goto(f"/desk{Life.certificate}")
    desk.get_by_role("link", name="换发", exact=True).click()
    desk.get_by_label("原因和依据").fill("有效期届满前延续")
    assert both_widths(desk, "life-desk-renew") == []
    desk.get_by_role("button", name="确认换发").click()
    expect(desk.get_by_text("已换发。")).to_be_visible()
    stranger.goto(Life.verify)
    expect(stranger.get_by_text("换成第 2 版")).to_be_visible()
    assert both_widths(stranger, "life-replaced") == []
    licence = of_shop("food-business-license")
    Life.certificate, Life.verify = f"/certificates/{licence.id}/", licence.verify_path


def test_is_revoked_and_every_verification_says_so_within_a_second(visitors: Visitors) -> None:
    desk, stranger = visitors.person(KEEPER), visitors.stranger()
    stranger.goto(Life.verify)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("这张证照有效")
    desk.goto(f"/desk{Life.certificate}?act=revoke")
    desk.get_by_label("原因和依据").fill("转让许可证，情节严重")
    with desk.expect_response(lambda answer: answer.request.method == "POST"):
        desk.get_by_role("button", name="确认吊销").click()
    begun = time.monotonic()
    stranger.goto(Life.verify, wait_until="commit")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("这张证照已被吊销，请勿采信")
    assert time.monotonic() - begun < 1
    assert both_widths(stranger, "life-revoked") == []
    expect(desk.get_by_text("已吊销。")).to_be_visible()
    assert both_widths(desk, "life-desk-revoked") == []


def test_issue_and_revocation_are_proved_offline(visitors: Visitors, tmp_path: Path) -> None:
    page, deadline = visitors.stranger(), time.monotonic() + 90
    page.goto("/evidence/")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载核验程序").click()
    program = tmp_path / "verify_offline.py"
    download.value.save_as(program)
    for label in ("下载签发的证明文件", "下载失效的证明文件"):
        page.goto(Life.verify)
        while not page.get_by_role("link", name=label, include_hidden=True).count():
            assert time.monotonic() < deadline, f"{label}: not entered as evidence"
            time.sleep(1)
            page.reload()
        page.get_by_text("区块链存证", exact=True).click()
        with page.expect_download() as download:
            page.get_by_role("link", name=label).click()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        answer = subprocess.run([sys.executable, "-I", program, file], capture_output=True, text=True, check=False)
        assert (answer.returncode, answer.stderr) == (0, "")
        assert "✓" in answer.stdout
