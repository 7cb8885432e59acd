"""What every act on a seal has in common: permission, lock, rule, one row of history, audit entry, event."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from govhall.data.organizations import public as organizations
from govhall.infra import crypto
from govhall.kernel.actor import Actor, ActorKind
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.support.seals import rules
from govhall.support.seals.choices import PERMISSIONS, SealAct
from govhall.support.seals.models import Seal, SealEvent
from govhall.support.seals.selectors.register import SealNotFound


def locked(seal_id: UUID, act: SealAct, by: Actor) -> Seal:
    """
    Return the seal locked for this act; inside a transaction.

    :raises SealNotFound: if there is none
    :raises NotPermitted: without the permission for this agency
    """
    seal = Seal.objects.select_for_update().filter(pk=seal_id).first()
    if seal is None:
        raise SealNotFound("没有找到这枚印章。")
    permit(by, PERMISSIONS[act], seal.agency_id)
    return seal


def permit(by: Actor, permission: str, agency_id: int) -> None:
    """Pass the system, and whoever holds the permission for this agency. :raises NotPermitted: otherwise"""
    if by.kind is ActorKind.SYSTEM:
        return
    agency = organizations.agency(agency_id)
    access.require(by, permission, agency_id=agency.id, region_path=agency.region_path)


def perform(
    seal: Seal,
    act: SealAct,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """
    Move a locked seal on and write down who did it.

    :raises SealActNotAllowed: if the act isn't lawful now
    :raises DutiesNotSeparated: if this person did what excludes it
    :raises InvalidInput: if the reason is missing
    """
    rules.check_duties(act, by.id, duties(seal))
    status = rules.next_status(seal.status, act)
    reason = rules.checked_reason(act, reason)
    changed = {"status": status, **(changes or {})}
    for name, value in changed.items():
        setattr(seal, name, value)
    seal.save(update_fields=list(changed))
    record(seal, act, by=by, at=at, reason=reason, detail=detail)


def record(
    seal: Seal, act: SealAct, *, by: Actor, at: datetime, reason: str = "", detail: Mapping[str, Any] | None = None
) -> None:
    """Write the row of history and the audit entry of an act that was done."""
    facts = dict(detail or {})
    content = [
        str(seal.id), act.value, str(seal.status), str(by.id), by.kind.value, by.name, reason, facts, at.isoformat(),
    ]  # fmt: skip
    SealEvent.objects.create(
        seal=seal,
        act=act,
        status=seal.status,
        actor_id=by.id,
        actor_kind=by.kind,
        actor_name=by.name[:100],
        reason=reason,
        detail=facts,
        at=at,
        digest=crypto.sm3_hex(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()),
    )
    audit.record(
        by=by, action=f"seals.seal.{act.value.lower()}", target_kind="seal", target_id=str(seal.id), at=at,
        detail={"seal_name": seal.name, "seal_status": str(seal.status)},
    )  # fmt: skip


def duties(seal: Seal) -> rules.Duties:
    """Return who did what with this seal."""
    return rules.Duties(applied_by=seal.applied_by_id, approved_by=seal.approved_by_id, made_by=seal.made_by_id)
