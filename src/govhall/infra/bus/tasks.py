"""Queue jobs of the bus. Queues: ``events`` (ordered per aggregate), ``upkeep`` (periodic)."""

from typing import Any
from uuid import UUID

import structlog
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from govhall.infra.bus import outbox

log = structlog.get_logger()

# Waits of 4, 16, 64 … 65,536 seconds: eight tries within a day, in which a broken handler is seen and mended. Until
# then the later facts of the same case wait, since they come in order.
PATIENT = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name=outbox.DELIVER, queue="events", retry=PATIENT)
def deliver_event(*, event_id: str, **_: Any) -> None:
    """Deliver one outbox event to its handlers."""
    outbox.deliver(UUID(event_id))


@app.periodic(cron="* * * * *")
@app.task(name="bus.retry_stalled_jobs", queue="upkeep", queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """
    Put jobs back into the queue whose worker died in the middle (kill -9, power cut).

    Where one of the same queueing lock waits already, that one does the work: the dead job ends, and with it its lock.
    """
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=30):
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            log.warning("stalled_job_replaced", job_id=job.id, task=job.task_name)
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
        else:
            log.warning("stalled_job_retried", job_id=job.id, task=job.task_name)
