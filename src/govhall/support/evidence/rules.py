"""What may become a leaf, and when a leaf's own time is believable."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from govhall.kernel.errors import DomainError
from govhall.support.evidence.engine import canonical

KIND = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
# Whatever looks like an ID number or a mobile phone's: a wrong check digit makes it no less personal.
_PERSONAL = re.compile(r"[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dXx]|1[3-9]\d{9}")
LONGEST_LEAF = 8_192
# Our choice. An entry waits for its transaction to commit and for the sequencer: an hour is far beyond both.
LATE, AHEAD = timedelta(hours=1), timedelta(minutes=5)
# Our choice: a node that rests is asked again after two, four, eight … minutes, and once an hour in the end.
_LONGEST_WAIT = timedelta(hours=1)


class NotALeaf(DomainError):
    """The facts can't be entered as evidence: wrong kind, too long, no canonical form."""

    code = "not-a-leaf"


class PersonalDataInLeaf(NotALeaf):
    """A fact looks like personal data in clear; it has to be entered through ``salted``."""

    code = "personal-data-in-leaf"


def check(*, kind: str, subject: str, facts: Mapping[str, Any]) -> None:
    """
    Refuse what mustn't become a leaf. Leaves can't be deleted, so personal data mustn't stand in them.

    :raises NotALeaf: for an undotted kind or an empty or overlong subject
    :raises PersonalDataInLeaf: for an ID or phone number in clear, the net under the caller's own care
    """
    if not KIND.fullmatch(kind) or len(kind) > 60:
        raise NotALeaf("存证类别的写法不正确。", kind=kind)
    if not 1 <= len(subject) <= 100:
        raise NotALeaf("存证对象的编号为空或太长。", kind=kind)
    if any(_PERSONAL.fullmatch(text) for text in (subject, *_texts(facts))):
        raise PersonalDataInLeaf("个人信息不能直接存证，只能存加盐摘要。", kind=kind)


def check_length(leaf: str, *, kind: str) -> None:
    """Refuse a leaf that is longer than any fact needs. :raises NotALeaf:"""
    if len(leaf.encode()) > LONGEST_LEAF:
        raise NotALeaf("存证内容太长，请只存摘要。", kind=kind)


def is_back_dated(at: datetime, *, head_at: datetime, previous_head_at: datetime | None) -> bool:
    """
    Whether a leaf's time can't be true: after the first head that covers it, or long before the head before that.

    A leaf that was there when the earlier head was signed would stand under it. Without an earlier head nothing is
    known about the beginning.
    """
    if at > head_at + AHEAD:
        return True
    return previous_head_at is not None and at < previous_head_at - LATE


def wait(times: int) -> timedelta:
    """Return how long to wait after so many tries in a row."""
    return min(timedelta(minutes=2 ** min(times, 6)), _LONGEST_WAIT)


def is_due(*, at: datetime, last_at: datetime | None, interval: timedelta) -> bool:
    """Whether the newest head shall be anchored: at most one in each interval."""
    return last_at is None or at >= last_at + interval


def is_anchored_too_early(block_at: datetime, *, head_at: datetime) -> bool:
    """Whether a block says that it held a root before there was one."""
    return block_at + AHEAD < head_at


def canonical_facts(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return facts if they can be written. :raises NotALeaf: otherwise"""
    try:
        canonical.text(facts)
    except canonical.NotCanonical as fault:
        raise NotALeaf(f"存证内容无法写成规范 JSON：{fault}。") from None
    return facts


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for part in value.values() for text in _texts(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in _texts(part)]
    return []
