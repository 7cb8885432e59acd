"""Upkeep of identity."""

from typing import Any

from procrastinate.contrib.django import app

from govhall.infra import clock
from govhall.support.identity.services import posts


@app.periodic(cron="*/5 * * * *")
@app.task(name="identity.tell_of_ends", queue="upkeep", queueing_lock="identity.tell_of_ends")
def tell_of_ends(timestamp: int, **_: Any) -> None:
    """Tell other apps of posts whose time is over, so that nobody's work stays with them."""
    posts.tell_of_ends(at=clock.now())
