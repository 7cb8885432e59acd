"""
即办件: an item without discretion is taken in, accepted and granted at once, by rule and in the system's name.

Where the item has a rule for its outcome, only what that would grant is granted; the rest waits for the window.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from govhall.business.cases.choices import Act, Outcome, Status
from govhall.business.cases.events import CaseGranted, CaseReceived
from govhall.business.cases.selectors import access
from govhall.business.cases.services import accept, act, examine, suggest
from govhall.business.items import public as items
from govhall.infra import bus
from govhall.kernel.actor import SYSTEM

IMMEDIATE = "1"  # 办件类型 即办件, GB/T 39046 A.6


def handle(*, case_id: UUID, at: datetime) -> None:
    """Carry an immediate case from submission to decision; every act is the system's and stands in the log."""
    with transaction.atomic():
        case = access.system_case(case_id, lock=True)
        guide = items.version(case.item_version_id)
        if guide.case_kind != IMMEDIATE or guide.process or case.status != Status.SUBMITTED:
            return
        if guide.outcome is not None and suggest.of_case(case, guide, at=at)[1].outcome != Outcome.GRANTED:
            return
        case.received_at = at
        received = act.perform(case, Act.RECEIVE, by=SYSTEM, at=at, changed=["received_at"])
        bus.publish(CaseReceived(aggregate_id=case.id, at=at, number=case.number, event_id=received.id))
        accept.start(case, by=SYSTEM, at=at)
        event = examine.decide(case, Act.GRANT, by=SYSTEM, at=at, reason="符合即办条件，系统自动办理。")
        bus.publish(CaseGranted(aggregate_id=case.id, at=at, number=case.number, event_id=event.id))
