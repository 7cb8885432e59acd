"""`govhall seals`: drills and emergencies with the keys of electronic seals (docs/operations/seal-ceremonies.md)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

import typer

from govhall.config.cli import console, environment

app = typer.Typer(help="electronic seals", no_args_is_help=True, rich_markup_mode=None)
Agency = Annotated[str, typer.Argument(help="key of the agency, such as guanshanhu-market")]
_R = TypeVar("_R")


@app.callback()
def _group() -> None:
    """Electronic seals."""


@app.command("list")
def list_(agency: Agency) -> None:
    """Name the seals of an agency that have or had a key."""
    _with_database(lambda: _list(agency))


@app.command("rotate")
def rotate(agency: Agency) -> None:
    """Give an agency's official seal a new key and certificate; all that the old one sealed stays good."""
    _with_database(lambda: _rotate(agency))


@app.command("compromise")
def compromise(
    seal: Annotated[str, typer.Argument(help="id of the seal, as `seals list` names it")],
    since: Annotated[
        datetime, typer.Option(help="from when the key can't be trusted, Beijing time", formats=["%Y-%m-%d %H:%M"])
    ],
    reason: Annotated[str, typer.Option(help="what happened; stands in the history and in the audit trail")],
) -> None:
    """Freeze a seal, revoke its certificate as of a moment, and name what it sealed from then on."""
    _with_database(lambda: _compromise(seal, since, reason))


def _with_database(work: Callable[[], _R]) -> _R:
    server = environment.database_for_command()
    try:
        import django

        django.setup()
        from govhall.kernel.errors import DomainError

        try:
            return work()
        except DomainError as refusal:
            console.fail(refusal.message)
    finally:
        server.stop()


def _list(agency_key: str) -> None:
    from govhall.data.organizations import public as organizations
    from govhall.support.seals import public as seals

    for one in seals.seals_of(organizations.agency_by_key(agency_key).id):
        until = f"{one.valid_until:%Y-%m-%d}" if one.valid_until else ""
        console.console.print(console.plain(f"{one.id}  {one.status_label}  {one.kind_label}  {one.name}  {until}"))


def _rotate(agency_key: str) -> None:
    from govhall.data.organizations import public as organizations
    from govhall.infra import clock
    from govhall.support.seals import public as seals

    done = seals.rotate(agency_id=organizations.agency_by_key(agency_key).id, at=clock.now())
    for words, one in (("old", done.old), ("new", done.new)):
        line = f"{words}  {one.id}  {one.status_label}  {one.certificate_fingerprint[:16]}"
        console.console.print(console.plain(line))


def _compromise(seal: str, since: datetime, reason: str) -> None:
    from govhall.infra import clock
    from govhall.support.seals import public as seals

    try:
        seal_id = UUID(seal)
    except ValueError:
        console.fail(f"这不是印章的编号：{seal}。先用 govhall seals list 查。 not the id of a seal")
    at, moment = clock.now(), since.replace(tzinfo=clock.OFFICIAL_ZONE)
    if moment > at:
        console.fail("不能从将来的时刻起吊销。 --since lies ahead")
    found = seals.compromise(seal_id=seal_id, since=moment, reason=reason, at=at)
    for use in found.doubtful:
        when = use.at.astimezone(clock.OFFICIAL_ZONE)
        line = f"{when:%Y-%m-%d %H:%M:%S}  {use.form}  {use.purpose}  {use.case_number}  SM3 {use.document_sm3}"
        console.console.print(console.plain(line))
    tail = f"{found.seal.status_label}; certificate revoked as of {since:%Y-%m-%d %H:%M}"
    console.console.print(console.plain(f"{len(found.doubtful)} documents in doubt; seal {found.seal.id} {tail}"))
