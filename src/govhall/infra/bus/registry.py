"""Which events exist and who handles them. Filled while apps start; read-only afterwards."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from govhall.kernel.events import Event

E = TypeVar("E", bound=Event)
Handler = Callable[[Any], None]

_events: dict[str, type[Event]] = {}
_handlers: dict[str, dict[str, Handler]] = defaultdict(dict)


def register(*event_classes: type[Event]) -> None:
    """Make event classes known by their names. :raises ValueError: if a name is taken by another class"""
    for event_class in event_classes:
        known = _events.setdefault(event_class.name, event_class)
        if known is not event_class:
            raise ValueError(f"event name {event_class.name!r} belongs to {known.__qualname__}")


def handles(event_class: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a handler. Its effects must be in the database: they share a transaction with its receipt."""
    register(event_class)

    def add(handler: Callable[[E], None]) -> Callable[[E], None]:
        name = f"{handler.__module__}.{handler.__qualname__}"
        _handlers[event_class.name][name] = handler
        return handler

    return add


def event_class(name: str) -> type[Event]:
    """Return the event class of this name. :raises KeyError: if no app registered it"""
    return _events[name]


def handlers_of(name: str) -> Iterator[tuple[str, Handler]]:
    """Return the handlers of an event with their stable names."""
    return iter(_handlers.get(name, {}).items())


def has_handlers(name: str) -> bool:
    """Say whether anybody listens: an event nobody handles needs no delivery job."""
    return bool(_handlers.get(name))
