"""收件: somebody has looked at the application and took it in; the five-day notice clock runs."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from govhall.business.cases import rules
from govhall.business.cases.choices import Act
from govhall.business.cases.events import CaseReceived
from govhall.business.cases.selectors import access
from govhall.business.cases.services import act
from govhall.infra import bus, clock
from govhall.kernel.actor import Actor
from govhall.support.calendar import public as calendar


def receive(*, case_id: UUID, by: Actor, at: datetime) -> None:
    """
    Take the application in (行政许可法 第三十二条).

    :raises ActNotAllowed: if it is not waiting to be taken in
    """
    with transaction.atomic():
        case = access.officer_case(by=by, permission="cases.case.receive", case_id=case_id, lock=True)
        case.received_at = at
        case.notice_due_date = calendar.add_working_days(clock.official_date(at), rules.NOTICE_DAYS).date
        event = act.perform(case, Act.RECEIVE, by=by, at=at, changed=["received_at", "notice_due_date"])
        bus.publish(CaseReceived(aggregate_id=case.id, at=at, number=case.number, event_id=event.id))
