"""`govhall test`: everything that must pass, in order, each part with its time; a summary at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from govhall.config.cli import console, environment, frontend, packages
from govhall.infra.database import launcher

_LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


@dataclass(frozen=True)
class Stage:
    """One part of the test run. `python` are the arguments of the interpreter."""

    title: str
    python: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """How a stage ended: its exit code, its time and the last line it printed."""

    stage: Stage
    code: int
    seconds: float
    last_line: str


def command(
    context: typer.Context,
    quick: Annotated[bool, typer.Option("--quick", help="leave out the journeys in the browser")] = False,
    coverage: Annotated[bool, typer.Option("--coverage", help="measure coverage too: half as long again")] = False,
) -> None:
    """Run everything that must pass, or with arguments: only pytest with those arguments."""
    checkout = environment.checkout()
    if checkout is None:
        console.fail("请在源代码目录中运行。 Run this in a source checkout.", code=2)
    os.chdir(checkout)
    stages = [_pytest("pytest", *context.args)] if context.args else _all_stages(quick=quick, coverage=coverage)
    if not context.args:
        packages.ensure(browser=not quick)
    began = time.monotonic()
    try:
        with _throwaway_home():
            frontend.build()
            outcomes = [_run(stage) for stage in stages]
    except launcher.DatabaseUnavailableError as error:
        console.fail(str(error))
    except KeyboardInterrupt:
        console.fail("已中断。 Interrupted.", code=130)
    _summarise(outcomes, time.monotonic() - began)
    raise typer.Exit(1 if any(outcome.code for outcome in outcomes) else 0)


def _all_stages(*, quick: bool, coverage: bool) -> list[Stage]:
    parallel = _present(["tests/unit", "tests/architecture", "tests/conformance"])
    # Tracing every line takes half as long again; the journeys' server is another process and isn't traced at all.
    traced = ("--cov", "--cov-report=") if coverage else ()
    stages = [
        Stage("ruff", ("-m", "ruff", "check", "--quiet")),
        Stage("ruff format", ("-m", "ruff", "format", "--check", "--quiet")),
        Stage("mypy", ("-m", "mypy")),
        Stage("import contracts", ("-c", _LINT_IMPORTS)),
        Stage("migrations complete", ("-m", "django", "makemigrations", "--check", "--dry-run")),
        _pytest("unit, architecture, conformance", "-n", "2", *traced, *parallel),
    ]
    if not quick and (journeys := _present(["tests/journeys"])):
        # Two halls side by side; the chapters of one journey stay together and in order, the longest begin.
        side_by_side = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
        stages.append(_pytest("journeys", *side_by_side, *journeys))
    if coverage:
        stages.append(Stage("coverage (%)", ("-m", "coverage", "report", "--format=total")))
    return stages


def _pytest(title: str, *arguments: str) -> Stage:
    colour = ("--color=yes",) if console.console.is_terminal else ()
    return Stage(title, ("-m", "pytest", *colour, *arguments))


def _present(folders: list[str]) -> list[str]:
    return [folder for folder in folders if Path(folder).is_dir()]


@contextmanager
def _throwaway_home() -> Iterator[None]:
    """A home and a database for this run alone; PostgreSQL's user may pass through the folder, in case we are root."""
    home = Path(tempfile.mkdtemp(prefix="govhall-test-"))
    home.chmod(0o711)
    os.environ["GOVHALL_HOME"] = os.environ["GOVHALL_TEST_HOME"] = str(home)
    environment.log_to(home / "test.log")
    try:
        with console.step("数据库 database"):
            server = launcher.ensure_running(home, durable=False)
        try:
            environment.use_database(server)
            yield
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _run(stage: Stage) -> Outcome:
    console.section(stage.title)
    began = time.monotonic()
    with subprocess.Popen([sys.executable, *stage.python], stdout=subprocess.PIPE) as process:
        last_line = _pass_through(process)
    seconds = time.monotonic() - began
    return Outcome(stage, process.returncode, seconds, last_line)


def _pass_through(process: subprocess.Popen[bytes]) -> str:
    """Show output as it comes, dot by dot, and return its last line."""
    end = b""
    while process.stdout and (chunk := os.read(process.stdout.fileno(), 65536)):
        sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
        end = (end + chunk)[-4096:]
    lines = end.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""


def _summarise(outcomes: list[Outcome], seconds: float) -> None:
    console.section(f"合计 total  {seconds:.0f} s")
    table = Table(box=None, show_header=False, padding=(0, 2))
    for outcome in outcomes:
        sign = "[red]✗[/red]" if outcome.code else "[green]✓[/green]"
        table.add_row(
            sign,
            outcome.stage.title,
            f"{outcome.seconds:.1f} s",
            console.plain(outcome.last_line.replace("=", "").strip()),
        )
    console.console.print(table)
