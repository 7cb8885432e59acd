"""Forms of the account pages: they read and check what was typed; the acts stand in services."""

from typing import Any, Final

from allauth.account.forms import ChangePasswordForm as LibraryChangePasswordForm
from allauth.account.forms import LoginForm as LibraryLoginForm
from allauth.account.forms import ReauthenticateForm as LibraryReauthenticateForm
from allauth.account.forms import ResetPasswordKeyForm as LibraryResetForm
from allauth.account.forms import UserTokenForm as LibraryTokenForm
from allauth.mfa.base.forms import AuthenticateForm as LibraryAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as LibraryFactorForm
from allauth.mfa.totp.forms import ActivateTOTPForm as LibraryActivateForm
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from govhall.infra import clock
from govhall.kernel.actor import Actor, ActorKind
from govhall.kernel.errors import DomainError, InvalidInput
from govhall.standards.identifiers import resident_id
from govhall.standards.identifiers.errors import InvalidIdentifier
from govhall.support.identity import rules
from govhall.support.identity.choices import AccountKind
from govhall.support.identity.models import User
from govhall.support.identity.services import accounts, persons, sessions, tickets

PASSWORD_HINT: Final = _("至少 8 位，大写字母、小写字母、数字、符号中至少两类。")
FORM_NAMES: Final = {"password": "password1"}


def _ask_for(field: forms.Field) -> None:
    field.error_messages["required"] = _("请填写%(field)s。") % {"field": field.label}


def _reword(field: forms.Field, label: Any, hint: Any = "", **attrs: str) -> None:
    field.label = label
    _ask_for(field)
    field.help_text = hint
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


def _as_code(field: forms.Field, hint: Any) -> None:
    _reword(field, _("验证码"), hint, inputmode="numeric", autocomplete="one-time-code", maxlength="12")


class LoginForm(LibraryLoginForm):  # type: ignore[misc]  # allauth carries no types
    """Username and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self.fields["login"], _("用户名"), autocapitalize="none", spellcheck="false")
        _reword(self.fields["password"], _("密码"))


class ReauthenticateForm(LibraryReauthenticateForm):  # type: ignore[misc]  # allauth carries no types
    """The password again, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self.fields["password"], _("密码"))


class ChangePasswordForm(LibraryChangePasswordForm):  # type: ignore[misc]  # allauth carries no types
    """Old password, new password twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self.fields["oldpassword"], _("当前密码"))
        _reword(self.fields["password1"], _("新密码"), _("至少 8 位，两类以上字符，不能与前两次的密码相同。"))
        _reword(self.fields["password2"], _("再填一次新密码"))


class ForgottenForm(forms.Form):
    """Whose password is lost: the username, since that is what people sign in with."""

    username = forms.CharField(
        label=_("用户名"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for(self.fields["username"])


class CodeForm(forms.Form):
    """A one-time code that was given at the window or by an account administrator."""

    code = forms.CharField(
        label=_("重置码"), max_length=40, help_text=_("4 组，每组 4 位，大小写都可以。"),
        widget=forms.TextInput(attrs={"class": "num", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for(self.fields["code"])

    def clean_code(self) -> str:
        """Return the code of an account. One answer for a wrong, a used and an old one."""
        code = rules.read_code(self.cleaned_data["code"])
        self.user = tickets.holder(code=code, at=clock.now())
        if self.user is None:
            raise ValidationError(_("重置码不正确，或者已经用过、过期。请核对，或者重新申请。"), code="ticket-unusable")
        return code


class TokenForm(LibraryTokenForm):  # type: ignore[misc]  # allauth carries no types
    """The library's question whether a link is good, answered from our tickets."""

    def clean(self) -> dict[str, Any]:
        """Find the account of the link. :raises ValidationError: if the link opens nothing"""
        cleaned: dict[str, Any] = self.cleaned_data
        user = tickets.holder(code=cleaned.get("key", ""), at=clock.now())
        if user is None or user.id.hex != cleaned.get("uidb36"):
            raise ValidationError(_("链接不能用了。"), code="ticket-unusable")
        self.reset_user = user
        return cleaned


class NewPasswordForm(LibraryResetForm):  # type: ignore[misc]  # allauth carries no types
    """A new password twice, without the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _reword(self.fields["password1"], _("新密码"), _("至少 8 位，两类以上字符，不能与前两次的密码相同。"))
        _reword(self.fields["password2"], _("再填一次新密码"))

    def redeem(self, *, address: str) -> tickets.Redeemed:
        """Use the ticket. :raises TicketUnusable: if somebody was faster"""
        return tickets.redeem(
            code=self.temp_key, password=self.cleaned_data["password1"], at=clock.now(), address=address
        )


class AuthenticateForm(LibraryAuthenticateForm):  # type: ignore[misc]  # allauth carries no types
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self.fields["code"], _("验证器上的 6 位数字；手机不在身边时，填一个恢复码。"))


class FactorForm(LibraryFactorForm):  # type: ignore[misc]  # allauth carries no types
    """The second factor again, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self.fields["code"], _("验证器上的 6 位数字。"))


