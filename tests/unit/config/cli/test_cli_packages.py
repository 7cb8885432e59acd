"""Which Debian packages the tests lack, and what a person is told about it."""

import os
import shutil

import pytest
import typer

from govhall.config.cli import packages


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(packages, "_FONT_FOLDERS", ())


@pytest.mark.usefixtures("bare_machine")
class TestMissing:
    def test_names_every_package_that_is_not_there(self) -> None:
        assert packages.missing(browser=True) == ["chromium", "fonts-noto-cjk", "poppler-utils", "softhsm2"]

    def test_browser_is_not_needed_without_journeys(self) -> None:
        assert "chromium" not in packages.missing(browser=False)

    def test_ordinary_user_is_told_what_to_install(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        with pytest.raises(typer.Exit) as end:
            packages.ensure(browser=True)
        assert end.value.exit_code == 2
        assert "sudo apt-get install chromium fonts-noto-cjk poppler-utils softhsm2" in capsys.readouterr().out

    def test_root_installs_them(self, monkeypatch: pytest.MonkeyPatch) -> None:
        called: list[tuple[str, ...]] = []
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        monkeypatch.setattr(packages, "_apt", lambda apt, *arguments: called.append(arguments))
        packages.ensure(browser=True)
        assert called[0] == ("update",)
        assert called[1][-4:] == ("chromium", "fonts-noto-cjk", "poppler-utils", "softhsm2")


def test_nothing_is_done_when_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "missing", lambda *, browser: [])
    packages.ensure(browser=True)
