"""`govhall conformance clauses`: every clause and box of the standard with its state and the tests that prove it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from govhall.config.cli import console, environment, marks
from govhall.standards.clauses import Clause, State, clauses

_COLOURS = {State.DONE: "green", State.PARTIAL: "yellow", State.PLANNED: "dim"}
_IN_A_FILE = 200  # columns: a file or a pipe has no width of its own


def command(as_json: Annotated[bool, typer.Option("--json", help="print JSON instead of a table")] = False) -> None:
    """List every clause and box of DB52/T 1542.1-2021 with its state and the tests that prove it."""
    checkout = environment.checkout()
    proofs = marks.proofs(checkout / "tests") if checkout else {}
    if as_json:
        typer.echo(json.dumps([_plain(clause, proofs) for clause in clauses()], ensure_ascii=False, indent=1))
        return
    if checkout is None:
        console.warn("测试随源代码提供，此处只列状态。 Tests come with the source checkout; states only.")
    _show(proofs)


def _plain(clause: Clause, proofs: Mapping[str, Sequence[marks.Proof]]) -> dict[str, object]:
    return {
        "clause": clause.number,
        "title": clause.title,
        "source": clause.source,
        "predicted": clause.is_predicted,
        "state": clause.state,
        "where": clause.where,
        "note": clause.note,
        "tests": [{"node": proof.node, "tests": proof.tests} for proof in proofs.get(clause.number, ())],
    }


def _show(proofs: Mapping[str, Sequence[marks.Proof]]) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("条款 clause", overflow="fold")
    table.add_column("内容 title", overflow="fold", max_width=56)
    table.add_column("状态 state")
    table.add_column("证明它的测试 tests that prove it", overflow="fold")
    for clause in clauses():
        mark = " [I]" if clause.is_predicted else ""
        tests = "\n".join(_named(proof) for proof in proofs.get(clause.number, ()))
        colour = _COLOURS[clause.state]
        table.add_row(clause.number, f"{clause.title}{escape(mark)}", f"[{colour}]{clause.state}", tests)
    terminal = console.console
    Console(width=terminal.width if terminal.is_terminal else _IN_A_FILE, highlight=False).print(table)
    console.console.print(f"\n{_summary(proofs)}")


def _named(proof: marks.Proof) -> str:
    """A file is shown without the folder of tests; a mark over several tests says how many they are."""
    node = proof.node.removeprefix("tests/").removeprefix("unit/")
    return escape(node if proof.tests == 1 else f"{node} ({proof.tests})")


def _summary(proofs: Mapping[str, Sequence[marks.Proof]]) -> str:
    states = Counter(clause.state for clause in clauses())
    listed = ", ".join(f"{states[state]} {state}" for state in State)
    proved = sum(clause.number in proofs for clause in clauses())
    return (
        f"{len(clauses())} clauses and boxes: {listed}; {proved} of them have tests."
        " [I]: predicted by us, no text of the standard."
    )
