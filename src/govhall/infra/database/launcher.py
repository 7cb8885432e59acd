"""
Gives an installation its PostgreSQL: the server named by DATABASE_URL, else one of its own in its home.

`ensure_running` is the door of this package. It knows nothing of Django, tables or migrations.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import psycopg
import structlog

from govhall.infra.database import account as accounts
from govhall.infra.database import binaries, cluster, placement, record
from govhall.infra.database.cluster import Cluster
from govhall.infra.database.errors import AlreadyOwnedError, DatabaseUnavailableError, DiskFullError, NoBinariesError
from govhall.infra.database.ownership import LOCK_FILE, Ownership
from govhall.infra.database.record import Record

__all__ = [
    "AlreadyOwnedError",
    "DatabaseUnavailableError",
    "DiskFullError",
    "EmbeddedServer",
    "ExternalServer",
    "NoBinariesError",
    "Server",
    "ensure_running",
    "running_url",
]

_READY_WITHIN = 1800.0  # recovery after a crash replays the log; it must not be cut short
_STOP_WITHIN = 6.0
_ATTEMPTS = 3
_LONGEST_LOG = 20 * 1024 * 1024

log = structlog.get_logger(__name__)


class Server(Protocol):
    """A database server that can be used at `url` (postgresql://user:password@host:port/name)."""

    @property
    def url(self) -> str:
        """The address with the password: keep it out of logs and arguments."""

    def is_alive(self) -> bool:
        """Return whether the server process is there (always true for a server of others)."""

    def restart(self) -> None:
        """Start the server again after it died; blocks until it is ready."""

    def stop(self) -> None:
        """Stop what was started here; a second call does nothing."""


class ExternalServer:
    """A server that others run: nothing to start, nothing to stop."""

    def __init__(self, url: str) -> None:
        """Remember the address; nothing is connected yet."""
        self.url = url

    def check(self) -> None:
        """
        Connect once.

        :raises DatabaseUnavailableError: if the server does not answer or is too old
        """
        try:
            with psycopg.connect(self.url, connect_timeout=10) as connection:
                version = connection.info.server_version
        except psycopg.Error as error:
            raise DatabaseUnavailableError(
                f"DATABASE_URL 所指的数据库无法连接。 The database of DATABASE_URL can't be reached: {error}"
            ) from error
        if version < binaries.OLDEST_MAJOR * 10_000:
            raise DatabaseUnavailableError(
                f"需要 PostgreSQL {binaries.OLDEST_MAJOR} 或更高版本。 The server of DATABASE_URL is PostgreSQL"
                f" {version // 10_000}; {binaries.OLDEST_MAJOR} or newer is needed."
            )

    def is_alive(self) -> bool:
        """Return true: it is not ours to judge."""
        return True

    def restart(self) -> None:
        """Do nothing."""

    def stop(self) -> None:
        """Do nothing."""


class EmbeddedServer:
    """The installation's own server, owned by this process until `stop`."""

    def __init__(self, home: Path, *, durable: bool, candidates: list[binaries.Binaries] | None = None) -> None:
        """
        Take the data folder, making it if it is missing, and start its server or take over one that a crash left.

        :raises AlreadyOwnedError: if another living process uses this home
        :raises DatabaseUnavailableError: if the server cannot be started
        """
        self._home = home
        self._child: subprocess.Popen[bytes] | None = None
        self._ownership = Ownership(home / LOCK_FILE)
        try:
            self._record, self._cluster = _prepare(home, durable, candidates or binaries.find_all())
        except BaseException:
            self._ownership.release()
            raise
        try:
            self._start()
        except BaseException:
            self._end(signal.SIGQUIT)
            self._ownership.release()
            raise

    @property
    def url(self) -> str:
        """The address of the application's database."""
        return _url(self._record)

    def is_alive(self) -> bool:
        """Return whether the server process is there, without asking the network."""
        if self._child is not None:
            return self._child.poll() is None
        return cluster.postmaster(self._cluster.data) is not None

    def restart(self) -> None:
        """Start the server again after it died, on the same port if that is free; blocks through crash recovery."""
        self._child = None
        self._start()

    def stop(self) -> None:
        """Shut down (fast, then immediate), remove a throwaway data folder, give the home back."""
        self._end(signal.SIGINT)
        if not self._cluster.durable:
            shutil.rmtree(self._cluster.base, ignore_errors=True)
        self._ownership.release()

    def _start(self) -> None:
        _rotate(self._cluster.log_file)
        if cluster.postmaster(self._cluster.data) is not None:
            self._take_over()
            return
        cluster.clear_leftovers(self._cluster.data)
        cluster.check_room(self._cluster.base)
        for attempt in range(_ATTEMPTS):
            self._choose_port(again=attempt > 0)
            self._child = cluster.start(self._cluster, self._record.port)
            if self._wait_until_ready():
                log.info("database_started", port=self._record.port, user=self._cluster.account.name)
                return
            self._end(signal.SIGQUIT)
            if cluster.is_free(self._record.port):  # the port was not the reason
                break
        raise cluster.explain_failure(self._cluster)

    def _take_over(self) -> None:
        """A crash of ours left the server running: use it, and stop it at the end, since the folder is ours."""
        port = cluster.recorded_port(self._cluster.data) or self._record.port
        self._remember(self._record.with_port(port))
        if not self._wait_until_ready():
            raise cluster.explain_failure(self._cluster)
        log.info("database_taken_over", port=port)

    def _choose_port(self, *, again: bool) -> None:
        if again or not self._record.port or not cluster.is_free(self._record.port):
            self._remember(self._record.with_port(cluster.any_free_port()))

    def _remember(self, known: Record) -> None:
        if known != self._record:
            record.save(self._home, known)
        self._record = known

    def _wait_until_ready(self) -> bool:
        deadline = time.monotonic() + _READY_WITHIN
        while time.monotonic() < deadline:
            if not self.is_alive():
                return False
            if _answers(self.url):
                return True
            time.sleep(0.05)
        return False

    def _end(self, number: signal.Signals) -> None:
        """Signal the server, ours or taken over; after a while the immediate shutdown, which needs recovery later."""
        pid = self._child.pid if self._child is not None else cluster.postmaster(self._cluster.data)
        for sent in (number, signal.SIGQUIT, signal.SIGKILL):
            if pid is None or not self.is_alive():
                return
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sent)
            _wait_for(lambda: not self.is_alive(), _STOP_WITHIN if sent == number else 2.0)


