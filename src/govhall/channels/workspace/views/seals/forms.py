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


class _Files(forms.FileField):
    """Several files."""

    widget = forms.ClearableFileInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files, each checked by itself."""
        given = list(data) if isinstance(data, list | tuple) else [data]
        files = [super(_Files, self).clean(one, initial) for one in given]
        if len(files) > seals.BATCH_MOST:
            raise forms.ValidationError(_("一次最多 %(most)d 份文件") % {"most": seals.BATCH_MOST})
        if sum(file.size for file in files) > documents.UPLOAD_BYTES:
            raise forms.ValidationError(_("合计超过 20 MB，请分几次盖，或者先压缩"))
        return files


class _SeveralInput(forms.ClearableFileInput):
    allow_multiple_selected = True


_NEEDS: Final = {"words": ("words", "occurrence"), "point": ("page", "left", "top")}


class UseForm(SealForm):
    """手工用印: which files, what for, and where the seal goes."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    papers = _Files(
        label=_("要盖章的 PDF"), widget=_SeveralInput(attrs={"accept": ".pdf,application/pdf"}),
        help_text=_("可以选几份，合计 20 MB 以内；一份当场下载，几份排队盖好再下载"),
    )  # fmt: skip
    purpose = forms.CharField(label=_("文书名称"), max_length=200, help_text=_("写进签章和用印记录，例如 受理通知书"))
    case_number = forms.CharField(label=_("办件编号"), max_length=40, required=False)
    where = forms.ChoiceField(
        label=_("盖在哪里"), widget=forms.RadioSelect, initial="kept",
        choices=[("kept", _("文件留的位置")), ("words", _("关键字上")), ("point", _("指定位置"))],
    )  # fmt: skip
    words = forms.CharField(
        label=_("关键字"), max_length=40,
        help_text=_("印章盖在这几个字的正中，例如（盖章）。扫描成图片的文件找不到文字"),
    )  # fmt: skip
    occurrence = forms.ChoiceField(
        label=_("文件里有几处时"), choices=seals.Occurrence.choices, initial="LAST", widget=forms.RadioSelect
    )
    page = forms.IntegerField(label=_("第几页"), min_value=1, max_value=9999, initial=1)
    left = forms.DecimalField(label=_("印章距左边"), min_value=0, max_value=2000, max_digits=6, decimal_places=1)
    top = forms.DecimalField(label=_("印章距上边"), min_value=0, max_value=2000, max_digits=6, decimal_places=1)

    def full_clean(self) -> None:
        """Ask only for what the chosen place needs; on the page each choice shows what it would need."""
        for where, names in _NEEDS.items():
            for name in names:
                self.fields[name].required = self.data.get("where") == where
        super().full_clean()
        for names in _NEEDS.values():
            for name in names:
                self.fields[name].required = True

    def place(self) -> seals.AtPoint | seals.AtWords | None:
        """Return where the seal goes; None for the place that the file keeps."""
        data = self.cleaned_data
        if data["where"] == "words":
            return seals.AtWords(data["words"], seals.Occurrence(data["occurrence"]))
        if data["where"] == "point":
            return seals.AtPoint(page=data["page"], left=float(data["left"]), top=float(data["top"]))
        return None


class PreviewForm(forms.Form):
    """What a preview is asked for: never shown itself."""

    file = forms.FileField()
    page = forms.IntegerField(min_value=1, max_value=9999)
    words = forms.CharField(max_length=40, required=False)
    occurrence = forms.ChoiceField(choices=seals.Occurrence.choices, required=False)
