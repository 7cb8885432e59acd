"""
What is demanded of every page that a journey visits: axe finds nothing, nothing sticks out sideways, the browser has no
complaint. Each gets a picture for people to look at, in a folder that git ignores.
"""

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

ROOT: Final = Path(__file__).resolve().parents[2]
PICTURES: Final = ROOT / ".pictures"
PHONE: Final = {"width": 390, "height": 844}
DESKTOP: Final = {"width": 1440, "height": 900}
_RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN_AXE: Final = """async (rules) => {
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return found.violations.flatMap((v) => v.nodes.slice(0, 4).map((n) => `${v.id}: ${v.help}: ${n.html.slice(0, 240)}`));
}"""
_TOO_WIDE: Final = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > wide + 1)
    .slice(-4).map((e) => e.outerHTML.slice(0, 200));
}"""
# The browser reports every answer of 400 and more as an error of the page; journeys provoke such answers on purpose.
# htmx logs a request that the browser drops because the person goes on to the next page.
_PROVOKED: Final = re.compile(
    r"Failed to load resource: the server responded with a status of 4\d\d"
    r"|^htmx:(sendError|sendAbort|afterRequest|responseError)|^Response Status Error Code 4\d\d"
)

_numbers: Iterator[int] = count(1)
_worker: Final = os.environ.get("PYTEST_XDIST_WORKER", "").replace("gw", "w")  # two of them draw at a time


@lru_cache
def axe_source() -> str:
    """Return axe-core as the front end's lock file names it."""
    return (ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def listen(context: BrowserContext, complaints: list[str]) -> None:
    """Collect from now on what the browser complains about on the pages of a device."""

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not _PROVOKED.search(message.text):
            complaints.append(f"{message.location.get('url', '')}: {message.text}")

    context.on("console", hear)
    context.on("weberror", lambda fault: complaints.append(f"{fault.page and fault.page.url}: {fault.error}"))


def faults(page: Page) -> list[str]:
    """Return what is wrong with the page as it stands now."""
    page.evaluate(axe_source())
    found = [f"axe: {finding}" for finding in page.evaluate(_RUN_AXE, _RULES)]
    return found + [f"wider than the screen: {element}" for element in page.evaluate(_TOO_WIDE)]


# Parts that a page fetches by itself, then the images in sight; after five seconds it is pictured as it stands.
_ALL_THERE: Final = """async () => {
  const inSight = ({ top, bottom }) => top < innerHeight && bottom > 0;
  const isLate = (image) => !image.complete && inSight(image.getBoundingClientRect());
  const isWaiting = () => document.querySelector(".htmx-request") || [...document.images].some(isLate);
  for (let turn = 0; turn < 100 && isWaiting(); turn++) await new Promise((done) => setTimeout(done, 50));
}"""


def picture(page: Page, name: str) -> None:
    """Write a picture of the whole page; the window is made as high as the page, so that bars stand at its foot."""
    name = re.sub(r"\W+", "-", name)
    PICTURES.mkdir(exist_ok=True)
    page.wait_for_load_state("load")  # after a click the new document may still be empty
    page.evaluate(_ALL_THERE)
    window = page.viewport_size or DESKTOP
    width = window["width"]
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(window["height"], height)})
    file = PICTURES / f"{_worker}{next(_numbers):03d}-{name}-{'m' if width < 768 else 'd'}.png"
    page.screenshot(path=file, caret="initial")  # hiding the caret would leave inline styles behind
    page.set_viewport_size({"width": width, "height": window["height"]})


def look(page: Page, name: str) -> None:
    """Demand everything of the page as it stands, and picture it."""
    picture(page, name)
    found = faults(page)
    assert not found, f"{page.url}（{name}）\n" + "\n".join(found)


def look_both(page: Page, name: str) -> None:
    """Demand everything of the page at a desktop's and at a phone's width; it stands wide afterwards."""
    for width in (DESKTOP, PHONE):
        page.set_viewport_size(width)
        look(page, name)
    page.set_viewport_size(DESKTOP)
