"""FEEL values as what JSON holds, and as people read them."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from govhall.support.decisions.feel import from_python, to_python
from govhall.support.decisions.feel.literals import format_value

_SHOWN: Final = 2_000


def as_json(value: object) -> Any:
    """Return a FEEL or Python value as JSON holds it; fractions and dates become text, so nothing is rounded."""
    plain = to_python(from_python(value))
    if isinstance(plain, list | tuple):
        return [as_json(each) for each in plain]
    if isinstance(plain, Mapping):
        return {str(name): as_json(each) for name, each in plain.items()}
    if isinstance(plain, Decimal):
        return format(plain.normalize(), "f")
    if isinstance(plain, dt.date | dt.time):
        return plain.isoformat()
    return plain if plain is None or isinstance(plain, str | int | bool) else str(plain)


def as_text(value: object) -> str:
    """Return a FEEL value as FEEL writes it, cut where it gets too long to read."""
    text = format_value(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
