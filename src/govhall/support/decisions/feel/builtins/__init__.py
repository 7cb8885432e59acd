"""The built-in functions of DMN 1.3 to 1.5 (10.3.4), by subject; importing this package registers them."""

from __future__ import annotations

from govhall.support.decisions.feel.builtins import (
    contexts,
    conversion,
    lists,
    moments,
    numbers,
    ranges,
    statistics,
    strings,
    temporal,
)
from govhall.support.decisions.feel.builtins.registry import BUILTINS, Builtin
from govhall.support.decisions.feel.lexer import NameIndex
from govhall.support.decisions.feel.properties import PROPERTY_NAMES

# Names in scope everywhere: built-in functions and the properties whose names have blanks.
BUILTIN_NAMES = NameIndex((*BUILTINS, *PROPERTY_NAMES))

__all__ = [
    "BUILTINS",
    "BUILTIN_NAMES",
    "Builtin",
    "contexts",
    "conversion",
    "lists",
    "moments",
    "numbers",
    "ranges",
    "statistics",
    "strings",
    "temporal",
]
