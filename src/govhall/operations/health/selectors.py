"""Looks at each part of the installation. Quick: it is asked every few seconds."""

import os
import shutil
from collections.abc import Callable, Sequence
from functools import lru_cache

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
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
        # A database error may quote an address or a name; its kind is enough for a public page.
        note = str(problem) if type(problem) is RuntimeError else type(problem).__name__
        return Part(name=name, up=False, note=note)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version')")
        return f"PostgreSQL {cursor.fetchone()[0]}"


def _schema() -> str:
    applied = MigrationRecorder(connection).applied_migrations()
    missing = [f"{app}.{name}" for app, name in _newest_migrations() if (app, name) not in applied]
    if missing:
        raise RuntimeError(f"not migrated: {', '.join(missing)}")
    return "migrated"


@lru_cache(maxsize=1)
def _newest_migrations() -> tuple[tuple[str, str], ...]:
    """The newest migration of each app; reading them takes a tenth of a second, so once a process."""
    return tuple(MigrationLoader(None).graph.leaf_nodes())


def _worker() -> str:
    """The worker writes a heartbeat every ten seconds; a minute of silence means that nobody works."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'")
        alive: int = cursor.fetchone()[0]
    if not alive:
        raise RuntimeError("no worker")
    return f"{alive} worker(s)"


def _files() -> str:
    folder = settings.GOVHALL_HOME
    if not os.access(folder, os.W_OK | os.X_OK):
        raise RuntimeError("data folder missing or not writable")
    return f"{shutil.disk_usage(folder).free // 2**30} GiB free"


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
