"""Sharing: what a share covers, how long it may last, and where it stands. The limits are our choice."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from govhall.support.certificates.choices import ShareState
from govhall.support.certificates.values import FaceLine

LONGEST = timedelta(days=90)
WORDS_LONGEST = 60


def state(*, until: datetime, ended_at: datetime | None, at: datetime) -> ShareState:
    """Return where a share stands; one that its holder ended stays ended."""
    if ended_at is not None:
        return ShareState.ENDED
    return ShareState.OPEN if at < until else ShareState.EXPIRED


def faults(
    *, purpose: str, recipient: str, until: datetime, labels: Sequence[str], known: Sequence[str], at: datetime
) -> dict[str, list[str]]:
    """Return what is wrong with a share, by field."""
    found: dict[str, list[str]] = {}
    if not 0 < len(purpose.strip()) <= WORDS_LONGEST:
        found["purpose"] = [f"请写明用途，最多 {WORDS_LONGEST} 个字。"]
    if not 0 < len(recipient.strip()) <= WORDS_LONGEST:
        found["recipient"] = [f"请写明给谁用，最多 {WORDS_LONGEST} 个字。"]
    if not at < until <= at + LONGEST:
        found["until"] = [f"授权最长 {LONGEST.days} 天，截止时间要晚于现在。"]
    if not set(labels) <= set(known):
        found["labels"] = ["证照上没有这一项，请重新选择。"]
    return found


def covered(lines: Sequence[FaceLine], labels: Sequence[str]) -> tuple[FaceLine, ...]:
    """Return the lines that a share covers: all for no labels."""
    return tuple(line for line in lines if not labels or line.label in labels)
