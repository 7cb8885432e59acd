"""What happened to cases: facts for everybody who must react. Ids and codes only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from govhall.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFact(Event):
    """The common part: ``aggregate_id`` is the case, ``event_id`` the row of its log."""

    name: ClassVar[str] = "cases.case.changed"
    number: str
    event_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSubmitted(CaseFact):
    """An application came in, from any channel."""

    name: ClassVar[str] = "cases.case.submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReceived(CaseFact):
    """收件: the five-day notice clock runs."""

    name: ClassVar[str] = "cases.case.received"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRequested(CaseFact):
    """一次性告知. ``round`` above one is against 行政许可法 第三十二条 and raises an alarm."""

    name: ClassVar[str] = "cases.correction.requested"
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCorrected(CaseFact):
    """The applicant answered the correction request."""

    name: ClassVar[str] = "cases.case.corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAccepted(CaseFact):
    """受理: promised and statutory clocks run."""

    name: ClassVar[str] = "cases.case.accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDeclined(CaseFact):
    """不予受理."""

    name: ClassVar[str] = "cases.case.declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseExamined(CaseFact):
    """A step of the process was completed."""

    name: ClassVar[str] = "cases.case.examined"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSuspended(CaseFact):
    """特别程序: the clocks pause."""

    name: ClassVar[str] = "cases.case.suspended"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResumed(CaseFact):
    """The clocks run again."""

    name: ClassVar[str] = "cases.case.resumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimitExtended(CaseFact):
    """延长期限."""

    name: ClassVar[str] = "cases.time_limit.extended"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGranted(CaseFact):
    """准予."""

    name: ClassVar[str] = "cases.case.granted"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDenied(CaseFact):
    """不予许可."""

    name: ClassVar[str] = "cases.case.denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(CaseFact):
    """办结: the evaluation is invited, the ten-day serving clock runs."""

    name: ClassVar[str] = "cases.case.closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseServed(CaseFact):
    """送达."""

    name: ClassVar[str] = "cases.case.served"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWithdrawn(CaseFact):
    """The applicant took the application back."""

    name: ClassVar[str] = "cases.case.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReturned(CaseFact):
    """退件."""

    name: ClassVar[str] = "cases.case.returned"