class ActivateTOTPForm(LibraryActivateForm):  # type: ignore[misc]  # allauth carries no types
    """The first code of a new authenticator app proves that it works."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self.fields["code"], _("扫码后，验证器会显示 6 位数字，每 30 秒换一次。"))


class SignupForm(forms.Form):
    """
    Registration of a member of the public, in the shape that allauth's view expects (``try_save``, ``by_passkey``).

    The account starts at level 1: the number is checked for its form, not yet compared with anybody's register.
    """

    by_passkey = False

    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    id_number = forms.CharField(
        label=_("公民身份号码"), max_length=20, help_text=_("18 位，最后一位可能是 X。加密保存，页面上只显示首尾。"),
        widget=forms.TextInput(attrs={"class": "num", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("手机号"), max_length=20, help_text=_("用来通知办理进度。"),
        widget=forms.TextInput(attrs={"class": "num", "inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("邮箱"), max_length=120, required=False, help_text=_("忘记密码时用它找回。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("邮箱要写成 name@example.com 这样，请核对。")},
    )  # fmt: skip
    username = forms.CharField(
        label=_("用户名"), max_length=40, min_length=3, help_text=_("3 至 40 个字，登录时用。不要用身份证号或手机号。"),
        validators=[RegexValidator(r"^[\w.-]+$", _("用户名可以用汉字、字母、数字、点、横线、下划线。"))],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    password1 = forms.CharField(
        label=_("密码"), strip=False, help_text=PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    password2 = forms.CharField(
        label=_("再填一次密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _ask_for(field)

    def clean_id_number(self) -> str:
        """Return the checked number."""
        try:
            return resident_id.check(self.cleaned_data["id_number"], on=clock.today())
        except InvalidIdentifier as error:
            raise ValidationError(error.message, code=error.code) from error

    def clean_phone(self) -> str:
        """Return eleven digits, whatever the spacing."""
        digits = "".join(c for c in self.cleaned_data["phone"] if c not in " -")
        if not digits.isascii() or not digits.isdigit():
            raise ValidationError(_("手机号只能有数字，请核对。"), code="phone")
        if len(digits) != 11:
            raise ValidationError(
                _("手机号是 11 位，您填了 %(count)s 位，请核对。"), code="phone", params={"count": len(digits)}
            )
        if not persons.MOBILE.fullmatch(digits):
            raise ValidationError(_("手机号以 13 至 19 开头，请核对。"), code="phone")
        return digits

    def clean(self) -> dict[str, Any]:
        """Check the password against its rules and its repetition."""
        cleaned = super().clean() or self.cleaned_data
        password = cleaned.get("password1")
        if password and cleaned.get("password2") and password != cleaned["password2"]:
            self.add_error("password2", _("两次填写的密码不一样，请重新填写。"))
        if password:
            user = User(username=cleaned.get("username", ""), name=cleaned.get("name", ""))
            try:
                password_validation.validate_password(password, user)
            except ValidationError as error:
                self.add_error("password1", error)
        if cleaned.get("username") and accounts.is_taken(cleaned["username"]):
            self.add_error("username", _("这个用户名已经有人使用，请换一个。"))
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponseBase | None]:
        """Make the account; return it, as the library's view expects."""
        data = self.cleaned_data
        visitor = Actor(kind=ActorKind.VISITOR, address=sessions.address_of(request))
        accounts.create_person_account(
            username=data["username"], password=data["password1"], name=data["name"], id_number=data["id_number"],
            phone=data["phone"], email=data["email"], by=visitor, at=clock.now(),
        )  # fmt: skip
        return User.objects.get(username=data["username"].lower()), None

    def show(self, error: DomainError) -> None:
        """Put a failure of the act beside its field, or above the form."""
        fields = error.fields if isinstance(error, InvalidInput) else {}
        for name, problems in fields.items():
            field = FORM_NAMES.get(name, name)
            for problem in problems:
                self.add_error(field if field in self.fields else None, problem)
        if not fields:
            self.add_error(None, error.message)


class RealNameForm(forms.Form):
    """The third item for the comparison with the population register."""

    issue_date = forms.DateField(
        label=_("身份证签发日期"), help_text=_("身份证国徽面“有效期限”的第一个日期。"), widget=forms.DateInput()
    )


class EmailForm(forms.Form):
    """The address twice: nobody sees a slip in it until the day on which the password is lost."""

    email = forms.EmailField(
        label=_("邮箱"), max_length=120, help_text=_("忘记密码时，重设链接发到这里。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("邮箱要写成 name@example.com 这样，请核对。")},
    )  # fmt: skip
    again = forms.EmailField(
        label=_("再填一次邮箱"), max_length=120, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("邮箱要写成 name@example.com 这样，请核对。")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _ask_for(field)

    def clean(self) -> dict[str, Any]:
        """Compare both."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("email") and cleaned.get("again") and cleaned["email"] != cleaned["again"]:
            self.add_error("again", _("两次填写的邮箱不一样，请重新填写。"))
        return cleaned


class PartyForm(forms.Form):
    """On whose behalf to act."""

    party = forms.UUIDField()


def is_applicant(user: Any) -> bool:
    """Whether this is a member of the public; officers have no real-name level."""
    return getattr(user, "kind", "") == AccountKind.APPLICANT
