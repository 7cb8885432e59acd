"""
Puts jobs into the queue inside the caller's transaction, in a worker too.

A worker gives procrastinate's app connections of its own. A job deferred by that app stands in the queue at once: the
second job of the worker may take it before the transaction has committed that it belongs to, find nothing to do, and
never come again. So jobs are written by Django's connection, wherever they are deferred.
"""

from datetime import datetime
from functools import cache
from typing import Any

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task


@cache
def _manager() -> JobManager:
    return JobManager(DjangoConnector(alias="default"))


def job(
    task: str,
    *,
    queue: str,
    lock: str | None = None,
    queueing_lock: str | None = None,
    schedule_at: datetime | None = None,
    schedule_in: dict[str, int] | None = None,
    priority: int | None = None,
) -> JobDeferrer:
    """
    Return a job of the task with this name, to be deferred with its arguments.

    :param lock: jobs of the same lock run one after the other, as they were deferred
    :param queueing_lock: one job of this lock waits at most; deferring another raises ``AlreadyEnqueued``
    """
    options: dict[str, Any] = {
        "queue": queue, "lock": lock, "queueing_lock": queueing_lock, "schedule_at": schedule_at,
        "schedule_in": schedule_in, "priority": priority,
    }  # fmt: skip
    return configure_task(name=task, job_manager=_manager(), **options)
