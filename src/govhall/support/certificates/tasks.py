"""Queue jobs of certificates. Queues: ``upkeep``, and ``bulk`` for what may take hours."""

from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from govhall.infra import clock
from govhall.infra.bus import upkeep
from govhall.support.certificates.services import admitting, checking, ending, stock, stock_issuing, stock_waking


@upkeep.daily("00:10", name="certificates.expire")  # when a last day has just ended
def expire(timestamp: int, **_: Any) -> None:
    """Mark what ran out yesterday."""
    ending.expire_certificates(at=clock.now())


@upkeep.daily("00:20", name="certificates.forget_refusals")
def forget_refusals(timestamp: int, **_: Any) -> None:
    """Delete the counts of refused calls that need not be kept any more."""
    admitting.forget_refusals(at=clock.now())


@app.task(name=stock_waking.TASK, queue=stock_waking.QUEUE, retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def issue_stock(*, batch_id: str, **_: Any) -> None:
    """Make the next certificates of a batch, and come again while there are more."""
    if stock_issuing.issue_slice(batch_id=UUID(batch_id), at=clock.now()):
        stock_waking.wake(UUID(batch_id))


@upkeep.every_minutes(1, name="certificates.wake_stock")
def wake_stock(timestamp: int, **_: Any) -> None:
    """Go on with batches whose job got lost."""
    stock_issuing.wake_open_batches()


@upkeep.daily("01:30", name="certificates.forget_stock")
def forget_stock(timestamp: int, **_: Any) -> None:
    """Erase what is no longer needed of tables that were brought in."""
    stock.forget_stock(at=clock.now())


@upkeep.daily("00:20", name="certificates.plan_checks")  # after what ran out was marked
def plan_checks(timestamp: int, **_: Any) -> None:
    """Write down the next annual checks."""
    checking.plan_checks(at=clock.now())


@upkeep.daily("08:40", name="certificates.remind_holders")
def remind_holders(timestamp: int, **_: Any) -> None:
    """Tell holders whose annual check ends soon."""
    checking.remind_holders(at=clock.now())
