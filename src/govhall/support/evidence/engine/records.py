"""
The texts that are hashed and signed: a leaf, a head, a witness's co-signature. All are canonical JSON.

Whoever verifies builds the same text from the values that it was given, so these functions are the format.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from govhall.support.evidence.engine import canonical, hashing

FORMAT = "govhall-evidence/1"
_HEAD, _COSIGNATURE = "govhall-evidence-head/1", "govhall-evidence-cosignature/1"


def moment(at: datetime) -> str:
    """Return an aware moment as it stands in records: UTC, microseconds, ``2026-10-13T02:30:00.000000Z``."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def read_moment(text: str) -> datetime:
    """Return the moment of a record. :raises ValueError: if it isn't written as ``moment`` writes it"""
    at = datetime.fromisoformat(text)
    if moment(at) != text:
        raise ValueError("not a moment of a record")
    return at


def leaf_text(*, kind: str, subject: str, facts: Mapping[str, Any], at: datetime) -> str:
    """Return the content of a leaf. :raises canonical.NotCanonical: if facts hold what can't be written"""
    return canonical.text({"at": moment(at), "facts": facts, "kind": kind, "subject": subject})


def head(*, log: str, size: int, root: bytes, at: datetime, previous: int) -> dict[str, Any]:
    """Return a head: the log's name, size and root of its tree, and the size of the head before it (0 for none)."""
    return {
        "at": moment(at), "format": _HEAD, "log": log, "previous": previous, "root": root.hex(), "size": size,
        "tree": hashing.SM3.name,
    }  # fmt: skip


def cosignature(*, signed: Mapping[str, Any], witness: str, at: datetime) -> dict[str, Any]:
    """Return what a witness (the fingerprint of its certificate) signs: the whole head, and when it saw it."""
    return {"at": moment(at), "format": _COSIGNATURE, "head": dict(signed), "witness": witness}
