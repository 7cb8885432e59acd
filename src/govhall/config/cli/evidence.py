"""`govhall evidence`: inspecting the tree of evidence, its witnesses and logs, and its anchor on a chain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from govhall.config.cli import console, environment
from govhall.kernel.errors import DomainError

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


@app.command("rotate-key")
def rotate_key(
    reason: Annotated[str, typer.Option(help="why, for the audit trail")],
    stolen: Annotated[bool, typer.Option("--stolen", help="somebody else may have the old key")] = False,
) -> None:
    """End the key that signs heads and start another; statements and proofs say so from now on."""
    _with_database(lambda: _rotate(reason, stolen))


@app.command("watched")
def watched() -> None:
    """List the logs that we witness, and why we stopped where we did."""
    _with_database(_list_watched)


@app.command("resume")
def resume(
    name: Annotated[str, typer.Argument(help="fingerprint of the log's root certificate")],
    reason: Annotated[str, typer.Option(help="what was found, for the audit trail")],
    start_anew: Annotated[bool, typer.Option("--start-anew", help="give up the history that was witnessed")] = False,
) -> None:
    """Witness a log again that was refused, after somebody has looked."""
    _with_database(lambda: _resume(name, reason, start_anew))


@app.command("anchor")
def anchor(
    deploy: Annotated[bool, typer.Option("--deploy", help="put a new contract on the chain of the settings")] = False,
) -> None:
    """Go a step in anchoring now; with --deploy, put a contract on the chain and print its address."""
    _with_database(_deploy if deploy else _anchor)


@app.command("anchors")
def anchors() -> None:
    """List the newest anchors, and what hinders anchoring if anything does."""
    _with_database(_list_anchors)


@app.command("resume-anchor")
def resume_anchor(reason: Annotated[str, typer.Option(help="what was found, for the audit trail")]) -> None:
    """Anchor again after the contract contradicted our tree, when somebody has looked."""
    _with_database(lambda: _resume_anchor(reason))


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
    if evidence.anchoring() is not None:
        compared = (
            "not compared: the chain could not be asked" if found.anchors is None else f"{found.anchors} compared"
        )
        console.console.print(f"anchors {compared}", highlight=False)
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


def _rotate(reason: str, stolen: bool) -> None:
    from govhall.infra import clock
    from govhall.kernel.actor import SYSTEM
    from govhall.support.evidence import public as evidence

    try:
        typer.echo(evidence.rotate_key(reason=reason, is_stolen=stolen, by=SYSTEM, at=clock.now()))
        evidence.sequence(at=clock.now())  # the first head under the new key covers everything before
    except DomainError as refusal:
        raise typer.BadParameter(refusal.message) from None


def _list_watched() -> None:
    from govhall.support.evidence import public as evidence

    for log in evidence.watched_logs():
        stopped = f"refused {log.refused_at:%F %T%z} {log.refusal}" if log.refused_at else "followed"
        typer.echo(f"{log.name} {log.title} {log.size} {stopped}")


def _resume(name: str, reason: str, start_anew: bool) -> None:
    from govhall.infra import clock
    from govhall.kernel.actor import SYSTEM
    from govhall.support.evidence import public as evidence

    try:
        evidence.lift_refusal(name=name, reason=reason, start_anew=start_anew, by=SYSTEM, at=clock.now())
    except DomainError as refusal:
        raise typer.BadParameter(refusal.message) from None


def _deploy() -> None:
    from govhall.infra import clock
    from govhall.kernel.actor import SYSTEM
    from govhall.support.evidence import public as evidence

    try:
        address = evidence.deploy_anchor(by=SYSTEM, at=clock.now(), say=lambda words: typer.echo(words, err=True))
    except DomainError as refusal:
        raise typer.BadParameter(refusal.message) from None
    typer.echo(address)


def _anchor() -> None:
    from govhall.infra import clock
    from govhall.support.evidence import public as evidence

    evidence.anchor(at=clock.now())
    _list_anchors()


def _list_anchors() -> None:
    from govhall.support.evidence import public as evidence

    going = evidence.anchoring()
    if going is None:
        typer.echo("没有设置锚定（GOVHALL_ANCHOR_RPC）。")
        return
    typer.echo(f"chain {going.chain_id} contract {going.contract or '-'} {going.refusal or going.failure or 'ok'}")
    for one in evidence.newest_anchors():
        typer.echo(f"{one.size} {one.root.hex()} {one.transaction} {one.block or '-'} {one.status}")


def _resume_anchor(reason: str) -> None:
    from govhall.infra import clock
    from govhall.kernel.actor import SYSTEM
    from govhall.support.evidence import public as evidence

    try:
        evidence.resume_anchoring(reason=reason, by=SYSTEM, at=clock.now())
    except DomainError as refusal:
        raise typer.BadParameter(refusal.message) from None
