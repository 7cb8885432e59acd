"""The worker that carries out queued jobs. A hidden command, started and supervised by `run`."""

from __future__ import annotations

from typing import Annotated

import typer

# Every queue that a task names; a test holds that none is forgotten.
QUEUES = ("events", "messages", "evidence", "sealing", "upkeep", "bulk")


def command(concurrency: Annotated[int, typer.Option(min=1, max=32)] = 2) -> None:
    """Carry out queued jobs until stopped; jobs at work get three seconds to finish."""
    import django
    from django.core.management import call_command

    django.setup()
    options = ["--queues", ",".join(QUEUES), "--concurrency", str(concurrency), "--shutdown-graceful-timeout", "3"]
    call_command("procrastinate", "worker", *options)
