"""
One living owner for a folder: an advisory lock that the kernel gives back however its holder ends.

It protects no data by itself; it only answers "is somebody else at work here".
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from govhall.infra.database.errors import AlreadyOwnedError

LOCK_FILE = "database.lock"  # of a home's own server


class Ownership:
    """A lock file held by this process until `release` or its end; children do not inherit it."""

    def __init__(self, file: Path) -> None:
        """
        Take the lock.

        :raises AlreadyOwnedError: if a living process holds it
        """
        self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(self._descriptor, 32).decode(errors="replace").strip() or "?"
            os.close(self._descriptor)
            raise AlreadyOwnedError(
                f"{file.parent} 正由进程 {holder} 使用。 {file.parent} is in use by process {holder}: stop that one, or"
                " choose another folder with GOVHALL_HOME."
            ) from error
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, str(os.getpid()).encode())

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
