"""Upkeep of drafts."""

from datetime import timedelta
from typing import Any

from procrastinate.contrib.django import app

from govhall.infra import clock
from govhall.support.forms import services

KEPT = timedelta(days=90)


@app.periodic(cron="20 3 * * *")
@app.task(name="forms.sweep_drafts", queue="upkeep", queueing_lock="forms.sweep_drafts")
def sweep_drafts(timestamp: int, **_: Any) -> None:
    """Delete drafts ninety days after their last change."""
    services.sweep_drafts(before=clock.now() - KEPT)
