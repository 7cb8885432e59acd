"""`govhall run` as a person uses it, with the least Django project in place of the platform's apps."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from govhall.infra import processes
from govhall.infra.database import cluster

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

HERE = Path(__file__).parent
SOURCES = HERE.parents[3] / "src"
STARTS_WITHIN = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(condition: Callable[[], object], seconds: float = 40) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


class Platform:
    """A `govhall run` in a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.output = home.with_name(f"{home.name}.out")
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *arguments: str) -> dict[str, Any]:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {
            "GOVHALL_HOME": str(self.home),
            "DJANGO_SETTINGS_MODULE": "small_platform.settings",
            "PYTHONPATH": f"{SOURCES}{os.pathsep}{HERE}",
        }
        return {"args": [sys.executable, "-m", "govhall.config", "run", "--no-demo", *arguments], "env": environment}

    def start(self) -> None:
        with self.output.open("wb") as output:
            options = self.command("--port", str(self.port), "--workers", "1")
            self.process = subprocess.Popen(stdout=output, stderr=output, **options)
        assert eventually(lambda: "GovHall is up" in self.said() or self.has_ended(), STARTS_WITHIN), self.said()
        assert not self.has_ended(), self.said()

    def said(self) -> str:
        return self.output.read_text()

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def end(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(timeout=30)

    def health(self) -> dict[str, int] | None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return dict(json.load(answer))
        except (urllib.error.URLError, OSError):
            return None

    def children(self, word: str) -> list[int]:
        found = processes.with_environment(f"GOVHALL_SUPERVISED_FOR={self.home}")
        return [pid for pid in found if word in _command_line(pid)]

    def database(self) -> int | None:
        return cluster.postmaster(self.home / "database" / "data")

    def leftovers(self) -> list[int]:
        return self.children("") + cluster.server_processes(self.home / "database" / "data")


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    home = Path(tempfile.mkdtemp(prefix="govhall-run-"))
    home.chmod(0o711)
    platform = Platform(home)
    platform.start()
    yield platform
    if not platform.has_ended():
        platform.end(signal.SIGTERM)
    shutil.rmtree(home)
    platform.output.unlink()


class TestRun:
    """In the order of a life; the platform is started once, because a start takes seconds."""

    def test_prints_addresses_and_answers(self, platform: Platform) -> None:
        assert f"http://127.0.0.1:{platform.port}/desk/" in platform.said()
        assert platform.health()

    def test_second_run_on_the_same_home_is_refused(self, platform: Platform) -> None:
        answer = subprocess.run(capture_output=True, text=True, timeout=60, check=False, **platform.command())
        assert answer.returncode == 1
        assert "GOVHALL_HOME" in answer.stdout
        assert platform.health()

    def test_taken_port_names_its_holder_and_another_port(self, platform: Platform, tmp_path: Path) -> None:
        other = Platform(tmp_path / "other")
        options = other.command("--port", str(platform.port))
        answer = subprocess.run(capture_output=True, text=True, timeout=60, check=False, **options)
        assert answer.returncode == 1
        assert "pid" in answer.stdout
        assert f"--port {platform.port + 1}" in answer.stdout

    @pytest.mark.parametrize("who", ["web process", "web server", "worker", "database"])
    def test_whatever_is_killed_comes_back(self, platform: Platform, who: str) -> None:
        def pid() -> int | None:
            health = platform.health() or {}
            found = {
                "web process": health.get("pid"),
                "web server": health.get("parent"),
                "worker": next(iter(platform.children("govhall.config")), None),
                "database": platform.database(),
            }
            return found[who]

        killed = pid()
        assert killed
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda: pid() not in (None, killed))
        assert eventually(lambda: platform.health() and platform.children("govhall.config"))
        assert eventually(lambda: len(platform.children("granian")) == 2)

    def test_crash_of_run_leaves_nothing_and_blocks_nothing(self, platform: Platform) -> None:
        platform.end(signal.SIGKILL)
        assert eventually(lambda: not platform.leftovers(), 40)
        platform.start()

    def test_processes_left_by_a_crash_are_ended_by_the_next_start(self, platform: Platform) -> None:
        platform.end(signal.SIGTERM)
        mark = {**os.environ, "GOVHALL_SUPERVISED_FOR": str(platform.home)}
        with subprocess.Popen(["sleep", "300"], env=mark) as lost:
            platform.start()
            assert lost.wait(timeout=5) == -signal.SIGTERM

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_stops_everything_within_ten_seconds(self, platform: Platform, number: signal.Signals) -> None:
        if platform.has_ended():
            platform.start()
        began = time.monotonic()
        assert platform.end(number) == 0
        assert time.monotonic() - began < 10
        assert not platform.leftovers()
        assert "Stopped" in platform.said()
