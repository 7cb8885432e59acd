"""
A seal's life among five people: applied for, approved by another, made, filed, issued, used on a case's paper, frozen,
unfrozen, changed; and what it sealed stays good.
"""

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from govhall.infra import clock
from govhall.support.documents import public as documents
from govhall.support.seals import public as seals
from journeys import hall, watch
from journeys.visitors import Visitors

pytestmark = pytest.mark.clause("box:统一电子印章")

AGENCY = "观山湖区市场监督管理局"
SIGNER = "guanshanhu-market-approver"


def both_widths(page: Page, name: str) -> None:
    watch.look_both(page, f"seals-{name}")


def paper(folder: Path) -> Path:
    """A case's paper as the platform sets it, before it is sealed."""
    at = clock.now()
    letter = documents.Letter(
        title="行政许可决定书", number="520115-1", issuer=AGENCY, addressee="山间小味餐饮店",
        paragraphs=["经审查，准予许可。"], date=clock.official_date(at),
    )  # fmt: skip
    file = folder / "决定书.pdf"
    file.write_bytes(documents.render_letter(letter, at=at))
    return file


def apply(page: Page, purpose: str) -> str:
    page.get_by_label("用途和理由").fill(purpose)
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("heading", level=1, name=AGENCY)).to_be_visible()
    return page.url


