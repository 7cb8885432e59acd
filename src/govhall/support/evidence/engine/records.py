"""
The texts that are hashed and signed: a leaf, a head, a co-signature, a statement on keys. All are canonical JSON.

Whoever verifies builds the same text from the values that it was given, so these functions are the format.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from govhall.support.evidence.engine import canonical, hashing

FORMAT = "govhall-evidence/1"
_HEAD, _COSIGNATURE = "govhall-evidence-head/1", "govhall-evidence-cosignature/1"
KEYS = "govhall-evidence-keys/1"


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


def keys(*, log: str, number: int, at: datetime, known: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the log's authority signs about the keys that sign heads; the newest ``number`` is what holds."""
    return {"at": moment(at), "format": KEYS, "keys": [dict(one) for one in known], "log": log, "number": number}


def key(
    *, fingerprint: str, since: datetime, until: datetime | None = None, last: int | None = None, stolen: bool = False
) -> dict[str, Any]:
    """
    Return a key's line in a statement: it signs heads from ``since`` on.

    One that ended signed none after ``until`` and none larger than ``last``; ``stolen`` says why it ended.
    """
    return {
        "fingerprint": fingerprint, "last": last, "since": moment(since), "stolen": stolen,
        "until": moment(until) if until else None,
    }  # fmt: skip
