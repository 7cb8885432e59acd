"""
The ground that every benchmark stands on: a throwaway home with a PostgreSQL of its own and the demonstration province.

The server is durable (every commit reaches the disk), as in operation. Nothing here touches another installation.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
SETTINGS = "bench.settings"
sys.path[:0] = [str(CHECKOUT / "src"), str(CHECKOUT / "tests")]
_READY_WITHIN = 90.0


@dataclass(frozen=True)
class Site:
    """A running web site, and perhaps the worker beside it."""

    port: int
    web: subprocess.Popen[bytes]
    worker: subprocess.Popen[bytes] | None


@contextlib.contextmanager
def throwaway_home() -> Iterator[Path]:
    """Make a home that PostgreSQL's service user can enter, make it this process's, and remove it at the end."""
    home = Path(tempfile.mkdtemp(prefix="govhall-bench-"))
    home.chmod(0o755)
    os.environ.pop("DATABASE_URL", None)
    python_path = [str(CHECKOUT / "src"), str(CHECKOUT), os.environ.get("PYTHONPATH", "")]
    os.environ |= {
        "GOVHALL_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "PYTHONPATH": ":".join(filter(None, python_path)),
    }
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def province() -> Iterator[Path]:
    """Give this process a database with the demonstration province and a configured Django; all gone afterwards."""
    from govhall.config.cli import environment, frontend
    from govhall.infra.database import launcher

    with throwaway_home() as home:
        environment.log_to(home / "logs" / "bench.log")
        server = launcher.ensure_running(home)
        try:
            environment.use_database(server)
            frontend.build()
            subprocess.run([sys.executable, "-m", "govhall.config", "prepare"], check=True)
            configure_django()
            yield home
        finally:
            server.stop()


def configure_django() -> None:
    """Set Django up in this process."""
    import django

    django.setup()


@contextlib.contextmanager
def site(*, with_worker: bool = False, processes: int = 2) -> Iterator[Site]:
    """Start the web site as `govhall run` does, and stop it at the end."""
    from govhall.config.cli import run
    from govhall.infra.database import cluster

    home = Path(os.environ["GOVHALL_HOME"])
    port = cluster.any_free_port()
    web = _start(run.web_command("127.0.0.1", port, processes), home / "logs" / "web.log")
    worker = None
    if with_worker:
        worker = _start([sys.executable, "-m", "govhall.config", "worker"], home / "logs" / "worker.log")
    started = Site(port=port, web=web, worker=worker)
    try:
        _await_answer(port)
        yield started
    finally:
        for process in filter(None, (web, worker)):
            _stop(process)


def answers(port: int, path: str = "/healthz") -> bool:
    """Return whether the site answers 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    found = [pid]
    for parent in found:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{parent}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _start(command: Sequence[str], log_file: Path) -> subprocess.Popen[bytes]:
    with log_file.open("ab") as output:
        return subprocess.Popen(command, stdout=output, stderr=output, cwd=CHECKOUT, start_new_session=True)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(8)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _await_answer(port: int) -> None:
    deadline = time.monotonic() + _READY_WITHIN
    while not answers(port, "/bench/empty/"):
        if time.monotonic() > deadline:
            raise TimeoutError("the web site did not start")
        time.sleep(0.1)
