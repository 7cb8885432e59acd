"""Taking a task and giving it back. Neither moves the process."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict
from govhall.support.workflow import rules
from govhall.support.workflow.choices import InstanceStatus, TaskState
from govhall.support.workflow.models import ProcessInstance, Task
from govhall.support.workflow.selectors import tasks
from govhall.support.workflow.services import locking
from govhall.support.workflow.values import TaskValue


def claim(*, task_id: UUID, by: Actor, at: datetime) -> TaskValue:
    """
    Take a task, so that no other officer does it. Claiming one's own task again changes nothing.

    :raises NotFound: for an unknown task
    :raises NotPermitted: without the post, or after completing another step of this process
    :raises Conflict: if the task is closed or another officer's
    """
    with transaction.atomic():
        instance, rows = locking.instance_of_task(task_id)
        task = rows[task_id]
        officer = rules.require_post(by, role=task.role, agency_id=task.agency_id)
        locking.require_open(instance, task, officer=officer)
        done = [(row.claimed_by, row.step_code) for row in rows.values() if row.state == TaskState.COMPLETED]
        rules.require_separate_duties(officer, task.step_code, done)
        if task.claimed_by is None:
            task.claimed_by, task.claimed_by_name, task.claimed_at = officer, by.name, at
            task.save(update_fields=["claimed_by", "claimed_by_name", "claimed_at"])
        return tasks.task_value(task, instance)


def release(*, task_id: UUID, by: Actor, at: datetime) -> TaskValue:
    """
    Give a claimed task back to its post.

    :raises NotFound: for an unknown task
    :raises NotPermitted: without the post
    :raises Conflict: if the task is closed, unclaimed, or another officer's
    """
    with transaction.atomic():
        instance, rows = locking.instance_of_task(task_id)
        task = rows[task_id]
        officer = rules.require_post(by, role=task.role, agency_id=task.agency_id)
        locking.require_open(instance, task, officer=officer)
        if task.claimed_by is None:
            raise Conflict("这项任务没有人领取。", task_id=str(task_id))
        task.claimed_by, task.claimed_by_name, task.claimed_at = None, "", None
        task.save(update_fields=["claimed_by", "claimed_by_name", "claimed_at"])
        return tasks.task_value(task, instance)


def give_back(*, officer: UUID, role: str = "", agency_id: int | None = None) -> int:
    """
    Give an officer's claimed tasks back to their posts, all or those of one post: the officer can't do them any more.

    :returns: how many
    """
    held = Task.objects.filter(claimed_by=officer, state=TaskState.OPEN)
    if role and agency_id is not None:
        held = held.filter(role=role, agency_id=agency_id)
    with transaction.atomic():
        ids = sorted(set(held.values_list("instance_id", flat=True)))
        list(ProcessInstance.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
        return held.update(claimed_by=None, claimed_by_name="", claimed_at=None)


def reschedule(*, subject_id: UUID, due_on: date | None) -> None:
    """Show another due date on the subject's open tasks, now and later: its clock paused, resumed or was extended."""
    with transaction.atomic():
        running = ProcessInstance.objects.filter(subject_id=subject_id, status=InstanceStatus.RUNNING)
        ids = list(running.select_for_update().values_list("pk", flat=True))
        ProcessInstance.objects.filter(pk__in=ids).update(due_on=due_on)
        Task.objects.filter(instance_id__in=ids, state=TaskState.OPEN).update(due_on=due_on)
