"""Reading the CSV files beside this module: the head of ``# name: text`` lines and the rows."""

import csv
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A CSV file: what its head says of source and date, and its rows by column."""

    head: dict[str, str]
    rows: tuple[dict[str, str], ...]


def read_table(name: str) -> Table:
    """Return the file ``name``. :raises FileNotFoundError: if there is none"""
    lines = (resources.files(__package__) / name).read_text(encoding="utf-8").splitlines()
    head = dict(line[1:].strip().split(": ", 1) for line in lines if line.startswith("#"))
    rows = tuple(csv.DictReader(line for line in lines if not line.startswith("#")))
    return Table(head=head, rows=rows)
