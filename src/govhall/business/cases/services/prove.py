"""
The evidence of acts, decisions and rule runs: what was done, when and in which order stays provable, whom it
concerned does not stand there.

Contents are entered as salted digests: whoever may read the case file can show that they are unchanged.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from govhall.business.cases.choices import Act
from govhall.business.cases.models import Case, CaseEvent, Decision
from govhall.infra import crypto
from govhall.support.decisions import public as decisions
from govhall.support.evidence import public as evidence

_DECIDING = {Act.GRANT, Act.DENY}
# Acts for which the item's rules were asked: the pre-check, who handles it, what they suggest to decide.
_RULED = {Act.SUBMIT, Act.CORRECT, Act.DISPATCH, *_DECIDING}


def enter(case: Case, event: CaseEvent, *, at: datetime) -> None:
    """
    Enter an act as evidence, the acts that followed it, and decisions.

    Some acts announce no fact of their own (分派 follows 受理 at once); what was entered before stays as it was.
    """
    for row in CaseEvent.objects.filter(case=case, sequence__gte=event.sequence).order_by("sequence"):
        _enter_act(row, at)
        if row.act in _DECIDING:
            _enter_decision(Decision.objects.get(case=case), at)
        if row.act in _RULED:
            _enter_runs(case, at)


def _enter_act(event: CaseEvent, at: datetime) -> None:
    facts = {
        "case": str(event.case_id),
        "sequence": event.sequence,
        "act": str(event.act),
        "from": str(event.from_status),
        "to": str(event.to_status),
        "by": str(event.actor_kind),
        "happened_at": event.at.isoformat(),
        "digest": evidence.salted(event.digest),
    }
    evidence.enter(kind="case.act", subject=str(event.id), facts=facts, at=at)


def _enter_decision(decision: Decision, at: datetime) -> None:
    facts = {
        "case": str(decision.case_id),
        "outcome": str(decision.outcome),
        "happened_at": decision.at.isoformat(),
        "digest": evidence.salted(decision_digest(decision)),
    }
    evidence.enter(kind="case.decision", subject=str(decision.id), facts=facts, at=at)


def _enter_runs(case: Case, at: datetime) -> None:
    for run in decisions.runs_of(case.id):
        facts = {
            "case": str(case.id),
            "model_sm3": run.model_sm3,
            "purpose": run.purpose,
            "happened_at": run.at.isoformat(),
            "digest": evidence.salted(run_digest(run.id)),
        }
        evidence.enter(kind="decision.run", subject=str(run.id), facts=facts, at=at)


def run_digest(run_id: UUID) -> str:
    """Return the SM3 of what a rule run got and gave, in canonical form."""
    return _digest(decisions.run_content(run_id))


def decision_digest(decision: Decision) -> str:
    """Return the SM3 of a decision's canonical content."""
    content = {
        "id": str(decision.id),
        "case": str(decision.case_id),
        "outcome": str(decision.outcome),
        "computed": decision.computed_outcome,
        "reason": decision.reason,
        "basis": decision.basis,
        "remedies": decision.remedies,
        "decided_by": str(decision.decided_by_id),
        "at": decision.at.isoformat(),
    }
    if decision.departure_reason:  # decisions from before there was one keep their digest
        content["departure"] = decision.departure_reason
    return _digest(content)


def _digest(content: Mapping[str, Any]) -> str:
    return crypto.sm3_hex(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