def ensure_running(home: Path, *, durable: bool = True) -> Server:
    """
    Return a running server: that of DATABASE_URL, else the home's own, made and started as needed.

    `durable=False` is for tests only: nothing is synced to disk, and `stop` removes the data.

    :raises AlreadyOwnedError: if another living process uses this home
    :raises DatabaseUnavailableError: if there is no server and none can be started
    """
    if url := os.environ.get("DATABASE_URL"):
        external = ExternalServer(url)
        external.check()
        return external
    home.mkdir(parents=True, exist_ok=True)
    return EmbeddedServer(home.resolve(), durable=durable)


def running_url(home: Path) -> str | None:
    """Return the address of the home's own server if it runs under another process, for commands beside `run`."""
    known = record.load(home) if home.is_dir() else None
    return _url(known) if known and known.port and _answers(_url(known)) else None


def _prepare(home: Path, durable: bool, candidates: list[binaries.Binaries]) -> tuple[Record, Cluster]:
    known = record.load(home)
    if known is None:
        known = Record()
        record.save(home, known)
    account = accounts.database_account()
    base = placement.base_folder(home, identity=known.identity, account=account, durable=durable)
    logs = home / "logs"
    logs.mkdir(exist_ok=True)
    ours = Cluster(
        base=base,
        binaries=_usable_binaries(candidates, account, cluster.major_version(base)),
        account=account,
        log_file=logs / "postgresql.log",
        durable=durable,
    )
    if not ours.data.exists():
        cluster.create(ours, known)
    return known, ours


def _usable_binaries(
    candidates: list[binaries.Binaries], account: accounts.Account, major: int | None
) -> binaries.Binaries:
    """Return the first that can read the data folder; the wheel's are copied within reach only if it is their turn."""
    for candidate in candidates:
        if major in (None, candidate.major) and (usable := placement.reachable(candidate, account)):
            return usable
    raise binaries.none_fits(candidates, major=major)


def _url(known: Record) -> str:
    return f"postgresql://{cluster.ROLE}:{known.password}@127.0.0.1:{known.port}/{cluster.DATABASE}"


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _wait_for(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)


def _rotate(file: Path) -> None:
    """Keep one old log; PostgreSQL appends to an open file, so this happens between servers only."""
    if file.exists() and file.stat().st_size > _LONGEST_LOG:
        file.replace(file.with_suffix(".log.1"))
