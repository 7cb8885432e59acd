"""Queue jobs of seals. Queue: ``upkeep``."""

from typing import Any

from procrastinate.contrib.django import app

from govhall.infra import clock
from govhall.support.seals.services import stamping, telling


@app.periodic(cron="20 0 * * *")  # 08:20 in Beijing, when keepers come to work
@app.task(name="seals.warn_keepers", queue="upkeep", queueing_lock="seals_warn_keepers")
def warn_keepers(timestamp: int, **_: Any) -> None:
    """Tell keepers whose seals' certificates end within 30 days."""
    telling.warn_keepers(at=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="seals.stamp_late", queue="upkeep", queueing_lock="seals_stamp_late")
def stamp_late(timestamp: int, **_: Any) -> None:
    """Fetch the time stamps that an authority didn't give when the seals were put on."""
    stamping.stamp_late(at=clock.now())
