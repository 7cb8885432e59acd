"""
Anybody verifies: with a phone's camera, with a picture of a code, with files dropped on the page.

The camera is Chromium's own, playing a film of a real certificate's code.
"""

import base64
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from govhall.infra import clock
from govhall.kernel.actor import SYSTEM
from govhall.support.certificates import public as certificates
from govhall.support.documents import public as documents
from govhall.support.identity import public as identity
from journeys import cameras
from journeys.test_pictures import both_widths
from journeys.visitors import Visitors

pytestmark = [pytest.mark.clause("box:政务服务信息验证"), pytest.mark.clause("box:电子证照")]
_DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  const carried = (window.carried ??= new DataTransfer());
  carried.items.add(new File([bytes], name));
}"""
_FIRE = """(kind) => {
  const place = document.querySelector("[data-drop]");
  place.dispatchEvent(new DragEvent(kind, { dataTransfer: window.carried, bubbles: true, cancelable: true }));
}"""
# Closing the dialog and ending the camera are two steps. wait_for_function would evaluate text, which the site forbids.
_TRACK_AT_LAST = """async () => {
  for (let turn = 0; turn < 100 && window.track.readyState !== "ended"; turn++) {
    await new Promise((done) => setTimeout(done, 50));
  }
  return window.track.readyState;
}"""


@pytest.fixture(scope="module")
def licence(everybody: Visitors) -> certificates.CertificateValue:
    """The business licence of 山间小味餐饮店."""
    shop = identity.legal_entity_by_uscc("92520115MA6HJX015Q")
    assert shop is not None
    return next(one for one in certificates.wallet([shop.id], at=clock.now()) if one.type_key == "business-license")


@pytest.fixture(scope="module")
def pdf(licence: certificates.CertificateValue) -> bytes:
    with certificates.content(licence.id, by=SYSTEM) as file:
        return file.read()


@pytest.fixture
def phone(visitors: Visitors, tmp_path: Path) -> Iterator[Callable[[Image.Image], Page]]:
    """A stranger's phone whose camera sees a picture, on the page that verifies; asked by the browser, he says yes."""
    opened = []

    def look_at(picture: Image.Image, *, allow: bool = True) -> Page:
        stack = cameras.camera_on(picture, visitors, tmp_path / f"film{len(opened)}.y4m")
        strangers = stack.__enter__()
        opened.append(stack)
        page = strangers.stranger(phone=True)
        if allow:
            page.context.grant_permissions(["camera"])
        page.goto("/verify/")
        page.get_by_role("button", name="用摄像头扫码").click()
        return page

    yield look_at
    for stack in opened:
        stack.__exit__(None, None, None)


def agree(page: Page) -> None:
    page.get_by_role("button", name="同意，打开摄像头").click()


