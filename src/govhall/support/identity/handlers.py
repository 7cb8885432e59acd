"""Hears what Django and allauth announce about accounts, and has it written down. Connected in ``apps.ready``."""

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from govhall.infra import clock
from govhall.support.identity.models import User
from govhall.support.identity.services import sessions


@receiver(user_logged_in, dispatch_uid="identity.opened")
def on_logged_in(request: HttpRequest, user: User, **_: Any) -> None:
    """Note a new session."""
    sessions.opened(request=request, user=user, at=clock.now())


@receiver(user_logged_out, dispatch_uid="identity.closed")
def on_logged_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    """Note the end of a session."""
    if isinstance(user, User):
        sessions.closed(request=request, user=user, reason=getattr(request, "logout_reason", "asked"), at=clock.now())


@receiver(user_login_failed, dispatch_uid="identity.refused")
def on_login_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Note a refused attempt."""
    sessions.refused(request=request, username=str(credentials.get("username", "")), at=clock.now())


@receiver(password_changed, dispatch_uid="identity.password")
def on_password_changed(request: HttpRequest, user: User, **_: Any) -> None:
    """Note a new password."""
    sessions.changed(request=request, user=user, action="identity.password.changed", at=clock.now())


@receiver(authenticator_added, dispatch_uid="identity.factor_added")
def on_factor_added(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    """Note a new second factor; it was proved just now, so this session counts as having shown it."""
    if authenticator.type == "totp":
        request.session[sessions.FACTOR] = True
    action = "identity.second_factor.added"
    sessions.changed(request=request, user=user, action=action, kind=authenticator.type, at=clock.now())


@receiver(authenticator_removed, dispatch_uid="identity.factor_removed")
def on_factor_removed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    """Note a second factor given up."""
    request.session.pop(sessions.FACTOR, None)
    action = "identity.second_factor.removed"
    sessions.changed(request=request, user=user, action=action, kind=authenticator.type, at=clock.now())


@receiver(authenticator_reset, dispatch_uid="identity.factor_reset")
def on_factor_reset(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    """Note new recovery codes."""
    action = "identity.second_factor.renewed"
    sessions.changed(request=request, user=user, action=action, kind=authenticator.type, at=clock.now())


@receiver(authentication_failed, dispatch_uid="identity.factor_failed")
def on_factor_failed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    """Note a wrong second factor."""
    action = "identity.second_factor.failed"
    sessions.changed(
        request=request, user=user, action=action, kind=authenticator.type, succeeded=False, at=clock.now()
    )
