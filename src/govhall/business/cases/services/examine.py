"""审查与决定: officers complete the steps of the process; the last step is the decision."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from govhall.business.cases import rules
from govhall.business.cases.choices import Act, Outcome
from govhall.business.cases.events import CaseDenied, CaseExamined, CaseGranted
from govhall.business.cases.models import Case, CaseEvent, Decision
from govhall.business.cases.selectors import access, definitions, panel
from govhall.business.cases.services import act, suggest
from govhall.business.items import public as items
from govhall.infra import bus
from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.support.decisions import public as decisions
from govhall.support.workflow import public as workflow

_DECIDED = {Act.GRANT: "pass", Act.DENY: "deny"}


def examine(*, case_id: UUID, task_id: UUID, outcome: str, opinion: str, by: Actor, at: datetime) -> None:
    """
    Complete a step before the decision: pass it on, or return it to the step before.

    :raises InvalidInput: without an opinion, which is mandatory at every step
    :raises Conflict: if somebody else completed or claimed the step
    """
    opinion = opinion.strip()
    if not opinion:
        raise InvalidInput("请填写审查意见。", fields={"opinion": ["请填写审查意见。"]})
    with transaction.atomic():
        case = access.officer_case(by=by, permission="cases.case.examine", case_id=case_id, lock=True)
        rules.next_status(case.status, Act.EXAMINE)
        task = _task(case, task_id)
        if panel.is_decision(task) and outcome in _DECIDED.values():
            raise rules.ActNotAllowed("这一步是决定，请用“准予”或“不予许可”。")
        workflow.complete(task_id=task_id, by=by, at=at, outcome=outcome, opinion=opinion)
        event = act.perform(
            case, Act.EXAMINE, by=by, at=at, opinion=opinion, step_name=task.step_name, detail={"outcome": outcome}
        )
        bus.publish(CaseExamined(aggregate_id=case.id, at=at, number=case.number, event_id=event.id))


def grant(
    *, case_id: UUID, task_id: UUID | None, opinion: str, departure_reason: str = "", by: Actor, at: datetime
) -> None:
    """
    Grant what was applied for (行政许可法 第三十八条 第一款). The certificate is made and sealed afterwards.

    :raises ActNotAllowed: if the case isn't ready for a decision
    :raises DepartureUnexplained: if the rules suggest to deny and ``departure_reason`` doesn't say why it is granted
    """
    with transaction.atomic():
        case, step = _at_decision(case_id, task_id, Act.GRANT, opinion, by=by, at=at)
        event = decide(
            case, Act.GRANT, by=by, at=at, reason=opinion.strip(), step_name=step, departure_reason=departure_reason
        )
        bus.publish(CaseGranted(aggregate_id=case.id, at=at, number=case.number, event_id=event.id))


def deny(
    *,
    case_id: UUID,
    task_id: UUID | None,
    reason: str,
    basis: str,
    departure_reason: str = "",
    by: Actor,
    at: datetime,
) -> None:
    """
    Refuse what was applied for, with reasons, law and remedies (行政许可法 第三十八条 第二款).

    :raises ReasonMissing: without reasons
    :raises InvalidInput: without the provisions of law
    :raises DepartureUnexplained: if the rules suggest to grant and ``departure_reason`` doesn't say why it is denied
    """
    if not basis.strip():
        raise InvalidInput("不予许可必须写明法律依据。", fields={"basis": ["请写明依据的法律条款。"]})
    with transaction.atomic():
        case, step = _at_decision(case_id, task_id, Act.DENY, reason, by=by, at=at)
        event = decide(
            case, Act.DENY, by=by, at=at, reason=reason, basis=basis.strip(), step_name=step,
            departure_reason=departure_reason,
        )  # fmt: skip
        bus.publish(CaseDenied(aggregate_id=case.id, at=at, number=case.number, event_id=event.id))


def decide(
    case: Case,
    kind: Act,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    basis: str = "",
    step_name: str = "",
    departure_reason: str = "",
) -> CaseEvent:
    """
    Write the decision of a locked case beside what the rules suggest: a person's decision and the automatic one.

    :raises DepartureUnexplained: if it departs from the suggestion and doesn't say why
    """
    guide = items.version(case.item_version_id)
    outcome = rules.outcome_of(kind)
    run, suggested = suggest.of_case(case, guide, at=at)
    departure = rules.check_departure(outcome, suggested.outcome, departure_reason)
    case.decided_at = at
    event = act.perform(
        case, kind, by=by, at=at, opinion=reason, step_name=step_name, changed=["decided_at"],
        detail={"departs_from": suggested.outcome} if departure else None,
    )  # fmt: skip
    if run is not None:
        decisions.record(run, purpose=suggest.PURPOSE, subject=case.id)
    Decision.objects.create(
        id=new_id(), case=case, outcome=outcome, computed_outcome=suggested.outcome, departure_reason=departure,
        reason=reason.strip(), basis=basis or definitions.basis_text(guide),
        remedies=definitions.remedies_text(guide) if outcome is Outcome.DENIED else "",
        decided_by_id=by.id, decided_by_name=by.name, at=at,
    )  # fmt: skip
    return event


def _at_decision(
    case_id: UUID, task_id: UUID | None, kind: Act, opinion: str, *, by: Actor, at: datetime
) -> tuple[Case, str]:
    case = access.officer_case(by=by, permission="cases.case.decide", case_id=case_id, lock=True)
    rules.next_status(case.status, kind)
    if task_id is None:
        if workflow.open_tasks(subject_ids=[case.id]):
            raise InvalidInput("这个办件还有没有完成的审批环节。")
        return case, ""
    task = _task(case, task_id)
    if not panel.is_decision(task):
        raise rules.ActNotAllowed("现在还没有到决定环节。")
    workflow.complete(task_id=task_id, by=by, at=at, outcome=_DECIDED[kind], opinion=opinion.strip())
    return case, task.step_name


def _task(case: Case, task_id: UUID) -> workflow.TaskValue:
    task = workflow.task(task_id)
    if task.subject_id != case.id:
        raise InvalidInput("这个环节不属于这个办件。")
    return task
