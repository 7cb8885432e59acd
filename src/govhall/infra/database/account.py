"""
The operating-system user that PostgreSQL runs as: the caller, or a service user when the caller is root.

PostgreSQL refuses to run as root. This module finds or makes a user without rights; it never changes the permissions
of a folder that it did not make.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from govhall.infra.database.errors import DatabaseUnavailableError

_OWN_NAME = "govhall"
_KNOWN_NAMES = ("postgres", _OWN_NAME)
_LAST_RESORT = "nobody"

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Account:
    """Who runs PostgreSQL. `dropped` tells that this is another user than the caller, who is root then."""

    name: str
    uid: int
    gid: int
    dropped: bool

    def process_options(self) -> dict[str, Any]:
        """Return the `subprocess` arguments that start a program as this user, in a folder that it may enter."""
        options: dict[str, Any] = {"cwd": "/"}
        if self.dropped:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def can_enter(self, folder: Path) -> bool:
        """Return whether this user may pass into a folder, asking the kernel as that user."""
        return self._succeeds("/bin/sh", "-c", 'test -x "$0"', str(folder))

    def can_run(self, program: str) -> bool:
        """Return whether this user can run a program: reach it, and the libraries it needs."""
        return self._succeeds(program, "--version")

    def _succeeds(self, *command: str) -> bool:
        try:
            answer = subprocess.run(command, capture_output=True, timeout=20, check=False, **self.process_options())
        except OSError:
            return False
        return answer.returncode == 0

    def make_folder(self, folder: Path) -> None:
        """Make a folder that only this user (and root) may enter; its parents must be there."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.dropped:
            os.chown(folder, self.uid, self.gid)


def database_account() -> Account:
    """
    Return the user that PostgreSQL shall run as, making a system user if the caller is root and there is none.

    :raises DatabaseUnavailableError: if the caller is root and there is no user to drop to
    """
    if os.geteuid() != 0:
        return Account(name=str(os.geteuid()), uid=os.geteuid(), gid=os.getegid(), dropped=False)
    entry = _existing(*_KNOWN_NAMES) or _created() or _existing(_LAST_RESORT)
    if entry is None:
        raise DatabaseUnavailableError(
            "PostgreSQL 不能以 root 运行，且没有可用的服务用户。 PostgreSQL does not run as root and no service user"
            f" could be made: create one (useradd --system {_OWN_NAME}), or run as an ordinary user."
        )
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid, dropped=True)


def _existing(*names: str) -> pwd.struct_passwd | None:
    for name in names:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _created() -> pwd.struct_passwd | None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")
    if useradd is None:
        return None
    command = [useradd, "--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
    answer = subprocess.run([*command, _OWN_NAME], capture_output=True, text=True, timeout=30, check=False)
    log.info("database_service_user_created", user=_OWN_NAME, succeeded=answer.returncode == 0)
    return _existing(_OWN_NAME)
