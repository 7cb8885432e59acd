"""The one way to a task that is about to change: lock its instance first, then read its tasks."""

from uuid import UUID

from govhall.kernel.errors import Conflict, NotFound
from govhall.support.workflow.choices import InstanceStatus, TaskState
from govhall.support.workflow.models import ProcessInstance, Task


def instance_of_task(task_id: UUID) -> tuple[ProcessInstance, dict[UUID, Task]]:
    """
    Lock the instance of a task and return it with all its tasks.

    The tasks are read by a second statement: it sees what the transaction that held the lock before has written.

    :raises NotFound: for an unknown task
    """
    instance = ProcessInstance.objects.select_for_update(of=("self",)).filter(tasks__id=task_id).first()
    if instance is None:
        raise NotFound("没有这项任务。")
    rows = {row.pk: row for row in Task.objects.filter(instance_id=instance.pk).order_by("created_at", "id")}
    return instance, rows


def require_open(instance: ProcessInstance, task: Task, *, officer: UUID, expected_version: int | None = None) -> None:
    """Refuse a task that is closed, another officer's, or older than the reader thought. :raises Conflict: then"""
    if instance.status != InstanceStatus.RUNNING or task.state != TaskState.OPEN:
        raise Conflict("这项任务已经办结或者已取消。", task_id=str(task.pk))
    if task.claimed_by not in (None, officer):
        raise Conflict("这项任务已由其他工作人员领取。", task_id=str(task.pk))
    if expected_version is not None and expected_version != instance.version:
        raise Conflict("这件业务刚刚有变化，请刷新后再办理。", version=instance.version)
