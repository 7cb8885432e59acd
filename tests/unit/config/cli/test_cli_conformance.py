"""`govhall conformance`: suites register themselves, `all` runs every one and fails when one does."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from govhall.config.cli import conformance, suites
from govhall.config.cli.conformance import Group, Report


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    """The command group with nothing registered but `all`."""
    monkeypatch.setattr(conformance, "_suites", {})
    fresh = typer.Typer()
    fresh.callback()(conformance.conformance)
    fresh.command("all")(conformance.every)
    monkeypatch.setattr(conformance, "app", fresh)
    return fresh


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    return tmp_path


def passes(folder: Path) -> Report:
    """Say where it looked."""
    return Report(groups=(Group(name=f"looked into {folder.name}", passed=2, failed=0),))


def fails(folder: Path) -> Report:
    """Find a fault."""
    groups = (Group(name="easy", passed=3, failed=1, unsupported=1, least=0.7), Group(name="hard", passed=1, failed=1))
    faults = {"hard/2": "expected 1, got 2", "easy/9": "expected 3, got null"}
    return Report(groups=groups, failures=faults, unsupported=("easy/7",), why_unsupported="calls Java")


class TestAll:
    def test_runs_every_suite_in_its_folder_even_after_a_failed_one(self, app: typer.Typer, folder: Path) -> None:
        conformance.register("first", fails)
        conformance.register("second", passes)
        answer = CliRunner().invoke(app, ["all", str(folder)])
        assert answer.exit_code == 1
        assert "looked into second" in answer.output

    def test_passes_when_all_pass_and_names_what_it_can_not_run(self, app: typer.Typer, folder: Path) -> None:
        conformance.register("second", passes)
        conformance.register("third", passes)
        answer = CliRunner().invoke(app, ["all", str(folder)])
        assert answer.exit_code == 0
        assert "third is not in the folder" in answer.output
        assert "not run: first" in answer.output


class TestRegister:
    def test_makes_a_subcommand_with_the_suites_words(self, app: typer.Typer, folder: Path) -> None:
        conformance.register("first", passes)
        answer = CliRunner().invoke(app, ["first", str(folder)])
        assert answer.exit_code == 0
        assert answer.output.strip().splitlines()[-1] == "2 passed, 0 failed"
        assert "Say where it looked" in CliRunner().invoke(app, ["first", "--help"]).output

    @pytest.mark.parametrize("name", ["first", "all", "clauses"])
    def test_refuses_a_taken_name(self, app: typer.Typer, name: str) -> None:
        conformance.register("first", passes)
        with pytest.raises(ValueError, match=name):
            conformance.register(name, fails)

    def test_names_failed_and_unsupported_tests_before_the_last_line(self, app: typer.Typer, folder: Path) -> None:
        conformance.register("first", fails)
        answer = CliRunner().invoke(app, ["first", str(folder)])
        assert answer.exit_code == 1
        assert "failed hard/2: expected 1, got 2" in answer.output
        assert "unsupported (calls Java) easy/7" in answer.output
        assert answer.output.strip().splitlines()[-1] == "4 passed, 2 failed"

    def test_prints_json(self, app: typer.Typer, folder: Path) -> None:
        conformance.register("first", fails)
        told = json.loads(CliRunner().invoke(app, ["first", str(folder), "--json"]).output)
        assert (told["passed"], told["failed"], told["holds"]) == (4, 2, False)
        assert [group["holds"] for group in told["groups"]] == [True, False]


class TestReport:
    def test_a_run_without_tests_proves_nothing(self) -> None:
        assert not Report(groups=()).holds
        assert not Report(groups=(Group(name="java", passed=0, failed=0, unsupported=3),)).holds


class TestDmnTck:
    @pytest.mark.parametrize(("level", "holds"), [("compliance-level-2", False), ("compliance-level-3", True)])
    def test_asks_all_of_level_2_and_nearly_all_of_level_3(
        self, level: str, holds: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        class Found:
            levels = (level,)
            failed = ()
            unsupported = ()

            def count(self, status: str, level: str) -> int:
                return {"passed": 99, "failed": 1, "unsupported": 5}[status]

        class Runner:
            @staticmethod
            def run_folder(path: Path) -> Found:
                return Found()

        monkeypatch.setattr(suites.importlib, "import_module", lambda name: Runner)
        assert suites.dmn_tck(tmp_path).holds is holds

    def test_an_empty_folder_fails(self, tmp_path: Path) -> None:
        assert not suites.dmn_tck(tmp_path).holds
