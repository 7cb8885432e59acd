"""The front end's build: when it runs, when it does not, and that nothing machine-bound gets into the lock."""

import json
import time
from pathlib import Path

import pytest

from govhall.channels.look import build


@pytest.fixture
def built(tmp_path: Path) -> Path:
    out = tmp_path / "dist"
    out.mkdir()
    for name in (*build.FILES, build.STAMP):
        (out / name).write_text("x")
    return out


@pytest.fixture
def no_node(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("node was called")

    monkeypatch.setattr(build, "_node", refuse)


@pytest.mark.usefixtures("no_node")
def test_an_installed_wheel_needs_no_sources(built: Path, tmp_path: Path) -> None:
    build.build(frontend=tmp_path / "nowhere", out=built)


def test_nothing_built_and_nothing_to_build_from_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(build.FrontEndBuildFailed, match="no front-end sources"):
        build.build(frontend=tmp_path / "nowhere", out=tmp_path / "dist")


@pytest.mark.usefixtures("no_node")
def test_unchanged_sources_cost_no_build_and_little_time(built: Path) -> None:
    (built / build.STAMP).write_text(build.fingerprint(build.FRONTEND))
    before = time.perf_counter()
    build.build(out=built)
    assert time.perf_counter() - before < 0.3


def test_a_changed_source_changes_the_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "theme.css").write_text("a")
    before = build.fingerprint(tmp_path)
    (tmp_path / "theme.css").write_text("b")
    assert build.fingerprint(tmp_path) != before


def test_what_node_said_is_in_the_error(tmp_path: Path) -> None:
    script = tmp_path / "broken.mjs"
    script.write_text("console.error('the theme is torn'); process.exit(3)")
    with pytest.raises(build.FrontEndBuildFailed, match="the theme is torn"):
        build._node([str(script)], folder=tmp_path, seconds=30)


def test_the_lock_names_no_registry_and_pins_every_package() -> None:
    lock = json.loads((build.FRONTEND / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert not [name for name, entry in packages.items() if not entry.get("integrity") and not entry.get("inBundle")]


def test_direct_dependencies_are_exact_versions() -> None:
    manifest = json.loads((build.FRONTEND / "package.json").read_text())
    wanted = {**manifest["dependencies"], **manifest["devDependencies"]}
    assert all(version[0].isdigit() for version in wanted.values())
    assert wanted["htmx.org"].startswith("2.")
    assert wanted["tailwindcss"] == wanted["@tailwindcss/cli"] == "4.3.3"
