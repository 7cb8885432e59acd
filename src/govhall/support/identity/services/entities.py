"""Legal entities and those who act for somebody else (经办人, 委托代理人)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from govhall.infra import bus
from govhall.kernel.actor import Actor, ActorKind
from govhall.kernel.errors import Conflict, InvalidInput, NotPermitted
from govhall.security.audit import public as audit
from govhall.standards.identifiers import uscc as uscc_standard
from govhall.standards.identifiers.errors import InvalidIdentifier
from govhall.support.identity import selectors
from govhall.support.identity.choices import EntityKind
from govhall.support.identity.events import EntityRegistered
from govhall.support.identity.models import AgentGrant, LegalEntity, Person
from govhall.support.identity.values import LegalEntityValue, PartyDetails


class EntityExists(Conflict):
    """A legal entity with this code is registered already."""

    code = "legal-entity-exists"


class NotAnAgent(NotPermitted):
    """The account may not act for this party, or not in this item."""

    code = "not-an-agent"


def create_legal_entity(
    *,
    name: str,
    uscc: str,
    kind: EntityKind | str,
    legal_representative_id: UUID,
    by: Actor,
    at: datetime,
    phone: str = "",
    address: str = "",
) -> LegalEntityValue:
    """
    Record a legal entity; its representative may act for it from now on.

    :raises InvalidInput: if the code doesn't check
    :raises EntityExists: if the code is registered already
    :raises PartyNotFound: if the representative is unknown
    """
    try:
        code = uscc_standard.check(uscc)
    except InvalidIdentifier as error:
        raise InvalidInput(error.message, fields={"uscc": [error.message]}) from error
    representative = Person.objects.filter(id=legal_representative_id).first()
    if representative is None:
        raise selectors.PartyNotFound(_("没有找到法定代表人。"))
    row = LegalEntity(
        name=name.strip(), uscc=code, kind=EntityKind(kind), legal_representative=representative, phone=phone,
        address=address, created_at=at,
    )  # fmt: skip
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise EntityExists(_("这个统一社会信用代码已经登记。")) from error
        bus.publish(EntityRegistered(aggregate_id=row.id, at=at))
        audit.record(by=by, action="identity.entity.created", target_kind="entity", target_id=str(row.id), at=at)
    return selectors.entity_value(row)


def appoint_agent(
    *,
    agent_id: UUID,
    party_id: UUID,
    by: Actor,
    at: datetime,
    items: Iterable[str] = (),
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> UUID:
    """
    Let a person act for a person or an entity, in these items (none named: all), for a half-open period.

    Only the party itself, its legal representative, or a window clerk's desk (an officer) may appoint.

    :raises NotPermitted: if the actor may not appoint for this party
    :raises InvalidInput: if the period is empty, or the agent is the party
    :raises PartyNotFound: if one of them is unknown
    """
    start = valid_from or at
    if valid_until is not None and valid_until <= start:
        raise InvalidInput(_("结束时间要晚于开始时间。"), fields={"valid_until": [_("结束时间要晚于开始时间。")]})
    if agent_id == party_id:
        raise InvalidInput(_("不能委托自己。"), fields={"agent": [_("不能委托自己。")]})
    if not Person.objects.filter(id=agent_id).exists():
        raise selectors.PartyNotFound(_("没有找到代理人。"))
    principal = selectors.party(party_id)
    _require_principal(by, party_id)
    row = AgentGrant(
        agent_id=agent_id,
        for_person_id=party_id if principal.is_person else None,
        for_entity_id=None if principal.is_person else party_id,
        items=sorted(set(items)),
        valid_from=start,
        valid_until=valid_until,
        appointed_by=by.id,
        appointed_at=at,
    )
    with transaction.atomic():
        row.save(force_insert=True)
        audit.record(
            by=by, action="identity.agent.appointed", target_kind="party", target_id=str(party_id),
            detail={"grant": str(row.id), "agent": str(agent_id)}, at=at,
        )  # fmt: skip
    return row.id


def revoke_agent(*, grant_id: UUID, by: Actor, at: datetime) -> None:
    """
    End a power now. :raises PartyNotFound: if it doesn't exist; :raises Conflict: if it has ended already

    The agent may lay it down too.
    """
    with transaction.atomic():
        row = AgentGrant.objects.select_for_update().select_related("agent").filter(id=grant_id).first()
        if row is None:
            raise selectors.PartyNotFound(_("没有找到这份委托。"))
        party_id = row.for_person_id or row.for_entity_id
        if party_id is None:  # the constraint forbids it; this is for the reader and the type checker
            raise selectors.PartyNotFound(_("没有找到这份委托。"))
        if by.id is None or row.agent.user_id != by.id:
            _require_principal(by, party_id)
        if row.revoked_at is not None:
            raise Conflict(_("这份委托已经撤销。"))
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        audit.record(
            by=by, action="identity.agent.revoked", target_kind="party", target_id=str(party_id),
            detail={"grant": str(row.id)}, at=at,
        )  # fmt: skip


def require_may_act(actor: Actor, *, party_id: UUID, item_key: str, at: datetime) -> PartyDetails:
    """
    Return the clear data of a party for which the actor may act in this item now. One query for own parties.

    :raises NotAnAgent: if the actor may not, or there is no such party
    """
    try:
        row = selectors.party_row(party_id)
    except selectors.PartyNotFound:
        row = None
    scope = selectors.scope_over(row, user_id=actor.id, at=at) if row and actor.id else None
    if row is None or scope is None:
        raise NotAnAgent(_("您不能代表这个申请人办理业务。请先取得委托。"))
    if not scope.covers(item_key):
        raise NotAnAgent(_("您受托的范围里没有这个事项。请让委托人补充委托范围。"))
    return selectors.details_of(row)


def _require_principal(by: Actor, party_id: UUID) -> None:
    """An agent can't appoint agents: only the party itself or its legal representative, or an officer."""
    if by.kind in {ActorKind.OFFICER, ActorKind.SYSTEM}:
        return
    own = selectors.person_of(by.id) if by.id else None
    if own and (own.id == party_id or LegalEntity.objects.filter(id=party_id, legal_representative=own.id).exists()):
        return
    raise NotPermitted(_("只有本人或者法定代表人可以委托他人。"))
