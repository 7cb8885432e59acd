"""Queue jobs of notifications. Queues: ``messages``, ``upkeep`` (periodic)."""

from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from govhall.infra import clock
from govhall.support.notifications.services import notifying, sending


@app.task(name=notifying.SEND_TASK, queue=notifying.QUEUE)
def send(*, message_id: str, **_: Any) -> None:
    """Send the due deliveries of a message. Safe to run any number of times."""
    sending.send_due(UUID(message_id), at=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="notifications.sweep", queue="upkeep", queueing_lock="notifications.sweep")
def sweep(timestamp: int, **_: Any) -> None:
    """Find deliveries whose worker died while sending."""
    sending.sweep(at=clock.now())
