"""Turns the tree of an expression into nested Python closures, one module for each family of nodes."""

from __future__ import annotations

from govhall.support.decisions.feel.compiler import basics, calls, loops, operations, paths, tests
from govhall.support.decisions.feel.compiler.core import Code, Compiler, Frame, Test
from govhall.support.decisions.feel.compiler.tests import INPUT, compile_tests

__all__ = [
    "INPUT",
    "Code",
    "Compiler",
    "Frame",
    "Test",
    "basics",
    "calls",
    "compile_tests",
    "loops",
    "operations",
    "paths",
    "tests",
]
