"""Upkeep of identity."""

from typing import Any

from govhall.infra import clock
from govhall.infra.bus import upkeep
from govhall.support.identity.services import posts


@upkeep.every_minutes(5, name="identity.tell_of_ends")
def tell_of_ends(timestamp: int, **_: Any) -> None:
    """Tell other apps of posts whose time is over, so that nobody's work stays with them."""
    posts.tell_of_ends(at=clock.now())
