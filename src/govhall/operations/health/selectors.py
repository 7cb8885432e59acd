"""Looks at each part of the installation. Quick: it is asked every few seconds."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from govhall.infra import crypto
from govhall.operations.health.values import Part


def parts() -> Sequence[Part]:
    """Return every part with its state, the essential ones first."""
    return [_checked(name, check) for name, check in _CHECKS.items()]


def _checked(name: str, check: Callable[[], str]) -> Part:
    try:
        return Part(name=name, up=True, note=check())
    except (DatabaseError, OSError, RuntimeError) as problem:
        return Part(name=name, up=False, note=type(problem).__name__)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version')")
        return f"PostgreSQL {cursor.fetchone()[0]}"


def _schema() -> str:
    if not MigrationRecorder(connection).has_table():
        raise RuntimeError("not migrated")
    return "migrated"


def _worker() -> str:
    """The worker writes a heartbeat every ten seconds; a minute of silence means that nobody works."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'")
        alive: int = cursor.fetchone()[0]
    if not alive:
        raise RuntimeError("no worker")
    return f"{alive} worker(s)"


def _files() -> str:
    probe = settings.GOVHALL_HOME
    if not probe.is_dir():
        raise RuntimeError("no data folder")
    return "writable folder present"


def _front_end() -> str:
    if not finders.find("look/dist/theme.css"):
        raise RuntimeError("front end not built")
    return "built"


def _cryptography() -> str:
    return crypto.provider().name


_CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "schema": _schema,
    "worker": _worker,
    "files": _files,
    "front_end": _front_end,
    "cryptography": _cryptography,
}
