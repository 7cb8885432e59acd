"""Numbers and digests of versions."""

import json
from collections.abc import Mapping
from typing import Any


def number(year: int, serial: int) -> str:
    """Return the public number of a version: ``2026-1`` is the first of 2026."""
    return f"{year}-{serial}"


def next_serial(year: int, existing: list[tuple[int, int]]) -> int:
    """Return the serial of the next version in ``year``, given (year, serial) of those that exist."""
    return max((serial for of_year, serial in existing if of_year == year), default=0) + 1


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the bytes that a digest is made of: the same for the same content, whatever the order of keys."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
