"""What is filled in for the acts on a seal. Whether an act is lawful is decided by the act itself."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from govhall.channels.look import public as look
from govhall.support.documents import public as documents
from govhall.support.seals import public as seals

_REASON: Final = 500


class SealForm(look.PlainForm):
    """The form of an act on a seal; without fields of its own it is a button."""

    use_required_attribute = False

    def offer(self, choices: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """Offer what depends on the seal."""
        for name, offered in choices.items():
            if name in self.fields:
                self.fields[name].choices = [("", "请选择"), *offered]  # type: ignore[attr-defined]  # found by name

    def take(self, faults: Mapping[str, Sequence[str]], message: str) -> None:
        """Show the faults that the act found; what belongs to no field of this form stands above it."""
        known = {name: words for name, words in faults.items() if name in self.fields}
        for name, words in known.items():
            self.add_error(name, [str(word) for word in words])
        if not known:
            self.add_error(None, message)


class PlainAct(SealForm):
    """An act without anything to fill in."""


class OpinionForm(SealForm):
    """批准: words are welcome."""

    opinion = forms.CharField(
        label=_("审批意见"), required=False, max_length=_REASON,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": _REASON}),
    )  # fmt: skip


class ReasonForm(SealForm):
    """An act that needs a reason."""

    reason = forms.CharField(
        label=_("理由"), max_length=_REASON, widget=forms.Textarea(attrs={"rows": 3, "maxlength": _REASON}),
        help_text=_("写入印章经过，至少 6 个字"),
    )  # fmt: skip


class FilingForm(SealForm):
    """备案: the number that the police gave, and since when."""

    number = forms.CharField(label=_("备案编号"), max_length=30, help_text=_("公安机关给的编号，数字、字母和短横"))
    day = forms.DateField(label=_("备案日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class IssueForm(SealForm):
    """发放: to one of the agency's keepers."""

    keeper = forms.ChoiceField(label=_("保管人"), help_text=_("本单位的印章保管员"))


class ApplyForm(SealForm):
    """申请."""

    agency = forms.ChoiceField(label=_("用章单位"))
    kind = forms.ChoiceField(label=_("印章类型"), choices=seals.SealKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("印章名称"), max_length=40, help_text=_("单位全称；个人名章填姓名。类型的字样会自动刻上")
    )
    purpose = forms.CharField(
        label=_("用途和理由"), max_length=_REASON, widget=forms.Textarea(attrs={"rows": 3, "maxlength": _REASON}),
        help_text=_("用在哪些文书上、为什么需要，至少 6 个字"),
    )  # fmt: skip
    attachment = forms.FileField(label=_("批准文件"), required=False, help_text=_("PDF 或图片，20 MB 以内"))


class UseForm(SealForm):
    """手工用印."""

    file = forms.FileField(label=_("要盖章的 PDF"), help_text=_("20 MB 以内"))
    purpose = forms.CharField(label=_("文书名称"), max_length=200, help_text=_("写进签章和用印记录，例如 受理通知书"))
    case_number = forms.CharField(label=_("办件编号"), max_length=40, required=False)

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > documents.UPLOAD_BYTES:
            raise forms.ValidationError(_("文件超过 20 MB，请先压缩"))
        return file
