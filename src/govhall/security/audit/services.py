"""Writing audit entries."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from govhall.infra import crypto
from govhall.kernel.actor import Actor
from govhall.kernel.identifiers import new_id
from govhall.security.audit.models import AuditEntry


def record(
    *,
    by: Actor,
    action: str,
    at: datetime,
    target_kind: str = "",
    target_id: str = "",
    succeeded: bool = True,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """
    Add an entry in the current transaction.

    ``action`` is dotted and past tense (``cases.case.accepted``); ``detail`` must be JSON and hold no personal data.
    """
    entry = AuditEntry(
        id=new_id(),
        at=at,
        actor_id=by.id,
        actor_kind=by.kind,
        actor_name=by.name[:100],
        address=by.address,
        action=action,
        target_kind=target_kind,
        target_id=str(target_id),
        succeeded=succeeded,
        detail=dict(detail or {}),
    )
    entry.digest = digest(entry)
    entry.save(force_insert=True)


def digest(entry: AuditEntry) -> str:
    """Return the SM3 of the entry's content: the same for the same facts, whatever the order of keys."""
    facts = [
        str(entry.id), entry.at.isoformat(), str(entry.actor_id), entry.actor_kind, entry.actor_name, entry.address,
        entry.action, entry.target_kind, entry.target_id, entry.succeeded, entry.detail,
    ]  # fmt: skip
    content = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return crypto.sm3_hex(content.encode())
