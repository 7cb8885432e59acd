"""Reads of identity. Clear personal data leaves only through ``party_details`` and ``contact_of``."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from govhall.infra.models.fields import BlindIndexField, Digest
from govhall.kernel.actor import Actor, ActorKind, Grant
from govhall.kernel.errors import NotFound
from govhall.security.privacy import public as privacy
from govhall.support.identity.choices import AccountKind
from govhall.support.identity.models import AgentGrant, LegalEntity, LevelEvent, OfficerDetails, Person, Post, User
from govhall.support.identity.rules import VERIFIED_LEVEL, is_in_force
from govhall.support.identity.values import (
    SERVED_PERSON,
    AgentScope,
    Contact,
    LegalEntityValue,
    LevelEventValue,
    OfficerValue,
    PartyDetails,
    PartyKind,
    PartyValue,
    PersonValue,
    PostValue,
)

# 统一社会信用代码 as a kind of holder number (standards.md 5.5).
USCC_ID_TYPE: Final = "001"


# Asked with every request of a signed-in applicant; putting the union together would take longer than its answer.
_PRINCIPALS: Final = """
    SELECT id, bool_or(whole) FROM (
        SELECT id, true AS whole FROM identity_legalentity WHERE legal_representative_id = %(person)s
        UNION ALL
        SELECT coalesce(for_person_id, for_entity_id), items = '{}' FROM identity_agentgrant
        WHERE agent_id = %(person)s AND valid_from <= %(at)s AND accepted_at <= %(at)s
          AND (valid_until IS NULL OR valid_until > %(at)s) AND (revoked_at IS NULL OR revoked_at > %(at)s)
    ) AS powers GROUP BY id
"""


class PartyNotFound(NotFound):
    """There is no such person or legal entity."""

    code = "party-not-found"


class AccountNotFound(NotFound):
    """There is no such account."""

    code = "account-not-found"


def party(party_id: UUID) -> PartyValue:
    """Return a person or legal entity with masked data. :raises PartyNotFound:"""
    return _party(party_row(party_id))


def parties(party_ids: Iterable[UUID]) -> dict[UUID, PartyValue]:
    """Return several parties by id in two queries; unknown ids are left out."""
    wanted = list(party_ids)
    rows: list[Person | LegalEntity] = [*Person.objects.filter(id__in=wanted)]
    rows += LegalEntity.objects.filter(id__in=wanted)
    return {row.id: _party(row) for row in rows}


def party_details(party_id: UUID) -> PartyDetails:
    """Return the clear values that fill the party's own forms. :raises PartyNotFound:"""
    return details_of(party_row(party_id))


def details_of(row: Person | LegalEntity) -> PartyDetails:
    """Return the clear values of a row, for this app only."""
    if isinstance(row, Person):
        return PartyDetails(
            party_id=row.id, kind=PartyKind.PERSON, name=row.name, served=SERVED_PERSON, id_type=row.id_type,
            id_number=row.id_number or "", phone=row.phone or "", address=row.address or "", email=row.email or "",
        )  # fmt: skip
    return PartyDetails(
        party_id=row.id, kind=PartyKind.ENTITY, name=row.name, served=row.kind, id_type=USCC_ID_TYPE,
        id_number=row.uscc, phone=row.phone or "", address=row.address or "", uscc=row.uscc,
        legal_representative=row.legal_representative.name,
    )  # fmt: skip


def contact_of(party_id: UUID) -> Contact:
    """Return where to reach a party; an entity without a phone of its own is reached through its representative."""
    row = party_row(party_id)
    person = row if isinstance(row, Person) else row.legal_representative
    return Contact(user_id=person.user_id, email=person.email or "", phone=row.phone or person.phone or "")


def contact_of_account(user_id: UUID) -> Contact:
    """Return where to reach the holder of an account."""
    row = Person.objects.filter(user_id=user_id).first() or OfficerDetails.objects.filter(user_id=user_id).first()
    return Contact(user_id=user_id, email=row.email or "" if row else "", phone=row.phone or "" if row else "")


def person(person_id: UUID) -> PersonValue:
    """Return a natural person with masked data. :raises PartyNotFound:"""
    row = Person.objects.filter(id=person_id).first()
    if row is None:
        raise PartyNotFound(_("没有找到这个人。"))
    return person_value(row)


def person_of(user_id: UUID) -> PersonValue | None:
    """Return the natural person behind an account, or None for officers."""
    row = Person.objects.filter(user_id=user_id).first()
    return person_value(row) if row else None


def verified_person(*, id_type: str, id_number: str) -> PersonValue | None:
    """Return the person whose number has been confirmed, or None. The number is compared by its blind index."""
    row = Person.objects.filter(id_type=id_type, id_number_index=id_number, real_name_level__gte=VERIFIED_LEVEL).first()
    return person_value(row) if row else None


