"""Upkeep of cases."""

from typing import Any

from govhall.business.cases.services import sweep
from govhall.infra import clock
from govhall.infra.bus import upkeep


@upkeep.daily("03:40", name="cases.sweep")
def sweep_unclaimed(timestamp: int, **_: Any) -> None:
    """Discard uploads that nobody claimed and forget old guesses, every night."""
    sweep.sweep(at=clock.now())
