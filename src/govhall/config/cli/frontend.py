"""Compiles the front end of a checkout when its sources changed; an installed package carries it compiled."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterator
from pathlib import Path

from govhall.config.cli import console, environment

_BUILDER = "govhall.channels.look.build"
_STAMP = ".stamp"


def build() -> None:
    """Build the front end unless what lies there is made of the present sources."""
    checkout = environment.checkout()
    if checkout is None:
        return
    stamp = environment.FRONTEND_OUT / _STAMP
    fingerprint = _fingerprint(checkout)
    if stamp.is_file() and stamp.read_text() == fingerprint:
        return
    with console.step("前端 front end"):
        # By name: the builder is a tool of its app, not an interface that other apps may import.
        importlib.import_module(_BUILDER).build(frontend=checkout / "frontend", out=environment.FRONTEND_OUT)
    stamp.write_text(fingerprint)


def _fingerprint(checkout: Path) -> str:
    """Names, sizes and times of all sources: style classes stand in templates and in Python modules too."""
    digest = hashlib.sha256()
    for file in sorted(_sources(checkout)):
        state = file.stat()
        digest.update(f"{file.relative_to(checkout)}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _sources(checkout: Path) -> Iterator[Path]:
    for entry in (checkout / "frontend").iterdir():
        if entry.name != "node_modules":
            yield from (entry,) if entry.is_file() else (file for file in entry.rglob("*") if file.is_file())
    package = environment.FRONTEND_OUT.parents[4]
    for pattern in ("*/*/templates/**/*.html", "*/*/templatetags/*.py", "*/*/forms.py"):
        yield from package.glob(pattern)
