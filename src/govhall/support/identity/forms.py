"""Forms of the account pages: they read and check what was typed; the acts stand in services."""

from typing import Any, Final

from allauth.account.forms import ChangePasswordForm as LibraryChangePasswordForm
from allauth.account.forms import LoginForm as LibraryLoginForm
from allauth.account.forms import ReauthenticateForm as LibraryReauthenticateForm
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
from govhall.support.identity.choices import AccountKind
from govhall.support.identity.models import User
from govhall.support.identity.services import accounts, persons, sessions

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
            phone=data["phone"], by=visitor, at=clock.now(),
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


class PartyForm(forms.Form):
    """On whose behalf to act."""

    party = forms.UUIDField()


def is_applicant(user: Any) -> bool:
    """Whether this is a member of the public; officers have no real-name level."""
    return getattr(user, "kind", "") == AccountKind.APPLICANT
