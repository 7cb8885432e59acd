"""Time limits: due dates are recomputed from the spans alone; special procedures pause, an extension lengthens."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from govhall.business.cases import rules
from govhall.business.cases.choices import Act
from govhall.business.cases.events import CaseResumed, CaseSuspended, TimeLimitExtended
from govhall.business.cases.models import Case, Extension, SpecialProcedure
from govhall.business.cases.selectors import access, clocks
from govhall.business.cases.services import act
from govhall.infra import bus, clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput
from govhall.kernel.identifiers import new_id


def suspend(*, case_id: UUID, name: str, basis: str, expected_date: date | None, by: Actor, at: datetime) -> None:
    """
    Start a special procedure, whose days are not counted (行政许可法 第四十五条).

    :raises ReasonMissing: without basis; the applicant is told it in writing
    """
    if not name.strip():
        raise InvalidInput("请选择特别程序的种类。", fields={"name": ["请选择特别程序的种类。"]})
    with transaction.atomic():
        case = access.officer_case(by=by, permission="cases.case.suspend", case_id=case_id, lock=True)
        basis = rules.check_reason(Act.SUSPEND, basis)
        rules.next_status(case.status, Act.SUSPEND)
        SpecialProcedure.objects.create(
            id=new_id(), case=case, name=name.strip(), basis=basis, expected_date=expected_date,
            started_at=at, started_by_name=by.name,
        )  # fmt: skip
        event = act.perform(
            case, Act.SUSPEND, by=by, at=at, opinion=basis, changed=refresh(case, at=at),
            detail={"name": name.strip(), "expected": expected_date.isoformat() if expected_date else None},
        )  # fmt: skip
        bus.publish(CaseSuspended(aggregate_id=case.id, at=at, number=case.number, event_id=event.id))


def resume(*, case_id: UUID, result: str, by: Actor, at: datetime) -> None:
    """End the special procedure: this day is counted again."""
    with transaction.atomic():
        case = access.officer_case(by=by, permission="cases.case.suspend", case_id=case_id, lock=True)
        rules.next_status(case.status, Act.RESUME)
        procedure = SpecialProcedure.objects.get(case=case, ended_at=None)
        procedure.ended_at, procedure.ended_by_name, procedure.result = at, by.name, result.strip()
        procedure.save(update_fields=["ended_at", "ended_by_name", "result"])
        event = act.perform(
            case, Act.RESUME, by=by, at=at, opinion=result.strip(), changed=refresh(case, at=at),
            detail={"name": procedure.name},
        )  # fmt: skip
        bus.publish(CaseResumed(aggregate_id=case.id, at=at, number=case.number, event_id=event.id))


def extend(*, case_id: UUID, days: int, reason: str, by: Actor, at: datetime) -> None:
    """
    Lengthen the limit once, with approval of the head of the organ (行政许可法 第四十二条).

    :raises InvalidInput: for more days than the law allows, or a second time
    """
    if not 1 <= days <= rules.EXTENSION_DAYS:
        message = f"延长期限最多 {rules.EXTENSION_DAYS} 个工作日。"
        raise InvalidInput(message, fields={"days": [message]})
    with transaction.atomic():
        case = access.officer_case(by=by, permission="cases.case.extend", case_id=case_id, lock=True)
        if Extension.objects.filter(case=case).exists():
            raise InvalidInput("这个办件已经延长过一次，不能再延长。")
        reason = rules.check_reason(Act.EXTEND_TIME_LIMIT, reason)
        Extension.objects.create(id=new_id(), case=case, days=days, reason=reason, approved_by_name=by.name, at=at)
        event = act.perform(
            case,
            Act.EXTEND_TIME_LIMIT,
            by=by,
            at=at,
            opinion=reason,
            changed=refresh(case, at=at),
            detail={"days": days},
        )
        bus.publish(TimeLimitExtended(aggregate_id=case.id, at=at, number=case.number, event_id=event.id))


def refresh(case: Case, *, at: datetime) -> list[str]:
    """Recompute the due dates of a locked case from its spans; return the changed fields."""
    promised, statutory = clocks.readings(case, today=clock.official_date(at))
    case.promised_due_date = promised.due_on
    case.statutory_due_date = statutory.due_on
    case.is_due_provisional = promised.provisional or statutory.provisional
    return ["promised_due_date", "statutory_due_date", "is_due_provisional"]
