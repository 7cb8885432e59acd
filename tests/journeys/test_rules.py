"""
A rule is changed: the rule editor opens a table, sees a gap reported, mends it, tries it out and publishes; the item's
reviewer takes the new version up; the next application is pre-checked by it. Then the same by keyboard alone, and at a
phone.
"""

from typing import ClassVar

import pytest
from playwright.sync_api import Locator, Page, expect

from journeys import steps
from journeys.steps import look
from journeys.visitors import Visitors

pytestmark = pytest.mark.clause("box:智能预检")

IN_CHAPTERS = True
MODEL = "/desk/rules/food-licence-precheck/"
HINT = "食品处理区占经营面积的比例偏小"


class Change:
    """What the chapters hand on."""

    item: ClassVar[str] = ""


def cell(page: Page, row: int, column: int) -> Locator:
    """A cell of the open decision table, counted from 1 without the row's number."""
    return page.locator(f"#rule-canvas tbody tr:nth-child({row}) td[data-col-id]").nth(column - 1)


def type_into(page: Page, row: int, column: int, text: str) -> None:
    """Write into a cell as people do, and wait until the draft is kept."""
    cell(page, row, column).click()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    page.keyboard.press("Tab")
    expect(page.locator("#save-state")).to_contain_text("已保存")


def open_editor(page: Page) -> None:
    page.goto(MODEL)
    expect(page.locator("#rule-canvas[data-ready]")).to_be_visible()
    page.get_by_role("button", name="处理区最小占比", exact=True).click()
    expect(cell(page, 1, 2)).to_contain_text("<= 150")


def test_a_gap_is_reported_while_the_table_is_edited(visitors: Visitors) -> None:
    page = visitors.person("rule-editor")
    page.goto("/desk/")
    look(page, "rules-list")
    open_editor(page)
    expect(page.locator("#rule-canvas .bjs-powered-by, #rule-canvas a[href*='bpmn.io']").first).to_be_visible()
    look(page, "rules-editor")
    type_into(page, 1, 2, "< 150")
    expect(page.locator("#findings")).to_contain_text("没有规则覆盖这种情况")
    look(page, "rules-gap")
    type_into(page, 1, 2, "<= 150")
    expect(page.locator("#findings")).not_to_contain_text("没有规则覆盖这种情况")
    type_into(page, 1, 3, "0.4")


def test_the_change_is_tried_out(visitors: Visitors) -> None:
    page = visitors.person("rule-editor")
    open_editor(page)
    page.get_by_label("主体业态 business_type").select_option("catering")
    page.get_by_label("hot_food").check()
    steps.write(page.get_by_label("经营面积（平方米） area"), "46")
    steps.write(page.get_by_label("食品处理区面积（平方米） kitchen_area"), "16")
    page.get_by_role("button", name="试算", exact=True).click()
    expect(page.locator("#try-result")).to_contain_text(HINT)
    expect(page.locator("#try-result [data-matched]")).to_have_count(2)
    look(page, "rules-tried")


def test_a_mistake_is_found_and_leads_to_its_place(visitors: Visitors) -> None:
    page = visitors.person("rule-editor")
    open_editor(page)
    type_into(page, 2, 2, "> ")
    finding = page.locator("#findings li", has_text="错误").first
    expect(finding).to_be_visible()
    page.get_by_role("button", name="关系图").click()
    expect(page.locator("#rule-canvas .djs-container")).to_be_visible()
    look(page, "rules-diagram")
    finding.locator("[data-jump]").click()
    expect(cell(page, 2, 2).get_by_role("textbox")).to_be_focused()
    page.get_by_role("link", name="检查并发布").click()
    expect(page.get_by_text("有错误，不能发布")).to_be_visible()
    look(page, "rules-refused")
    open_editor(page)
    type_into(page, 2, 2, "> 150")
    expect(page.locator("#findings li", has_text="错误")).to_have_count(0)


def test_the_new_version_is_published_after_a_look(visitors: Visitors) -> None:
    page = visitors.person("rule-editor")
    open_editor(page)
    page.get_by_role("link", name="检查并发布").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("发布“食品经营许可预检”")
    look(page, "rules-publish")
    page.get_by_role("button", name="发布第 2 版").click()
    expect(page.get_by_text("第 2 版已发布。")).to_be_visible()


