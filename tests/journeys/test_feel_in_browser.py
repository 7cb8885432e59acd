"""
The shared vectors of the rule language in real Chromium, with the script that form pages load, under the site's policy.

No server and no network: the built file is handed to the page. The server has tests/conformance/test_feel_vectors.py.
"""

from typing import Any

import pytest
from playwright.sync_api import Browser, Route

from factories import feel_vectors
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
def answers(browser: Browser) -> list[Any]:
    """What Chromium says to each vector."""
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
    sent = [[each.expression, feel_vectors.for_browser(each.context())] for each in feel_vectors.vectors()]
    found: list[Any] = page.evaluate(RUN, [sent, feel_vectors.today()])
    page.context.close()
    return found


def test_every_vector_gives_the_same_value_as_on_the_server(answers: list[Any]) -> None:
    wrong = [
        (vector.expression, vector.expected, answer)
        for vector, answer in zip(feel_vectors.vectors(), answers, strict=True)
        if answer != vector.expected
    ]
    assert wrong == []
    assert len(answers) >= 500
