"""Legal entities, and whether somebody may act for a party in an item."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from govhall.infra import bus
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput, NotPermitted
from govhall.security.audit import public as audit
from govhall.standards.identifiers import uscc as uscc_standard
from govhall.standards.identifiers.errors import InvalidIdentifier
from govhall.support.identity import selectors
from govhall.support.identity.choices import EntityKind
from govhall.support.identity.events import EntityRegistered
from govhall.support.identity.models import LegalEntity, Person
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
