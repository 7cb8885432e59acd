"""The examples of docs/rules/feel.md are true, and the engine keeps its promise to stand alone."""

from __future__ import annotations

import ast
import doctest
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
PAGE = ROOT / "docs" / "rules" / "feel.md"


def imported(tree: ast.AST) -> Iterator[str]:
    """Return the modules that a file imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_the_engine_stands_alone() -> None:
    own = "govhall.support.decisions"
    for package, allowed in (("feel", ("feel",)), ("dmn", ("feel", "dmn"))):
        for file in (ROOT / "src" / Path(*own.split(".")) / package).rglob("*.py"):
            tree = ast.parse(file.read_text())
            modules = set(imported(tree))
            ours = {name for name in modules if name.startswith("govhall")}
            assert all(name.startswith(tuple(f"{own}.{part}" for part in allowed)) for name in ours), file
            assert not any(name.split(".")[0] == "django" for name in modules), file
            calls = {
                node.func.id
                for node in ast.walk(tree)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            }
            assert not calls & {"eval", "exec", "compile", "__import__"}, file


def test_examples_of_the_page_run() -> None:
    text = PAGE.read_text().replace("```", "")
    examples = doctest.DocTestParser().get_doctest(text, {}, "feel.md", str(PAGE), 0)
    report: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(examples, out=report.append)
    assert result.attempted > 8
    assert result.failed == 0, "".join(report)
