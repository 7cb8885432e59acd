"""Posts of officers: appointed and ended, with separation of duties (GB/T 22239-2019 8.1.4.2 d)."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from govhall.infra import bus
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.support.identity import events, rules, selectors
from govhall.support.identity.choices import AccountKind
from govhall.support.identity.models import Post, User
from govhall.support.identity.values import PostValue

_HELD = gettext_lazy("这名工作人员在这段时间已经有这个岗位。")
_AT_ONCE: Final = 200


class RolesClash(Conflict):
    """One person may not hold these roles together."""

    code = "roles-clash"


def appoint(
    *,
    user_id: UUID,
    agency_id: int,
    role: str,
    by: Actor,
    at: datetime,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> PostValue:
    """
    Give an officer a role in an agency. Who may appoint is the caller's question (permission at the edge).

    :raises AccountNotFound: if the account isn't an officer's
    :raises InvalidInput: if the role is unknown or the period empty
    :raises RolesClash: if the officer's other posts forbid it
    :raises Conflict: if the officer holds this post already
    """
    start = valid_from or at
    if role not in access.ROLES:
        raise InvalidInput(_("没有这个岗位。"), fields={"role": [_("没有这个岗位。")]})
    if valid_until is not None and valid_until <= start:
        raise InvalidInput(_("结束时间要晚于开始时间。"), fields={"valid_until": [_("结束时间要晚于开始时间。")]})
    with transaction.atomic():
        # The lock on the account makes two appointments at once see each other.
        if not User.objects.select_for_update().filter(id=user_id, kind=AccountKind.OFFICER).exists():
            raise selectors.AccountNotFound(_("没有找到这名工作人员。"))
        _refuse_clash(user_id, role, at=at)
        _refuse_double(user_id, agency_id, role, start=start, end=valid_until)
        row = Post(
            user_id=user_id, agency_id=agency_id, role=role, valid_from=start, valid_until=valid_until,
            appointed_by=by.id, appointed_at=at,
        )  # fmt: skip
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict(str(_HELD)) from error
        audit.record(
            by=by, action="identity.post.appointed", target_kind="account", target_id=str(user_id),
            detail={"post": str(row.id), "role": role, "agency": agency_id}, at=at,
        )  # fmt: skip
    return PostValue(
        id=row.id, user_id=user_id, agency_id=agency_id, role=role, valid_from=start, valid_until=valid_until
    )


def end_post(*, post_id: UUID, by: Actor, at: datetime) -> None:
    """
    End a post now; one that hasn't begun never begins.

    :raises NotFound: if there is none; :raises Conflict: if it has ended
    """
    with transaction.atomic():
        row = Post.objects.select_for_update().filter(id=post_id).first()
        if row is None:
            raise selectors.AccountNotFound(_("没有找到这个岗位。"))
        if row.valid_until is not None and row.valid_until <= at:
            raise Conflict(_("这个岗位已经结束。"))
        # A period must not be empty: what hasn't begun is moved into the moment in which it ends.
        row.valid_from = min(row.valid_from, at - timedelta(microseconds=1))
        row.valid_until, row.ended_by, row.end_told_at = at, by.id, at
        row.save(update_fields=["valid_from", "valid_until", "ended_by", "end_told_at"])
        audit.record(
            by=by, action="identity.post.ended", target_kind="account", target_id=str(row.user_id),
            detail={"post": str(row.id), "role": row.role, "agency": row.agency_id}, at=at,
        )  # fmt: skip
        _tell(row, at)


def tell_of_ends(*, at: datetime) -> int:
    """Tell other apps of posts whose time is over; return how many. An end by decision was told at once."""
    with transaction.atomic():
        over = Post.objects.select_for_update(skip_locked=True).filter(valid_until__lte=at, end_told_at__isnull=True)
        rows = list(over.order_by("valid_until", "id")[:_AT_ONCE])
        for row in rows:
            row.end_told_at = at
            row.save(update_fields=["end_told_at"])
            _tell(row, at)
    return len(rows)


def _tell(row: Post, at: datetime) -> None:
    bus.publish(events.PostEnded(aggregate_id=row.user_id, at=at, role=row.role, agency_id=row.agency_id))


def _refuse_double(user_id: UUID, agency_id: int, role: str, *, start: datetime, end: datetime | None) -> None:
    """The same post twice at the same time would have two ends. The account is locked, so nobody is faster."""
    same = Post.objects.filter(user_id=user_id, agency_id=agency_id, role=role).exclude(valid_until__lte=start)
    if end is not None:
        same = same.filter(valid_from__lt=end)
    if same.exists():
        raise Conflict(str(_HELD))


def _refuse_clash(user_id: UUID, role: str, *, at: datetime) -> None:
    held = Post.objects.filter(user_id=user_id).exclude(valid_until__lte=at).values_list("role", flat=True)
    clash = rules.clashing_roles({role, *held})
    if clash:
        names = "”和“".join(access.ROLES[code].label for code in sorted(clash))
        raise RolesClash(_("“%(names)s”不能由同一人担任。") % {"names": names}, roles=sorted(clash))
