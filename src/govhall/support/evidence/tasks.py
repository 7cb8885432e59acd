"""Queue jobs of evidence. Queues: ``evidence`` (the sequencer alone), ``upkeep``."""

from typing import Any

import structlog
from procrastinate.contrib.django import app

from govhall.infra import clock
from govhall.support.evidence.services import anchoring, inspecting, sequencing, waking, witnessing

log = structlog.get_logger()


@app.periodic(cron="* * * * *")
@app.task(name=waking.TASK, queue=waking.QUEUE, lock=waking.LOCK, queueing_lock=waking.LOCK)
def sequence(timestamp: int = 0, **_: Any) -> None:
    """Take committed entries into the tree and sign a head. Deferred by entries, and every minute in any case."""
    if sequencing.sequence(at=clock.now()):
        waking.come_again()


@app.periodic(cron="50 18 * * *")  # 02:50 in Beijing
@app.task(name="evidence.inspect", queue="upkeep", queueing_lock="evidence_inspect")
def inspect(timestamp: int, **_: Any) -> None:
    """Recompute the whole tree every night and raise the alarm at any difference."""
    inspecting.inspect(at=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="evidence.visit_logs", queue="upkeep", queueing_lock="evidence_visit_logs")
def visit_logs(timestamp: int, **_: Any) -> None:
    """Visit the logs that we witness."""
    witnessing.visit_all(at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="evidence.anchor", queue="upkeep", queueing_lock="evidence_anchor")
def anchor(timestamp: int, **_: Any) -> None:
    """Go a step in anchoring the newest head to a chain, if the settings name one."""
    anchoring.anchor(at=clock.now())
