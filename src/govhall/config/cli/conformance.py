"""
`govhall conformance …`: what of the standard is there, and what public suites say.

A suite is registered with its folder's name and a function that runs it; it becomes a subcommand and a part of `all`.
What a suite checks is not known here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from govhall.config.cli import console
from govhall.config.cli import register as clause_register


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A part of a suite; ``least`` is the share of supported tests (0 to 1) that must pass."""

    name: str
    passed: int
    failed: int
    unsupported: int = 0
    least: float = 1.0

    @property
    def share(self) -> float:
        """The share of supported tests that passed; 1 where there are none."""
        supported = self.passed + self.failed
        return self.passed / supported if supported else 1.0

    @property
    def holds(self) -> bool:
        """Whether enough passed."""
        return self.share >= self.least


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run of a suite found. ``failures`` maps names of tests to what went wrong."""

    groups: Sequence[Group]
    failures: Mapping[str, str] = field(default_factory=dict)
    unsupported: Sequence[str] = ()
    why_unsupported: str = ""

    @property
    def passed(self) -> int:
        """How many tests passed."""
        return sum(group.passed for group in self.groups)

    @property
    def failed(self) -> int:
        """How many tests failed."""
        return sum(group.failed for group in self.groups)

    @property
    def holds(self) -> bool:
        """Whether every group holds; a run without any test proves nothing."""
        return self.passed + self.failed > 0 and all(group.holds for group in self.groups)


Suite = Callable[[Path], Report]
"""Runs the suite that lies in a folder."""

app = typer.Typer(help="标准符合性 conformance with the standard and with public suites", no_args_is_help=True)
app.command("clauses")(clause_register.command)
_suites: dict[str, Suite] = {}
_TAKEN = {"all", "clauses"}
_Json = Annotated[bool, typer.Option("--json", help="print JSON instead of text")]


def register(name: str, suite: Suite) -> None:
    """
    Add a suite as the subcommand `name` and, for the folder of this name, as a part of `all`.

    :raises ValueError: if the name is taken
    """
    if name in _suites or name in _TAKEN:
        raise ValueError(f"a suite named {name!r} is registered already")
    _suites[name] = suite

    def command(
        path: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="folder of this suite")],
        as_json: _Json = False,
    ) -> None:
        report = suite(path)
        _print_json(name, report) if as_json else _print(report)
        raise typer.Exit(0 if report.holds else 1)

    command.__doc__ = suite.__doc__
    app.command(name)(command)


@app.command("all")
def every(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="folder of the public suites")],
) -> None:
    """Run every suite whose folder is there, and say which are not run."""
    failed = []
    for name, suite in _suites.items():
        console.section(name)
        if not (folder / name).is_dir():
            console.warn(f"没有这套用例，未运行。 {name} is not in the folder: not run.")
            continue
        report = suite(folder / name)
        _print(report)
        if not report.holds:
            failed.append(name)
    if unknown := sorted(part.name for part in folder.iterdir() if part.is_dir() and part.name not in _suites):
        console.console.print()
        console.warn(f"以下用例尚未接入，未运行。 Not connected yet, not run: {', '.join(unknown)}")
    if failed:
        console.fail(f"未通过 failed: {', '.join(failed)}")


@app.callback()
def conformance() -> None:
    """Keep subcommands even while there is a single one."""


def _print(report: Report) -> None:
    """End with the line that tools look for: ``N passed, M failed``."""
    for name, fault in report.failures.items():
        typer.echo(f"failed {name}: {fault}")
    for name in report.unsupported:
        typer.echo(f"unsupported ({report.why_unsupported}) {name}")
    for group in report.groups:
        demand = "" if group.holds else f" — at least {group.least:.0%} must pass"
        typer.echo(
            f"{group.name}: {group.passed} passed, {group.failed} failed, {group.unsupported} unsupported;"
            f" {group.share:.2%} of the supported{demand}"
        )
    if not report.groups:
        typer.echo("没有找到测试。 No tests were found.")
    typer.echo(f"{report.passed} passed, {report.failed} failed")


def _print_json(name: str, report: Report) -> None:
    content = {
        "suite": name,
        "holds": report.holds,
        "passed": report.passed,
        "failed": report.failed,
        "unsupported": list(report.unsupported),
        "failures": dict(report.failures),
        "groups": [
            {
                "name": group.name,
                "passed": group.passed,
                "failed": group.failed,
                "unsupported": group.unsupported,
                "share": group.share,
                "least": group.least,
                "holds": group.holds,
            }
            for group in report.groups
        ],
    }
    typer.echo(json.dumps(content, ensure_ascii=False, indent=1))
