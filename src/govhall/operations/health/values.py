"""A part of the installation and its state."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part; ``note`` says in a few words what is wrong or which variant runs."""

    name: str
    up: bool
    note: str = ""
