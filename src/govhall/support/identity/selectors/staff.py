"""
Officers as an account administrator sees them: those of the own agency and of the agencies below it.

Personal data leaves masked.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from govhall.data.organizations import public as organizations
from govhall.kernel.actor import Actor
from govhall.security.access import public as access
from govhall.security.privacy import public as privacy
from govhall.support.identity import rules, selectors
from govhall.support.identity.choices import AccountKind, StaffState
from govhall.support.identity.models import OfficerDetails, Post, User
from govhall.support.identity.values import PostRecord, StaffFile, StaffRow

MANAGE: Final = "identity.staff.manage"
PAGE: Final = 20


def managed_agencies(by: Actor) -> frozenset[int]:
    """Return the agencies whose officers this person answers for: the own ones and all below them."""
    return organizations.with_subordinates(access.reach(by, MANAGE).agency_ids)


def is_provincial(by: Actor) -> bool:
    """Say whether this person administers accounts for an agency of the province itself."""
    held = organizations.agencies_by_ids(access.reach(by, MANAGE).agency_ids).values()
    return any(agency.level == organizations.AgencyLevel.PROVINCE for agency in held)


def grantable_roles(by: Actor) -> Sequence[access.Role]:
    """Return the roles that this person may give."""
    provincial = is_provincial(by)
    return [
        role
        for role in access.ROLES.values()
        if rules.may_grant(role.code, reaches_far=access.reaches_beyond_agency(role.code), is_provincial=provincial)
    ]


def find(
    by: Actor,
    *,
    at: datetime,
    text: str = "",
    agency_id: int | None = None,
    role: str = "",
    state: str = "",
    after: str = "",
    limit: int = PAGE,
) -> Sequence[StaffRow]:
    """
    Return officers by username, one page.

    :param text: a part of username or name, or a whole identity number
    :param after: the last username that was already seen
    :raises NotPermitted: without the permission
    """
    access.require(by, MANAGE)
    mine = managed_agencies(by)
    rows = _visible(mine if agency_id is None else mine & {agency_id})
    if text:
        rows = rows.filter(
            Q(username__icontains=text) | Q(name__icontains=text) | Q(officer_details__id_number_index=text)
        )
    if role:
        rows = rows.filter(Exists(selectors.posts_in_force(at).filter(user=OuterRef("pk"), role=role)))
    if state in StaffState.values:
        rows = rows.filter(_in_state(StaffState(state)))
    if after:
        rows = rows.filter(username__gt=after)
    found = list(rows.select_related("officer_details").order_by("username")[:limit])
    held: dict[UUID, list[Post]] = {}
    for post in selectors.posts_in_force(at).filter(user__in=found).order_by("agency_id", "role"):
        held.setdefault(post.user_id, []).append(post)
    return [_row(user, held.get(user.id, [])) for user in found]


def staff_file(user_id: UUID, *, by: Actor, at: datetime) -> StaffFile:
    """
    Return an officer with all posts, newest first.

    :raises NotPermitted: without the permission
    :raises AccountNotFound: if there is none, or not within this person's agencies
    """
    access.require(by, MANAGE)
    user = visible_user(user_id, by=by)
    details: OfficerDetails | None = getattr(user, "officer_details", None)
    mine = managed_agencies(by)
    posts = list(Post.objects.filter(user=user).order_by("-valid_from", "-id"))
    is_self = user.id == by.id
    return StaffFile(
        row=_row(user, [post for post in posts if _holds(post, at)]),
        masked_id_number=privacy.mask_id_number(details.id_number) if details and details.id_number else "",
        masked_phone=privacy.mask_phone(details.phone) if details and details.phone else "",
        masked_email=privacy.mask_email(details.email) if details and details.email else "",
        has_factor=Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists(),
        created_at=user.created_at,
        posts=tuple(
            PostRecord(
                id=post.id, agency_id=post.agency_id, role=post.role, valid_from=post.valid_from,
                valid_until=post.valid_until, is_in_force=_holds(post, at),
                may_end=not is_self and post.agency_id in mine and not _is_over(post, at),
            )
            for post in posts
        ),
        is_self=is_self,
        may_change=not is_self and details is not None and details.agency_id in mine,
    )  # fmt: skip


def visible_user(user_id: UUID, *, by: Actor) -> User:
    """Return the account of an officer within reach, for this app only. :raises AccountNotFound: otherwise"""
    rows = _visible(managed_agencies(by)).select_related("officer_details")
    user = rows.filter(id=user_id).first()
    if user is None:
        raise selectors.AccountNotFound(_("没有找到这名工作人员，或者不在您的管理范围内。"))
    return user


def _visible(agency_ids: Iterable[int]) -> QuerySet[User]:
    ids = list(agency_ids)
    posts = Post.objects.filter(user=OuterRef("pk"), agency_id__in=ids)
    return User.objects.filter(kind=AccountKind.OFFICER).filter(Q(officer_details__agency_id__in=ids) | Exists(posts))


def _in_state(state: StaffState) -> Q:
    without_password = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    match state:
        case StaffState.DISABLED:
            return Q(is_active=False)
        case StaffState.NEW:
            return Q(is_active=True) & without_password
        case StaffState.OPEN:
            return Q(is_active=True) & ~without_password


def _state(user: User) -> StaffState:
    if not user.is_active:
        return StaffState.DISABLED
    return StaffState.OPEN if user.has_usable_password() else StaffState.NEW


def _row(user: User, posts: Iterable[Post]) -> StaffRow:
    details: OfficerDetails | None = getattr(user, "officer_details", None)
    return StaffRow(
        user_id=user.id, username=user.username, name=user.name, agency_id=details.agency_id if details else None,
        state=_state(user), posts=tuple((post.role, post.agency_id) for post in posts),
    )  # fmt: skip


def _is_over(post: Post, at: datetime) -> bool:
    return post.valid_until is not None and post.valid_until <= at


def _holds(post: Post, at: datetime) -> bool:
    return post.valid_from <= at and not _is_over(post, at)
