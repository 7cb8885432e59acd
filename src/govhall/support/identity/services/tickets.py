"""
One-time codes for a new password: issued, looked at, used. Who may issue one is decided by whoever calls.

The code leaves this module once, when it is issued; the database keeps a keyed digest.
"""

from dataclasses import dataclass
from datetime import datetime
from secrets import choice
from typing import Final
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from govhall.infra import bus
from govhall.infra.crypto import keys
from govhall.kernel.actor import Actor, ActorKind
from govhall.kernel.errors import Conflict
from govhall.security.audit import public as audit
from govhall.support.identity import events, rules, selectors
from govhall.support.identity.choices import TicketWay
from govhall.support.identity.models import PasswordTicket, User
from govhall.support.identity.services import accounts
from govhall.support.identity.values import TicketValue

PURPOSE: Final = "password-ticket"


class TicketUnusable(Conflict):
    """The code is unknown, used, withdrawn or too old; which of these, nobody is told."""

    code = "ticket-unusable"


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a used code did."""

    user: User
    way: TicketWay
    dropped_factor: bool


def issue(*, user: User, way: TicketWay, by: Actor, at: datetime, drops_factor: bool = False) -> TicketValue:
    """
    Make a code for an account and withdraw an older one of the same way.

    :raises AccountNotFound: if the account is closed
    """
    code = "".join(choice(rules.CODE_LETTERS) for _position in range(rules.CODE_LENGTH))
    expires_at = at + rules.TICKET_LIVES[way]
    with transaction.atomic():
        # The lock makes two requests at once come one after the other, and a closed account stay closed.
        if not User.objects.select_for_update().filter(id=user.id, is_active=True).exists():
            raise selectors.AccountNotFound(_("没有找到这个账号，或者账号已停用。"))
        _open(user.id).filter(way=way).update(withdrawn_at=at)
        PasswordTicket.objects.create(
            user=user, way=way, digest=keys.blind_index(PURPOSE, code), drops_factor=drops_factor, issued_at=at,
            issued_by=by.id, expires_at=expires_at,
        )  # fmt: skip
        audit.record(
            by=by, action="identity.ticket.issued", target_kind="account", target_id=str(user.id),
            detail={"way": str(way), "drops_factor": drops_factor}, at=at,
        )  # fmt: skip
    return TicketValue(username=user.username, code=code, path=path_of(user.id, code), expires_at=expires_at)


def path_of(user_id: UUID, code: str) -> str:
    """Return the address, from the root, at which a code is used."""
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_id.hex, "key": code})


def holder(*, code: str, at: datetime) -> User | None:
    """Return the account that a code opens now, or None."""
    row = _usable(code, at).select_related("user").first()
    return row.user if row else None


def withdraw_all(*, user_id: UUID, at: datetime) -> None:
    """Make every open code of an account useless, inside the caller's transaction."""
    _open(user_id).update(withdrawn_at=at)


def redeem(*, code: str, password: str, at: datetime, address: str = "") -> Redeemed:
    """
    Set the password, end every session, and, if the code says so, drop the second factor. The password was checked.

    :raises TicketUnusable: if the code doesn't open anything (any more)
    """
    with transaction.atomic():
        row = _usable(code, at).select_for_update(of=("self", "user")).select_related("user").first()
        if row is None:
            raise TicketUnusable(_("这个链接或者重置码不能用了：可能已经用过、已过期，或者填错了。请重新申请。"))
        user = row.user
        row.used_at = at
        row.save(update_fields=["used_at"])
        withdraw_all(user_id=user.id, at=at)
        accounts.set_password(user=user, password=password, at=at)
        if row.drops_factor:
            Authenticator.objects.filter(user=user).delete()
        accounts.end_sessions(user)
        by = Actor(kind=ActorKind(user.kind), id=user.id, name=user.name, address=address)
        audit.record(
            by=by, action="identity.password.reset", target_kind="account", target_id=str(user.id),
            detail={"way": row.way, "drops_factor": row.drops_factor}, at=at,
        )  # fmt: skip
        bus.publish(events.PasswordReset(aggregate_id=user.id, at=at, way=row.way))
    return Redeemed(user=user, way=TicketWay(row.way), dropped_factor=row.drops_factor)


def forget_failures(request: object, username: str) -> None:
    """Let a name that was locked after wrong passwords be tried again: its holder has just proved who they are."""
    get_adapter(request)._delete_login_attempts_cached_email(request, username=username)


def _open(user_id: UUID) -> QuerySet[PasswordTicket]:
    return PasswordTicket.objects.filter(user_id=user_id, used_at__isnull=True, withdrawn_at__isnull=True)


def _usable(code: str, at: datetime) -> QuerySet[PasswordTicket]:
    read = rules.read_code(code)
    return PasswordTicket.objects.filter(
        digest=keys.blind_index(PURPOSE, read), used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=at,
        user__is_active=True,
    )  # fmt: skip
