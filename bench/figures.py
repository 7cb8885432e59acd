"""A measured figure: what it is, how big, what it shall reach and what the machine could do at best."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NotRequired, TypedDict


class Figure(TypedDict):
    """`limit` is what the same machine reached in the same run; `aim` what we want; with `most`, no more than that."""

    name: str
    value: float
    unit: str
    aim: NotRequired[float | None]
    most: NotRequired[float | None]
    limit: NotRequired[float | None]
    note: NotRequired[str]


def say(text: str) -> None:
    """Tell the person something beside the figures; standard output belongs to the figures."""
    print(text, file=sys.stderr, flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of the values lies; 0 for none."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def is_met(figure: Figure) -> bool | None:
    """Return whether the figure reaches its aim; None where it has none."""
    if (aim := figure.get("aim")) is not None:
        return figure["value"] >= aim
    if (most := figure.get("most")) is not None:
        return figure["value"] <= most
    return None
