"""What all views of the workspace need from a request."""

from uuid import UUID

from django.http import HttpRequest

from govhall.kernel.actor import VISITOR, Actor


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts; identity's middleware has set it."""
    actor: Actor = getattr(request, "actor", VISITOR)
    return actor


def by_htmx(request: HttpRequest) -> bool:
    """Say whether only a part of the page is wanted."""
    return bool(getattr(request, "htmx", False))


def as_uuid(text: str) -> UUID | None:
    """Read an id from an address; None for anything else, so that a broken link shows the first page."""
    try:
        return UUID(text)
    except ValueError:
        return None
