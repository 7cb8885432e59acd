"""
The platform as `govhall run` starts it, for the journeys alone: a database of its own, the web server, the worker.

The demonstration province is loaded by the real command. Nothing here reaches into the code under test, except to point
this process at the same database, so that a journey can look at what is stored.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from govhall.config.cli import run
from govhall.infra import processes

ROOT: Final = Path(__file__).resolve().parents[2]
_READY_WITHIN: Final = 120.0
_STOP_WITHIN: Final = 10.0


class Hall:
    """The running platform. `address` is where a browser finds it."""

    def __init__(self, home: Path, server_url: str) -> None:
        """Make the database and remember where everything lies; nothing runs yet."""
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.database = f"journeys_{os.getpid()}"
        self._server_url = server_url
        self._logs = home / "journeys"
        self._logs.mkdir(parents=True, exist_ok=True)
        self._children: list[subprocess.Popen[bytes]] = []
        self._named: dict[str, subprocess.Popen[bytes]] = {}
        self._environment = {
            **os.environ,
            "DATABASE_URL": urlunsplit(urlsplit(server_url)._replace(path=f"/{self.database}")),
            "DJANGO_SETTINGS_MODULE": "govhall.config.settings",
            "PYTHONPATH": str(ROOT / "src"),
            "PYTHONUNBUFFERED": "1",
            "GOVHALL_HOME": str(home),
            "GOVHALL_URL": self.address,
        }
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), sql.SQL("CREATE DATABASE {}"))

    def open(self) -> None:
        """Prepare the database as `run` does, start web and worker, wait until the site is well."""
        with self._log("prepare").open("ab") as log:
            command = [sys.executable, "-m", "govhall.config", "prepare", "--demo"]
            subprocess.run(command, env=self._environment, stdout=log, stderr=log, check=True, timeout=300)
        self.start("web", run.web_command("127.0.0.1", self.port, 2))
        self.start("worker", [sys.executable, "-m", "govhall.config", "worker"])
        deadline = time.monotonic() + _READY_WITHIN
        while not self._is_well():
            if time.monotonic() > deadline or any(child.poll() is not None for child in self._children):
                raise RuntimeError(f"the platform did not start:\n{self.logged()}")
            time.sleep(0.2)

    def start(self, name: str, command: list[str]) -> None:
        """Start a child that the kernel ends with us, whatever happens to us."""
        with self._log(name).open("ab") as log:
            child = subprocess.Popen(
                command, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=processes.die_with_parent(signal.SIGTERM),
            )  # fmt: skip
        self._children.append(child)
        self._named[name] = child

    def kill(self, name: str) -> None:
        """Kill a child as a power cut would: at once, with all that it started."""
        child = self._named[name]
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    def close(self) -> None:
        """End web and worker with all that they started, and throw the database away."""
        for child in self._children:
            with contextlib.suppress(ProcessLookupError):
                child.terminate()
        deadline = time.monotonic() + _STOP_WITHIN
        for child in self._children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"))

    def logged(self) -> str:
        """Return the ends of all logs, for a failure's report."""
        tails = [(file.name, file.read_text(errors="replace")[-3000:]) for file in sorted(self._logs.glob("*.log"))]
        return "\n".join(f"--- {name}\n{text}" for name, text in [*tails, ("queue", self._queue())])

    def _queue(self) -> str:
        """What the worker has not done, and what came of the last messages."""
        jobs = """
            SELECT id, task_name, status, attempts, scheduled_at, lock, args FROM procrastinate_jobs
            WHERE status <> 'succeeded' ORDER BY id
        """
        sent = """
            SELECT id, channel, state, reason, attempts, next_try_at FROM notifications_delivery
            ORDER BY id DESC LIMIT 5
        """
        with psycopg.connect(self._environment["DATABASE_URL"], autocommit=True) as connection:
            return "\n".join(str(row) for query in (jobs, sent) for row in connection.execute(query).fetchall())

    def execute(self, statement: str) -> None:
        """Change the platform's database directly: what a journey needs to have happened meanwhile."""
        with psycopg.connect(self._environment["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(statement.encode())

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def _is_well(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return int(answer.status) == 200
        except (urllib.error.URLError, OSError):
            return False

    def _execute(self, *statements: sql.SQL) -> None:
        with psycopg.connect(self._server_url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.format(sql.Identifier(self.database)))


@contextlib.contextmanager
def opened(home: Path, server_url: str) -> Iterator[Hall]:
    """Run the platform for a while; it is stopped whatever happens."""
    hall = Hall(home, server_url)
    try:
        hall.open()
        yield hall
    finally:
        hall.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
