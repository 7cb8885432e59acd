"""Queue jobs of certificates. Queue: ``upkeep``."""

from typing import Any

from procrastinate.contrib.django import app

from govhall.infra import clock
from govhall.support.certificates.services import admitting, ending


@app.periodic(cron="10 16 * * *")  # 00:10 in Beijing, when a last day has just ended
@app.task(name="certificates.expire", queue="upkeep", queueing_lock="certificates_expire")
def expire(timestamp: int, **_: Any) -> None:
    """Mark what ran out yesterday."""
    ending.expire_certificates(at=clock.now())


@app.periodic(cron="20 16 * * *")  # 00:20 in Beijing
@app.task(name="certificates.forget_refusals", queue="upkeep", queueing_lock="certificates_forget_refusals")
def forget_refusals(timestamp: int, **_: Any) -> None:
    """Delete the counts of refused calls that need not be kept any more."""
    admitting.forget_refusals(at=clock.now())
