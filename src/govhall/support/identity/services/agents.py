"""
Powers to act for somebody else (经办人, 委托代理人): asked for, accepted or declined, revoked or laid down.

A power that a citizen gives opens nothing until the agent has accepted it. One that the desk or the installation
records holds at once: there the agent's signature has been seen on paper.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from govhall.infra import bus
from govhall.kernel.actor import Actor, ActorKind
from govhall.kernel.errors import Conflict, InvalidInput, NotPermitted
from govhall.security.audit import public as audit
from govhall.support.identity import events, rules, selectors
from govhall.support.identity.choices import AgentAct
from govhall.support.identity.models import AgentGrant, LegalEntity, Person
from govhall.support.identity.services import persons

MISSED: Final = "identity.agent.not_found"
MOST_MISSES: Final = 10  # a day; ours
_OFFICES: Final = frozenset({ActorKind.OFFICER, ActorKind.SYSTEM})


class AgentUnknown(InvalidInput):
    """Nobody with this name and number has a confirmed identity here; it isn't told which of them is wrong."""

    code = "agent-unknown"


class TooManyGuesses(Conflict):
    """Name and number didn't fit too often: the page must not tell who is registered here."""

    code = "too-many-guesses"


class AskedAlready(Conflict):
    """The agent hasn't answered an earlier question of the same principal."""

    code = "agent-asked-already"


