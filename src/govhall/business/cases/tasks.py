"""Upkeep of cases."""

from typing import Any

from procrastinate.contrib.django import app

from govhall.business.cases.services import sweep
from govhall.infra import clock


@app.periodic(cron="40 3 * * *")
@app.task(name="cases.sweep", queue="upkeep", queueing_lock="cases.sweep")
def sweep_unclaimed(timestamp: int, **_: Any) -> None:
    """Discard uploads that nobody claimed and forget old guesses, every night."""
    sweep.sweep(at=clock.now())
