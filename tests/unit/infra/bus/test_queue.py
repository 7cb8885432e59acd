"""Jobs stand in the queue when the transaction commits that they belong to, in a worker too."""

import asyncio
from collections.abc import Callable
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.db import connections, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from govhall.infra.bus import queue

pytestmark = pytest.mark.django_db(transaction=True)


class Regret(Exception):
    """Something went wrong after a job was deferred."""


def defer_and_regret() -> None:
    try:
        with transaction.atomic():
            queue.job("some.task", queue="events", lock=str(uuid4())).batch_defer({"event_id": "1"}, {"event_id": "2"})
            queue.job("some.task", queue="messages").defer(message_id="3")
            raise Regret
    except Regret:
        pass
    finally:
        connections.close_all()


def defer_and_commit() -> None:
    try:
        with transaction.atomic():
            queue.job("some.task", queue="messages").defer(message_id="3")
    finally:
        connections.close_all()


def in_a_worker(work: Callable[[], None]) -> None:
    """Do it as a worker does a job: in a thread, while procrastinate has connections of its own."""

    async def run() -> None:
        async with app.open_async():
            await sync_to_async(work, thread_sensitive=False)()

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]  # Django's has it
        asyncio.run(run())


def test_a_job_goes_with_its_transaction_inside_a_worker() -> None:
    in_a_worker(defer_and_regret)
    assert not ProcrastinateJob.objects.exists()
    in_a_worker(defer_and_commit)
    assert ProcrastinateJob.objects.filter(task_name="some.task", queue_name="messages").count() == 1


def test_a_job_goes_with_its_transaction_outside() -> None:
    defer_and_regret()
    assert not ProcrastinateJob.objects.exists()
