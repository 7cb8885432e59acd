"""The commission that defines a certificate changes its layout: looks, moves, mends, keeps, compares, publishes."""

import pytest
from playwright.sync_api import Page, expect

from govhall.support.certificates import public as certificates
from journeys.test_pictures import both_widths
from journeys.visitors import Visitors

pytestmark = pytest.mark.clause("box:电子证照")
IN_CHAPTERS = True
KEEPER = "health-certificates"
PATH = "/desk/certificates/types/public-place-hygiene-license/"
RED = "/desk/certificates/types/paper/landscape/red.svg"


def open_editor(visitors: Visitors) -> Page:
    page = visitors.person(KEEPER)
    page.goto(PATH)
    return page


def test_finds_the_type_among_all(visitors: Visitors) -> None:
    page = visitors.person(KEEPER)
    page.goto("/desk/certificates/types/")
    expect(page.get_by_role("row", name="公共场所卫生许可证")).to_contain_text("归我维护")
    expect(page.get_by_role("row", name="营业执照")).to_contain_text("只能看")
    assert both_widths(page, "types-list") == []
    page.get_by_label("按名称、定义机构或代码查").fill("月亮")
    page.get_by_role("button", name="查样式").click()
    expect(page.get_by_text("没有找到证照样式")).to_be_visible()


def test_sees_what_he_types_as_it_will_be_printed(visitors: Visitors) -> None:
    page = open_editor(visitors)
    sample = page.locator("#type-preview svg").first
    expect(sample).to_have_attribute("aria-label", "公共场所卫生许可证样本，第 1 页")
    assert both_widths(page, "types-editor") == []
    page.get_by_label("证照名称").fill("公共场所卫生许可证书")
    expect(sample).to_have_attribute("aria-label", "公共场所卫生许可证书样本，第 1 页")
    page.get_by_label("编号规则").fill("黔卫公证字 {year}")
    expect(page.locator("#type-preview")).to_contain_text("编号里没有顺序号")
    page.get_by_label("编号规则").fill("黔卫公证字〔{year}〕第 {region}{serial:05} 号")
    page.get_by_label("证照名称").fill("公共场所卫生许可证𠮷𰻝")
    expect(page.locator("#type-preview")).to_contain_text("字体里没有")
    page.get_by_label("证照名称").fill("公共场所卫生许可证")
    expect(page.locator("#type-preview")).to_contain_text("没有发现问题")
    page.get_by_text("朱红", exact=True).click()
    page.get_by_text("左下", exact=True).click()
    expect(page.locator("#type-preview image").first).to_have_attribute("href", RED)
    assert both_widths(page, "types-red") == []


def test_moves_lines_by_keyboard_and_adds_one(visitors: Visitors) -> None:
    page = open_editor(visitors)
    page.get_by_role("button", name="下移“单位名称”").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#down-1")).to_be_focused()
    expect(page.locator("#place-line-1 summary")).to_contain_text("单位名称")
    page.keyboard.press("Enter")
    expect(page.locator("#down-2")).to_be_focused()
    page.get_by_role("button", name="添加一项").click()
    line = page.locator("#place-line-6")
    expect(line.get_by_label("项目名称")).to_be_focused()
    expect(page.locator("#type-preview")).to_contain_text("请选择内容来源")
    line.get_by_label("项目名称").fill("许可机关")
    line.get_by_label("内容来源").select_option(label="发证机关名称")
    line.get_by_label("查验时").select_option(label="对外显示全部")
    expect(page.locator("#type-preview dl")).to_contain_text("许可机关")
    assert both_widths(page, "types-moved") == []
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("草稿已保存")).to_be_visible()


def test_is_warned_of_long_contents(visitors: Visitors) -> None:
    page = open_editor(visitors)
    page.get_by_label("长内容").check()
    expect(page.locator("#type-preview")).to_contain_text("没有发现问题")
    assert both_widths(page, "types-long") == []


def test_publishes_after_a_look_at_the_differences(visitors: Visitors) -> None:
    page = open_editor(visitors)
    page.get_by_role("link", name="核对并发布").click()
    expect(page.get_by_role("heading", name="证面“许可机关”")).to_be_visible()
    expect(page.get_by_role("heading", name="证面顺序")).to_be_visible()
    assert both_widths(page, "types-publish") == []
    page.get_by_role("button", name="发布第 2 版").click()
    expect(page.get_by_text("从现在起新发的证照用这一版")).to_be_visible()
    assert certificates.certificate_type("public-place-hygiene-license").version == 2
    page.get_by_role("link", name="第 1 版").click()
    expect(page.get_by_text("曾用")).to_be_visible()


def test_works_without_scripts(visitors: Visitors) -> None:
    signed_in = visitors.person(KEEPER).context.storage_state()
    context = visitors.browser.new_context(
        base_url=visitors.address, java_script_enabled=False, locale="zh-CN", storage_state=signed_in
    )
    page = context.new_page()
    page.goto(PATH)
    page.get_by_label("证照名称").fill("公共场所卫生许可证（试行）")
    page.get_by_role("button", name="更新预览").click()
    expect(page.locator("#type-preview svg").first).to_have_attribute(
        "aria-label", "公共场所卫生许可证（试行）样本，第 1 页"
    )
    page.get_by_role("button", name="上移“单位名称”").click()
    expect(page.get_by_label("证照名称")).to_have_value("公共场所卫生许可证（试行）")
    context.close()


def test_others_may_look_only(visitors: Visitors) -> None:
    page = visitors.person("certificate-keeper")
    page.goto(PATH)
    expect(page.get_by_text("您可以看，不能改")).to_be_visible()
    assert page.get_by_role("button", name="保存草稿").count() == 0
    assert both_widths(page, "types-read") == []
