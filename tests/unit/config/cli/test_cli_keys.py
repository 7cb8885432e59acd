"""Taking a root key that lies open under a passphrase, at the terminal."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from govhall.config.cli import app
from govhall.infra.crypto import guards, keyfile, keys


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GOVHALL_HOME", str(tmp_path))
    for name in (keyfile.ROOT_VARIABLE, guards.LIBRARY_VARIABLE, guards.PASSPHRASE_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "keys"


def test_protect_takes_the_root_key_under_the_passphrase(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = keys.encrypt_text("phone", "139")
    monkeypatch.setenv(guards.PASSPHRASE_VARIABLE, "七个字以上的口令")
    result = CliRunner().invoke(app, ["keys", "protect"])
    assert result.exit_code == 0
    assert "passphrase" in result.output
    assert (folder / "root.key").read_text().startswith("p1.")
    assert keys.KeyRing(folder).decrypt_text("phone", sealed) == "139"


def test_protect_says_what_is_missing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys.encrypt_text("phone", "139")
    monkeypatch.setenv(guards.LIBRARY_VARIABLE, "/no/such/library.so")
    result = CliRunner().invoke(app, ["keys", "protect"])
    assert result.exit_code == 1
    assert guards.PIN_VARIABLE in result.output
