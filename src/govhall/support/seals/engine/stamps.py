"""Time stamps on seals: where a signature value gets its token from, and what a token found in a file says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from govhall.support.seals.choices import Finding
from govhall.support.seals.engine.trust import Trust
from govhall.support.timestamps import public as timestamps
from govhall.support.timestamps.public import Fault, Stamp

# Clocks differ: a seal that says of itself it is younger than its stamp by more than this contradicts itself.
TOLERANCE = timedelta(minutes=5)
_FINDINGS = {
    Fault.BROKEN: Finding.STAMP_BROKEN,
    Fault.OTHER: Finding.STAMP_OTHER,
    Fault.UNTRUSTED: Finding.STAMP_UNTRUSTED,
}


@dataclass(frozen=True, slots=True)
class Stamper:
    """Returns a token for a signature value, or nothing if there is none to be had; a token takes ``room`` at most."""

    stamp: Callable[[bytes], bytes]
    room: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What the token of a signature says, or what is wrong with it; neither for a signature without one."""

    stamp: Stamp | None = None
    fault: Finding | None = None


def judge(token: bytes, *, value: bytes, trust: Trust, claimed: datetime) -> Judged:
    """
    Return what a token says of the signature ``value``; without one, the token that was kept for it elsewhere counts.

    ``claimed`` is when the seal was put on by its own words.
    """
    token = token or trust.kept_stamp(value)
    if not token:
        return Judged()
    try:
        stamp = timestamps.check_token(token, value=value, roots=trust.stamp_roots)
    except timestamps.StampFault as fault:
        return Judged(fault=_FINDINGS[fault.fault])
    if claimed > stamp.at + TOLERANCE:
        return Judged(fault=Finding.STAMP_EARLIER)
    return Judged(stamp=stamp)