def parties_with(numbers: Collection[tuple[str, str]]) -> dict[tuple[str, str], UUID]:
    """
    Return whose these numbers are, for many at once: pairs of a kind of holder number and the number.

    Only confirmed persons count, since anybody may claim a number; unknown numbers are left out. Two queries.
    """
    codes = {number for kind, number in numbers if kind == USCC_ID_TYPE}
    found = {
        (USCC_ID_TYPE, code): key for code, key in LegalEntity.objects.filter(uscc__in=codes).values_list("uscc", "id")
    }
    index = Person._meta.get_field("id_number_index")
    assert isinstance(index, BlindIndexField)  # noqa: S101  # for the type checker
    digests = {(kind, index.digest(number)): number for kind, number in numbers if kind != USCC_ID_TYPE}
    persons = Person.objects.filter(
        id_number_index__in={digest for _, digest in digests}, real_name_level__gte=VERIFIED_LEVEL
    ).values_list("id_type", "id_number_index", "id")
    return found | {
        (kind, digests[kind, Digest(digest)]): key for kind, digest, key in persons if (kind, digest) in digests
    }


def legal_entity(entity_id: UUID) -> LegalEntityValue:
    """Return a legal entity. :raises PartyNotFound:"""
    row = LegalEntity.objects.select_related("legal_representative").filter(id=entity_id).first()
    if row is None:
        raise PartyNotFound(_("没有找到这个单位。"))
    return entity_value(row)


def legal_entity_by_uscc(uscc: str) -> LegalEntityValue | None:
    """Return the legal entity with this code, or None."""
    row = LegalEntity.objects.select_related("legal_representative").filter(uscc=uscc).first()
    return entity_value(row) if row else None


def parties_of(user_id: UUID, *, at: datetime) -> Sequence[PartyValue]:
    """Return whom the account may act for now: itself first, then entities and persons by name."""
    own = Person.objects.filter(user_id=user_id).first()
    if own is None:
        return ()
    others = sorted(parties(_principals(own.id, at=at)).values(), key=lambda value: (value.is_person, value.name))
    return (_party(own), *others)


def scope_for(*, user_id: UUID, party_id: UUID, at: datetime) -> AgentScope | None:
    """Return how far an account may act for a party now, or None if not at all. Own parties are unlimited."""
    try:
        return scope_over(party_row(party_id), user_id=user_id, at=at)
    except PartyNotFound:
        return None


def scope_over(row: Person | LegalEntity, *, user_id: UUID, at: datetime) -> AgentScope | None:
    """Do what ``scope_for`` does for a row at hand: no query for own parties. For this app only."""
    own = row if isinstance(row, Person) else row.legal_representative
    if own.user_id == user_id:
        return AgentScope()
    powers = AgentGrant.objects.filter(agent__user_id=user_id, accepted_at__lte=at)
    held = [
        power
        for power in powers.filter(Q(for_person_id=row.id) | Q(for_entity_id=row.id))
        if is_in_force(valid_from=power.valid_from, valid_until=power.valid_until, revoked_at=power.revoked_at, at=at)
    ]
    if not held:
        return None
    if any(not power.items for power in held):
        return AgentScope()
    return AgentScope(items=frozenset(key for power in held for key in power.items))


def level_history(person_id: UUID) -> Sequence[LevelEventValue]:
    """Return how a person's assurance level came about, newest first."""
    return [
        LevelEventValue(
            level_before=row.level_before,
            level_after=row.level_after,
            evidence=row.evidence,
            note=row.note,
            at=row.at,
            by_id=row.by_id,
        )
        for row in LevelEvent.objects.filter(person_id=person_id).order_by("-at", "-id")
    ]


def officer(user_id: UUID, *, at: datetime) -> OfficerValue:
    """Return an officer with the posts held now. :raises AccountNotFound:"""
    user = User.objects.filter(id=user_id, kind=AccountKind.OFFICER).first()
    if user is None:
        raise AccountNotFound(_("没有找到这名工作人员。"))
    return _officer(user, posts=posts_in_force(at).filter(user=user))


def officers_of(agency_id: int, *, role: str = "", at: datetime) -> Sequence[OfficerValue]:
    """Return the active officers who hold a post (of this role) in an agency now, by name."""
    found = posts_in_force(at).filter(agency_id=agency_id, user__is_active=True).select_related("user")
    if role:
        found = found.filter(role=role)
    by_user: dict[UUID, list[Post]] = {}
    for post in found.order_by("user__name", "user__username", "valid_from"):
        by_user.setdefault(post.user_id, []).append(post)
    return [_officer(held[0].user, posts=held) for held in by_user.values()]


def actor_for(user_id: UUID, *, at: datetime, act_for: UUID | None = None, address: str = "") -> Actor:
    """
    Return the actor of an account, as a signed-in request would get it. :raises AccountNotFound:

    ``act_for`` is the party chosen; one that the account may not act for any more falls back to the person itself.
    """
    user = account_with_person(user_id)
    if user is None:
        raise AccountNotFound(_("没有找到这个账号，或者账号已停用。"))
    return actor_of(user, at=at, act_for=act_for, address=address)


