"""Stopping a process from outside: the case was withdrawn, returned or terminated."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from govhall.infra import bus
from govhall.kernel.actor import Actor
from govhall.support.workflow.choices import InstanceStatus, TaskState
from govhall.support.workflow.events import ProcessEnded
from govhall.support.workflow.models import ProcessInstance, Task

log = structlog.get_logger()


def cancel(*, subject_id: UUID, by: Actor, at: datetime) -> bool:
    """
    Cancel the running process of a subject with its open tasks. What was done stays in the history.

    The business app decides whether ``by`` may; the workflow only records.

    :returns: whether a process was running
    """
    with transaction.atomic():
        running = ProcessInstance.objects.filter(subject_id=subject_id, status=InstanceStatus.RUNNING)
        cancelled = list(running.select_for_update().defer("state"))
        for instance in cancelled:
            instance.status, instance.ended_at, instance.version = InstanceStatus.CANCELLED, at, instance.version + 1
            instance.save(update_fields=["status", "ended_at", "version"])
            open_tasks = Task.objects.filter(instance=instance, state=TaskState.OPEN)
            open_tasks.update(state=TaskState.CANCELLED, closed_at=at)
            bus.publish(
                ProcessEnded(
                    aggregate_id=subject_id, at=at, instance_id=instance.pk,
                    subject_kind=instance.subject_kind, outcome="", cancelled=True,
                )
            )  # fmt: skip
            log.info("process_cancelled", instance_id=str(instance.pk), by=str(by.id), kind=by.kind)
    return bool(cancelled)
