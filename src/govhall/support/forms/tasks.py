"""Upkeep of drafts."""

from datetime import timedelta
from typing import Any

from govhall.infra import clock
from govhall.infra.bus import upkeep
from govhall.support.forms import services

KEPT = timedelta(days=90)


@upkeep.daily("03:20", name="forms.sweep_drafts")
def sweep_drafts(timestamp: int, **_: Any) -> None:
    """Delete drafts ninety days after their last change."""
    services.sweep_drafts(before=clock.now() - KEPT)