def test_the_reviewer_of_the_item_takes_it_up(visitors: Visitors) -> None:
    page = visitors.person("item-reviewer")
    page.goto("/desk/items/?item=食品经营许可")
    page.locator("main a", has_text="食品经营许可").first.click()
    look(page, "rules-item")
    page.get_by_role("button", name="采用新版规则").click()
    expect(page.get_by_text("已采用规则的新版本，")).to_be_visible()


def test_the_next_application_is_checked_by_it(visitors: Visitors) -> None:
    page = visitors.person("longjianguo")
    steps.guide_of_food_licence(page)
    steps.begin(page, steps.COMPANY)
    steps.fill_food_form(page, kitchen_area="0")
    page.get_by_role("button", name="下一步：上传材料").click()
    expect(page.get_by_role("alert")).to_contain_text("要有食品处理区")
    look(page, "rules-precheck-error")
    steps.write(page.get_by_label("其中食品处理区面积"), "16")
    steps.to_materials(page)
    steps.upload_everything(page)
    steps.to_confirmation(page)
    expect(page.get_by_role("note")).to_contain_text(HINT)
    look(page, "rules-precheck-hint")
    steps.submit(page)


def test_the_run_is_on_record(visitors: Visitors) -> None:
    page = visitors.person("rule-editor")
    page.goto(f"{MODEL}runs/")
    row = page.locator("tbody tr").first
    expect(row).to_contain_text("提交前预检")
    expect(row.locator("td").nth(3)).to_have_text("2")
    look(page, "rules-runs")
    row.get_by_role("link").first.click()
    expect(page.get_by_role("region", name="结果和依据")).to_contain_text(HINT)
    expect(page.locator("main")).not_to_contain_text("龙一")
    look(page, "rules-run")
    page.get_by_role("link", name="用同一版本重新计算").click()
    expect(page.get_by_text("结果一致")).to_be_visible()
    page.get_by_role("button", name="显示明文").click()
    expect(page.get_by_text("请填写查看原因")).to_be_visible()
    page.get_by_label("查看原因").fill("核对规则是否写对")
    page.get_by_role("button", name="显示明文").click()
    expect(page.locator("main")).to_contain_text("龙一")


def test_an_expression_is_completed_and_its_error_shown(visitors: Visitors) -> None:
    page = visitors.person("rule-editor")
    page.goto("/desk/rules/feel/")
    box = page.get_by_label("表达式")
    box.fill("")
    box.press_sequentially("cou")
    expect(page.get_by_role("option", name="count()")).to_be_visible()
    look(page, "rules-feel-names")
    box.press("Enter")
    expect(box).to_have_value("count()")
    box.press_sequentially("[1, 2")
    expect(page.locator("#feel-result")).to_contain_text("表达式")
    look(page, "rules-feel-error")
    box.press_sequentially("]")
    expect(page.locator("#feel-result")).to_contain_text("2")


def here(page: Page) -> str:
    """What has the focus, in the words that a screen reader would say."""
    said: str = page.evaluate(
        "(e => (e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent || '').trim())"
        "(document.activeElement)"
    )
    return said


def tab_to(page: Page, name: str, *, key: str = "Tab", most: int = 60) -> None:
    """Press Tab until the focus stands on something of this name; it must be seen there."""
    for _ in range(most):
        page.keyboard.press(key)
        if here(page).startswith(name):
            drawn = page.evaluate(
                "[document.activeElement, document.activeElement.closest('td, th')].some(at => at &&"
                " getComputedStyle(at).outlineStyle !== 'none' && getComputedStyle(at).outlineWidth !== '0px')"
            )
            assert drawn, f"the focus on “{name}” can't be seen"
            return
    raise AssertionError(f"{most} × {key} never reached “{name}”; the focus stands on “{here(page)}”")


def focused_cell(page: Page) -> str:
    """The place of the cell that has the focus: row:column from 0."""
    place: str = page.evaluate("document.activeElement.closest('td')?.dataset.coords ?? ''")
    return place


