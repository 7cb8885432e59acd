"""The `govhall` script, with a stand-in for Python that writes down how it is called."""

import os
import shutil
import subprocess
import textwrap
import time
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[4] / "govhall"
TOOLS = ("sh", "cat", "cksum", "mkdir", "mv", "rm", "sleep", "awk", "dirname", "printf", "kill")

# Makes itself a copy as the environment's Python for `-m venv`, fails like a Python without a module when told to.
STAND_IN = textwrap.dedent(
    """\
    #!/bin/sh
    echo "$*" >>"$CALLS"
    case "$1 $2" in
        "-m venv") mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
        "-m uv") sleep "${UV_TAKES:-0}"; exit "${UV_ENDS:-0}" ;;
        "-c import venv"*) exit "${WITHOUT_VENV:-0}" ;;
        "-c import sys; sys.exit"*) exit "${TOO_OLD:-0}" ;;
        "-c import sys; print"*) echo python3.11-venv ;;
        "-m pip") [ "$3" != config ] ;;
    esac
    """
)


class Checkout:
    """A folder with the script, two locks and a PATH on which the stand-in is the only Python."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "checkout"
        self.tools = folder / "tools"
        self.calls = folder / "calls"
        self.folder.mkdir()
        self.tools.mkdir()
        shutil.copy(SCRIPT, self.folder)
        (self.folder / "requirements.lock").write_text("runtime\n")
        (self.folder / "requirements-dev.lock").write_text("uv==1 \\\n    --hash=sha256:0\nother==1\n")
        for name in (*TOOLS, "cp"):
            if found := shutil.which(name):
                (self.tools / name).symlink_to(found)
        self.python = self.tools / "python3"
        self.python.write_text(STAND_IN)
        self.python.chmod(0o755)

    def start(self, *arguments: str, **settings: str) -> "subprocess.Popen[str]":
        environment = {"PATH": str(self.tools), "CALLS": str(self.calls), **settings}
        command = [str(self.folder / "govhall"), *arguments]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def run(self, *arguments: str, **settings: str) -> tuple[int, str]:
        process = self.start(*arguments, **settings)
        said, _ = process.communicate(timeout=60)
        return process.returncode, said

    def called(self, what: str) -> int:
        return sum(what in line for line in self.calls.read_text().splitlines()) if self.calls.exists() else 0


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


class TestRequirements:
    def test_are_installed_once_for_one_lock(self, checkout: Checkout) -> None:
        assert checkout.run("run", "--port", "1")[0] == 0
        assert checkout.run("run")[0] == 0
        assert checkout.called("-m uv pip sync") == 1
        assert checkout.called("-m govhall.config run --port 1") == 1

    def test_are_installed_again_when_the_lock_changed(self, checkout: Checkout) -> None:
        checkout.run("run")
        (checkout.folder / "requirements.lock").write_text("other\n")
        checkout.run("run")
        assert checkout.called("requirements.lock") == 2

    def test_of_development_serve_run_too_and_stay(self, checkout: Checkout) -> None:
        checkout.run("test")
        checkout.run("run")
        assert checkout.called("-m uv pip sync") == 1
        (checkout.folder / "requirements.lock").write_text("other\n")
        checkout.run("run")
        assert checkout.called("requirements-dev.lock") == 2

    def test_come_by_pip_when_uv_fails(self, checkout: Checkout) -> None:
        assert checkout.run("run", UV_ENDS="1")[0] == 0
        assert checkout.called("-m pip install --disable-pip-version-check --require-hashes --quiet") == 1

    def test_are_never_taken_without_hashes(self, checkout: Checkout) -> None:
        checkout.run("run", UV_ENDS="1")
        for line in checkout.calls.read_text().splitlines():
            assert "install" not in line or "--require-hashes" in line


class TestPython:
    def test_none_is_explained(self, checkout: Checkout) -> None:
        checkout.python.unlink()
        code, said = checkout.run("run")
        assert code == 1
        assert "Python 3.11" in said

    def test_too_old_one_is_not_taken(self, checkout: Checkout) -> None:
        code, said = checkout.run("run", TOO_OLD="1")
        assert code == 1
        assert "3.11" in said

    def test_missing_venv_module_names_the_package(self, checkout: Checkout) -> None:
        code, said = checkout.run("run", WITHOUT_VENV="1")
        assert code == 1
        assert "apt install python3.11-venv" in said
        assert not (checkout.folder / ".venv" / ".govhall-installing").exists()


class TestTwoAtOnce:
    def test_second_waits_and_installs_nothing(self, checkout: Checkout) -> None:
        first = checkout.start("run", UV_TAKES="2")
        deadline = time.monotonic() + 10
        while not checkout.called("-m uv") and time.monotonic() < deadline:
            time.sleep(0.02)
        code, said = checkout.run("run")
        assert first.wait(timeout=30) == 0
        assert code == 0
        assert "waiting" in said
        assert checkout.called("-m uv pip sync") == 1

    def test_lock_of_a_dead_process_is_broken(self, checkout: Checkout) -> None:
        with subprocess.Popen(["true"]) as dead:
            pass
        lock = checkout.folder / ".venv" / ".govhall-installing"
        lock.mkdir(parents=True)
        (lock / "pid").write_text(f"{dead.pid}\n")
        assert checkout.run("run")[0] == 0
        assert not lock.exists()


def test_help_needs_no_environment(checkout: Checkout) -> None:
    code, said = checkout.run("--help")
    assert code == 0
    assert "conformance" in said
    assert not (checkout.folder / ".venv").exists()


def test_script_is_executable_and_names_no_registry() -> None:
    assert os.access(SCRIPT, os.X_OK)
    assert "http" not in SCRIPT.read_text()
