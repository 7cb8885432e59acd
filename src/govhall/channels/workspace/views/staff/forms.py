"""What is filled in about officers. Whether an act is lawful is decided by the act itself."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from govhall.channels.look import public as look
from govhall.kernel.errors import DomainError, InvalidInput

_REASON: Final = 200
Choices = Mapping[str, Sequence[tuple[str, str]]]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _typed(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", **attrs})


class StaffForm(look.PlainForm):
    """The form of an act; without fields of its own it is a button."""

    use_required_attribute = False

    def offer(self, choices: Choices) -> None:
        """Offer what depends on who administers whom."""
        for name, offered in choices.items():
            if name in self.fields:
                self.fields[name].choices = [("", _("请选择")), *offered]  # type: ignore[attr-defined]  # found by name

    def take(self, error: DomainError) -> None:
        """Show what the act found beside its field, or above the form."""
        faults = dict(error.fields) if isinstance(error, InvalidInput) else {}
        if isinstance(field := error.context.get("field"), str):
            faults = {field: [error.message]}
        known = {name: words for name, words in faults.items() if name in self.fields}
        for name, words in known.items():
            self.add_error(name, [str(word) for word in words])
        if not known:
            self.add_error(None, error.message)


class PlainAct(StaffForm):
    """An act without anything to fill in."""


class HireForm(StaffForm):
    """新建工作人员账号."""

    agency = forms.ChoiceField(label=_("所属机构"))
    name = forms.CharField(label=_("姓名"), max_length=60, widget=_typed())
    id_number = forms.CharField(
        label=_("公民身份号码"), max_length=20, widget=_typed(**{"class": "num"}),
        help_text=_("18 位，加密保存；一人只能有一个工作人员账号"),
    )  # fmt: skip
    username = forms.RegexField(
        r"^[\w.-]+$", label=_("用户名"), min_length=3, max_length=40, widget=_typed(autocapitalize="none"),
        help_text=_("登录时用；汉字、字母、数字、点、横线、下划线"),
        error_messages={"invalid": _("用户名可以用汉字、字母、数字、点、横线、下划线。")},
    )  # fmt: skip
    phone = forms.CharField(label=_("手机号"), max_length=20, widget=_typed(inputmode="tel", **{"class": "num"}))
    email = forms.EmailField(label=_("工作邮箱"), max_length=120, required=False)


class EditForm(StaffForm):
    """资料变更."""

    agency = forms.ChoiceField(label=_("所属机构"), help_text=_("决定由谁管理这个账号"))
    phone = forms.CharField(label=_("手机号"), max_length=20, widget=_typed(inputmode="tel", **{"class": "num"}))
    email = forms.EmailField(label=_("工作邮箱"), max_length=120, required=False)


class PostForm(StaffForm):
    """任命岗位: role, agency, from and until."""

    role = forms.ChoiceField(label=_("岗位"))
    agency = forms.ChoiceField(label=_("机构"))
    since = forms.DateField(label=_("从哪天起"), required=False, help_text=_("不填为现在起"), widget=_day())
    until = forms.DateField(label=_("到哪天止"), required=False, help_text=_("含这一天；不填为长期"), widget=_day())

    def clean(self) -> dict[str, Any]:
        """Compare the dates."""
        cleaned = super().clean() or self.cleaned_data
        since: date | None = cleaned.get("since")
        until: date | None = cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("截止日期早于起始日期"))
        return cleaned


class EndForm(StaffForm):
    """免去岗位."""

    post = forms.ChoiceField(label=_("免去哪个岗位"))


class ReasonForm(StaffForm):
    """停用."""

    reason = forms.CharField(
        label=_("停用原因"), max_length=_REASON, help_text=_("写入审计日志，例如 调离、辞职、违规；不写个人信息"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": _REASON}),
    )  # fmt: skip


class ResetForm(StaffForm):
    """重置密码和动态验证码."""

    is_present = forms.BooleanField(label=_("已当面确认是账号本人，并核对了工作证或者身份证"), required=False)
