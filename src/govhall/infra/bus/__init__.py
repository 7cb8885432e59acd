"""
The event bus: a transactional outbox delivered by procrastinate.

``publish`` runs inside the caller's transaction, so a fact is announced exactly when it happened. A delivery
may be tried many times, but each handler takes effect once per event (``HandledEvent`` is written in the
handler's own transaction), and events of one aggregate arrive in order (one queue lock per aggregate).
"""

from govhall.infra.bus.outbox import publish
from govhall.infra.bus.registry import Handler, handlers_of, handles, register

__all__ = ["Handler", "handlers_of", "handles", "publish", "register"]
