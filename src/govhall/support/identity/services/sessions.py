"""Signing in and out leaves traces (GB/T 22239-2019 8.1.4.3 a). Names that nobody has are not written down: people
type passwords into the wrong field."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from govhall.kernel.actor import VISITOR, Actor, ActorKind
from govhall.kernel.errors import NotFound
from govhall.security.audit import public as audit
from govhall.support.identity import selectors
from govhall.support.identity.models import User

# Facts about a session that must cost no query: when it was last used, whose kind of account, second factor seen.
SEEN: Final = "identity_seen_at"
KIND: Final = "identity_kind"
FACTOR: Final = "identity_second_factor"


class SessionNotFound(NotFound):
    """The account has no such session."""

    code = "session-not-found"


def address_of(request: HttpRequest) -> str:
    """Return the network address that the request came from; empty when nobody knows (commands, tests)."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return ""


def opened(*, request: HttpRequest, user: User, at: datetime) -> None:
    """Note a new session and write it down."""
    methods = request.session.get("account_authentication_methods") or []
    request.session[SEEN] = at.timestamp()
    request.session[KIND] = user.kind
    factor = any(entry.get("method") == "mfa" for entry in methods)
    if factor:
        request.session[FACTOR] = True
    _record(user, request, "identity.session.opened", at=at, detail={"second_factor": factor})


def closed(*, request: HttpRequest, user: User, reason: str, at: datetime) -> None:
    """Write down the end of a session; ``reason`` is ``asked`` or ``idle``."""
    _record(user, request, "identity.session.closed", at=at, detail={"reason": reason})


def refused(*, request: HttpRequest | None, username: str, at: datetime) -> None:
    """Write down a wrong password or an unknown name."""
    address = address_of(request) if request else ""
    _record_refusal("identity.login.failed", username=username, address=address, at=at)


def record_lock(*, username: str, address: str, at: datetime) -> None:
    """Write down an attempt on a name that is locked."""
    _record_refusal("identity.login.locked", username=username, address=address, at=at)


def changed(
    *, request: HttpRequest, user: User, action: str, at: datetime, kind: str = "", succeeded: bool = True
) -> None:
    """Write down a change to password or second factor, or a failed second factor."""
    _record(user, request, action, at=at, detail={"kind": kind} if kind else {}, succeeded=succeeded)


def has_second_factor(user_id: UUID) -> bool:
    """Whether the account has an authenticator app registered."""
    return bool(Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP).exists())


def give_second_factor(*, user_id: UUID, by: Actor, at: datetime, secret: str = "") -> str:
    """
    Register an authenticator app for an account and return its secret (base32). For commands and administrators;
    people set up their own on the page. :raises AccountNotFound: if the account doesn't exist
    """
    user = User.objects.filter(id=user_id).first()
    if user is None:
        raise selectors.AccountNotFound(_("没有找到这个账号。"))
    chosen = secret or generate_totp_secret()
    with transaction.atomic():
        Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP).delete()
        TOTP.activate(user, chosen)
        audit.record(
            by=by, action="identity.second_factor.added", target_kind="account", target_id=str(user_id),
            detail={"kind": "totp"}, at=at,
        )  # fmt: skip
    return str(chosen)


def end_session(*, user: User, session_id: int, request: HttpRequest, at: datetime) -> bool:
    """End one of the account's own sessions; return whether it was the present one. :raises SessionNotFound:"""
    row = UserSession.objects.filter(id=session_id, user_id=user.id).first()
    if row is None:
        raise SessionNotFound(_("这个登录已经结束。"))
    if row.session_key == request.session.session_key:
        return True
    row.end()
    _record(user, request, "identity.session.ended_remotely", at=at, detail={})
    return False


def _record(
    user: User, request: HttpRequest, action: str, *, at: datetime, detail: dict[str, Any], succeeded: bool = True
) -> None:
    by = Actor(kind=ActorKind(user.kind), id=user.id, name=user.name, address=address_of(request))
    audit.record(
        by=by, action=action, target_kind="account", target_id=str(user.id), detail=detail, succeeded=succeeded, at=at
    )


def _record_refusal(action: str, *, username: str, address: str, at: datetime) -> None:
    known = selectors.account_id(username)
    audit.record(
        by=Actor(kind=VISITOR.kind, address=address), action=action, target_kind="account",
        target_id=str(known or ""), succeeded=False, at=at,
    )  # fmt: skip
