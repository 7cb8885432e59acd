"""`govhall test`: which parts it runs, how their ends are counted."""

import io
import sys

import pytest
from typer.testing import CliRunner

from govhall.config import cli
from govhall.config.cli import test as command


def titles(*, quick: bool, coverage: bool = False) -> list[str]:
    return [stage.title for stage in command._all_stages(quick=quick, coverage=coverage)]


class TestStages:
    def test_linters_come_before_tests_and_coverage_last_for_who_asks(self) -> None:
        names = titles(quick=True)
        assert names.index("ruff") < names.index("mypy") < names.index("unit, architecture, conformance")
        assert titles(quick=True, coverage=True) == [*names, "coverage (%)"]

    def test_quick_leaves_out_the_journeys_only(self) -> None:
        assert set(titles(quick=False)) - set(titles(quick=True)) <= {"journeys"}


class TestRunOfAStage:
    def run(self, code: str, monkeypatch: pytest.MonkeyPatch) -> tuple[command.Outcome, str]:
        written = io.BytesIO()
        shown = io.TextIOWrapper(written)
        monkeypatch.setattr(sys, "stdout", shown)
        outcome = command._run(command.Stage("probe", ("-c", code)))
        shown.flush()
        return outcome, written.getvalue().decode()

    def test_shows_output_and_keeps_its_last_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        outcome, shown = self.run("print('many'); print('12 passed in 3.4s')", monkeypatch)
        assert (outcome.code, outcome.last_line) == (0, "12 passed in 3.4s")
        assert "many" in shown

    def test_failure_is_kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        outcome, _ = self.run("import sys; sys.exit(3)", monkeypatch)
        assert outcome.code == 3


class TestHelp:
    @pytest.mark.parametrize("name", ["run", "test", "bench", "build", "conformance"])
    def test_every_command_explains_itself(self, name: str) -> None:
        answer = CliRunner().invoke(cli.app, [name, "--help"])
        assert answer.exit_code == 0
        assert "Usage" in answer.output

    def test_parts_of_run_are_not_listed(self) -> None:
        assert "prepare" not in CliRunner().invoke(cli.app, ["--help"]).output
