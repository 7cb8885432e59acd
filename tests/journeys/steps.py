"""What people do again and again: fill in, send, wait for the other side. Each step is named as people name it."""

import re
from io import BytesIO
from pathlib import PurePath
from typing import Final

from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Locator, Page, expect

from factories import files
from govhall.standards.identifiers import case_number
from journeys import watch
from journeys.visitors import Visitors

RESTAURANT: Final = "山间小味餐饮店"
COMPANY: Final = "贵州山水人力资源有限公司"
LAYOUT: Final = "主要设备设施、经营布局和操作流程文件"
_POLLS: Final = 60


def pdf(name: str, content: bytes | None = None) -> FilePayload:
    """A one-page PDF as a person has it, or what claims to be one."""
    return {"name": name, "mimeType": "application/pdf", "buffer": content or files.pdf().getvalue()}


def photo(name: str) -> FilePayload:
    """A hand-drawn plan of the shop, photographed."""
    plan, file = Image.new("RGB", (600, 420), "#fbfaf5"), BytesIO()
    pen = ImageDraw.Draw(plan)
    for room in ((40, 40, 360, 250), (360, 40, 560, 250), (40, 250, 220, 380), (220, 250, 560, 380)):
        pen.rectangle(room, outline="#17283b", width=4)
    for basin in (90, 170, 250):
        pen.rectangle((basin, 60, basin + 50, 100), outline="#0d5a52", width=3)
    plan.save(file, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": file.getvalue()}


def open_guide(page: Page, words: str, item: str) -> None:
    """Search from the home page and open the guide of an item."""
    page.goto("/")
    page.get_by_label("搜索政务服务").fill(words)
    page.get_by_role("button", name="搜索").click()
    page.locator("#found :is(h2, h3) a", has_text=item).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(item)


def guide_of_food_licence(page: Page) -> None:
    """Open the guide of the food business licence."""
    open_guide(page, "食品经营许可", "食品经营许可")


def begin(page: Page, party: str) -> None:
    """Start the application from the open guide, for a party."""
    page.locator("a:visible", has_text="在线申请").first.click()
    page.get_by_role("radio", name=party).check()
    page.get_by_role("button", name="开始填写").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("填写信息")


def fill_food_form(page: Page, *, area: str = "46", kitchen_area: str = "16", phone: str = "13900000183") -> None:
    """Fill in what nobody knows yet about the shop."""
    page.get_by_label("所在区县").select_option("520115")
    write(page.get_by_label("经营面积"), area)
    write(page.get_by_label("其中食品处理区面积"), kitchen_area)
    choose(page, "餐饮服务经营者")
    choose(page, "热食类食品制售")
    write(page.get_by_label("食品安全管理人员", exact=True), "龙一")
    write(page.get_by_label("食品安全管理人员电话"), phone)
    write(page.get_by_label("从业人员总数"), "2")
    write(page.get_by_label("姓名"), "龙一")
    write(page.get_by_label("身份证号码"), "520102199001010018")
    write(page.get_by_label("健康证明编号"), "GY2026-0001")
    write(page.get_by_label("健康证明有效期至"), "2027-08-31")


def write(box: Locator, text: str) -> None:
    """
    Write into a box until it holds the text.

    Playwright selects and then types; when the form comes back from the server in between, the text is put behind the
    old one. A person sees that and writes again, and so do we.
    """
    for _ in range(3):
        box.fill(text)
        try:
            expect(box).to_have_value(text, timeout=2_000)
        except AssertionError:
            continue
        return
    expect(box).to_have_value(text)


def choose(page: Page, answer: str) -> None:
    """Tick an answer; where others hang on it, wait until the form has come back."""
    box = page.get_by_label(answer, exact=True)
    box.check()
    expect(page.locator("#sections")).not_to_have_attribute("aria-busy", "true")
    expect(box).to_be_checked()


def to_materials(page: Page) -> None:
    """Go on from the form."""
    page.get_by_role("button", name="下一步：上传材料").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("上传材料")


def material(page: Page, name: str) -> Locator:
    """The card of a material."""
    return page.get_by_role("region", name=name)


def upload(page: Page, name: str, *sent: FilePayload) -> None:
    """Hand in files for a material; they travel as soon as they are chosen."""
    card = material(page, name)
    card.locator("input[type=file]").set_input_files(list(sent) or [pdf(f"{PurePath(name).stem[:8]}.pdf")])
    expect(card.get_by_text("已上传")).to_be_visible()


def upload_everything(page: Page) -> None:
    """Hand in a file for every material that has none yet."""
    for heading in page.locator("section[id^=m-] h2").all_inner_texts():
        upload(page, heading)


def to_confirmation(page: Page) -> None:
    """Go on from the materials."""
    page.get_by_role("link", name="下一步：核对提交").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("核对提交")


def submit(page: Page) -> str:
    """Declare the truth and send; return the number of the case."""
    page.get_by_label("我声明").check()
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url("**/receipt/")
    expect(page.get_by_text("申请已提交").first).to_be_visible()
    return page.url.split("/")[-3]


def query_password(page: Page) -> str:
    """Read the query password from the receipt."""
    return page.locator("dt", has_text="查询密码").locator("xpath=following-sibling::dd[1]").inner_text().strip()


def apply_for_food_licence(page: Page, party: str) -> str:
    """Walk from the guide to the receipt without looking left or right; return the number."""
    guide_of_food_licence(page)
    begin(page, party)
    fill_food_form(page)
    to_materials(page)
    upload_everything(page)
    to_confirmation(page)
    return submit(page)


def shown(number: str) -> str:
    """The number of a case as pages show it."""
    return case_number.display(number)


def at_desk(page: Page, number: str) -> None:
    """Open a case at an officer's desk."""
    page.goto(f"/desk/cases/{number}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def other_act(page: Page, name: str) -> None:
    """Open another act in the panel."""
    page.locator("#panel").get_by_role("link", name=name, exact=True).click()


def act(page: Page, button: str, done: str) -> None:
    """Send the open act and read that it was done."""
    panel = page.locator("#panel")
    panel.get_by_role("button", name=re.compile(f"^{button}")).click()
    expect(panel.get_by_role("status").get_by_text(done)).to_be_visible()


def confirm_act(page: Page, button: str, done: str) -> None:
    """Send an act that can't be undone: it is read once more first."""
    panel = page.locator("#panel")
    panel.get_by_role("button", name=re.compile(f"^{button}")).click()
    expect(panel.get_by_text("请再核对一遍")).to_be_visible()
    act(page, button, done)


def accept(visitors: Visitors, number: str) -> None:
    """The window takes the case in and accepts it."""
    clerk = visitors.person("guanshanhu-market-window")
    at_desk(clerk, number)
    act(clerk, "确认收件", "已收件")
    act(clerk, "确认受理", "已受理")


def pass_on(visitors: Visitors, number: str, username: str, opinion: str, *, outcome: str = "") -> None:
    """An officer passes the step that waits, or ends it with another outcome."""
    officer = visitors.person(username)
    at_desk(officer, number)
    if outcome:
        officer.get_by_role("radio", name=outcome).check()
    officer.get_by_label("审查意见").fill(opinion)
    act(officer, "提交意见", "意见已提交")


def wait_for_worker(page: Page, path: str, words: str) -> None:
    """Look again and again, as people do, until the page says so."""
    for _ in range(_POLLS):
        page.goto(path)
        if page.get_by_text(words).count():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{path} never said {words}")


def look(page: Page, name: str) -> None:
    """Look closely at the page: axe, width, picture."""
    watch.look(page, name)
