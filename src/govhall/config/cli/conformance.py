"""
`govhall conformance …`: what of the standard is there, and what public suites say.

A suite is registered with a name and a function that takes the folder of suites and prints what it found; it becomes
a subcommand and a part of `all`. What a suite checks is not known here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from govhall.config.cli import console

Suite = Callable[[Path], bool]
"""Runs a suite found in a folder of suites and prints the result; false when something that must hold does not."""

app = typer.Typer(help="标准符合性 conformance with the standard and with public suites", no_args_is_help=True)
_suites: dict[str, Suite] = {}
_Folder = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="folder of the public suites")]


def register(name: str, suite: Suite) -> None:
    """
    Add a suite as the subcommand `name` and as a part of `all`.

    :raises ValueError: if the name is taken
    """
    if name in _suites or name == "all":
        raise ValueError(f"a suite named {name!r} is registered already")
    _suites[name] = suite

    def command(folder: _Folder) -> None:
        raise typer.Exit(0 if suite(folder) else 1)

    command.__doc__ = suite.__doc__
    app.command(name)(command)


@app.command("all")
def every(folder: _Folder) -> None:
    """Run every suite."""
    failed = []
    for name, suite in _suites.items():
        console.section(name)
        if not suite(folder):
            failed.append(name)
    if failed:
        console.fail(f"未通过 failed: {', '.join(failed)}")


@app.callback()
def conformance() -> None:
    """Keep subcommands even while there is a single one."""
