"""受理与不予受理: the organ says whether it takes the matter up, and the clocks start."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from govhall.business.cases.choices import Act
from govhall.business.cases.events import CaseAccepted, CaseDeclined
from govhall.business.cases.models import Case
from govhall.business.cases.selectors import access
from govhall.business.cases.services import act, precheck, time_limit
from govhall.business.items import public as items
from govhall.infra import bus
from govhall.kernel.actor import SYSTEM, Actor
from govhall.kernel.errors import InvalidInput
from govhall.support.workflow import public as workflow


def accept(*, case_id: UUID, by: Actor, at: datetime, opinion: str = "", deferred: Sequence[str] = ()) -> None:
    """
    Accept a complete application, start its clocks and hand it to the agency (行政许可法 第三十二条、第四十二条).

    With ``deferred`` material codes the case is accepted with a promise (容缺受理).

    :raises ActNotAllowed: if the case isn't awaiting acceptance
    :raises InvalidInput: if a material may not be deferred
    """
    with transaction.atomic():
        case = access.officer_case(by=by, permission="cases.case.accept", case_id=case_id, lock=True)
        start(case, by=by, at=at, opinion=opinion, deferred=deferred)
        dispatch(case, at=at)


def start(case: Case, *, by: Actor, at: datetime, opinion: str = "", deferred: Sequence[str] = ()) -> None:
    """Accept a locked case: used by officers' acceptance and by the automatic one of immediate items."""
    guide = items.version(case.item_version_id)
    if unknown := set(deferred) - {m.code for m in guide.materials if m.deferrable}:
        raise InvalidInput(f"这些材料不能容缺：{'、'.join(sorted(unknown))}。")
    case.accepted_at = at
    changed = time_limit.refresh(case, at=at)
    kind = Act.ACCEPT_WITH_DEFERRED_MATERIALS if deferred else Act.ACCEPT
    event = act.perform(
        case,
        kind,
        by=by,
        at=at,
        opinion=opinion,
        changed=["accepted_at", *changed],
        detail={"deferred": list(deferred)},
    )
    bus.publish(CaseAccepted(aggregate_id=case.id, at=at, number=case.number, event_id=event.id))


def dispatch(case: Case, *, at: datetime) -> None:
    """分派: start the item's process. An item without a process stays accepted until it is decided."""
    guide = items.version(case.item_version_id)
    if not guide.process:
        return
    act.perform(case, Act.DISPATCH, by=SYSTEM, at=at)
    workflow.start(
        process=guide.process, subject_kind="case", subject_id=case.id, agency_id=case.agency_id,
        data=precheck.facts_for_process(case, guide, at=at), at=at,
    )  # fmt: skip


def decline(*, case_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """
    Refuse to take the matter up: not this organ's, or not eligible (行政许可法 第三十二条 第一款 第一、二项).

    :raises ReasonMissing: without reasons
    """
    with transaction.atomic():
        case = access.officer_case(by=by, permission="cases.case.accept", case_id=case_id, lock=True)
        event = act.perform(case, Act.DECLINE, by=by, at=at, opinion=reason)
        bus.publish(CaseDeclined(aggregate_id=case.id, at=at, number=case.number, event_id=event.id))
