"""
The event bus: a transactional outbox delivered by procrastinate.

``publish`` runs inside the caller's transaction, so a fact is announced exactly when it happened. A delivery
may be tried many times, but each handler takes effect once per event (``HandledEvent`` is written in the
handler's own transaction), and events of one aggregate arrive in order (one queue lock per aggregate).
"""

from collections.abc import Sequence
from uuid import UUID

from govhall.infra.bus.registry import Handler, handlers_of, handles, register
from govhall.kernel.events import Event

__all__ = ["Handler", "deliver_waiting", "handlers_of", "handles", "publish", "publish_all", "register"]


def publish(event: Event) -> UUID:
    """
    Record ``event`` in the current transaction and queue its delivery; return the event's id.

    :raises RuntimeError: outside a transaction
    """
    # Django imports this package while it loads apps, before tables can be spoken of.
    from govhall.infra.bus import outbox

    return outbox.publish(event)


def publish_all(events: Sequence[Event]) -> None:
    """
    Record what happened to one aggregate, in this order: two statements, however many events.

    :raises RuntimeError: outside a transaction
    :raises ValueError: for events of several aggregates
    """
    from govhall.infra.bus import outbox

    outbox.publish_all(events)


def deliver_waiting() -> None:
    """
    Deliver every queued fact here and now, oldest first, with what follows from it.

    For loading data before there is a worker: a worker beside it could deliver facts of one aggregate out of order.
    """
    from govhall.infra.bus import outbox

    outbox.deliver_waiting()
