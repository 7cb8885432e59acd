"""
One PostgreSQL data folder: making it, starting and stopping its server, finding out what runs in it.

The server is a direct child (not daemonised by pg_ctl): it can be waited for without a time limit on recovery, leaves
no zombie, and on Linux the kernel shuts it down when its parent dies. Who may own the folder is not decided here.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import structlog

from govhall.infra import processes
from govhall.infra.database.account import Account
from govhall.infra.database.binaries import Binaries
from govhall.infra.database.errors import DatabaseUnavailableError, DiskFullError
from govhall.infra.database.record import Record

ROLE = DATABASE = "govhall"
_PORTS = range(15432, 25432)
_LONGEST_SOCKET_FOLDER = 85  # of the 107 bytes of a socket's path; the file name needs the rest
_LEAST_ROOM = 200 * 1024 * 1024
_ORPHANS_MAY_TAKE = 20.0

# For a small server; JIT costs more memory and time than short statements gain.
_SETTINGS = {
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "96MB",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "password_encryption": "scram-sha-256",
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_line_prefix": "%m [%p] ",
}
_DURABLE = {"max_connections": "60", "fsync": "on", "synchronous_commit": "on"}
_THROWAWAY = {
    "max_connections": "100",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Cluster:
    """A data folder, the programs and the user to run it with, and its log file."""

    base: Path
    binaries: Binaries
    account: Account
    log_file: Path
    durable: bool

    @property
    def data(self) -> Path:
        """The data folder."""
        return data_folder(self.base)


def data_folder(base: Path) -> Path:
    """Return where the data folder of a base folder lies."""
    return base / "data"


def major_version(base: Path) -> int | None:
    """Return the version that wrote the data folder; None when there is none yet."""
    try:
        return int((data_folder(base) / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def create(cluster: Cluster, record: Record) -> None:
    """Make the data folder with its role and database, whole or not at all."""
    check_room(cluster.base)
    new = cluster.base / "data.new"
    shutil.rmtree(new, ignore_errors=True)  # of an interrupted attempt
    _initdb(cluster, new)
    _single_user(
        cluster,
        new,
        f"ALTER ROLE postgres PASSWORD '{record.superuser_password}'",
        f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{record.password}'",
        f"CREATE DATABASE {DATABASE} OWNER {ROLE}",
        f"GRANT pg_monitor TO {ROLE}",
    )
    _admit_by_password(new)
    new.rename(cluster.data)
    log.info("database_created", folder=str(cluster.data), major=cluster.binaries.major)


def check_room(folder: Path) -> None:
    """
    Refuse to go on with a full disk: PostgreSQL would fail in the middle of something.

    :raises DiskFullError: if less than 200 MB are free
    """
    if shutil.disk_usage(folder).free < _LEAST_ROOM:
        raise DiskFullError(_no_room(folder))


def start(cluster: Cluster, port: int) -> subprocess.Popen[bytes]:
    """Start the server as a child in a session of its own (Ctrl-C at the terminal is not for it) and return at once."""
    settings = {**_SETTINGS, **(_DURABLE if cluster.durable else _THROWAWAY)}
    settings |= {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": _socket_folder(cluster)}
    arguments = [argument for name, value in settings.items() for argument in ("-c", f"{name}={value}")]
    with cluster.log_file.open("ab") as output:
        return subprocess.Popen(
            [cluster.binaries["postgres"], "-D", str(cluster.data), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=processes.die_with_parent(signal.SIGINT),
            **cluster.account.process_options(),
        )


def postmaster(data: Path) -> int | None:
    """Return the pid of the server that lives in this data folder, None if none does."""
    pid = _recorded_pid(data)
    return pid if pid in server_processes(data) else None


def server_processes(data: Path) -> list[int]:
    """Return the living PostgreSQL processes of a data folder: the postmaster and its children, or orphans of one."""
    return processes.working_in(data, name="postgres")


def recorded_port(data: Path) -> int | None:
    """Return the port that the living server noted in its pid file."""
    try:
        return int((data / "postmaster.pid").read_text().splitlines()[3])
    except (OSError, ValueError, IndexError):
        return None


def clear_leftovers(data: Path) -> None:
    """
    Make way after a crash: end backends that outlived their postmaster, then remove its pid file.

    PostgreSQL itself would refuse to start when the old pid meanwhile belongs to another process of the same user,
    as happens in containers. The file goes only when /proc shows that nothing works in the folder any more.
    """
    if not (data / "postmaster.pid").exists() or not processes.can_look():
        return
    deadline = time.monotonic() + _ORPHANS_MAY_TAKE
    while orphans := server_processes(data):
        overdue = time.monotonic() > deadline
        for pid in orphans:
            _send(pid, signal.SIGKILL if overdue else signal.SIGQUIT)
        time.sleep(0.05)
    (data / "postmaster.pid").unlink(missing_ok=True)
    log.info("database_leftovers_cleared", folder=str(data))


def is_free(port: int) -> bool:
    """Return whether a local TCP port can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def any_free_port() -> int:
    """Return a free local TCP port below those that outgoing connections borrow, so that it stays ours."""
    for port in random.sample(_PORTS, k=len(_PORTS)):
        if is_free(port):
            return port
    raise DatabaseUnavailableError("没有空闲端口。 No local TCP port is free.")