def test_the_camera_reads_the_code_on_a_printed_certificate(phone: Callable[..., Page], pdf: bytes) -> None:
    page = phone(cameras.code_on(cameras.printed(pdf)))
    expect(page.get_by_text("浏览器会再问您一次")).to_be_visible()
    assert both_widths(page, "verify-camera-question") == []
    agree(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("这张证照有效")
    for answer in ("观山湖区市场监督管理局", "没有，和签发时一字不差。"):
        expect(page.locator("dd", has_text=answer).first).to_be_visible()
    expect(page.get_by_text("内容没有改动", exact=True)).to_be_hidden()
    assert both_widths(page, "verify-valid") == []
    page.get_by_text("逐项核对").click()
    expect(page.get_by_text("内容没有改动", exact=True)).to_be_visible()
    assert both_widths(page, "verify-valid-unfolded") == []


def test_the_camera_reads_the_code_that_a_holder_shows(phone: Callable[..., Page], visitors: Visitors) -> None:
    holder = visitors.person("yangxiulan", phone=True)
    holder.goto("/certificates/")
    shop = identity.legal_entity_by_uscc("92520115MA6HJX015Q")
    assert shop is not None
    held = next(one for one in certificates.wallet([shop.id], at=clock.now()) if one.type_key == "business-license")
    holder.goto(f"/certificates/{held.id}/show/")
    shown = holder.locator("[data-countdown] [role=img]").screenshot()
    page = phone(Image.open(io.BytesIO(shown)))
    agree(page)
    page.wait_for_url(re.compile("/shown/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("这张证照有效")


def test_a_code_of_another_site_is_refused_and_never_opened(phone: Callable[..., Page], visitors: Visitors) -> None:
    page = phone(cameras.code(f"https://{visitors.address.removeprefix('http://')}@zhengwu-verify.example/verify/ok"))
    agree(page)
    expect(page.get_by_text("这个二维码不是本平台的，请勿相信")).to_be_visible()
    expect(page.get_by_text("zhengwu-verify.example", exact=True)).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.url == f"{visitors.address}/verify/"
    assert both_widths(page, "verify-foreign-code") == []


def test_cancelling_ends_the_camera(phone: Callable[..., Page]) -> None:
    page = phone(Image.new("RGB", (300, 300), "white"))
    agree(page)
    expect(page.locator("video")).to_have_js_property("videoWidth", cameras.WIDTH)
    assert both_widths(page, "verify-camera") == []
    page.evaluate("window.track = document.querySelector('video').srcObject.getVideoTracks()[0]")
    expect(page.get_by_role("button", name="补光灯")).to_be_hidden()
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate(_TRACK_AT_LAST) == "ended"


def test_a_no_to_the_camera_leads_to_a_picture(phone: Callable[..., Page]) -> None:
    page = phone(Image.new("RGB", (300, 300), "white"), allow=False)
    agree(page)
    expect(page.get_by_text("没有得到使用摄像头的许可")).to_be_visible()
    expect(page.get_by_label("拍照或者选图片识别")).to_be_enabled()


class TestPictures:
    def offer(self, page: Page, picture: Image.Image, *, quality: int = 70) -> None:
        content = io.BytesIO()
        picture.convert("RGB").save(content, "JPEG", quality=quality)
        page.get_by_label("拍照或者选图片识别").set_input_files(
            FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=content.getvalue())
        )

    @pytest.mark.parametrize(("dpi", "turn"), [(100, 0), (150, 0), (200, 3), (300, -8)])
    def test_of_a_whole_printed_page_are_read(self, visitors: Visitors, pdf: bytes, dpi: int, turn: int) -> None:
        page = visitors.stranger(phone=True)
        page.goto("/verify/")
        self.offer(page, cameras.printed(pdf, dpi=dpi).rotate(turn, expand=True, fillcolor=(120, 110, 100)))
        expect(page.get_by_role("heading", level=1)).to_have_text("这张证照有效")

    def test_of_a_share_lead_to_the_share(self, visitors: Visitors) -> None:
        page = visitors.stranger(phone=True)
        page.goto("/verify/")
        self.offer(page, cameras.code(f"{visitors.address}/shared/{'a2' * 13}"))
        page.wait_for_url(f"**/shared/{'a2' * 13}")

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("https://evil.example/verify/aaaaaaaaaaaaaaaaaaaaaaaaaa", "不是本平台的，请勿相信"),
            ("WIFI:S:hall;T:WPA;P:secret;;", "这个二维码里不是网址"),
            ("javascript:alert(1)", "这个二维码里不是网址"),
            ("/accounts/logout/", "但不是证照的码"),
        ],
    )
    def test_of_other_codes_are_refused(self, visitors: Visitors, text: str, words: str) -> None:
        page = visitors.stranger(phone=True)
        page.goto("/verify/")
        self.offer(page, cameras.code(text))
        expect(page.get_by_text(words)).to_be_visible()
        assert page.url == f"{visitors.address}/verify/"

    def test_without_a_code_or_without_a_picture_say_so(self, visitors: Visitors) -> None:
        page = visitors.stranger(phone=True)
        page.goto("/verify/")
        self.offer(page, Image.new("RGB", (900, 600), "white"))
        expect(page.get_by_text("图片里没有找到二维码")).to_be_visible()
        page.get_by_label("拍照或者选图片识别").set_input_files(
            FilePayload(name="a.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7")
        )
        expect(page.get_by_text("这个文件不是图片，或者打不开")).to_be_visible()


