"""
What an installation remembers about its own database: passwords, port, identity of the data folder.

One JSON file, readable by its owner alone, written whole or not at all. It is written before the data folder is made,
so that no data folder exists whose password nobody knows.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

_FILE = "database.json"


def _secret() -> str:
    return secrets.token_urlsafe(24)


@dataclass(frozen=True)
class Record:
    """Passwords of the application's role and of the superuser `postgres`; `identity` names this very data folder."""

    port: int = 0
    password: str = field(default_factory=_secret, repr=False)
    superuser_password: str = field(default_factory=_secret, repr=False)
    identity: str = field(default_factory=lambda: secrets.token_hex(8))

    def with_port(self, port: int) -> Record:
        """Return the same record with another port."""
        return replace(self, port=port)


def load(home: Path) -> Record | None:
    """Return what was remembered in this home, None if nothing."""
    try:
        return Record(**json.loads((home / _FILE).read_text()))
    except FileNotFoundError:
        return None


def save(home: Path, record: Record) -> None:
    """Remember, replacing what was there in one step."""
    new = home / f"{_FILE}.new"
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(record), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    new.replace(home / _FILE)
