"""
A rule is changed: the rule editor opens a table, sees a gap reported, mends it, tries it out and publishes; the item's
reviewer takes the new version up; the next application is pre-checked by it.
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
