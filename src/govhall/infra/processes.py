"""
What the operating system knows about processes, for those who start some and must leave none behind.

Reads Linux' /proc; elsewhere the questions are answered with "unknown" (an empty list, None), never with a guess.
This module starts and kills nothing by itself.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

_PROC = Path("/proc")
_PR_SET_PDEATHSIG = 1


def die_with_parent(with_signal: signal.Signals) -> Callable[[], None] | None:
    """
    Return a `preexec_fn` that has the kernel send `with_signal` to the child when its parent dies, however it dies.

    The child's parent must be the main thread: the kernel watches the thread that forked. None where there is no such
    service (anything but Linux). The C function is looked up here, so that nothing is allocated between fork and exec.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()
    number = int(with_signal)

    def ask_kernel() -> None:
        prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:  # it died before the kernel was asked
            os._exit(1)

    return ask_kernel


def can_look() -> bool:
    """Return whether the questions below are answered here at all."""
    return (_PROC / "self" / "stat").exists()


def with_environment(setting: str) -> list[int]:
    """
    Return the living processes that were started with the environment setting "NAME=value" (not this one).

    Unlike a pid in a file, such a mark is inherited by a process' children and can't come to mean a stranger.
    """
    wanted = setting.encode()
    return [pid for pid in _all_pids() if pid != os.getpid() and wanted in _environment(pid)]


def working_in(folder: Path, *, name: str) -> list[int]:
    """Return the living processes of a program whose current folder is `folder`; a shell that stands there is none."""
    wanted = str(folder.resolve())
    return [pid for pid in _all_pids() if _current_folder(pid) == wanted and _name(pid) == name]


def listening_on(port: int) -> str | None:
    """Return "name (pid n)" of the process that listens on a local TCP port, when this user may know it."""
    inodes = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    for pid in _all_pids() if inodes else ():
        try:
            links = {os.readlink(entry.path) for entry in os.scandir(_PROC / str(pid) / "fd")}
            if links & inodes:
                return f"{_name(pid)} (pid {pid})"
        except OSError:  # another user's process, or it has just ended
            continue
    return None


def _all_pids() -> Iterator[int]:
    try:
        names = os.listdir(_PROC)
    except OSError:
        return
    yield from (int(name) for name in names if name.isdigit())


def _environment(pid: int) -> list[bytes]:
    """Return the settings a process was started with; empty for zombies and for another user's processes."""
    try:
        return (_PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _current_folder(pid: int) -> str | None:
    try:
        return os.readlink(_PROC / str(pid) / "cwd")
    except OSError:
        return None


def _name(pid: int) -> str | None:
    try:
        return (_PROC / str(pid) / "comm").read_text().strip()
    except OSError:
        return None


def _listening_inodes(port: int) -> Iterator[str]:
    for table in ("net/tcp", "net/tcp6"):
        try:
            lines = (_PROC / table).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            columns = line.split()
            if columns[3] == "0A" and int(columns[1].rpartition(":")[2], 16) == port:
                yield columns[9]
