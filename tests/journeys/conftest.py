"""Fixtures of the journeys: one platform and one browser for all of them, started once, stopped always."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, Page, expect, sync_playwright

from govhall.channels.look import build
from journeys import hall as platform
from journeys import steps, watch
from journeys.visitors import PATIENCE, Account, Visitors

HERE = Path(__file__).resolve().parent
_broken: set[Path] = set()
# Playwright's loop lives in this thread, so Django would refuse to read the platform's database from it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
expect.set_options(timeout=PATIENCE)


# The longest first: a long one that begins last keeps one hall waiting for the other.
_LONGEST = ("test_pictures", "test_food_licence", "test_stock", "test_certificate_life", "test_verify_anybody")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every journey, so that `-m "not journey"` leaves them out; put the long ones in front."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)
    items.sort(key=lambda item: _LONGEST.index(item.path.stem) if item.path.stem in _LONGEST else len(_LONGEST))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Picture every open page when a journey breaks off, and remember that it did."""
    report = yield
    if report.when == "call" and report.failed and "visitors" in item.fixturenames:
        _broken.add(item.path)
        _picture_failure(item.funcargs["visitors"], item.name)
    return report


def pytest_runtest_setup(item: pytest.Item) -> None:
    """The chapters of a journey follow each other; after a broken one the rest would only fail oddly."""
    if item.path in _broken and getattr(getattr(item, "module", None), "IN_CHAPTERS", False):
        pytest.fail("an earlier chapter of this journey failed", pytrace=False)


@pytest.fixture(scope="session")
def hall(django_db_blocker: Any) -> Iterator[platform.Hall]:
    """The running platform; this process looks into the same database."""
    build.build()
    home = Path(settings.GOVHALL_HOME)
    home.mkdir(parents=True, exist_ok=True)
    with platform.opened(home, os.environ["DATABASE_URL"]) as running, django_db_blocker.unblock():
        connection.close()
        before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], running.database
        try:
            yield running
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; root may not use its sandbox."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    assert executable, "Chromium is missing: apt-get install chromium"
    arguments = ["--lang=zh-CN", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=executable, args=arguments, env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        yield running
        running.close()


@pytest.fixture(scope="session")
def everybody(hall: platform.Hall, browser: Browser) -> Visitors:
    """All people and their devices."""
    from govhall.config import demo

    accounts = {one.username: Account(one.username, one.password, one.totp_secret) for one in demo.accounts()}
    return Visitors(browser, hall.address, accounts)


@pytest.fixture
def visitors(everybody: Visitors) -> Iterator[Visitors]:
    """All people and their devices. At the end no browser may have complained; pages are closed, sessions stay."""
    everybody.complaints.clear()
    yield everybody
    for context in everybody.browser.contexts:
        for page in context.pages:
            page.close()
    assert everybody.complaints == []


@pytest.fixture(scope="session")
def waiting_case(everybody: Visitors) -> str:
    """The number of an application that 龙建国 sent for his company and the window has not taken in yet."""
    page = everybody.person("longjianguo", phone=True)
    number = steps.apply_for_food_licence(page, steps.COMPANY)
    page.close()
    return number


@pytest.fixture
def citizen_page(visitors: Visitors) -> Page:
    """杨秀兰 at her phone, signed in."""
    return visitors.person("yangxiulan", phone=True)


@pytest.fixture
def officer_page(visitors: Visitors) -> Callable[[str], Page]:
    """Officers at their desks, by account: `officer_page("guanshanhu-market-window")`."""
    return visitors.person


def _picture_failure(visitors: Visitors, name: str) -> None:
    for context in visitors.browser.contexts:
        for page in context.pages:
            watch.picture(page, f"failed-{name}")
