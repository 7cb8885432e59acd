"""
Code tables of the standards: CSV files beside this module, each naming its standard and source in its head.

It must not hold regions (``data.organizations``) or anything that an administrator may change. A stored choice is the
standard's code; the label is for people. Where two standards disagree there are two tables, and the edges map.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeEntry:
    """One row. ``more`` holds the table's further columns (a level, a group, a note), empty texts left out."""

    code: str
    label: str
    more: MappingProxyType[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTable:
    """A table of codes in the standard's order. ``standard`` and ``source`` say where its values come from."""

    name: str
    title: str
    standard: str
    source: str
    entries: MappingProxyType[str, CodeEntry]

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes, in the standard's order."""
        return tuple(self.entries)

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Pairs of code and label, for form fields."""
        return tuple((entry.code, entry.label) for entry in self)

    def label(self, code: str) -> str:
        """
        Return the Chinese label.

        :raises KeyError: if the table doesn't hold the code
        """
        return self.entry(code).label

    def entry(self, code: str) -> CodeEntry:
        """
        Return the whole row.

        :raises KeyError: if the table doesn't hold the code
        """
        try:
            return self.entries[code]
        except KeyError:
            raise KeyError(f"code table {self.name} has no code {code!r}") from None

    def __contains__(self, code: object) -> bool:
        return code in self.entries

    def __iter__(self) -> Iterator[CodeEntry]:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)


@cache
def code_table(name: str) -> CodeTable:
    """
    Return the table ``name``, for example ``item-type``.

    :raises LookupError: if there is no such table
    """
    file = resources.files(__name__) / f"{name}.csv"
    if name not in table_names():
        raise LookupError(f"there is no code table {name!r}")
    return _read(name, file.read_text(encoding="utf-8"))


@cache
def table_names() -> tuple[str, ...]:
    """Return the names of all tables, sorted."""
    files = (file.name for file in resources.files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".csv") for name in files if name.endswith(".csv")))


def _read(name: str, text: str) -> CodeTable:
    lines = text.splitlines()
    head = dict(line[1:].strip().split(": ", 1) for line in lines if line.startswith("#"))
    entries: dict[str, CodeEntry] = {}
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        code, label = row.pop("code"), row.pop("label")
        if code in entries:
            raise ValueError(f"code table {name} holds {code!r} twice")
        more = MappingProxyType({key: value for key, value in row.items() if value})
        entries[code] = CodeEntry(code=code, label=label, more=more)
    return CodeTable(
        name=name,
        title=head["title"],
        standard=head["standard"],
        source=head["source"],
        entries=MappingProxyType(entries),
    )
