"""`govhall clocks`: proofs about the legal clocks of all cases."""

from __future__ import annotations

import typer

from govhall.config.cli import console, environment

app = typer.Typer(help="legal clocks", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """Legal clocks."""


@app.command("verify")
def verify() -> None:
    """Recompute every due date from its spans and name those that differ."""
    server = environment.database_for_command()
    try:
        deviations = _verify()
    finally:
        server.stop()
    if deviations:
        raise typer.Exit(1)


def _verify() -> int:
    import django

    django.setup()
    from govhall.business.cases import public as cases

    found = list(cases.deviations())
    for one in found:
        console.console.print(f"{one.number} {one.which}: {one.stored} ≠ {one.computed}")
    console.console.print(f"{cases.count_clocks()} clocks, {len(found)} deviations", highlight=False)
    return len(found)
