"""
Keeps the processes of a running platform alive, and ends all of them in order.

Each child lives in a session of its own (Ctrl-C reaches the supervisor only), logs to a file of its own, and is ended
by the kernel when the supervisor dies. Children carry a mark in their environment, by which the next start finds what
a crash left. What the children do is not known here.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from govhall.config.cli import console, environment
from govhall.infra import processes
from govhall.infra.database import launcher

_MARK = "GOVHALL_SUPERVISED_FOR"
_STOP_WITHIN = 4.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 30.0
_CALM_AFTER = 20.0
_DATABASE_PAUSE = 10.0
_LONGEST_LOG = 50 * 1024 * 1024
_TAIL = 12


@dataclass
class Child:
    """A process that shall run; `pause` grows while it keeps dying."""

    name: str
    command: Sequence[str]
    log_file: Path
    mark: str
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    pause: float = _FIRST_PAUSE
    deaths: int = field(default=0)

    def start(self) -> None:
        """Start the process; its output is appended to its log file."""
        with self.log_file.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, _MARK: self.mark},
                preexec_fn=processes.die_with_parent(signal.SIGTERM),
            )
        self.started_at = time.monotonic()

    def has_died(self) -> bool:
        """Return whether the process was started and has ended."""
        return self.process is not None and self.process.poll() is not None

    def end(self, number: signal.Signals) -> None:
        """Signal the process, or with SIGKILL its whole group: what a dead parent left behind too."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if number == signal.SIGKILL:
                os.killpg(self.process.pid, number)
            elif self.process.poll() is None:
                self.process.send_signal(number)


class Supervisor:
    """Runs children beside a database server, restarting what dies."""

    def __init__(self, home: Path, server: launcher.Server) -> None:
        """Prepare; nothing is started yet."""
        self._mark = str(home)
        self._logs = home / "logs"
        self._logs.mkdir(exist_ok=True)
        self._server = server
        self._database_again_at = 0.0
        self.children: list[Child] = []

    def start(self, name: str, command: Sequence[str]) -> Child:
        """Start a child and keep it alive from now on."""
        child = Child(name=name, command=command, log_file=self._logs / f"{name}.log", mark=self._mark)
        self.children.append(child)
        child.start()
        return child

    def tick(self) -> None:
        """Look after everything once; call it a few times a second. Blocks while a dead database recovers."""
        now = time.monotonic()
        if not self._server.is_alive() and now >= self._database_again_at:
            self._revive_database()
        for child in self.children:
            if child.has_died():
                _bury(child, now)
            elif child.process is None and now >= child.start_again_at:
                child.start()
            elif now - child.started_at > _CALM_AFTER:
                child.pause = _FIRST_PAUSE
            _shorten(child.log_file)

    def _revive_database(self) -> None:
        """Start the dead database again; while that fails (a full disk), try again later rather than give up."""
        console.warn("数据库进程已结束，正在恢复。 The database process has ended, recovering.")
        address = self._server.url
        try:
            self._server.restart()
        except launcher.DatabaseUnavailableError as error:
            console.warn(str(error))
            self._database_again_at = time.monotonic() + _DATABASE_PAUSE
            return
        if self._server.url != address:  # its port was taken meanwhile
            environment.use_database(self._server)
            for child in self.children:
                child.end(signal.SIGTERM)

    def stop(self) -> None:
        """End the children in the order of their start (web first, so that nothing new comes in), then the database."""
        for child in self.children:
            child.end(signal.SIGTERM)
        deadline = time.monotonic() + _STOP_WITHIN
        for child in self.children:
            while child.process is not None and not child.has_died() and time.monotonic() < deadline:
                time.sleep(0.02)
            child.end(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()
        self._server.stop()

    def wait_until(self, is_ready: Callable[[], bool], *, seconds: float) -> bool:
        """Look after everything until `is_ready`; false when time is up or a child keeps dying."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if is_ready():
                return True
            self.tick()
            if any(child.deaths >= 3 for child in self.children):
                return False
            time.sleep(0.1)
        return False


def clear_leftovers(home: Path) -> int:
    """End what a crashed supervisor of this home left running; returns how many processes that were."""
    setting = f"{_MARK}={home}"
    found = processes.with_environment(setting)
    deadline = time.monotonic() + _STOP_WITHIN
    number = signal.SIGTERM
    while left := processes.with_environment(setting):
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        if time.monotonic() > deadline:
            number = signal.SIGKILL
        time.sleep(0.1)
    return len(found)


def tail(child: Child) -> str:
    """Return the last lines that a child logged, each with its name in front."""
    try:
        lines = child.log_file.read_bytes()[-8192:].decode(errors="replace").splitlines()[-_TAIL:]
    except FileNotFoundError:
        return ""
    return "\n".join(f"{child.name} | {line}" for line in lines)


def _bury(child: Child, now: float) -> None:
    """Note a death, end what is left of the child's group, and plan the next start."""
    code = child.process.returncode if child.process else None
    child.end(signal.SIGKILL)
    child.process = None
    child.deaths += 1
    child.start_again_at = now + child.pause
    console.warn(
        f"{child.name} 已结束（{code}），{child.pause:.1f} 秒后重启。 {child.name} ended, restarting.\n{tail(child)}"
    )
    child.pause = min(child.pause * 2, _LONGEST_PAUSE)


def _shorten(file: Path) -> None:
    """Keep one old log: copy and cut, because the child holds the file open for appending."""
    if file.exists() and file.stat().st_size > _LONGEST_LOG:
        file.with_suffix(".log.1").write_bytes(file.read_bytes())
        os.truncate(file, 0)
