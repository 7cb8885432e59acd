"""
The shared vectors of the rule language in real Chromium, with the script that form pages load, under the site's policy.

No server and no network: the built file is handed to the page. The server has tests/conformance/test_feel_vectors.py.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

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


@pytest.fixture(scope="module")
def rules_page(browser: Browser) -> Iterator[Page]:
    """A page that may load the built script and nothing else."""
    build.build()
    script = (build.DIST / "rules.js").read_text(encoding="utf-8")

    def serve(route: Route) -> None:
        is_script = route.request.url.endswith("/rules.js")
        route.fulfill(
            body=script if is_script else "<!doctype html><title>rules</title>",
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
