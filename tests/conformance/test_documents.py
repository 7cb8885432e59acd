"""Documents tell the truth where a test can see it: links, places in the figure, names in the code."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "govhall"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")
LAYERS_WITH_APPS = ("channels", "business", "support", "data", "security", "operations")


def apps() -> set[str]:
    return {f"{file.parent.parent.name}.{file.parent.name}" for file in SOURCE.glob("*/*/apps.py")}


@cache
def own_files() -> tuple[str, ...]:
    folders = [ROOT / name for name in ("src", "docs", "tests", "processes", "bench")]
    found = [*ROOT.iterdir(), *(file for folder in folders for file in folder.rglob("*"))]
    return tuple(f"/{file.relative_to(ROOT).as_posix()}" for file in found)


def anchors(document: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head).strip().lower().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    broken = []
    for link in LINK.findall(document.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_document_names_a_place_of_one_machine(document: Path) -> None:
    assert re.findall(re.escape(f"{ROOT}/") + r"|/root/|/home/\w+", document.read_text()) == []


def test_the_figure_shows_every_app_as_there_and_nothing_else_as_there() -> None:
    drawn = {
        part.get("data-place", ""): part.get("class")
        for part in ElementTree.parse(ROOT / "docs" / "picture.svg").iter()  # noqa: S314  (our own file)
        if part.get("data-place")
    }
    there = {place for place, kind in drawn.items() if kind == "there"}
    assert {place for place in apps() if place.split(".")[0] in LAYERS_WITH_APPS} - there == set()
    assert [place for place in there if not _exists(place)] == []
    assert [place for place, kind in drawn.items() if kind == "planned" and _exists(place)] == []


def test_the_architecture_page_names_every_app() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert [app for app in apps() if f"`{app.split('.')[1]}`" not in page] == []


def test_every_class_in_the_glossary_exists() -> None:
    named = set(re.findall(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)*)\b", (ROOT / "docs" / "glossary.md").read_text()))
    source = "\n".join(file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py"))
    assert [name for name in named if not re.search(rf"^class {name}\b", source, flags=re.MULTILINE)] == []


def test_both_readmes_name_the_same_commands_accounts_and_variables() -> None:
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))
    code = re.compile(r"`(GOVHALL_[A-Z_]+|DATABASE_URL|--[a-z-]+|[a-z]+(?:-[a-z]+)+|yangxiulan)`")
    assert set(code.findall(english)) == set(code.findall(chinese))


def test_every_variable_of_the_environment_is_in_the_readme() -> None:
    read = re.compile(r'"(GOVHALL_[A-Z0-9_]+|DATABASE_URL)"')
    used = {name for file in SOURCE.rglob("*.py") for name in read.findall(file.read_text(encoding="utf-8"))}
    inner = {"GOVHALL_TEST_HOME", "GOVHALL_SUPERVISED_FOR"}  # set by the command itself
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert sorted(name for name in used - inner if f"`{name}`" not in text) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_document_names_exists(document: Path) -> None:
    """Documents shorten paths: ``cases/rules.py`` stands for the one file that ends so."""
    named = re.findall(
        r"`([\w./-]+/[\w.-]+\.(?:py|csv|yaml|bpmn|toml|svg|md|typ))`", document.read_text(encoding="utf-8")
    )
    assert [name for name in named if not any(file.endswith(f"/{name}") for file in own_files())] == []


def _exists(place: str) -> bool:
    path = SOURCE.joinpath(*place.split("."))
    return (path / "__init__.py").is_file() or path.with_suffix(".py").is_file()
