"""
The command line. One module per command; a command that is not called costs no import of Django.

Commands start things and show progress; what they start lives in the layers below.
"""

from __future__ import annotations

import typer

from govhall.config.cli import (
    bench,
    build,
    clocks,
    code,
    conformance,
    environment,
    evidence,
    keys,
    prepare,
    run,
    seals,
    suites,
    test,
    worker,
)

app = typer.Typer(
    name="govhall",
    help="GovHall 政务大厅",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}

app.command("run")(run.command)
app.command("test", context_settings=_PASS_ON)(test.command)
app.command("bench", context_settings=_PASS_ON)(bench.command)
app.command("build")(build.command)
app.add_typer(clocks.app, name="clocks")
app.add_typer(evidence.app, name="evidence")
app.add_typer(seals.app, name="seals")
app.add_typer(keys.app, name="keys")
app.command("code")(code.command)
suites.register()
app.add_typer(conformance.app, name="conformance")
# Parts of `run` in processes of their own.
app.command("prepare", hidden=True)(prepare.command)
app.command("worker", hidden=True)(worker.command)


def main() -> None:
    """Run the command named by the arguments of the process."""
    environment.complete()
    app(prog_name="govhall")
