"""The home folder follows the environment and keeps others out."""

import stat
from pathlib import Path

import pytest

from govhall.infra import home


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(home.VARIABLE, str(tmp_path / "hall"))
    assert home.home() == tmp_path / "hall"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(home.VARIABLE, "hall")
    assert home.home() == tmp_path / "hall"


def test_without_it_the_folder_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(home.VARIABLE, raising=False)
    assert home.home() == Path.home() / ".local" / "share" / "govhall"


def test_subfolders_are_made_for_their_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(home.VARIABLE, str(tmp_path / "hall"))
    made = home.ensure("keys/pairs")
    assert made == home.ensure("keys/pairs")
    for folder in (made, made.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
