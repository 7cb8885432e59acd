"""Queue jobs of seals. Queue: ``upkeep``."""

from typing import Any

from govhall.infra import clock
from govhall.infra.bus import upkeep
from govhall.support.seals.services import stamping, telling


@upkeep.daily("08:20", name="seals.warn_keepers")  # when keepers come to work
def warn_keepers(timestamp: int, **_: Any) -> None:
    """Tell keepers whose seals' certificates end within 30 days."""
    telling.warn_keepers(at=clock.now())


@upkeep.every_minutes(5, name="seals.stamp_late")
def stamp_late(timestamp: int, **_: Any) -> None:
    """Fetch the time stamps that an authority didn't give when the seals were put on."""
    stamping.stamp_late(at=clock.now())
