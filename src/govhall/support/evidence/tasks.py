"""Queue jobs of evidence. Queues: ``evidence`` (the sequencer alone), ``upkeep``."""

from typing import Any

import structlog
from procrastinate.contrib.django import app

from govhall.infra import clock
from govhall.infra.bus import upkeep
from govhall.support.evidence.services import anchoring, inspecting, sequencing, waking, witnessing

log = structlog.get_logger()


@app.periodic(cron="* * * * *")
@app.task(name=waking.TASK, queue=waking.QUEUE, lock=waking.LOCK, queueing_lock=waking.LOCK)
def sequence(timestamp: int = 0, **_: Any) -> None:
    """Take committed entries into the tree and sign a head. Deferred by entries, and every minute in any case."""
    if sequencing.sequence(at=clock.now()):
        waking.come_again()


@upkeep.daily("02:50", name="evidence.inspect")
def inspect(timestamp: int, **_: Any) -> None:
    """Recompute the whole tree every night and raise the alarm at any difference."""
    inspecting.inspect(at=clock.now())


@upkeep.every_minutes(5, name="evidence.visit_logs")
def visit_logs(timestamp: int, **_: Any) -> None:
    """Visit the logs that we witness."""
    witnessing.visit_all(at=clock.now())


@upkeep.every_minutes(1, name="evidence.anchor")
def anchor(timestamp: int, **_: Any) -> None:
    """Go a step in anchoring the newest head to a chain, if the settings name one."""
    anchoring.anchor(at=clock.now())
