"""
Where allauth asks us: what a failure says, how passwords are kept, where people go, how second factors are stored.

allauth carries no types, so its classes look like Any to the type checker.
"""

from io import BytesIO
from typing import Any, Final

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from govhall.infra import clock
from govhall.infra.crypto import keys
from govhall.support.identity import rules, selectors
from govhall.support.identity.choices import AccountKind
from govhall.support.identity.models import User
from govhall.support.identity.services import accounts, sessions

# What seals the secrets of second factors in the database.
PURPOSE: Final = "second-factor"
OFFICERS_HOME: Final = "/desk/"


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth carries no types
    """Reads the account of a session together with its person: one query where there would be two."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the active account of a session, or None."""
        return selectors.account_with_person(user_id)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Our answers to allauth's questions about accounts."""

    # One sentence for a wrong password and for an unknown name: neither may be told from the other.
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("这个账号已停用。请到窗口办理，或者拨打 12345。"),
        "enter_current_password": _("当前密码不正确，请重新填写。"),
        "incorrect_code": _("验证码不正确，或者已经用过。请填写验证器上最新的 6 位数字。"),
        "incorrect_password": _("密码不正确，请重新填写。"),
        "too_many_login_attempts": _("用户名或密码连续不对，请 15 分钟后再试。忘记密码的，可以在登录页找回。"),
        "username_password_mismatch": _("用户名或者密码不正确，请核对。连续输错 5 次将锁定 15 分钟。"),
        "username_taken": _("这个用户名已经有人使用，请换一个。"),
        "username_blacklisted": _("这个用户名不能使用，请换一个。"),
        "same_as_current": _("新的内容要与原来的不同。"),
        "rate_limited": _("操作太频繁，请稍后再试。"),
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a locked name before its password is looked at, and leave a trace. :raises ValidationError:"""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            username = str(credentials.get("username", ""))
            sessions.record_lock(username=username, address=sessions.address_of(request), at=clock.now())
            raise

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count by name alone: with the host in the key, a forged Host header would open a fresh count."""
        return f"login:{str(credentials.get('username', '')).strip().lower()}"

    def clean_password(self, password: str, user: Any = None) -> str:
        """Apply the password rules; a new one differs from the last two. :raises ValidationError:"""
        cleaned: str = super().clean_password(password, user=user)
        if isinstance(user, User) and accounts.is_recent_password(user=user, password=cleaned):
            raise ValidationError(_("新密码不能与当前密码或者上一个密码相同。"), code="password-used-before")
        return cleaned

    def set_password(self, user: User, password: str) -> None:
        """Store the new password together with when, and the hash of the old one."""
        accounts.set_password(user=user, password=password, at=clock.now())

    def post_login(self, request: HttpRequest, user: User, **hooks: Any) -> HttpResponse:
        """Mention a password that is about to be a year old."""
        response: HttpResponse = super().post_login(request, user, **hooks)
        days = rules.password_notice(user.password_changed_at, at=clock.now())
        if days is not None:
            expired, soon = _("密码已满一年，请现在修改。"), _("密码快满一年了，请在到期前修改。")
            messages.warning(request, soon if days > 0 else expired)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Officers start at their tasks, everybody else at the own page."""
        if getattr(request.user, "kind", "") == AccountKind.OFFICER:
            return OFFICERS_HOME
        url: str = super().get_login_redirect_url(request)
        return url

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the security page, where the change shows."""
        return reverse("identity_security")


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    """Second factors: secrets sealed with SM4, an officer's factor can't be given up, QR codes by segno."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("验证码不正确，或者已经用过。请填写验证器上最新的 6 位数字。"),
        "cannot_delete_authenticator": _("工作人员必须使用动态验证码，不能停用。更换手机请联系本单位的账号管理员。"),
    }

    def encrypt(self, text: str) -> str:
        """Return what is stored for a secret."""
        return keys.encrypt_text(PURPOSE, text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret again."""
        return keys.decrypt_text(PURPOSE, encrypted_text)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Officers need their second factor (GB/T 22239-2019 8.1.4.1 d); for citizens it is their choice."""
        return not selectors.is_officer(authenticator.user_id)

    def get_totp_label(self, user: User) -> str:
        """Return the name of the entry in the authenticator app."""
        return user.username

    def build_totp_svg(self, url: str) -> str:
        """Draw the address as a QR code."""
        picture = BytesIO()
        segno.make(url, error="m").save(picture, kind="svg", scale=4, border=4, dark="#17283b", xmldecl=False)
        return picture.getvalue().decode()
