"""
What every act shares: the rule decides the next status, the case is saved, one log row is written.

Must run inside the transaction of the act, on a locked case.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from govhall.business.cases import rules
from govhall.business.cases.choices import Act
from govhall.business.cases.models import Case, CaseEvent
from govhall.infra import crypto
from govhall.kernel.actor import Actor
from govhall.kernel.identifiers import new_id
from govhall.security.audit import public as audit


def perform(
    case: Case,
    act: Act,
    *,
    by: Actor,
    at: datetime,
    opinion: str = "",
    step_name: str = "",
    detail: Mapping[str, Any] | None = None,
    changed: Sequence[str] = (),
) -> CaseEvent:
    """
    Move ``case`` by ``act``, save it with its ``changed`` fields, and write the log row.

    :raises ActNotAllowed: if the act leads nowhere from the present status
    :raises ReasonMissing: if the law wants a reason
    """
    opinion = rules.check_reason(act, opinion)
    before = case.status
    case.status = rules.next_status(before, act)
    fields = {"status", "event_count", *changed}
    if result := rules.result_of(act):
        case.result_code = result
        fields.add("result_code")
    if case.status in rules.FINISHED and case.finished_at is None:
        case.finished_at = at
        fields.add("finished_at")
    case.event_count += 1
    case.save(update_fields=sorted(fields))
    event = record(case, act, by=by, at=at, from_status=before, opinion=opinion, step_name=step_name, detail=detail)
    if by.is_officer:
        audit.record(
            by=by, action=f"cases.act.{act.lower()}", target_kind="case", target_id=case.number, at=at,
            detail={"event": str(event.id), "to": str(case.status)},
        )  # fmt: skip
    return event


def record(
    case: Case,
    act: Act,
    *,
    by: Actor,
    at: datetime,
    from_status: str,
    opinion: str = "",
    step_name: str = "",
    detail: Mapping[str, Any] | None = None,
) -> CaseEvent:
    """Write the log row of an act that has just moved the case to its present status."""
    event = CaseEvent(
        id=new_id(),
        case=case,
        sequence=case.event_count,
        act=act,
        from_status=from_status,
        to_status=case.status,
        step_name=step_name,
        actor_id=by.id,
        actor_kind=by.kind,
        actor_name=by.name,
        opinion=opinion,
        detail=dict(detail or {}),
        at=at,
    )
    event.digest = digest(event)
    event.save(force_insert=True)
    return event


def digest(event: CaseEvent) -> str:
    """Return the SM3 of the act's canonical content: what the evidence tree will hold."""
    facts = {
        "id": str(event.id),
        "case": str(event.case_id),
        "sequence": event.sequence,
        "act": str(event.act),
        "from": str(event.from_status),
        "to": str(event.to_status),
        "actor": str(event.actor_id or event.actor_kind),
        "opinion": event.opinion,
        "detail": event.detail,
        "at": event.at.isoformat(),
    }
    return crypto.sm3_hex(json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
