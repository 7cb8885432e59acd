"""
Makes the database ready: migrations, cache table, demonstration province. A hidden command, run by `run`.

In a process of its own, so that the supervisor stays small: Django is loaded here and gone again.
"""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from govhall.config.cli import console, environment

_LOCK = 0x676F7668  # "govh": two machines on one database prepare it one after the other
DEMO_MARK = "demo-accounts.json"  # its presence says that the demonstration was loaded; only the owner may read it


def command(
    demo: Annotated[bool, typer.Option(help="load the demonstration province into an empty database")] = True,
    cases: Annotated[bool, typer.Option(help="let the demonstration have had some weeks of work")] = False,
) -> None:
    """Migrate, publish new rules, and load the demonstration province if the database is empty."""
    import django

    django.setup()
    _log_to_file()
    with _alone():
        _migrate()
        _load_rules()
        if demo and _is_empty():
            _load_demo(cases=cases)


def _log_to_file() -> None:
    """The terminal belongs to the person who waits; what the parts log while loading goes to a file."""
    file = environment.home() / "logs" / "prepare.log"
    file.parent.mkdir(parents=True, exist_ok=True)
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(file.open("a", encoding="utf-8"))


@contextmanager
def _alone() -> Iterator[None]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return
    with console.step(f"数据表 database tables ({len(plan)})") as note:
        call_command("migrate", interactive=False, verbosity=1, stdout=_Lines(note), no_color=True)
        call_command("createcachetable", verbosity=0)


def _load_rules() -> None:
    """Publish the rules that come with this version of the platform and that this database doesn't know yet."""
    from django.apps import apps

    from govhall.infra import clock

    if not apps.is_installed("govhall.support.decisions"):  # settings of a smaller platform
        return
    from govhall.support.decisions import public as decisions

    decisions.load_models(decisions.model_folder(), at=clock.now())


def _is_empty() -> bool:
    from django.contrib.auth import get_user_model

    return not get_user_model()._default_manager.exists()


def _load_demo(*, cases: bool) -> None:
    from django.db import transaction

    from govhall.config import demo, demo_cases
    from govhall.infra import clock

    # Whole or not at all: whoever stops in the middle gets everything at the next start.
    with console.step("演示省份 demonstration province") as note, transaction.atomic():
        demo.load(note)
        if cases:
            demo_cases.load(note, since=demo.founded_at(clock.now()))
    accounts = [(one.label, one.username, one.password, one.totp_secret) for one in demo.accounts() if one.is_featured]
    mark = environment.home() / DEMO_MARK
    mark.touch(mode=0o600)
    mark.write_text(json.dumps(accounts, ensure_ascii=False), encoding="utf-8")


class _Lines(io.TextIOBase):
    """A text stream that hands each whole line to a function."""

    def __init__(self, note: console.Note) -> None:
        self._note = note
        self._rest = ""

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            if line.strip():
                self._note(line.strip())
        return len(text)