def confirm(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("button", name=f"确认{button}").click()
    page.wait_for_load_state("load")


def bring_into_force(visitors: Visitors, address: str, number: str, *, pictures: bool = False) -> None:
    """Approve, make, file and issue, each by whoever it is for."""
    approver, maker = visitors.person("seal-approver"), visitors.person("seal-maker")
    approver.goto(address)
    if pictures:
        both_widths(approver, "approve")
    confirm(approver, "批准制章")
    maker.goto(address)
    maker.get_by_role("button", name="制作印章").click()
    maker.get_by_label("备案编号").fill(number)
    maker.get_by_label("备案日期").fill(clock.today().isoformat())
    if pictures:
        both_widths(maker, "file")
    maker.get_by_role("button", name="登记备案").click()
    maker.get_by_label("保管人").select_option(label="莫兰")
    maker.get_by_role("button", name="发放并启用", exact=True).click()
    if pictures:
        both_widths(maker, "issue-asks")
    maker.get_by_role("button", name="确认发放并启用").click()
    expect(maker.get_by_text("已发放，印章启用")).to_be_visible()
    approver.close()
    maker.close()


def seal_paper(page: Page, address: str, file: Path) -> bytes:
    page.goto(address)
    page.get_by_role("link", name="用这枚章盖一份文件").click()
    page.get_by_label("要盖章的 PDF").set_input_files(file)
    page.get_by_label("文书名称").fill("行政许可决定书")
    page.get_by_label("办件编号").fill("520115202611250000019")
    with page.expect_download() as got:
        page.get_by_role("button", name="盖章", exact=True).click()
    return Path(got.value.path()).read_bytes()


def test_a_seal_from_application_to_change(visitors: Visitors, hall: hall.Hall, tmp_path: Path) -> None:
    keeper = visitors.person("seal-keeper")
    keeper.goto("/desk/")
    both_widths(keeper, "list")
    keeper.get_by_role("link", name="申请印章").click()
    both_widths(keeper, "apply")
    keeper.get_by_role("button", name="提交申请").click()
    both_widths(keeper, "apply-refused")
    expect(keeper.get_by_role("radio", name="审批专用章")).to_be_checked()
    address = apply(keeper, "食品经营许可等行政审批文书用印")
    both_widths(keeper, "applied")
    expect(keeper.get_by_role("button", name="批准制章")).to_have_count(0)

    bring_into_force(visitors, address, "GA-5201150000101", pictures=True)

    signer = visitors.person(SIGNER)
    signer.goto(address + "use/")
    both_widths(signer, "use")
    sealed = seal_paper(signer, address, paper(tmp_path))
    keeper.goto(address)
    expect(keeper.get_by_role("cell", name="行政许可决定书")).to_be_visible()
    both_widths(keeper, "in-use")
    keeper.goto(f"{address}?day={clock.today().isoformat()}")
    expect(keeper.get_by_role("cell", name="行政许可决定书")).to_be_visible()

    keeper.goto(f"{address}?act=freeze")
    keeper.get_by_label("理由").fill("保管人出差两周，暂停用印")
    confirm(keeper, "冻结印章")
    expect(keeper.get_by_text("已冻结，不能用印")).to_be_visible()
    signer.goto(address + "use/")
    signer.get_by_label("要盖章的 PDF").set_input_files(paper(tmp_path))
    signer.get_by_label("文书名称").fill("行政许可决定书")
    signer.get_by_role("button", name="盖章", exact=True).click()
    expect(signer.get_by_role("alert")).to_contain_text(f"印章“{AGENCY}”已冻结，解冻前不能用印")
    both_widths(signer, "use-frozen")

    approver = visitors.person("seal-approver")
    approver.goto(f"{address}?act=unfreeze")
    approver.get_by_label("理由").fill("保管人已经回来")
    confirm(approver, "解冻印章")
    expect(approver.get_by_text("已解冻，可以用印")).to_be_visible()

    keeper.goto(address)
    keeper.get_by_role("link", name="申请换章").click()
    both_widths(keeper, "change")
    successor = apply(keeper, "签章证书快到期，更换新章")
    bring_into_force(visitors, successor, "GA-5201150000102")
    keeper.goto(address)
    expect(keeper.get_by_text("已换章").first).to_be_visible()
    both_widths(keeper, "replaced")
    signer.goto(address)
    expect(signer.get_by_role("link", name="用这枚章盖一份文件")).to_have_count(0)
    assert seal_paper(signer, successor, paper(tmp_path)) != sealed

    auditor = visitors.person("seal-auditor")
    auditor.goto("/desk/seals/?view=ended")
    expect(auditor.get_by_role("link", name=AGENCY)).to_have_count(1)
    both_widths(auditor, "ended")
    auditor.goto(address)
    expect(auditor.get_by_role("button", name=re.compile("冻结|批准|制作"))).to_have_count(0)

    (check,) = seals.check_file(sealed)
    assert (check.finding, check.signer) == ("VALID", AGENCY)


def test_an_officer_chooses_the_place_by_keyboard_and_seals_a_batch(
    visitors: Visitors, hall: hall.Hall, tmp_path: Path
) -> None:
    signer = visitors.person(SIGNER)
    signer.goto("/desk/seals/")
    signer.get_by_role("link", name=AGENCY).first.click()
    signer.get_by_role("link", name="用这枚章盖一份文件").click()
    signer.get_by_label("要盖章的 PDF").set_input_files(paper(tmp_path))
    signer.get_by_label("文书名称").fill("行政许可决定书")

    signer.get_by_text("指定位置").click()
    moved = signer.get_by_role("button", name=re.compile("印章，用方向键移动"))
    expect(moved).to_be_visible()
    left, top = signer.get_by_label("印章距左边"), signer.get_by_label("印章距上边")
    before = float(left.input_value()), float(top.input_value())
    moved.focus()
    signer.keyboard.press("ArrowLeft")
    signer.keyboard.press("Shift+ArrowUp")
    assert (float(left.input_value()), float(top.input_value())) == (before[0] - 1, before[1] - 10)
    both_widths(signer, "use-point")
    left.fill("400")
    signer.get_by_role("button", name="盖章", exact=True).click()
    expect(signer.get_by_role("alert")).to_contain_text("印章会超出第 1 页")

    sealed = []
    signer.get_by_text("关键字上").click()
    signer.get_by_label("关键字", exact=True).fill("准予许可")
    signer.get_by_label("要盖章的 PDF").set_input_files(paper(tmp_path))
    expect(signer.get_by_text("印章会盖在这里")).to_be_visible()
    both_widths(signer, "use-words")
    with signer.expect_download() as got:
        signer.get_by_role("button", name="盖章", exact=True).click()
    sealed.append(Path(got.value.path()).read_bytes())

    second = tmp_path / "第二份.pdf"
    second.write_bytes(paper(tmp_path).read_bytes())
    (tmp_path / "程序.pdf").write_bytes(b"MZ" + bytes(400))
    signer.get_by_label("要盖章的 PDF").set_input_files([paper(tmp_path), second, tmp_path / "程序.pdf"])
    signer.get_by_role("button", name="盖章", exact=True).click()
    expect(signer.get_by_role("status").filter(has_text="盖好 2 份，1 份没有盖")).to_be_visible(timeout=30_000)
    both_widths(signer, "batch")
    with signer.expect_download() as got:
        signer.get_by_role("link", name="下载盖好的文件").click()
    with zipfile.ZipFile(got.value.path()) as archive:
        assert archive.namelist() == ["决定书-已盖章.pdf", "第二份-已盖章.pdf"]
        sealed += [archive.read(name) for name in archive.namelist()]
    assert [seals.check_file(each)[0].finding for each in sealed] == ["VALID"] * 3
