"""People of the demonstration province as actors, with the posts they hold today, whatever a test does to the clock."""

from datetime import UTC, datetime

from govhall.kernel.actor import Actor
from govhall.support.identity import public as identity
from govhall.support.identity.models import User


def actor(username: str) -> Actor:
    """Return the person with this account as an actor."""
    return identity.actor_for(User.objects.get(username=username).pk, at=datetime.now(UTC))


def officer(word: str, agency: str = "guanshanhu-market") -> Actor:
    """Return ``window``, ``examiner``, ``reviewer`` or ``approver`` of an agency."""
    return actor(f"{agency}-{word}")


def shop_owner() -> Actor:
    """Return the citizen who owns the restaurant 山间小味餐饮店."""
    return actor("yangxiulan")


def restaurant() -> identity.PartyValue:
    """Return the legal entity for which the owner applies."""
    entity = identity.legal_entity_by_uscc("92520115MA6HJX015Q")
    return identity.party(entity.id)