def account_with_person(user_id: UUID) -> User | None:
    """Return an active account and, if it has one, its person without what is sealed. One query, for this app only."""
    sealed = [f"person__{name}" for name in ("id_number", "phone", "email", "address")]
    return User.objects.select_related("person").defer(*sealed).filter(id=user_id, is_active=True).first()


def actor_of(user: User, *, at: datetime, act_for: UUID | None = None, address: str = "") -> Actor:
    """Return the actor of an account that is already at hand: one query if its person came along, else two."""
    if user.kind == AccountKind.OFFICER:
        return Actor(
            kind=ActorKind.OFFICER, id=user.id, name=user.name, grants=grants_of(user.id, at=at), address=address
        )
    own: Person | None = getattr(user, "person", None)
    if own is None:
        return Actor(kind=ActorKind.APPLICANT, id=user.id, name=user.name, address=address)
    principals = _principals(own.id, at=at)
    may = frozenset({own.id, *principals})
    return Actor(
        kind=ActorKind.APPLICANT,
        id=user.id,
        name=own.name,
        party_id=act_for if act_for in may else own.id,
        parties=may,
        limited=frozenset(party_id for party_id, whole in principals.items() if not whole),
        assurance=own.real_name_level,
        address=address,
    )


def grants_of(user_id: UUID, *, at: datetime) -> tuple[Grant, ...]:
    """Return the posts of an officer as grants, in one query."""
    rows = posts_in_force(at).filter(user_id=user_id).values_list("role", "agency_id", "agency__region_path")
    return tuple(
        Grant(role=role, agency_id=agency_id, region_path=path)
        for role, agency_id, path in rows.order_by("agency_id", "role")
    )


def posts_in_force(at: datetime) -> QuerySet[Post]:
    """Return the posts that hold at this moment, for this app only."""
    return Post.objects.filter(valid_from__lte=at).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=at))


def person_value(row: Person) -> PersonValue:
    """Return what may be seen of a person."""
    return PersonValue(
        id=row.id, user_id=row.user_id, name=row.name, id_type=row.id_type,
        masked_id_number=privacy.mask_id_number(row.id_number or ""), masked_phone=privacy.mask_phone(row.phone or ""),
        sex=row.sex, level=row.real_name_level,
    )  # fmt: skip


def entity_value(row: LegalEntity) -> LegalEntityValue:
    """Return the public register data of an entity."""
    return LegalEntityValue(
        id=row.id, name=row.name, uscc=row.uscc, kind=row.kind,
        legal_representative_id=row.legal_representative_id, legal_representative=row.legal_representative.name,
    )  # fmt: skip


def party_row(party_id: UUID) -> Person | LegalEntity:
    """Return the row of a person or legal entity, for this app only. :raises PartyNotFound:"""
    entities = LegalEntity.objects.select_related("legal_representative").filter(id=party_id)
    # What nobody asks of a representative stays sealed: opening it costs more than reading it.
    found = (
        entities.defer("legal_representative__id_number", "legal_representative__address").first()
        or Person.objects.filter(id=party_id).first()
    )
    if found is None:
        raise PartyNotFound(_("没有找到这个申请人。"))
    return found


def _party(row: Person | LegalEntity) -> PartyValue:
    if isinstance(row, Person):
        number = privacy.mask_id_number(row.id_number or "")
        return PartyValue(kind=PartyKind.PERSON, id=row.id, name=row.name, number=number, served=SERVED_PERSON)
    return PartyValue(kind=PartyKind.ENTITY, id=row.id, name=row.name, number=row.uscc, served=row.kind)


def _principals(person_id: UUID, *, at: datetime) -> dict[UUID, bool]:
    """
    Whom this person may act for besides itself: entities it represents, and powers in force; and whether in every
    item. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PRINCIPALS, {"person": person_id, "at": at})
        return dict(cursor.fetchall())


def _officer(user: User, *, posts: Iterable[Post]) -> OfficerValue:
    held = tuple(
        PostValue(
            id=post.id,
            user_id=post.user_id,
            agency_id=post.agency_id,
            role=post.role,
            valid_from=post.valid_from,
            valid_until=post.valid_until,
        )
        for post in posts
    )
    return OfficerValue(user_id=user.id, name=user.name, username=user.username, posts=held)


def is_officer(user_id: UUID) -> bool:
    """Whether this account is an officer's."""
    return User.objects.filter(id=user_id, kind=AccountKind.OFFICER).exists()


def account_id(username: str) -> UUID | None:
    """Return the account with this name, active or not, or None."""
    return User.objects.filter(username=username.strip().lower()).values_list("id", flat=True).first()


def usernames(user_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of accounts by id, in one query; unknown ids are left out."""
    return dict(User.objects.filter(id__in=set(user_ids)).values_list("id", "username"))


def preferences_of(user_id: UUID) -> tuple[str, str]:
    """Return the size and contrast kept with an account; empty strings are the standard."""
    kept = User.objects.filter(id=user_id).values_list("preferred_size", "preferred_contrast").first()
    return kept or ("", "")
