"""
Tells in milliseconds whether the database is as `prepare` left it, so that a second start need not load Django for it.

A shortcut for the installation's own database only: what others may have done to theirs is for `prepare` to find out.
Whenever anything is unknown or different the answer is "no".
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

import psycopg

from govhall.config.cli import environment
from govhall.infra.database import launcher

_FILE = "prepared.json"
_STAMP = ".govhall-stamp"  # written by the govhall script: which locked requirements are installed


def is_prepared(home: Path, server: launcher.Server, *, demo: bool) -> bool:
    """Return whether nothing has changed since `remember`."""
    try:
        known = json.loads((home / _FILE).read_text())
    except (OSError, ValueError):
        return False
    state = _state(server, demo=demo)
    return state is not None and known == state


def remember(home: Path, server: launcher.Server, *, demo: bool) -> None:
    """Note the state after a successful `prepare`."""
    file = home / _FILE
    if state := _state(server, demo=demo):
        file.write_text(json.dumps(state))
    else:
        file.unlink(missing_ok=True)


def _state(server: launcher.Server, *, demo: bool) -> dict[str, object] | None:
    """Our migration files, the installed packages with theirs, and how many migrations the database has seen."""
    stamp = Path(sys.prefix) / _STAMP
    if isinstance(server, launcher.ExternalServer) or not stamp.is_file():
        return None
    applied = _applied(server.url)
    files = hashlib.sha256(stamp.read_bytes())
    for file in sorted(environment.PACKAGE.rglob("migrations/*.py")):
        files.update(
            f"{file.relative_to(environment.PACKAGE)}\0{file.stat().st_size}\0{file.stat().st_mtime_ns}\n".encode()
        )
    settings = os.environ["DJANGO_SETTINGS_MODULE"]
    return {"files": files.hexdigest(), "applied": applied, "settings": settings, "demo": demo} if applied else None


def _applied(url: str) -> int:
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            row = connection.execute("SELECT count(*) FROM django_migrations").fetchone()
    except psycopg.Error:
        return 0
    return int(row[0]) if row else 0
