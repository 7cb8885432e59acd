"""`govhall evidence`: inspecting the tree of evidence, and introducing witnesses and logs to each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from govhall.config.cli import console, environment

T = TypeVar("T")
_File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="certificate, PEM or DER")]
app = typer.Typer(help="存证 evidence", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """Evidence."""


@app.command("verify")
def verify() -> None:
    """Recompute the whole tree from its leaves, compare it with nodes and signed heads, and name what differs."""
    raise typer.Exit(_with_database(_verify))


@app.command("witness")
def witness(name: str, certificate: _File) -> None:
    """Register an outsider whose co-signatures of our heads we take."""
    _with_database(lambda: _register(name, certificate.read_bytes()))


@app.command("watch")
def watch(title: str, address: str, root: _File) -> None:
    """Begin to witness another log; ADDRESS is its evidence interface (https://host/api/evidence/)."""
    _with_database(lambda: _watch(title, address, root.read_bytes()))


@app.command("certificate")
def certificate() -> None:
    """Print the certificate with which we co-sign, for the log that shall take our signatures."""
    _with_database(_print_certificate)


def _with_database(act: Callable[[], T]) -> T:
    server = environment.database_for_command()
    try:
        import django

        django.setup()
        return act()
    finally:
        server.stop()


def _verify() -> int:
    from govhall.infra import clock
    from govhall.support.evidence import public as evidence

    found = evidence.inspect(at=clock.now())
    for fault in found.faults:
        console.console.print(f"{fault.code} {fault.place}: {fault.label}", highlight=False)
    console.console.print(
        f"{found.size} leaves, {found.heads} heads, {found.number} findings, {found.seconds:.1f} s",
        highlight=False,
    )
    return 0 if found.is_whole else 1


def _register(name: str, content: bytes) -> None:
    from govhall.infra import clock
    from govhall.support.evidence import public as evidence

    typer.echo(evidence.register_witness(name=name, certificate=content, at=clock.now()))


def _watch(title: str, address: str, content: bytes) -> None:
    from govhall.infra import clock
    from govhall.support.evidence import public as evidence

    typer.echo(evidence.watch(title=title, address=address, authority=content, at=clock.now()))


def _print_certificate() -> None:
    from govhall.infra import clock
    from govhall.support.evidence import public as evidence

    typer.echo(evidence.witness_certificate(at=clock.now()))