class TestFiles:
    def test_are_dropped_and_checked_one_after_the_other(
        self, visitors: Visitors, pdf: bytes, licence: certificates.CertificateValue
    ) -> None:
        page = visitors.stranger()
        page.goto("/verify/")
        assert both_widths(page, "verify") == []
        with documents.content(certificates.make_ofd(certificate_id=licence.id, at=clock.now())) as file:
            ofd = file.read()
        for name, content in (
            ("营业执照.pdf", pdf), ("改过的.pdf", pdf.replace(b"/Type", b"/Tipe", 1)), ("营业执照.ofd", ofd),
            ("照片.jpg", b"\xff\xd8\xff" + b"x" * 50), ("空.pdf", b""),
        ):  # fmt: skip
            page.evaluate(_DROP, [name, base64.b64encode(content).decode()])
        page.evaluate(_FIRE, "dragenter")
        expect(page.locator("[data-drop][data-over]")).to_be_visible()
        assert both_widths(page, "verify-drag") == []
        page.evaluate(_FIRE, "dragover")
        page.evaluate(_FIRE, "drop")
        rows = page.locator("[data-verify-results] > li")
        expect(rows).to_have_count(5)
        expect(rows.nth(4)).to_contain_text("这个文件是空的")
        expect(rows.nth(0).get_by_role("heading", level=2)).to_have_text("这张证照有效")
        expect(rows.nth(1).get_by_role("heading", level=2)).to_have_text(re.compile("请勿采信|无法读取|不能确认"))
        expect(rows.nth(2).get_by_role("heading", level=2)).to_have_text("这张证照有效")
        expect(rows.nth(3)).to_contain_text("这不是 PDF 或 OFD 文件")
        expect(rows.nth(3)).to_contain_text("照片.jpg")
        assert both_widths(page, "verify-files") == []
        assert page.url == f"{visitors.address}/verify/"

    def test_are_chosen_by_keyboard_and_refused_before_they_travel(self, visitors: Visitors, pdf: bytes) -> None:
        page, sent = visitors.stranger(), []
        page.on("request", lambda request: sent.append(request.method))
        page.on("filechooser", lambda _chooser: None)  # heard from the start; expecting it alone begins a little late
        page.goto("/verify/")
        field = page.get_by_label("证照文件", exact=True)
        field.focus()
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Space")
        chooser.value.set_files(
            FilePayload(name="大.pdf", mimeType="application/pdf", buffer=b"%PDF-" + b" " * (20 * 1024 * 1024))
        )
        expect(page.locator("[data-verify-results]")).to_contain_text("文件不能超过 20 MB")
        assert "POST" not in sent
        field.set_input_files(FilePayload(name="证.pdf", mimeType="application/pdf", buffer=pdf))
        expect(page.get_by_role("heading", level=2, name="这张证照有效")).to_be_visible()
        expect(page.get_by_role("status").first).to_contain_text("证.pdf：这张证照有效")

    def test_that_do_not_arrive_say_so(self, visitors: Visitors, pdf: bytes) -> None:
        page = visitors.stranger()
        page.goto("/verify/")
        page.context.set_offline(True)
        page.get_by_label("证照文件", exact=True).set_input_files(
            FilePayload(name="证.pdf", mimeType="application/pdf", buffer=pdf)
        )
        expect(page.locator("[data-verify-results]")).to_contain_text("没有传上去，请检查网络")
        visitors.complaints.clear()  # the browser says that it is offline


def test_without_scripts_a_file_is_answered_by_a_page(visitors: Visitors, pdf: bytes) -> None:
    context = visitors.browser.new_context(base_url=visitors.address, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto("/verify/")
    expect(page.get_by_role("button", name="用摄像头扫码")).to_be_hidden()
    page.get_by_label("证照文件", exact=True).set_input_files(
        FilePayload(name="证.pdf", mimeType="application/pdf", buffer=pdf)
    )
    page.get_by_role("button", name="验证文件").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("这张证照有效")
    context.close()
