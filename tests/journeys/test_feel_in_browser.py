"""
The shared vectors of the rule language in real Chromium, with the script that form pages load, under the site's policy.

No server and no network: the built file is handed to the page. The server has tests/conformance/test_feel_vectors.py.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from factories import feel_vectors
from factories.feel_vectors import Vector
from govhall.channels.look import build

ORIGIN = "https://rules.test"
POLICY = "default-src 'none'; script-src 'self'"
RUN = """async ([vectors, today]) => {
  const { evaluate, plain } = await import("/rules.js");
  return vectors.map(([expression, context]) => {
    try {
      return plain(evaluate(expression, context, today));
    } catch (fault) {
      return { fault: String(fault) };
    }
  });
}"""

SPEC = {
    "today": feel_vectors.today(),
    "answers": {"who": "family"},
    "sections": [
        {"code": "shop", "repeat": 0, "visible_if": "", "fields": [
            {"name": "area", "kind": "decimal"},
            {"name": "fee", "kind": "money", "unit": "元", "computed": "round half up(area * 1.005, 2)"},
        ]},
        {"code": "agent", "repeat": 0, "visible_if": 'who = "family" and area > 60', "fields": [
            {"name": "agent_name", "kind": "text"},
            {"name": "paper", "kind": "text", "visible_if": 'agent_name = "龙一"'},
        ]},
        {"code": "staff", "repeat": 9, "visible_if": "", "fields": [
            {"name": "years", "kind": "integer"},
            {"name": "school", "kind": "text", "visible_if": "years < 18"},
        ]},
    ],
}  # fmt: skip
FIELD = {"label": "x", "unit": "", "visible_if": "", "computed": "", "options": {}}
for _section in SPEC["sections"]:
    _section["fields"] = [FIELD | each for each in _section["fields"]]
FORM = f"""<!doctype html><title>rules</title><meta charset="utf-8"><div id="status" role="status"></div>
<form><div data-form-sections><input type="hidden" name="shown" value="">
<section data-place="s-shop"><p data-place="area"><input name="area"></p>
<template data-place="fee"><p data-place="fee"><output data-computed></output></p></template></section>
<template data-place="s-agent"><section data-place="s-agent"><p data-place="agent_name"><input name="agent_name"></p>
<template data-place="paper"><p data-place="paper"><input name="paper"></p></template></section></template>
<section data-place="s-staff"><p data-place="staff-0-years"><input name="staff-0-years"></p>
<p data-place="staff-0-school"><input name="staff-0-school"></p>
<p data-place="staff-1-years"><input name="staff-1-years"></p>
<p data-place="staff-1-school"><input name="staff-1-school"></p></section></div></form>
<script type="application/json" id="form-rules">{json.dumps(SPEC, ensure_ascii=False)}</script>
<script type="module" src="/rules.js"></script>"""


@pytest.fixture(scope="module")
def rules_page(browser: Browser) -> Iterator[Page]:
    """A page that may load the built script and nothing else."""
    build.build()
    script = (build.DIST / "rules.js").read_text(encoding="utf-8")

    def serve(route: Route) -> None:
        is_script = route.request.url.endswith("/rules.js")
        route.fulfill(
            body=script if is_script else FORM,
            content_type="text/javascript" if is_script else "text/html",
            headers={"Content-Security-Policy": POLICY},
        )

    page = browser.new_context().new_page()
    page.route("**/*", serve)
    page.goto(f"{ORIGIN}/")
    yield page
    page.context.close()


def in_browser(page: Page, asked: Sequence[tuple[Vector, Mapping[str, Any]]]) -> list[Any]:
    """Return what Chromium says to each vector over these values."""
    sent = [[vector.expression, feel_vectors.for_browser(dict(context))] for vector, context in asked]
    found: list[Any] = page.evaluate(RUN, [sent, feel_vectors.today()])
    return found


def test_every_vector_gives_the_same_value_as_on_the_server(rules_page: Page) -> None:
    asked = [(vector, vector.context()) for vector in feel_vectors.vectors()]
    answers = in_browser(rules_page, asked)
    wrong = [
        (vector.expression, vector.expected, answer)
        for (vector, _context), answer in zip(asked, answers, strict=True)
        if answer != vector.expected
    ]
    assert wrong == []
    assert len(answers) >= 500


def test_both_engines_agree_over_other_values_too(rules_page: Page) -> None:
    asked = [(vector, context) for vector in feel_vectors.vectors() for context in feel_vectors.others(vector, times=5)]
    wrong = [
        (vector.expression, context, expected, answer)
        for (vector, context), answer in zip(asked, in_browser(rules_page, asked), strict=True)
        if answer != (expected := vector.on_server(context))
    ]
    assert wrong == []


def test_a_form_follows_its_rules(rules_page: Page) -> None:
    page = rules_page
    shown = page.locator("input[name=shown]")
    expect(shown).to_have_value("area,agent_name,staff")  # nothing known hides nothing
    page.locator("[name=area]").fill("1")
    expect(shown).to_have_value("area,staff")
    expect(page.locator("[data-place=fee]")).to_have_text("1.01 元")
    page.locator("[name=area]").fill("８０.5")  # as an input method types it
    expect(page.locator("[data-place=fee]")).to_have_text("80.9 元")
    page.locator("[name=agent_name]").fill("龙一")
    page.locator("[name=paper]").fill("委托书")
    expect(shown).to_have_value("area,agent_name,paper,staff")
    expect(page.locator("#status")).to_have_text("请接着填写：x")
    page.locator("[name=area]").fill("60")
    expect(page.locator("[name=agent_name]")).to_have_count(0)
    expect(shown).to_have_value("area,staff")
    page.locator("[name=area]").fill("61")
    expect(page.locator("[name=paper]")).to_have_value("委托书")


def test_each_row_follows_its_own_values(rules_page: Page) -> None:
    page = rules_page
    page.locator("[name=staff-0-years]").fill("17")
    page.locator("[name=staff-1-years]").fill("30")
    expect(page.locator("[name=staff-0-school]")).to_have_count(1)
    expect(page.locator("[name=staff-1-school]")).to_have_count(0)
    page.locator("[name=staff-0-years]").fill("")
    expect(page.locator("[name=staff-0-school]")).to_have_count(1)
