"""What of the audit trail may leave this app."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """One entry of the audit trail; labels and ``facts`` are the same in words."""

    id: UUID
    at: datetime
    actor_id: UUID | None
    actor_kind: str
    actor_name: str
    address: str
    action: str
    target_kind: str
    target_id: str
    succeeded: bool
    detail: dict[str, Any]
    digest: str
    action_label: str
    target_label: str
    facts: tuple[tuple[str, str], ...]
