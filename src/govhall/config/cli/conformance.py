"""`govhall conformance …`: what of the standard is there, and what public suites say. One subcommand per suite."""

from __future__ import annotations

import typer

app = typer.Typer(help="标准符合性 conformance with the standard and with public suites", no_args_is_help=True)


@app.callback()
def conformance() -> None:
    """Keep subcommands even while there is a single one."""
