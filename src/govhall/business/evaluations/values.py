"""Evaluations as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationValue:
    """An evaluation: ``tags`` are labels for people."""

    id: UUID
    case_id: UUID
    satisfaction: str
    satisfaction_label: str
    tags: Sequence[str]
    text: str
    at: datetime
    verify_due_date: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationValue:
    """An invitation to evaluate; ``evaluated`` once it was used."""

    case_id: UUID
    case_number: str
    item_name: str
    agency_id: int
    invited_at: datetime
    evaluated: bool
