"""Powers to act as both sides see them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from govhall.support.identity import rules, selectors
from govhall.support.identity.models import AgentGrant, LegalEntity, Person
from govhall.support.identity.values import PartyValue, PowerValue

# Old powers stay to be read; whoever gave more than this reads the newest.
_MOST = 100


def own_parties(user_id: UUID) -> Sequence[PartyValue]:
    """Return those for whom this account itself may give a power: its person, and entities it represents."""
    person = Person.objects.filter(user_id=user_id).first()
    if person is None:
        return ()
    entities = LegalEntity.objects.filter(legal_representative=person).order_by("name", "id")
    found = selectors.parties([person.id, *entities.values_list("id", flat=True)])
    return [found.pop(person.id), *sorted(found.values(), key=lambda party: party.name)]


def powers_given(user_id: UUID, *, at: datetime) -> Sequence[PowerValue]:
    """Return what this account's parties have given, newest first."""
    ids = [party.id for party in own_parties(user_id)]
    return _values(AgentGrant.objects.filter(Q(for_person__in=ids) | Q(for_entity__in=ids)), at)


def powers_received(user_id: UUID, *, at: datetime) -> Sequence[PowerValue]:
    """Return what this account's person was asked to do for others, newest first."""
    return _values(AgentGrant.objects.filter(agent__user_id=user_id), at)


def _values(rows: "QuerySet[AgentGrant]", at: datetime) -> Sequence[PowerValue]:
    found = list(rows.select_related("agent").order_by("-appointed_at", "-id")[:_MOST])
    principals = {row.id: row.for_person_id or row.for_entity_id for row in found}
    parties = selectors.parties(each for each in principals.values() if each)
    return [
        PowerValue(
            grant_id=row.id, principal=parties[principal],
            agent=selectors.person_value(row.agent), items=tuple(row.items), valid_from=row.valid_from,
            valid_until=row.valid_until, asked_at=row.appointed_at, revoked_at=row.revoked_at,
            state=rules.power_state(
                valid_from=row.valid_from, valid_until=row.valid_until, accepted_at=row.accepted_at,
                declined_at=row.declined_at, revoked_at=row.revoked_at, at=at,
            ),
        )
        for row in found
        if (principal := principals[row.id])
    ]  # fmt: skip
