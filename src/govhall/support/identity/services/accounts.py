"""Accounts: made for citizens and officers, closed, passwords kept."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from govhall.infra import bus
from govhall.kernel.actor import Actor, ActorKind
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.security.audit import public as audit
from govhall.support.identity import events, selectors
from govhall.support.identity.choices import AccountKind, Evidence, PreferredContrast, PreferredSize
from govhall.support.identity.models import PasswordTicket, User
from govhall.support.identity.services import persons
from govhall.support.identity.values import OfficerValue, PersonValue


class UsernameTaken(Conflict):
    """Somebody has this username."""

    code = "username-taken"


def create_person_account(
    *,
    username: str,
    password: str,
    name: str,
    id_number: str,
    phone: str,
    at: datetime,
    by: Actor | None = None,
    id_type: str = "111",
    email: str = "",
    address: str = "",
    demonstration: bool = False,
) -> PersonValue:
    """
    Make an account and the person behind it at level 1 (what they wrote, unchecked); raise it with ``raise_level``.

    :raises InvalidInput: if number, phone or password break the rules
    :raises UsernameTaken: if the username exists
    """
    with transaction.atomic():
        user = _create_user(
            username=username,
            password=password,
            name=name,
            kind=AccountKind.APPLICANT,
            at=at,
            demonstration=demonstration,
        )
        maker = by or Actor(kind=_actor_kind(user), id=user.id, name=user.name)
        row = persons.add_person(
            user=user, name=name, id_type=id_type, id_number=id_number, phone=phone, email=email, address=address, at=at
        )
        persons.record_level(row, level=1, evidence=Evidence.DECLARED, note="", by=maker, at=at)
        audit.record(by=maker, action="identity.account.created", target_kind="account", target_id=str(user.id), at=at)
    return selectors.person_value(row)


def create_officer(
    *, username: str, password: str, name: str, by: Actor, at: datetime, demonstration: bool = False
) -> OfficerValue:
    """
    Make an officer's account without any post; until a second factor is set up it opens nothing.

    :raises InvalidInput: if the password breaks the rules
    :raises UsernameTaken: if the username exists
    """
    with transaction.atomic():
        user = _create_user(
            username=username,
            password=password,
            name=name,
            kind=AccountKind.OFFICER,
            at=at,
            demonstration=demonstration,
        )
        audit.record(by=by, action="identity.account.created", target_kind="account", target_id=str(user.id), at=at)
    return OfficerValue(user_id=user.id, name=user.name, username=user.username)


def deactivate(*, user_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Close an account: its sessions and codes end now, and nobody can sign in. :raises AccountNotFound:"""
    with transaction.atomic():
        user = User.objects.select_for_update().filter(id=user_id, is_active=True).first()
        if user is None:
            raise selectors.AccountNotFound(_("没有找到这个账号，或者账号已停用。"))
        user.is_active = False
        user.save(update_fields=["is_active"])
        end_sessions(user)
        PasswordTicket.objects.filter(user=user, used_at__isnull=True, withdrawn_at__isnull=True).update(
            withdrawn_at=at
        )
        audit.record(
            by=by, action="identity.account.deactivated", target_kind="account", target_id=str(user_id),
            detail={"reason": reason}, at=at,
        )  # fmt: skip
        bus.publish(events.AccountDisabled(aggregate_id=user_id, at=at))


def activate(*, user_id: UUID, by: Actor, at: datetime) -> None:
    """Open a closed account again, with the password and posts it had. :raises AccountNotFound:"""
    with transaction.atomic():
        if not User.objects.filter(id=user_id, is_active=False).update(is_active=True):
            raise selectors.AccountNotFound(_("没有找到这个账号，或者账号没有停用。"))
        audit.record(by=by, action="identity.account.activated", target_kind="account", target_id=str(user_id), at=at)


def end_sessions(user: User) -> None:
    """End every session of an account, inside the caller's transaction."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def set_password(*, user: User, password: str, at: datetime) -> None:
    """Store a new password and remember the old one's hash, so that it can't come back at once."""
    with transaction.atomic():
        user.previous_password = user.password
        user.set_password(password)
        user.password_changed_at = at
        user.save(update_fields=["password", "previous_password", "password_changed_at"])


def save_preferences(*, user_id: UUID, size: str, contrast: str) -> None:
    """
    Keep the reader's size (``""`` or ``large``) and contrast (``""`` or ``high``) with the account.

    :raises InvalidInput: for any other value
    """
    if size not in PreferredSize.values or contrast not in PreferredContrast.values:
        raise InvalidInput(_("没有这种显示方式。"))
    User.objects.filter(id=user_id).update(preferred_size=size, preferred_contrast=contrast)


def _actor_kind(user: User) -> ActorKind:
    return ActorKind(user.kind)


def add_user(*, username: str, name: str, kind: AccountKind, at: datetime) -> User:
    """
    Store an account whose password its holder sets with a code, inside the caller's transaction.

    :raises InvalidInput: :raises UsernameTaken:
    """
    user = User(username=username.strip().lower(), name=name.strip(), kind=kind)
    if problems := _name_problems(user):
        raise InvalidInput(_("账号信息不符合要求。"), fields=problems)
    user.set_unusable_password()
    _save_new(user)
    return user


def _create_user(
    *, username: str, password: str, name: str, kind: AccountKind, at: datetime, demonstration: bool
) -> User:
    user = User(username=username.strip().lower(), name=name.strip(), kind=kind, is_demonstration=demonstration)
    problems: Mapping[str, list[str]] = _problems(user, password)
    if problems:
        raise InvalidInput(_("账号信息不符合要求。"), fields=dict(problems))
    user.set_password(password)
    user.password_changed_at = at
    _save_new(user)
    return user


def _save_new(user: User) -> None:
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        words = _("这个用户名已经有人使用，请换一个。")
        raise UsernameTaken(words, field="username") from error


def _name_problems(user: User) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    if not user.username:
        problems["username"] = [_("请填写用户名。")]
    if not user.name:
        problems["name"] = [_("请填写姓名。")]
    return problems


def _problems(user: User, password: str) -> dict[str, list[str]]:
    problems = _name_problems(user)
    if found := password_problems(user, password):
        problems["password"] = found
    return problems


def password_problems(user: User, password: str) -> list[str]:
    """Return what our rules say against a password for this account, for this app only."""
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        return list(error.messages)
    return []


def is_recent_password(*, user: User, password: str) -> bool:
    """Whether this is the account's present password or the one before."""
    known = [stored for stored in (user.password, user.previous_password) if stored]
    return any(check_password(password, stored) for stored in known)


def is_taken(username: str) -> bool:
    """Whether somebody has this username, in whatever case it was typed."""
    return selectors.account_id(username) is not None
