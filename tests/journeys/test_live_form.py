"""A form follows its rules while somebody types: at once, with the answers of the server held back."""

import pytest
from playwright.sync_api import Page, Route, expect

from journeys import steps
from journeys.steps import look
from journeys.visitors import Visitors

pytestmark = pytest.mark.clause("box:智能校验")


def form_page(visitors: Visitors) -> Page:
    """The form of a food business licence, opened for the company."""
    page = visitors.person("longjianguo")
    steps.guide_of_food_licence(page)
    steps.begin(page, steps.COMPANY)
    return page


def test_fields_appear_and_values_are_computed_before_the_server_answers(visitors: Visitors) -> None:
    page = form_page(visitors)
    held: list[Route] = []
    page.route("**/sections/", lambda route: held.append(route))
    page.route("**/save/", lambda route: held.append(route))

    website = page.get_by_label("网店名称或网址")
    expect(website).to_have_count(0)
    page.get_by_label("通过网络经营").check()
    expect(website).to_be_visible()
    website.fill("山水小馆网店")
    expect(website).to_have_value("山水小馆网店")
    page.get_by_label("通过网络经营").uncheck()
    expect(website).to_have_count(0)

    computed = page.locator('[data-place="registered_staff"] [data-computed]')
    expect(computed).to_have_text("0")
    page.get_by_label("姓名").fill("龙一")
    expect(computed).to_have_text("1")
    look(page, "live-form")
    page.get_by_label("姓名").fill("")
    expect(computed).to_have_text("0")

    page.get_by_label("单位食堂").check()
    expect(page.get_by_role("group", name="食堂类别")).to_be_visible()
    shown = page.locator("input[name=shown]").input_value().split(",")
    assert "canteen_kind" in shown
    assert "website" not in shown
    for route in held:
        route.continue_()


def test_the_rules_are_loaded_only_where_a_form_has_some(visitors: Visitors) -> None:
    page = visitors.person("longjianguo")
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto("/")
    assert not any("rules.js" in address for address in loaded)