def test_a_table_is_changed_tried_and_published_by_keyboard_alone(visitors: Visitors) -> None:
    page = visitors.person("rule-editor")
    keys = page.keyboard
    page.goto("/desk/rules/food-licence-routing/")
    expect(page.locator("#rule-canvas[data-ready]")).to_be_visible()
    tab_to(page, "办理方式")
    keys.press("Enter")
    assert here(page) == "办理方式"
    tab_to(page, "输入")
    assert focused_cell(page) == "0:0"
    for key, place in (("Enter", "1:0"), ("Tab", "1:1"), ("Tab", "1:2"), ("Shift+Enter", "0:2"), ("Enter", "1:2")):
        keys.press(key)
        assert focused_cell(page) == place
    keys.press("Control+A")
    keys.type("<= 300")
    keys.press("Tab")
    expect(page.locator("#findings")).to_contain_text("第 2、3 行")
    look(page, "rules-keyboard")
    keys.press("Enter")
    keys.press("Shift+Tab")
    assert focused_cell(page) == "2:2"
    keys.press("Control+A")
    keys.type("> 300")
    keys.press("Shift+F10")
    expect(page.get_by_role("menu")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    assert focused_cell(page) == "2:2"
    expect(page.locator("#findings")).to_contain_text("没有发现问题")
    keys.press("Control+A")
    keys.type("list co")
    expect(page.locator(".cm-tooltip-autocomplete")).to_be_visible()
    look(page, "rules-keyboard-names")
    keys.press("Escape")
    expect(page.locator(".cm-tooltip-autocomplete")).to_have_count(0)
    assert focused_cell(page) == "2:2"
    keys.press("Control+A")
    keys.type("> (")
    expect(page.locator("#rule-canvas .cm-lintRange-error")).to_be_visible()
    expect(page.locator("#findings")).to_contain_text("不符合语法")
    look(page, "rules-keyboard-error")
    keys.press("Control+A")
    keys.type("> 300")
    keys.press("Escape")
    assert here(page) == "办理方式"
    expect(page.locator("#findings")).to_contain_text("没有发现问题")
    leave_the_table_by_tab(page)


def leave_the_table_by_tab(page: Page) -> None:
    """Forwards through every cell to the try-out, which answers; then back up to publish. Nothing traps the focus."""
    keys = page.keyboard
    tab_to(page, "编辑输入列")
    keys.press("Enter")
    expect(page.get_by_role("textbox", name="输入列名称")).to_be_focused()
    keys.press("Escape")
    expect(page.get_by_role("button", name="编辑输入列").first).to_be_focused()
    tab_to(page, "决策")
    tab_to(page, "主体业态")
    keys.type("sales")
    tab_to(page, "经营面积")
    keys.type("250")
    tab_to(page, "经营项目", key="Shift+Tab")
    keys.type('["bulk_sale"]')
    tab_to(page, "试算")
    keys.press("Enter")
    expect(page.locator("#try-result")).to_contain_text("只销售，面积不大")
    look(page, "rules-keyboard-tried")
    page.evaluate("document.activeElement.blur(), window.scrollTo(0, 0)")
    tab_to(page, "检查并发布")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("发布“食品经营许可分办”")
    tab_to(page, "发布第 2 版")
    keys.press("Enter")
    expect(page.get_by_text("第 2 版已发布。")).to_be_visible()


def test_the_editor_fits_a_phone_and_reads_row_by_row(visitors: Visitors) -> None:
    page = visitors.person("rule-editor", phone=True)
    open_editor(page)
    look(page, "rules-editor")
    page.get_by_role("button", name="预检意见", exact=True).click()
    page.get_by_text("按行阅读").click()
    expect(page.locator("#rule-rows")).to_contain_text("有制售项目：")
    look(page, "rules-rows")
    page.locator("#rule-canvas .edit-button").first.tap()
    expect(page.get_by_role("textbox", name="输入列名称")).to_be_visible()
    look(page, "rules-head")
    page.goto("/desk/rules/food-licence-precheck/runs/")
    look(page, "rules-runs")
    page.locator("tbody tr").first.get_by_role("link").first.click()
    look(page, "rules-run")
    page.goto("/desk/rules/feel/")
    page.get_by_label("表达式").fill("")
    page.get_by_label("表达式").press_sequentially("cou")
    expect(page.get_by_role("option", name="count()")).to_be_visible()
    look(page, "rules-feel-names")
