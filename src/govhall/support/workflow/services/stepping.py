"""Starting a process and completing its steps: what moves a case through its process."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from govhall.infra import bus
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.kernel.events import Event
from govhall.kernel.identifiers import new_id
from govhall.support.workflow import engine, rules
from govhall.support.workflow.choices import InstanceStatus, TaskState
from govhall.support.workflow.events import ProcessEnded, TaskCompleted, TaskCreated
from govhall.support.workflow.models import ProcessInstance, Task
from govhall.support.workflow.selectors import processes, tasks
from govhall.support.workflow.services import locking
from govhall.support.workflow.values import StepResult


def start(
    *,
    process: str,
    subject_kind: str,
    subject_id: UUID,
    agency_id: int,
    data: Mapping[str, str | int | bool | None],
    at: datetime,
    due_on: date | None = None,
) -> StepResult:
    """
    Start the newest version of a process for a subject.

    :param data: keys and small facts for the process's conditions; never personal data
    :raises NotFound: if the process was never published
    :raises Conflict: if a process runs for this subject already
    :raises InvalidInput: if ``data`` holds anything else
    """
    definition_id = processes.latest_id(process)
    compiled = processes.compiled(definition_id)
    position = engine.start(compiled, rules.checked_data(data))
    instance = ProcessInstance(
        id=new_id(),
        definition_id=definition_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        agency_id=agency_id,
        state=position.state,
        status=InstanceStatus.ENDED if position.ended else InstanceStatus.RUNNING,
        outcome=position.outcome or "",
        due_on=due_on,
        started_at=at,
        ended_at=at if position.ended else None,
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                instance.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict("这件业务已有流程在办理。") from error
        return _arrive(instance, position, existing=(), at=at)


def complete(
    *, task_id: UUID, by: Actor, at: datetime, outcome: str, opinion: str, expected_version: int | None = None
) -> StepResult:
    """
    Complete a step with an outcome and bring the process to its next steps, or its end.

    The officer needs the role in the task's agency; an unclaimed task is claimed in the same act.

    :raises NotFound: for an unknown task
    :raises NotPermitted: without the post, or if the officer completed another step of this process
    :raises Conflict: if another officer claimed or completed it, or the instance isn't at ``expected_version``
    :raises InvalidInput: for an outcome that the step doesn't have, or a missing or overlong opinion
    """
    with transaction.atomic():
        instance, rows = locking.instance_of_task(task_id)
        task = rows[task_id]
        officer = rules.require_post(by, role=task.role, agency_id=task.agency_id)
        locking.require_open(instance, task, officer=officer, expected_version=expected_version)
        done = [(row.claimed_by, row.step_code) for row in rows.values() if row.state == TaskState.COMPLETED]
        rules.require_separate_duties(officer, task.step_code, done)
        compiled = processes.compiled(instance.definition_id)
        _check_outcome(compiled, task, outcome, opinion)
        position = engine.advance(compiled, instance.state, step_id=task.engine_id, outcome=outcome)
        _close(task, officer=officer, name=by.name, outcome=outcome, opinion=opinion, at=at)
        instance.state, instance.version = position.state, instance.version + 1
        if position.ended:
            instance.status, instance.outcome, instance.ended_at = InstanceStatus.ENDED, position.outcome or "", at
        instance.save(update_fields=["state", "version", "status", "outcome", "ended_at"])
        completed = TaskCompleted(
            aggregate_id=instance.subject_id, at=at, task_id=task.pk, instance_id=instance.pk,
            subject_kind=instance.subject_kind, step_code=task.step_code, outcome=outcome, completed_by=officer,
        )  # fmt: skip
        return _arrive(instance, position, existing=rows.values(), at=at, after=[completed])


def _news(instance: ProcessInstance, position: engine.Position, opened: Iterable[Task], at: datetime) -> list[Event]:
    news: list[Event] = [
        TaskCreated(
            aggregate_id=instance.subject_id, at=at, task_id=row.pk, instance_id=instance.pk,
            subject_kind=instance.subject_kind, step_code=row.step_code, role=row.role, agency_id=row.agency_id,
        )
        for row in opened
    ]  # fmt: skip
    if position.ended:
        news.append(
            ProcessEnded(
                aggregate_id=instance.subject_id, at=at, instance_id=instance.pk,
                subject_kind=instance.subject_kind, outcome=instance.outcome, cancelled=False,
            )
        )  # fmt: skip
    return news


def _check_outcome(process: engine.CompiledProcess, task: Task, outcome: str, opinion: str) -> None:
    known = process.steps[task.step_code].outcome(outcome)
    if known is None:
        raise InvalidInput("这个环节没有这种办理结果。", fields={"outcome": ["请选择列出的办理结果。"]})
    if known.needs_opinion and not opinion.strip():
        raise InvalidInput(f"“{known.name}”必须写明理由。", fields={"opinion": ["请写明理由。"]})
    if len(opinion) > rules.OPINION_LENGTH:
        message = f"办理意见不得超过 {rules.OPINION_LENGTH} 字。"
        raise InvalidInput(message, fields={"opinion": [message]})


def _close(task: Task, *, officer: UUID, name: str, outcome: str, opinion: str, at: datetime) -> None:
    if task.claimed_by is None:
        task.claimed_by, task.claimed_by_name, task.claimed_at = officer, name, at
    task.state, task.outcome, task.opinion, task.closed_at = TaskState.COMPLETED, outcome, opinion.strip(), at
    task.save(update_fields=["state", "outcome", "opinion", "closed_at", "claimed_by", "claimed_by_name", "claimed_at"])


def _arrive(
    instance: ProcessInstance,
    position: engine.Position,
    *,
    existing: Iterable[Task],
    at: datetime,
    after: Sequence[Event] = (),
) -> StepResult:
    """Write rows for steps that opened, tell who listens what happened after ``after``, say where it stands."""
    still_open = {row.engine_id: row for row in existing if row.state == TaskState.OPEN}
    steps = processes.compiled(instance.definition_id).steps
    opened = [
        Task(
            id=new_id(),
            instance=instance,
            engine_id=step.id,
            step_code=step.code,
            step_name=steps[step.code].name,
            role=steps[step.code].role,
            agency_id=instance.agency_id,
            created_at=at,
            due_on=instance.due_on,
        )
        for step in position.open_steps
        if step.id not in still_open
    ]
    if opened:
        Task.objects.bulk_create(opened)
    bus.publish_all([*after, *_news(instance, position, opened, at)])
    waiting = [*still_open.values(), *opened]
    return StepResult(
        instance_id=instance.pk,
        version=instance.version,
        ended=position.ended,
        outcome=position.outcome,
        open_tasks=tuple(tasks.task_value(row, instance) for row in waiting),
    )
