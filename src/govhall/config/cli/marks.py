"""
Finds which tests say that they prove a clause, by reading the test files; no test is imported or run.

A mark counts where pytest takes it: above a function, above a class, or as ``pytestmark`` of a module or a class.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard


@dataclass(frozen=True, slots=True)
class Proof:
    """Tests under one mark: ``node`` as pytest names it (``tests/…/test_x.py::TestA``), and how many they are."""

    clause: str
    node: str
    tests: int


def proofs(folder: Path) -> Mapping[str, Sequence[Proof]]:
    """Return the proofs below a folder of tests, by clause."""
    found: dict[str, list[Proof]] = {}
    for file in sorted(folder.rglob("test_*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"), filename=str(file))
        for proof in _in_scope(tree, file.relative_to(folder.parent).as_posix()):
            found.setdefault(proof.clause, []).append(proof)
    return found


def _in_scope(scope: ast.Module | ast.ClassDef, node: str) -> Iterator[Proof]:
    for clause in _of_scope(scope):
        yield Proof(clause, node, _count(scope))
    for inner in scope.body:
        if isinstance(inner, ast.ClassDef):
            yield from _in_scope(inner, f"{node}::{inner.name}")
        elif _is_test(inner):
            for clause in _clauses(inner.decorator_list):
                yield Proof(clause, f"{node}::{inner.name}", 1)


def _of_scope(scope: ast.Module | ast.ClassDef) -> list[str]:
    """Clauses that hold for everything in a module or class."""
    marks: list[ast.expr] = list(scope.decorator_list) if isinstance(scope, ast.ClassDef) else []
    for statement in scope.body:
        if isinstance(statement, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in statement.targets
        ):
            marks.append(statement.value)
    return _clauses(marks)


def _clauses(marks: Sequence[ast.expr]) -> list[str]:
    """The texts in every ``….clause("…")`` of these expressions, each once."""
    names: dict[str, None] = {}
    for call in (part for mark in marks for part in ast.walk(mark) if isinstance(part, ast.Call)):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "clause":
            names |= {str(name.value): None for name in call.args if isinstance(name, ast.Constant)}
    return list(names)


def _count(scope: ast.Module | ast.ClassDef) -> int:
    inner = (part for part in scope.body if isinstance(part, ast.ClassDef))
    return sum(_is_test(part) for part in scope.body) + sum(_count(part) for part in inner)


def _is_test(part: ast.stmt) -> TypeGuard[ast.FunctionDef]:
    return isinstance(part, ast.FunctionDef) and part.name.startswith("test_")
