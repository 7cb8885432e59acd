"""What of a case may leave this app: frozen values, never rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialInput:
    """A material as an applicant hands it in: a stored file, or a certificate that is cited."""

    code: str
    obtained: str
    file_id: UUID | None = None
    certificate_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Everything that a submission carries. ``submission_key`` makes five sendings one case."""

    submission_key: UUID
    item_version_id: UUID
    applicant_id: UUID
    answers: Mapping[str, Any]
    form_data: Mapping[str, Any]
    materials: Sequence[MaterialInput] = ()
    channel: str
    serving_way: str = "ELECTRONIC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What an applicant gets at once: the number and the password to ask with."""

    case_id: UUID
    number: str
    query_password: str
    item_name: str
    agency_name: str
    applied_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSummary:
    """A row of a list."""

    id: UUID
    number: str
    item_name: str
    item_code: str
    title: str
    applicant_id: UUID
    applicant_name: str
    agency_id: int
    status: str
    status_label: str
    channel: str
    applied_at: datetime
    promised_due_date: date | None
    statutory_due_date: date | None
    tone: str
    days_left: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One act in the log. ``documents`` are the papers it produced."""

    id: UUID
    sequence: int
    act: str
    act_label: str
    from_status: str
    to_status: str
    step_name: str
    actor_id: UUID | None
    actor_kind: str
    actor_name: str
    opinion: str
    detail: Mapping[str, Any]
    at: datetime
    documents: Sequence["PaperValue"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperValue:
    """A paper that an act produced."""

    id: UUID
    kind: str
    name: str
    document_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRef:
    """A file of a case, open to somebody who was checked: give its bytes, nothing else."""

    document_id: UUID
    name: str
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialValue:
    """A material in its newest version; ``earlier`` counts the versions before it."""

    id: UUID
    code: str
    name: str
    version: int
    obtained: str
    obtained_label: str
    trust: str
    file_id: UUID | None
    file_name: str
    content_type: str
    size: int
    sm3: str
    certificate_id: UUID | None
    at: datetime
    earlier: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionValue:
    """A correction request with its items (target, name, what, how, why)."""

    id: UUID
    round: int
    kind: str
    kind_label: str
    items: Sequence[Mapping[str, str]]
    due_date: date
    requested_at: datetime
    requested_by_name: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseValue:
    """A special procedure."""

    id: UUID
    name: str
    basis: str
    expected_date: date | None
    started_at: datetime
    ended_at: datetime | None
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionValue:
    """The decision, beside what the rules suggested (empty: nothing) and why it departs from that."""

    outcome: str
    outcome_label: str
    computed_outcome: str
    reason: str
    basis: str
    remedies: str
    decided_by_name: str
    at: datetime
    departure_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """
    What the item's rules suggest to decide: GRANTED, DENIED, or nothing (empty), with reasons in words.

    ``is_computed`` is False where the rules gave no usable answer; then nothing is suggested either.
    """

    outcome: str = ""
    reasons: Sequence[str] = ()
    is_computed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRun:
    """
    What the item's rules found at one moment of a case: ``matched`` names tables and rows, never values.

    A pre-check has ``findings``, a routing ``results`` (label, value), a suggestion ``suggestion``.
    """

    id: UUID
    purpose: str
    decision: str
    model_name: str
    number: int
    at: datetime
    matched: Sequence[str]
    is_computed: bool
    findings: Sequence["PrecheckFinding"] = ()
    results: Sequence[tuple[str, str]] = ()
    suggestion: Suggestion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActOption:
    """A lawful act that this person may do now; with ``why_not``, one that the law allows but not to this person."""

    act: str
    label: str
    reason_required: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A whole case as an applicant or an officer may see it."""

    id: UUID
    number: str
    title: str
    item_version_id: UUID
    item_name: str
    item_code: str
    case_kind: str
    agency_id: int
    region_path: str
    channel: str
    channel_label: str
    applicant_id: UUID
    applicant_kind: str
    applicant_name: str
    submitted_by_id: UUID
    submitted_by_name: str
    status: str
    status_label: str
    answers: Mapping[str, Any]
    form_data: Mapping[str, Any]
    serving_way: str
    serving_way_label: str
    applied_at: datetime
    received_at: datetime | None
    accepted_at: datetime | None
    decided_at: datetime | None
    finished_at: datetime | None
    notice_due_date: date | None
    promised_due_date: date | None
    statutory_due_date: date | None
    is_due_provisional: bool
    result_code: str
    certificate_id: UUID | None
    log: Sequence[LogEntry]
    materials: Sequence[MaterialValue]
    corrections: Sequence[CorrectionValue]
    pauses: Sequence[PauseValue]
    papers: Sequence[PaperValue]
    decision: DecisionValue | None = None
    extension_days: int = 0
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def open_correction(self) -> CorrectionValue | None:
        """Return the correction request that waits for the applicant, or None."""
        return next((request for request in self.corrections if request.answered_at is None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecheckFinding:
    """What the item's pre-check says of a form: ``field`` is the name of a field or of a repeated section."""

    field: str
    message: str
    is_error: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ActByAgent:
    """One use of a power to act, as its giver sees it."""

    at: datetime
    act_label: str
    agent_name: str
    number: str
    item_name: str
    applicant_name: str
