"""
Asking the sequencer to come, after an entry has been committed.

A process asks once a second at most; a job that waits already is enough. A job that took something up comes again, for
those that were committed while it worked and didn't ask. Should a process die before it has asked, the job of every
minute comes by anyway.
"""

import time
from threading import Lock

import structlog
from procrastinate.exceptions import AlreadyEnqueued

from govhall.infra.bus import queue

log = structlog.get_logger()
TASK, QUEUE, LOCK = "evidence.sequence", "evidence", "evidence.sequence"
# The job starts later than the pause ends, so that whatever is committed within the pause is there when it starts.
DELAY, PAUSE = 2, 1.0
_asking = Lock()
_asked_at = float("-inf")


def wake() -> None:
    """Defer a sequencer job, unless this process asked for one a moment ago."""
    global _asked_at
    now = time.monotonic()  # spaces out jobs; no legal moment
    if now - _asked_at < PAUSE or not _asking.acquire(blocking=False):
        return
    try:
        come_again()
        _asked_at = now
    finally:
        _asking.release()


def come_again() -> None:
    """Defer a sequencer job, unless one waits already."""
    task = queue.job(TASK, queue=QUEUE, lock=LOCK, queueing_lock=LOCK, schedule_in={"seconds": DELAY})
    try:
        task.defer(timestamp=0)
    except AlreadyEnqueued:
        log.debug("evidence_sequencer_waits_already")
