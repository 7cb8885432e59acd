"""Queue jobs of certificates. Queue: ``upkeep``."""

from typing import Any

from procrastinate.contrib.django import app

from govhall.infra import clock
from govhall.support.certificates.services import ending


@app.periodic(cron="10 16 * * *")  # 00:10 in Beijing, when a last day has just ended
@app.task(name="certificates.expire", queue="upkeep", queueing_lock="certificates_expire")
def expire(timestamp: int, **_: Any) -> None:
    """Mark what ran out yesterday."""
    ending.expire_certificates(at=clock.now())
