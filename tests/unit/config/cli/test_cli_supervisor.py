"""The supervisor beside a database that dies, and what it remembers between two starts."""

import os
import sys
import time
from pathlib import Path

import pytest
import typer

from govhall.config.cli import environment, readiness, supervisor
from govhall.infra.database import launcher

pytestmark = pytest.mark.clause("7.9", "box:系统管理")

FOREVER = [sys.executable, "-c", "import time; time.sleep(60)"]


class Server:
    """A stand-in whose death and recovery the test decides."""

    def __init__(self) -> None:
        self.url = "postgresql://first"
        self.alive = True
        self.restarts = 0
        self.broken = False

    def is_alive(self) -> bool:
        return self.alive

    def restart(self) -> None:
        self.restarts += 1
        if self.broken:
            raise launcher.DiskFullError("full")
        self.alive = True
        self.url = "postgresql://second"

    def stop(self) -> None:
        self.alive = False


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://first")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "govhall.config.settings")
    monkeypatch.setenv("GOVHALL_HOME", "somewhere")


class TestDatabase:
    def test_children_get_the_new_address_when_the_port_changed(self, tmp_path: Path, server: Server) -> None:
        watch = supervisor.Supervisor(tmp_path, server)
        child = watch.start("sleeper", FOREVER)
        first = child.process
        server.alive = False
        try:
            assert watch.wait_until(lambda: child.process not in (None, first), seconds=20)
            assert os.environ["DATABASE_URL"] == "postgresql://second"
        finally:
            watch.stop()

    def test_a_full_disk_is_tried_again_later_instead_of_giving_up(self, tmp_path: Path, server: Server) -> None:
        watch = supervisor.Supervisor(tmp_path, server)
        server.alive, server.broken = False, True
        watch.tick()
        watch.tick()
        assert server.restarts == 1

    def test_is_stopped_after_the_children(self, tmp_path: Path, server: Server) -> None:
        watch = supervisor.Supervisor(tmp_path, server)
        child = watch.start("sleeper", FOREVER)
        watch.stop()
        assert child.has_died()
        assert not server.alive


class TestChildren:
    def test_pause_grows_while_a_child_keeps_dying(self, tmp_path: Path, server: Server) -> None:
        watch = supervisor.Supervisor(tmp_path, server)
        child = watch.start("failing", [sys.executable, "-c", "print('why it failed'); raise SystemExit(7)"])
        assert not watch.wait_until(lambda: False, seconds=30)
        assert child.deaths == 3
        assert child.pause > 1
        assert "failing | why it failed" in supervisor.tail(child)
        watch.stop()

    def test_one_that_ignores_sigterm_is_killed(self, tmp_path: Path, server: Server) -> None:
        stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
        watch = supervisor.Supervisor(tmp_path, server)
        child = watch.start("stubborn", [sys.executable, "-c", stubborn])
        assert watch.wait_until(lambda: "deaf" in child.log_file.read_text(), seconds=20)
        began = time.monotonic()
        watch.stop()
        assert child.has_died()
        assert time.monotonic() - began < 8

    def test_long_log_is_cut_and_its_last_part_kept(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(supervisor, "_LONGEST_LOG", 10)
        file = tmp_path / "web.log"
        file.write_text("more than ten bytes")
        supervisor._shorten(file)
        assert file.read_text() == ""
        assert (tmp_path / "web.log.1").read_text() == "more than ten bytes"


class TestReadiness:
    def test_is_never_assumed_for_a_database_of_others(self, tmp_path: Path) -> None:
        external = launcher.ExternalServer("postgresql://elsewhere")
        readiness.remember(tmp_path, external, demo=True)
        assert not readiness.is_prepared(tmp_path, external, demo=True)

    def test_changes_with_what_was_asked_for(
        self, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / ".govhall-stamp").write_text("runtime 1 2\n")
        monkeypatch.setattr(sys, "prefix", str(tmp_path))
        monkeypatch.setattr(readiness, "_applied", lambda url: 80)
        assert not readiness.is_prepared(tmp_path, server, demo=True)
        readiness.remember(tmp_path, server, demo=True)
        assert readiness.is_prepared(tmp_path, server, demo=True)
        assert not readiness.is_prepared(tmp_path, server, demo=False)
        (tmp_path / ".govhall-stamp").write_text("runtime 3 4\n")
        assert not readiness.is_prepared(tmp_path, server, demo=True)

    def test_emptied_database_is_prepared_again(
        self, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / ".govhall-stamp").write_text("runtime 1 2\n")
        monkeypatch.setattr(sys, "prefix", str(tmp_path))
        monkeypatch.setattr(readiness, "_applied", lambda url: 80)
        readiness.remember(tmp_path, server, demo=True)
        monkeypatch.setattr(readiness, "_applied", lambda url: 0)
        assert not readiness.is_prepared(tmp_path, server, demo=True)


class TestHome:
    def test_is_the_checkouts_own_folder_unless_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("GOVHALL_HOME")
        environment.complete()
        assert os.environ["GOVHALL_HOME"] == str(environment.checkout()) + "/.govhall"

    def test_one_that_cannot_be_made_is_explained(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "file").touch()
        monkeypatch.setenv("GOVHALL_HOME", str(tmp_path / "file" / "home"))
        with pytest.raises(typer.Exit):
            environment.home()
        assert "GOVHALL_HOME" in capsys.readouterr().out

    def test_named_one_is_kept(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("GOVHALL_HOME", str(tmp_path / "mine"))
        environment.complete()
        assert environment.home() == tmp_path / "mine"
        assert (tmp_path / "mine").is_dir()
