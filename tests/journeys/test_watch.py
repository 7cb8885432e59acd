"""The watch itself: a page with faults doesn't pass. Without this, silence would prove nothing."""

from journeys import watch
from journeys.visitors import Visitors


def test_faults_of_a_page_are_found(visitors: Visitors) -> None:
    page = visitors.stranger(phone=True)
    page.goto("/help/")
    assert watch.faults(page) == []
    page.evaluate("""() => {
      document.querySelector("main").insertAdjacentHTML("beforeend", "<img src='/static/x.png'><p id='wide'>x</p>");
      document.getElementById("wide").style.width = "2000px";
    }""")
    found = watch.faults(page)
    assert any("image-alt" in fault for fault in found)
    assert any("wider than the screen" in fault for fault in found)