def ask_agent(
    *,
    agent_name: str,
    agent_number: str,
    party_id: UUID,
    by: Actor,
    at: datetime,
    items: Iterable[str] = (),
    valid_from: datetime | None = None,
    valid_until: datetime,
) -> UUID:
    """
    Ask a real-name person to act for a party, named as on the identity document.

    :raises LevelTooLow: unless who asks is proved at level 2
    :raises TooManyGuesses: after ten wrong ones within a day
    :raises AgentUnknown: if no confirmed person has this name and number
    :raises NotPermitted: :raises InvalidInput: :raises AskedAlready: as ``appoint_agent``
    """
    persons.require_level(by, rules.VERIFIED_LEVEL)
    missed = audit.entries(actor_id=by.id, action=MISSED, since=at - timedelta(days=1), limit=MOST_MISSES)
    if len(missed) >= MOST_MISSES:
        raise TooManyGuesses(_("今天填错的次数太多，请明天再试，或者请对方带身份证件到窗口一起办理。"))
    agent = selectors.verified_person(id_type=persons.RESIDENT_ID, id_number=agent_number)
    if agent is None or agent.name != agent_name.strip() or agent.user_id is None:
        audit.record(by=by, action=MISSED, target_kind="party", target_id=str(party_id), succeeded=False, at=at)
        words = _("没有找到完成实名核验的这个人。请对照证件核对姓名和号码；对方还没有实名的，请先完成实名核验。")
        raise AgentUnknown(words, fields={"agent_number": [words]})
    return appoint_agent(
        agent_id=agent.id, party_id=party_id, by=by, at=at, items=items, valid_from=valid_from, valid_until=valid_until
    )


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
    :raises InvalidInput: if the period is empty, or the agent is the party or its representative
    :raises PartyNotFound: if one of them is unknown
    :raises AskedAlready: if the agent hasn't answered yet
    """
    start = valid_from or at
    if valid_until is not None and valid_until <= max(start, at):
        raise InvalidInput(_("结束时间要晚于开始时间。"), fields={"valid_until": [_("结束时间要晚于开始时间。")]})
    if not Person.objects.filter(id=agent_id).exists():
        raise selectors.PartyNotFound(_("没有找到代理人。"))
    principal = selectors.party_row(party_id)
    _refuse_self(agent_id, principal)
    require_principal(by, party_id)
    is_person = isinstance(principal, Person)
    row = AgentGrant(
        agent_id=agent_id,
        for_person_id=party_id if is_person else None,
        for_entity_id=None if is_person else party_id,
        items=sorted(set(items)),
        valid_from=start,
        valid_until=valid_until,
        accepted_at=at if by.kind in _OFFICES else None,
        appointed_by=by.id,
        appointed_at=at,
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise AskedAlready(_("对方还没有答复您上一次的委托。请等对方答复，或者先撤回再委托。")) from error
        _record(row, AgentAct.APPOINTED, by=by, at=at)
    return row.id


def accept_agency(*, grant_id: UUID, by: Actor, at: datetime) -> None:
    """
    Accept a power: from now on it holds. For the agent alone.

    :raises PartyNotFound: if it isn't this person's to answer; :raises Conflict: if it is answered, over or withdrawn
    """
    with transaction.atomic():
        row = _to_answer(grant_id, by=by, at=at)
        row.accepted_at = at
        row.save(update_fields=["accepted_at"])
        _record(row, AgentAct.ACCEPTED, by=by, at=at)


def decline_agency(*, grant_id: UUID, by: Actor, at: datetime) -> None:
    """Decline a power. :raises PartyNotFound: :raises Conflict: as ``accept_agency``"""
    with transaction.atomic():
        row = _to_answer(grant_id, by=by, at=at)
        row.declined_at = at
        row.save(update_fields=["declined_at"])
        _record(row, AgentAct.DECLINED, by=by, at=at)


def revoke_agent(*, grant_id: UUID, by: Actor, at: datetime) -> None:
    """
    End a power now. :raises PartyNotFound: if it doesn't exist; :raises Conflict: if it has ended already

    The agent may lay it down too.
    """
    with transaction.atomic():
        row = _locked(grant_id)
        is_agent = by.id is not None and row.agent.user_id == by.id
        if not is_agent:
            require_principal(by, _principal_id(row))
        if row.revoked_at is not None or row.declined_at is not None:
            raise Conflict(_("这份委托已经撤销。"))
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        _record(row, AgentAct.LAID_DOWN if is_agent else AgentAct.REVOKED, by=by, at=at)


def _locked(grant_id: UUID) -> AgentGrant:
    rows = AgentGrant.objects.select_for_update(of=("self",)).select_related("agent")
    row = rows.filter(id=grant_id).first()
    if row is None:
        raise selectors.PartyNotFound(_("没有找到这份委托。"))
    return row


def _to_answer(grant_id: UUID, *, by: Actor, at: datetime) -> AgentGrant:
    row = _locked(grant_id)
    if by.id is None or row.agent.user_id != by.id:
        raise selectors.PartyNotFound(_("没有找到这份委托。"))
    if row.accepted_at or row.declined_at:
        raise Conflict(_("这份委托您已经答复过。"))
    if row.revoked_at or (row.valid_until is not None and row.valid_until <= at):
        raise Conflict(_("委托人已经撤回，或者委托期限已过。"))
    return row


def _principal_id(row: AgentGrant) -> UUID:
    party_id = row.for_person_id or row.for_entity_id
    if party_id is None:  # the constraint forbids it; this is for the reader and the type checker
        raise selectors.PartyNotFound(_("没有找到这份委托。"))
    return party_id


def _record(row: AgentGrant, act: AgentAct, *, by: Actor, at: datetime) -> None:
    party_id = _principal_id(row)
    audit.record(
        by=by, action=f"identity.agent.{act.value.lower()}", target_kind="party", target_id=str(party_id),
        detail={"grant": str(row.id), "agent": str(row.agent_id)}, at=at,
    )  # fmt: skip
    bus.publish(
        events.AgencyChanged(
            aggregate_id=row.id, at=at, act=act, agent_party_id=row.agent_id, principal_party_id=party_id
        )
    )


def _refuse_self(agent_id: UUID, principal: Person | LegalEntity) -> None:
    own = principal.id if isinstance(principal, Person) else principal.legal_representative_id
    if agent_id != own:
        return
    words = _("不能委托自己。") if isinstance(principal, Person) else _("法定代表人本来就可以办理，不用委托。")
    raise InvalidInput(words, fields={"agent": [words]})


def require_principal(by: Actor, party_id: UUID) -> None:
    """An agent can't appoint agents: only the party itself or its legal representative, or an officer."""
    if by.kind in {ActorKind.OFFICER, ActorKind.SYSTEM}:
        return
    own = selectors.person_of(by.id) if by.id else None
    if own and (own.id == party_id or LegalEntity.objects.filter(id=party_id, legal_representative=own.id).exists()):
        return
    raise NotPermitted(_("只有本人或者法定代表人可以委托他人。"))