def explain_failure(cluster: Cluster) -> DatabaseUnavailableError:
    """Return an error made of the end of the server's log."""
    lines = cluster.log_file.read_text(errors="replace").splitlines()[-12:] if cluster.log_file.exists() else []
    tail = "\n".join(lines)
    if "No space left on device" in tail:
        return DiskFullError(_no_room(cluster.base))
    return DatabaseUnavailableError(
        f"数据库未能启动，详见 {cluster.log_file}。 The database did not start; the end of its log:\n{tail}"
    )


def _initdb(cluster: Cluster, data: Path) -> None:
    """Nobody may connect until `_admit_by_password`: passwords are set in single-user mode, never in a file."""
    command = [cluster.binaries["initdb"], "--pgdata", str(data), "--username", "postgres", "--auth=reject"]
    command += ["--locale=C.UTF-8", "--encoding=UTF8"]
    _run(cluster, command if cluster.durable else [*command, "--no-sync"])


def _admit_by_password(data: Path) -> None:
    (data / "pg_hba.conf").write_text(
        "# Written by GovHall. Everybody needs a password, also on this machine.\n"
        "local all all scram-sha-256\n"
        "host all all 127.0.0.1/32 scram-sha-256\n"
    )


def _single_user(cluster: Cluster, data: Path, *statements: str) -> None:
    """Run statements without network or password; each is one line. Nothing but our own constants is in them."""
    command = [cluster.binaries["postgres"], "--single", "-j", "-D", str(data), "-c", "exit_on_error=on"]
    if not cluster.durable:
        command += ["-c", "fsync=off"]
    _run(cluster, [*command, "postgres"], "".join(f"{statement};\n\n" for statement in statements))


def _run(cluster: Cluster, command: list[str], text: str = "") -> None:
    options = {"capture_output": True, "text": True, "timeout": 300, "check": False} | cluster.account.process_options()
    answer = subprocess.run(command, input=text, **options)
    if answer.returncode == 0:
        return
    if "No space left on device" in answer.stderr:
        raise DiskFullError(_no_room(cluster.base))
    raise DatabaseUnavailableError(f"{Path(command[0]).name} 失败 failed:\n{answer.stderr[-2000:]}")


def _socket_folder(cluster: Cluster) -> str:
    folder = str(cluster.data)
    return folder if len(os.fsencode(folder)) <= _LONGEST_SOCKET_FOLDER else ""


def _recorded_pid(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text().split(maxsplit=1)[0])
    except (OSError, ValueError, IndexError):
        return None


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _no_room(folder: Path) -> str:
    return f"磁盘空间不足：{folder}。 The disk is full: at least 200 MB must be free at {folder}."
