"""Publishing and delivering. ``publish`` is for services; ``deliver`` is for the worker."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any, get_type_hints
from uuid import UUID

import structlog
from django.db import transaction
from procrastinate.types import JSONValue

from govhall.infra.bus import queue, registry
from govhall.infra.bus.models import HandledEvent, OutboxEvent
from govhall.kernel.events import Event
from govhall.kernel.identifiers import new_id

log = structlog.get_logger()
DELIVER = "bus.deliver_event"


def publish(event: Event) -> UUID:
    """
    Record ``event`` in the current transaction and queue its delivery; return its id.

    :raises RuntimeError: outside a transaction, where a fact could be announced that never happened
    """
    (row,) = publish_all([event])
    return row.id


def publish_all(events: Sequence[Event]) -> Sequence[OutboxEvent]:
    """
    Record what happened to one aggregate, in this order, with one statement, and queue the delivery with another.

    :raises RuntimeError: outside a transaction
    :raises ValueError: for events of several aggregates, between which no order is kept
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("publish() needs a transaction")
    if len({event.aggregate_id for event in events}) > 1:
        raise ValueError("events of several aggregates")
    for event in events:
        registry.register(type(event))
    rows = OutboxEvent.objects.bulk_create(
        OutboxEvent(id=new_id(), name=each.name, aggregate_id=each.aggregate_id, payload=_to_payload(each), at=each.at)
        for each in events
    )
    heard: list[dict[str, JSONValue]] = [{"event_id": str(row.id)} for row in rows if registry.has_handlers(row.name)]
    if heard:
        queue.job(DELIVER, queue="events", lock=str(rows[0].aggregate_id)).batch_defer(*heard)
    return rows


def deliver(event_id: UUID) -> None:
    """
    Run every handler of the event that has no receipt yet.

    One failing handler does not keep the others from running; the first failure is raised at the end, so that
    the queue tries again.
    """
    row = OutboxEvent.objects.get(pk=event_id)
    event = _from_payload(registry.event_class(row.name), row.payload)
    failures: list[Exception] = []
    for name, handler in registry.handlers_of(row.name):
        try:
            _handle_once(row, name, handler, event)
        except Exception as failure:
            log.warning("event_handler_failed", fact=row.name, event_id=str(event_id), handler=name, exc_info=True)
            failures.append(failure)
    if failures:
        raise failures[0]


def deliver_waiting() -> None:
    """Deliver what is queued, oldest first, until nothing is; each job is taken out of the queue when it is done."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    waiting = ProcrastinateJob.objects.filter(task_name=DELIVER, status="todo").order_by("id")
    while job := waiting.first():
        deliver(UUID(job.args["event_id"]))
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'succeeded', true)", [job.id])


def _handle_once(row: OutboxEvent, name: str, handler: registry.Handler, event: Event) -> None:
    with transaction.atomic():
        _, is_new = HandledEvent.objects.get_or_create(event=row, handler=name)
        if is_new:
            handler(event)


def _to_payload(event: Event) -> dict[str, Any]:
    return {f.name: _plain(getattr(event, f.name)) for f in fields(event)}


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _from_payload(event_class: type[Event], payload: dict[str, Any]) -> Event:
    hints = get_type_hints(event_class)
    return event_class(**{f.name: _typed(hints[f.name], payload.get(f.name)) for f in fields(event_class)})


def _typed(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    wanted = str(hint)
    if "UUID" in wanted:
        return UUID(value)
    if "datetime.datetime" in wanted:
        return datetime.fromisoformat(value)
    if "datetime.date" in wanted:
        return date.fromisoformat(value)
    return value
