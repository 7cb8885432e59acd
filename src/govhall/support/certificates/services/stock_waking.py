"""Asking the worker to make the next certificates of a batch. One job a batch waits at most."""

from uuid import UUID

import structlog
from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from govhall.infra.bus import queue

log = structlog.get_logger()
TASK, QUEUE = "certificates.issue_stock", "bulk"
# Behind whatever people wait for.
PRIORITY = -10


def wake(batch_id: UUID) -> None:
    """Defer a job for the batch, unless one waits already."""
    name = f"stock.{batch_id}"
    task = queue.job(TASK, queue=QUEUE, lock=name, queueing_lock=name, priority=PRIORITY)
    try:
        with transaction.atomic():  # a clash must not spoil the caller's transaction
            task.defer(batch_id=str(batch_id))
    except AlreadyEnqueued:
        log.debug("stock_job_waits_already", batch_id=str(batch_id))
