"""办结、送达、退件与撤回: how a case ends."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from govhall.business.cases import rules
from govhall.business.cases.choices import Act, ServingWay
from govhall.business.cases.events import CaseClosed, CaseReturned, CaseServed, CaseWithdrawn
from govhall.business.cases.models import Case, CorrectionRequest, DeliveryRecord, SpecialProcedure
from govhall.business.cases.selectors import access
from govhall.business.cases.services import act
from govhall.infra import bus, clock
from govhall.kernel.actor import SYSTEM, Actor
from govhall.kernel.errors import InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.support.calendar import public as calendar
from govhall.support.workflow import public as workflow


def close(*, case_id: UUID, certificate_id: UUID | None, at: datetime) -> None:
    """
    Register the result of a decided case (办结): an automatic act, after the certificate was issued.

    :raises ActNotAllowed: if it isn't decided, or is closed already
    """
    with transaction.atomic():
        case = access.system_case(case_id, lock=True)
        case.certificate_id = certificate_id
        case.serving_due_date = calendar.add_working_days(clock.official_date(at), rules.SERVING_DAYS).date
        event = act.perform(case, Act.CLOSE, by=SYSTEM, at=at, changed=["certificate_id", "serving_due_date"])
        bus.publish(CaseClosed(aggregate_id=case.id, at=at, number=case.number, event_id=event.id))


def serve(
    *, case_id: UUID, way: ServingWay, receiver_name: str, tracking_number: str = "", by: Actor, at: datetime
) -> None:
    """
    Register that the result reached the applicant at the window or by courier (行政许可法 第四十四条).

    :raises InvalidInput: without the receiver, or a courier without tracking number
    """
    if not receiver_name.strip():
        raise InvalidInput("请填写领取人姓名。", fields={"receiver_name": ["请填写领取人姓名。"]})
    if way == ServingWay.COURIER and not tracking_number.strip():
        raise InvalidInput("请填写快递单号。", fields={"tracking_number": ["请填写快递单号。"]})
    with transaction.atomic():
        case = access.officer_case(by=by, permission="cases.case.serve", case_id=case_id, lock=True)
        _serve(case, way, receiver_name.strip(), tracking_number.strip(), by=by, at=at)


def serve_by_download(*, case_id: UUID, by: Actor, at: datetime) -> None:
    """The applicant downloaded the result: it is served, once; later downloads change nothing."""
    with transaction.atomic():
        case = access.applicant_case(by=by, case_id=case_id, lock=True)
        if not DeliveryRecord.objects.filter(case=case).exists():
            _serve(case, ServingWay.ELECTRONIC, case.applicant_name, "", by=by, at=at)


def withdraw(*, case_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """
    Take the application back before it is decided.

    :raises ActNotAllowed: if it is decided or finished
    """
    with transaction.atomic():
        case = access.applicant_case(by=by, case_id=case_id, lock=True)
        event = act.perform(case, Act.WITHDRAW, by=by, at=at, opinion=reason)
        _stop(case, by=by, at=at)
        bus.publish(CaseWithdrawn(aggregate_id=case.id, at=at, number=case.number, event_id=event.id))


def return_to_applicant(*, case_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """退件: the applicant did not answer the correction request in time, or gave up."""
    with transaction.atomic():
        case = access.officer_case(by=by, permission="cases.case.accept", case_id=case_id, lock=True)
        event = act.perform(case, Act.RETURN_TO_APPLICANT, by=by, at=at, opinion=reason)
        _stop(case, by=by, at=at)
        bus.publish(CaseReturned(aggregate_id=case.id, at=at, number=case.number, event_id=event.id))


def _serve(case: Case, way: ServingWay, receiver: str, tracking: str, *, by: Actor, at: datetime) -> None:
    DeliveryRecord.objects.create(
        id=new_id(), case=case, way=way, receiver_name=receiver, tracking_number=tracking, by_name=by.name, at=at
    )
    event = act.perform(case, Act.SERVE, by=by, at=at, detail={"way": str(way)})
    bus.publish(CaseServed(aggregate_id=case.id, at=at, number=case.number, event_id=event.id))


def _stop(case: Case, *, by: Actor, at: datetime) -> None:
    """Close what was still open: the process, a pause, a correction request."""
    workflow.cancel(subject_id=case.id, by=by, at=at)
    SpecialProcedure.objects.filter(case=case, ended_at=None).update(ended_at=at, ended_by_name=by.name)
    CorrectionRequest.objects.filter(case=case, answered_at=None).update(answered_at=at)
