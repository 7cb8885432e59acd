"""
Statements on keys: which keys sign a log's heads, since when, until when. Signed by the log's authority.

The newest statement that one knows is what counts; it may add keys and end them, and take nothing back.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from govhall.support.evidence.engine import records

UNKNOWN, EARLY, ENDED = "key-unknown", "key-early", "key-ended"


def fault(statement: Mapping[str, Any], *, fingerprint: str, size: int, at: datetime) -> str:
    """
    Say what is wrong with a head of this size and time under this key; empty if nothing is.

    :raises KeyError, TypeError, ValueError: for what is no statement
    """
    for line in statement["keys"]:
        if line["fingerprint"] != fingerprint:
            continue
        if at < records.read_moment(line["since"]):
            return EARLY
        if line["until"] is None:
            return ""
        return ENDED if at > records.read_moment(line["until"]) or size > line["last"] else ""
    return UNKNOWN


def follows(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """
    Say whether ``new`` is ``old``, or continues it: every key stays, and one that ended stays ended as it was.

    :raises KeyError, TypeError: for what is no statement
    """
    if old["log"] != new["log"] or old["number"] > new["number"]:
        return False
    if old["number"] == new["number"]:
        return dict(old) == dict(new)
    if len(new["keys"]) < len(old["keys"]):
        return False
    for before, now in zip(old["keys"], new["keys"], strict=False):
        same_start = (before["fingerprint"], before["since"]) == (now["fingerprint"], now["since"])
        if not same_start or (before["until"] is not None and dict(before) != dict(now)):
            return False
    return True
