"""Suspending, resuming and cancelling items (standards.md 4.9). Running cases are not touched by any of these."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from govhall.business.items.choices import ItemState
from govhall.business.items.events import ItemCancelled, ItemResumed, ItemSuspended
from govhall.business.items.rules import parsing
from govhall.business.items.services import listing
from govhall.business.items.services.publishing import implementation_for_update
from govhall.infra import bus
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.security.access import public as access
from govhall.security.audit import public as audit

# (from, to) → the audit entry's verb and the fact that is announced.
_CHANGES = {
    (ItemState.IN_FORCE, ItemState.SUSPENDED): ("suspended", ItemSuspended),
    (ItemState.SUSPENDED, ItemState.IN_FORCE): ("resumed", ItemResumed),
    (ItemState.IN_FORCE, ItemState.CANCELLED): ("cancelled", ItemCancelled),
    (ItemState.SUSPENDED, ItemState.CANCELLED): ("cancelled", ItemCancelled),
}


def suspend(*, implementation_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Take no new applications until further notice. :raises Conflict: unless in force"""
    _change(implementation_id, ItemState.SUSPENDED, reason=reason, by=by, at=at)


def resume(*, implementation_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Take applications again. :raises Conflict: unless suspended"""
    _change(implementation_id, ItemState.IN_FORCE, reason=reason, by=by, at=at)


def cancel(*, implementation_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Take the item off the list for good. :raises Conflict: if it is cancelled already"""
    _change(implementation_id, ItemState.CANCELLED, reason=reason, by=by, at=at)


def _change(implementation_id: UUID, to: ItemState, *, reason: str, by: Actor, at: datetime) -> None:
    reason = reason.strip()
    if not reason:
        raise InvalidInput(_("请写明理由。"), fields={"reason": [_("请写明理由。")]})
    with transaction.atomic():
        item = implementation_for_update(implementation_id)
        access.require(by, "items.item.publish", agency_id=item.agency_id, region_path=item.region_path)
        change = _CHANGES.get((ItemState(item.state), to))
        if change is None or item.current is None:
            raise Conflict(_("事项现在的状态不能这样变更。"), state=item.state)
        verb, fact = change
        item.state = to
        listing.show(item, parsing.parse(item.current.content))
        audit.record(
            by=by, action=f"items.item.{verb}", at=at, target_kind="item", target_id=str(item.pk),
            detail={"code": item.code, "reason": reason[:500]},
        )  # fmt: skip
        bus.publish(fact(aggregate_id=item.pk, at=at, implementation_code=item.code))
