"""DMN 1.1 to 1.5 models for Python, on top of the FEEL engine beside it; needs nothing of GovHall.

`read_model(xml, imports=[...])` reads and compiles; `Model.evaluate(name, inputs, trace=True)` gives a
`Result` with value, diagnostics and trace. `Model.problems` lists wrong expressions with their place;
a wrong expression gives null and does not stop the rest. `check_tables(model)` finds gaps,
overlaps and unreachable rules before publishing, `review(model)` wrong texts, names and types;
`tck.run_folder` measures conformance.
"""

from __future__ import annotations

from govhall.support.decisions.dmn.checks import TableFinding, check_tables
from govhall.support.decisions.dmn.engine import Model, read_model
from govhall.support.decisions.dmn.errors import DmnError, Problem
from govhall.support.decisions.dmn.review import ExpressionFinding, Place, review
from govhall.support.decisions.dmn.session import Result, TraceStep

__all__ = [
    "DmnError", "ExpressionFinding", "Model", "Place", "Problem", "Result", "TableFinding", "TraceStep",
    "check_tables", "read_model", "review",
]  # fmt: skip
