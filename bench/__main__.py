"""
`./govhall bench [name ...] [--json] [--list]`: measure what must be fast, each figure beside its limit.

`./govhall bench crash [--kills 50]` is the crash proof: it counts what kill -9 loses or doubles; nothing may be.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from bench import ground
from bench.figures import Figure, is_met

# name → does it need the province? In the order in which they run.
BENCHES = {
    "decisions": False,
    "workflow": True,
    "submit": True,
    "pages": True,
    "certificates": True,
    "seals": True,
    "memory": True,
}
PROOFS = ("crash",)
_console = Console(stderr=True, highlight=False, soft_wrap=True)


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for; 0 unless a proof fails or a name is unknown."""
    parser = argparse.ArgumentParser(prog="govhall bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join([*BENCHES, *PROOFS]))
    parser.add_argument("--json", action="store_true", help="print the figures as JSON on standard output")
    parser.add_argument("--list", action="store_true", help="only name the benchmarks")
    parser.add_argument("--kills", type=int, default=50, help="crash: how often something is killed")
    parser.add_argument("--seed", type=int, default=None, help="crash: the same order of kills again")
    asked = parser.parse_args(arguments)
    if asked.list:
        print("\n".join([*BENCHES, *PROOFS]))
        return 0
    if unknown := set(asked.names) - {*BENCHES, *PROOFS}:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    if asked.names == ["crash"]:
        crash = importlib.import_module("bench.crash")
        return int(crash.prove(kills=asked.kills, seed=asked.seed, as_json=asked.json))
    figures = _measure([name for name in BENCHES if name in asked.names or not asked.names])
    if asked.json:
        print(json.dumps(figures, ensure_ascii=False, indent=2))
    _show(figures)
    return 0


def _measure(names: Sequence[str]) -> dict[str, list[Figure]]:
    alone = {name: _run(name) for name in names if not BENCHES[name]}
    standing = [name for name in names if BENCHES[name]]
    if not standing:
        return alone
    with ground.province():
        return alone | {name: _run(name) for name in standing}


def _run(name: str) -> list[Figure]:
    begun = time.monotonic()
    _console.print(f"[bold]{name}[/bold] …")
    figures: list[Figure] = importlib.import_module(f"bench.{name}").run()
    _console.print(f"[dim]{name}: {time.monotonic() - begun:.0f} s[/dim]")
    return figures


def _show(figures: dict[str, list[Figure]]) -> None:
    table = Table("bench", "figure", box=None, padding=(0, 2))
    for heading in ("value", "unit", "aim", "limit", "of limit", ""):
        table.add_column(heading, justify="right" if heading not in ("unit", "") else "left")
    for name, rows in figures.items():
        for row in rows:
            table.add_row(name, row["name"], *_cells(row))
    _console.print(table)


def _cells(row: Figure) -> tuple[str, ...]:
    aim, most, limit = row.get("aim"), row.get("most"), row.get("limit")
    wanted = f"≥ {aim:g}" if aim is not None else f"≤ {most:g}" if most is not None else ""
    share = f"{row['value'] / limit:.0%}" if limit else ""
    met = {None: "", True: "[green]✓[/green]", False: "[yellow]below[/yellow]"}[is_met(row)]
    return f"{row['value']:,g}", row["unit"], wanted, f"{limit:,.0f}" if limit else "", share, met


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
