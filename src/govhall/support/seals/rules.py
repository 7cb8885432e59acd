"""
The law of seals: one table of states and acts, who may not do two of them, and when a seal may be used.

Plain Python: no database, no clock. The order of acts is that of standards.md 9.3.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from govhall.kernel.errors import Conflict, DomainError, InvalidInput
from govhall.support.seals.choices import SealAct, SealStatus

_S, _A = SealStatus, SealAct
TRANSITIONS: Final[Mapping[tuple[SealStatus | None, SealAct], SealStatus]] = {
    (None, _A.APPLY): _S.APPLIED,
    (_S.APPLIED, _A.APPROVE): _S.APPROVED,
    (_S.APPLIED, _A.REFUSE): _S.REFUSED,
    (_S.APPLIED, _A.WITHDRAW): _S.WITHDRAWN,
    (_S.APPROVED, _A.WITHDRAW): _S.WITHDRAWN,
    (_S.APPROVED, _A.MAKE): _S.MADE,
    (_S.MADE, _A.FILE): _S.FILED,
    (_S.FILED, _A.ISSUE): _S.ACTIVE,
    (_S.ACTIVE, _A.FREEZE): _S.FROZEN,
    (_S.FROZEN, _A.UNFREEZE): _S.ACTIVE,
    # 换章: done by the issue of the new seal, never by hand.
    (_S.ACTIVE, _A.REPLACE): _S.REPLACED,
    (_S.FROZEN, _A.REPLACE): _S.REPLACED,
    (_S.MADE, _A.DESTROY): _S.DESTROYED,
    (_S.FILED, _A.DESTROY): _S.DESTROYED,
    (_S.ACTIVE, _A.DESTROY): _S.DESTROYED,
    (_S.FROZEN, _A.DESTROY): _S.DESTROYED,
}
AUTOMATIC: Final = frozenset({_A.REPLACE})
NEEDS_REASON: Final = frozenset({_A.APPLY, _A.REFUSE, _A.WITHDRAW, _A.FREEZE, _A.UNFREEZE, _A.DESTROY})
SHORTEST_REASON: Final = 6  # our choice: enough for a reason, too long for a full stop
# Who did one of these acts may not do the one it stands for: no person alone brings a seal into the world.
FORBIDDEN_AFTER: Final[Mapping[SealAct, frozenset[SealAct]]] = {
    _A.APPROVE: frozenset({_A.APPLY}),
    _A.REFUSE: frozenset({_A.APPLY}),
    _A.MAKE: frozenset({_A.APPROVE}),
}
WARNING: Final = timedelta(days=30)
BATCH_MOST: Final = 50  # files under one seal in one act
BATCH_KEPT: Final = timedelta(days=1)  # sealed files of a batch are fetched at once; nobody's papers lie about
_FILING_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z-]{3,29}")


class SealActNotAllowed(Conflict):
    """This act isn't lawful in the seal's present state."""

    code = "seal-act-not-allowed"


class PlaceRefused(DomainError):
    """The seal can't go where it was wanted, or the file can't be read well enough to find the place."""

    code = "seal-place-refused"


class DutiesNotSeparated(Conflict):
    """The same person did another act on this seal that excludes this one."""

    code = "seal-duties-not-separated"


class SealNotUsable(Conflict):
    """The seal can't be used now: it isn't in force, or its certificate has ended."""

    code = "seal-not-usable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """Which accounts did what with a seal; None for nobody yet, or for the system."""

    applied_by: UUID | None = None
    approved_by: UUID | None = None
    made_by: UUID | None = None

    def of(self, act: SealAct) -> UUID | None:
        """Return who did this act."""
        return {_A.APPLY: self.applied_by, _A.APPROVE: self.approved_by, _A.MAKE: self.made_by}.get(act)


def next_status(status: str | None, act: SealAct) -> SealStatus:
    """Return the state after an act. :raises SealActNotAllowed: if it isn't lawful now"""
    now = SealStatus(status) if status else None
    try:
        return TRANSITIONS[now, act]
    except KeyError:
        state = now.label if now else "尚未申请"
        raise SealActNotAllowed(f"印章现在的状态是“{state}”，不能{act.label}。", status=status, act=act) from None


def lawful_acts(status: str) -> tuple[SealAct, ...]:
    """Return what people may do in this state, in the order of the table."""
    return tuple(act for (now, act) in TRANSITIONS if now == status and act not in AUTOMATIC)


def check_duties(act: SealAct, who: UUID | None, duties: Duties) -> None:
    """
    Pass silently when this account may do the act after what it did before; automatic acts have no account.

    :raises DutiesNotSeparated: otherwise
    """
    if is_separated(act, who, duties):
        return
    done = "、".join(str(earlier.label) for earlier in SealAct if earlier in FORBIDDEN_AFTER[act])
    raise DutiesNotSeparated(f"{done}和{act.label}不能是同一个人，请由别的同事办理。", act=act)


def is_separated(act: SealAct, who: UUID | None, duties: Duties) -> bool:
    """Say whether this account may do the act, after what it did before."""
    return who is None or all(duties.of(earlier) != who for earlier in FORBIDDEN_AFTER.get(act, ()))


def check_keeper(keeper: UUID | None, duties: Duties) -> None:
    """Refuse to give a seal to its maker. :raises DutiesNotSeparated: if they are the same"""
    if keeper is not None and keeper == duties.made_by:
        raise DutiesNotSeparated("制章人不能保管自己制作的印章，请选别的保管人。")


def checked_reason(act: SealAct, reason: str) -> str:
    """Return the reason without surrounding space. :raises InvalidInput: if the act needs one and it is too short"""
    reason = reason.strip()
    if act in NEEDS_REASON and len(reason) < SHORTEST_REASON:
        words = f"请写明理由，至少 {SHORTEST_REASON} 个字。"
        raise InvalidInput(words, fields={"reason": [words]})
    return reason


def checked_filing_number(number: str) -> str:
    """Return a filing number as it is kept. :raises InvalidInput: if it can't be one"""
    number = number.strip().upper()
    if not _FILING_NUMBER.fullmatch(number):
        words = "备案编号是 4 到 30 位的数字、大写字母或短横。"
        raise InvalidInput(words, fields={"number": [words]})
    return number


def check_usable(*, name: str, status: str, valid_until: datetime | None, at: datetime) -> None:
    """
    Pass silently when a seal may be used at this moment.

    :raises SealNotUsable: if it isn't in force or its certificate has ended, with words for the officer
    """
    if status == SealStatus.FROZEN:
        raise SealNotUsable(f"印章“{name}”已冻结，解冻前不能用印。", status=status)
    if status != SealStatus.ACTIVE:
        raise SealNotUsable(f"印章“{name}”的状态是“{SealStatus(status).label}”，不能用印。", status=status)
    if valid_until is None or at > valid_until:
        raise SealNotUsable(f"印章“{name}”的签章证书已到期，请先换章。", status=status)


def days_left(valid_until: datetime | None, at: datetime) -> int | None:
    """Return the whole days until a certificate ends; negative when it has ended, None without one."""
    return None if valid_until is None else (valid_until - at).days


def ends_soon(status: str, valid_until: datetime | None, at: datetime) -> bool:
    """Say whether a seal in force ends within 30 days, or has ended."""
    return status in (SealStatus.ACTIVE, SealStatus.FROZEN) and valid_until is not None and valid_until - at <= WARNING
