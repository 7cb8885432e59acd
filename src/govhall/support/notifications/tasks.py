"""Queue jobs of notifications. Queues: ``messages``, ``upkeep`` (periodic)."""

from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from govhall.infra import clock
from govhall.infra.bus import upkeep
from govhall.support.notifications.services import notifying, sending

# A refusal of a provider is noted and planned anew by the service; these tries are for a database that is away.
_PATIENT = RetryStrategy(max_attempts=12, exponential_wait=4)


@app.task(name=notifying.SEND_TASK, queue=notifying.QUEUE, retry=_PATIENT)
def send(*, message_id: str, **_: Any) -> None:
    """Send the due deliveries of a message. Safe to run any number of times."""
    sending.send_due(UUID(message_id), at=clock.now())


@upkeep.every_minutes(5, name="notifications.sweep")
def sweep(timestamp: int, **_: Any) -> None:
    """Find deliveries whose worker died while sending."""
    sending.sweep(at=clock.now())
