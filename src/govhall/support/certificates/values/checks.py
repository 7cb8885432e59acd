"""Annual checks (年检、年度报告、校验) of certificates, for officers and holders."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRecordValue:
    """What an officer recorded; ``is_correction`` if it took the place of the record before it."""

    outcome: str
    outcome_label: str
    checked_on: date
    opinion: str
    who: str
    at: datetime
    is_correction: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDutyValue:
    """One annual check that a certificate owes; ``records`` are the newest first."""

    id: UUID
    year: int
    opens_on: date
    due_on: date
    state: str
    state_label: str
    outcome: str
    outcome_label: str
    checked_on: date | None
    records: tuple[CheckRecordValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPlanValue:
    """
    What of annual checks is known of a certificate: how they are called, the provision, the newest ones first.

    ``last`` is the newest with a result, ``next`` the earliest that wants one.
    """

    name: str
    basis: str
    duties: tuple[CheckDutyValue, ...]
    last: CheckDutyValue | None
    next: CheckDutyValue | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """A check in the officers' list, with its certificate masked."""

    duty: CheckDutyValue
    certificate_id: UUID
    type_name: str
    check_name: str
    certificate_number: str
    holder_name: str
    days_left: int
