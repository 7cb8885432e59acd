"""Queue jobs of seals. Queue: ``upkeep``."""

from typing import Any

from procrastinate.contrib.django import app

from govhall.infra import clock
from govhall.support.seals.services import telling


@app.periodic(cron="20 0 * * *")  # 08:20 in Beijing, when keepers come to work
@app.task(name="seals.warn_keepers", queue="upkeep", queueing_lock="seals_warn_keepers")
def warn_keepers(timestamp: int, **_: Any) -> None:
    """Tell keepers whose seals' certificates end within 30 days."""
    telling.warn_keepers(at=clock.now())
