"""`govhall conformance`: suites register themselves, `all` runs every one and fails when one does."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from govhall.config.cli import conformance


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    """The command group with nothing registered but `all`."""
    monkeypatch.setattr(conformance, "_suites", {})
    fresh = typer.Typer()
    fresh.callback()(conformance.conformance)
    fresh.command("all")(conformance.every)
    monkeypatch.setattr(conformance, "app", fresh)
    return fresh


def passes(folder: Path) -> bool:
    """Say where it looked."""
    typer.echo(f"looked into {folder.name}")
    return True


def fails(folder: Path) -> bool:
    """Find a fault."""
    return False


class TestAll:
    def test_runs_every_suite_even_after_a_failed_one(self, app: typer.Typer, tmp_path: Path) -> None:
        conformance.register("first", fails)
        conformance.register("second", passes)
        answer = CliRunner().invoke(app, ["all", str(tmp_path)])
        assert answer.exit_code == 1
        assert f"looked into {tmp_path.name}" in answer.output

    def test_passes_when_all_pass(self, app: typer.Typer, tmp_path: Path) -> None:
        conformance.register("second", passes)
        assert CliRunner().invoke(app, ["all", str(tmp_path)]).exit_code == 0


class TestRegister:
    def test_makes_a_subcommand_with_the_suites_words(self, app: typer.Typer, tmp_path: Path) -> None:
        conformance.register("first", passes)
        assert CliRunner().invoke(app, ["first", str(tmp_path)]).exit_code == 0
        assert "Say where it looked" in CliRunner().invoke(app, ["first", "--help"]).output

    def test_refuses_a_name_twice(self, app: typer.Typer) -> None:
        conformance.register("first", passes)
        with pytest.raises(ValueError, match="first"):
            conformance.register("first", fails)
