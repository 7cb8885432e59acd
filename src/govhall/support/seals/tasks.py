"""Queue jobs of seals. Queues: ``sealing``, for which an officer waits, and ``upkeep``."""

from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from govhall.infra import clock
from govhall.infra.bus import upkeep
from govhall.support.seals.services import batching, stamping, telling


@app.task(name=batching.TASK, queue=batching.QUEUE, retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def seal_batch(*, batch_id: str, **_: Any) -> None:
    """Seal the files of a batch that wait."""
    batching.seal_batch(batch_id=UUID(batch_id), at=clock.now())


@upkeep.daily("01:50", name="seals.forget_batches")
def forget_batches(timestamp: int, **_: Any) -> None:
    """Delete sealed files that were kept for a day."""
    batching.forget_batches(at=clock.now())


@upkeep.daily("08:20", name="seals.warn_keepers")  # when keepers come to work
def warn_keepers(timestamp: int, **_: Any) -> None:
    """Tell keepers whose seals' certificates end within 30 days."""
    telling.warn_keepers(at=clock.now())


@upkeep.every_minutes(5, name="seals.stamp_late")
def stamp_late(timestamp: int, **_: Any) -> None:
    """Fetch the time stamps that an authority didn't give when the seals were put on."""
    stamping.stamp_late(at=clock.now())
