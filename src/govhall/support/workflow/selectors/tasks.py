"""Tasks and instances as values. A task list is one SQL statement, whatever the officer's posts."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from govhall.kernel.actor import Actor
from govhall.kernel.errors import NotFound
from govhall.support.workflow.choices import Claimed, InstanceStatus, TaskState
from govhall.support.workflow.models import ProcessInstance, Task
from govhall.support.workflow.selectors import processes
from govhall.support.workflow.values import InstanceValue, TaskCounts, TaskValue

_NEEDED = (
    "id", "instance_id", "step_code", "step_name", "role", "agency_id", "state", "created_at", "claimed_by",
    "claimed_by_name", "claimed_at", "closed_at", "outcome", "opinion", "due_on",
    "instance__id", "instance__definition_id", "instance__subject_kind", "instance__subject_id", "instance__version",
)  # fmt: skip
_TASKS = Task.objects.select_related("instance").only(*_NEEDED)


def task_value(row: Task, instance: ProcessInstance) -> TaskValue:
    """Return the value of a row; ``instance`` is given so that nothing is read for it."""
    process = processes.compiled(instance.definition_id)
    return TaskValue(
        id=row.pk,
        instance_id=instance.pk,
        process=process.key,
        subject_kind=instance.subject_kind,
        subject_id=instance.subject_id,
        version=instance.version,
        step_code=row.step_code,
        step_name=row.step_name,
        role=row.role,
        agency_id=row.agency_id,
        state=TaskState(row.state),
        outcomes=process.steps[row.step_code].outcomes,
        created_at=row.created_at,
        claimed_by=row.claimed_by,
        claimed_by_name=row.claimed_by_name,
        claimed_at=row.claimed_at,
        closed_at=row.closed_at,
        outcome=row.outcome,
        opinion=row.opinion,
        due_on=row.due_on,
    )


def task(task_id: UUID) -> TaskValue:
    """Return one task. The caller checks that its reader may see the subject. :raises NotFound: for an unknown id"""
    row = _TASKS.filter(pk=task_id).first()
    if row is None:
        raise NotFound("没有这项任务。")
    return task_value(row, row.instance)


def open_tasks(*, subject_ids: Iterable[UUID]) -> dict[UUID, tuple[TaskValue, ...]]:
    """Return the open tasks of many subjects at once; subjects without any are left out."""
    found: dict[UUID, list[TaskValue]] = defaultdict(list)
    rows = _TASKS.filter(instance__subject_id__in=list(subject_ids), state=TaskState.OPEN)
    for row in rows.order_by("created_at", "id"):
        found[row.instance.subject_id].append(task_value(row, row.instance))
    return {subject: tuple(values) for subject, values in found.items()}


def history(subject_id: UUID) -> tuple[TaskValue, ...]:
    """Return every task that the subject ever had, in the order in which they arose."""
    rows = _TASKS.filter(instance__subject_id=subject_id).order_by("created_at", "id")
    return tuple(task_value(row, row.instance) for row in rows)


def instances(subject_id: UUID) -> tuple[InstanceValue, ...]:
    """Return the processes of a subject, newest first."""
    rows = ProcessInstance.objects.filter(subject_id=subject_id).select_related("definition")
    return tuple(
        InstanceValue(
            id=row.pk,
            process=row.definition.key,
            process_version=row.definition.version,
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            agency_id=row.agency_id,
            version=row.version,
            status=InstanceStatus(row.status),
            outcome=row.outcome,
            started_at=row.started_at,
            ended_at=row.ended_at,
        )
        for row in rows.defer("state", "definition__bpmn").order_by("-started_at", "-id")
    )


def tasks_for(
    actor: Actor,
    *,
    claimed: Claimed = Claimed.ALL,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 50,
    roles: Collection[str] | None = None,
) -> tuple[TaskValue, ...]:
    """
    Return the open tasks of the officer's posts, oldest first.

    :param after: ``created_at`` and ``id`` of the last task of the page before
    :param limit: at most this many, up to 200
    :param roles: only tasks of these roles
    """
    rows = _TASKS.filter(_of_posts(actor, roles), _claimed(actor, claimed), state=TaskState.OPEN)
    if after is not None:
        created_at, last = after
        rows = rows.filter(created_at__gte=created_at).filter(Q(created_at__gt=created_at) | Q(pk__gt=last))
    rows = rows.order_by("created_at", "id")[: max(1, min(limit, 200))]
    return tuple(task_value(row, row.instance) for row in rows)


def task_counts(actor: Actor) -> TaskCounts:
    """Count the open tasks of the officer's posts."""
    counted = Task.objects.filter(_of_posts(actor, None), state=TaskState.OPEN).aggregate(
        all=Count("id"),
        mine=Count("id", filter=Q(claimed_by=actor.id)),
        unclaimed=Count("id", filter=Q(claimed_by__isnull=True)),
    )
    return TaskCounts(**counted)


def _of_posts(actor: Actor, roles: Collection[str] | None) -> Q:
    agencies: dict[str, set[int]] = defaultdict(set)
    for grant in actor.grants:
        if roles is None or grant.role in roles:
            agencies[grant.role].add(grant.agency_id)
    reach = Q(pk__in=[])
    if actor.is_officer:
        for role, ids in agencies.items():
            reach |= Q(role=role, agency_id__in=ids)
    return reach


def _claimed(actor: Actor, claimed: Claimed) -> Q:
    match claimed:
        case Claimed.MINE:
            return Q(claimed_by=actor.id, claimed_by__isnull=False)
        case Claimed.UNCLAIMED:
            return Q(claimed_by__isnull=True)
        case Claimed.ALL:
            return Q()
