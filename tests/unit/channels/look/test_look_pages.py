"""Error pages, preferences and base templates. No test here needs the database: neither may an error page."""

import re
from pathlib import Path

import pytest
from django.http import Http404, HttpRequest
from django.template.loader import get_template, render_to_string
from django.test import Client, RequestFactory, override_settings

from govhall.channels.look import build, content, views
from govhall.channels.look.context import look
from govhall.channels.look.pages import STATUSES, error_number, error_page

TEMPLATES = Path(build.__file__).parent / "templates"


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/somewhere")


@pytest.mark.parametrize("name", [*(f"{status}.html" for status in STATUSES), "maintenance.html"])
def test_an_error_page_renders_without_any_context(name: str) -> None:
    html = get_template(name).render()
    assert html.count("<h1") == 1
    assert 'lang="zh-CN"' in html


@pytest.mark.parametrize("name", ["look/portal.html", "look/desk.html", "look/blank.html"])
def test_a_base_template_renders_without_any_context(name: str) -> None:
    html = render_to_string(name)
    assert 'id="main"' in html
    assert 'href="#main"' in html


def test_a_failure_of_ours_is_shown_with_a_number_to_quote(request_: HttpRequest) -> None:
    response = views.server_error(request_)
    assert response.status_code == 500
    assert re.search(r"GH-[2-9A-Z]{4}-[2-9A-Z]{4}", response.content.decode())


def test_an_error_page_keeps_large_type(request_: HttpRequest) -> None:
    request_.COOKIES["look_size"] = "large"
    assert 'data-size="large"' in views.server_error(request_).content.decode()


def test_there_is_no_page_for_an_unknown_status(request_: HttpRequest) -> None:
    with pytest.raises(ValueError, match="418"):
        error_page(request_, 418)


def test_numbers_of_failures_differ() -> None:
    assert len({error_number() for _ in range(200)}) == 200


def test_an_unknown_preference_counts_as_not_set(request_: HttpRequest) -> None:
    request_.COOKIES.update({"look_size": '"><script>', "look_contrast": "high"})
    chosen = look(request_)["look"]
    assert (chosen["size"], chosen["contrast"]) == ("", "high")


def test_a_preference_is_remembered_without_javascript() -> None:
    request = RequestFactory().get("/look/preference/", {"size": "large"}, HTTP_REFERER="http://testserver/a?b=1")
    response = views.preference(request)
    assert response.cookies["look_size"].value == "large"
    assert response["Location"] == "/a?b=1"


def test_a_preference_never_leads_to_another_site() -> None:
    request = RequestFactory().get("/look/preference/", {"size": "normal"}, HTTP_REFERER="https://evil.example/")
    response = views.preference(request)
    assert response["Location"] == "/"
    assert response.cookies["look_size"]["max-age"] == 0


@pytest.mark.parametrize("page", sorted(set(content.PAGES) - {"suggestions"}))
def test_the_gallery_shows_every_component(page: str) -> None:
    html = render_to_string(f"look/gallery/{page}.html", content.PAGES[page]())
    assert html.count("<h1") == 1


def test_the_gallery_is_closed_to_the_public(request_: HttpRequest) -> None:
    with override_settings(GOVHALL_GALLERY=False), pytest.raises(Http404):
        views.gallery(request_)


def templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("template", templates(), ids=lambda file: file.name)
def test_a_template_holds_nothing_that_a_strict_policy_forbids(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r'\sstyle="', text)
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\son[a-z]+=\"", text)


def test_the_calendar_is_a_table_with_a_day_in_every_cell() -> None:
    weeks = content.PAGES["case"]()["weeks"]
    html = render_to_string("look/components/calendar.html", {"weeks": weeks, "caption": "办理时限日历"})
    assert html.count('<th scope="col">') == 7
    assert html.count("<td") == 28
    assert html.count('aria-current="date"') == 1
    assert "10 月 15 日 到期日" in html


def test_a_visitor_meets_our_page_for_an_unknown_address(client: Client) -> None:
    response = client.get("/look/nowhere/at/all/")
    assert response.status_code == 404
    assert "没有这个页面" in response.content.decode()


def test_the_policy_of_the_browser_allows_no_inline_style_or_script(client: Client) -> None:
    policy = client.get("/look/preference/")["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
