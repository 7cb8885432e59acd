"""
Canonical JSON (RFC 8785): one text for one value, so that a hash of the text is a hash of the value.

Numbers are integers only: floats are written differently by different programs, and no fact of ours needs one.
"""

import json
from collections.abc import Mapping
from typing import Any, cast

# I-JSON (RFC 7493): beyond it, JavaScript reads another number than was written.
LARGEST = 2**53 - 1


class NotCanonical(ValueError):
    """A value has no canonical form here, or a text isn't in canonical form."""


def text(value: object) -> str:
    """
    Return the canonical text of plain JSON values (mappings, lists, strings, integers, booleans, None).

    :raises NotCanonical: for floats, integers beyond ±(2⁵³ - 1), keys that are no strings, half surrogate pairs
    """
    ordered = _ordered(value)
    written = json.dumps(ordered, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        written.encode()
    except UnicodeEncodeError:
        raise NotCanonical("a string holds half of a surrogate pair") from None
    return written


def encode(value: object) -> bytes:
    """Return the canonical text as UTF-8 bytes. :raises NotCanonical: as ``text``"""
    return text(value).encode()


def decode(written: str) -> dict[str, Any]:
    """
    Return the object that a canonical text holds.

    :raises NotCanonical: if the text is no JSON object, or is another spelling than the canonical one
    """
    try:
        value = json.loads(written)
    except ValueError:
        raise NotCanonical("not JSON") from None
    if not isinstance(value, dict) or text(value) != written:
        raise NotCanonical("not an object in canonical form")
    return cast(dict[str, Any], value)


def _ordered(value: object) -> object:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise NotCanonical(f"an integer is larger than {LARGEST}")
        return int(value)
    if isinstance(value, list | tuple):
        return [_ordered(item) for item in value]
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise NotCanonical("a key isn't a string")
        # RFC 8785 3.2.3: by UTF-16 code units, which differs from Python's order beyond the basic plane.
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return {key: _ordered(value[key]) for key in keys}
    raise NotCanonical(f"{type(value).__name__} has no canonical form")
