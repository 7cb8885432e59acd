"""
What an officer fills in for an act, and for the other pages of the workspace.

They check that something readable was sent; whether the act is lawful is decided by the act itself.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from govhall.business.cases import public as cases
from govhall.channels.look import public as look
from govhall.channels.workspace.selectors.casepage import CasePage
from govhall.support.calendar import public as calendar
from govhall.support.workflow import public as workflow

OPINION_LONGEST: Final = 2000
CORRECTION_DAYS: Final = 10  # working days that an applicant is given unless the officer says otherwise
CORRECTIONS_MOST: Final = 30
_DECIDES: Final = frozenset({"pass", "deny"})


def _text(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": OPINION_LONGEST})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ActForm(look.PlainForm):
    """The form of an act; without fields of its own it is a button."""

    use_required_attribute = False

    def __init__(self, page: CasePage, today: date, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.page, self.today = page, today
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the case."""

    def take(self, faults: Mapping[str, Sequence[str]], message: str) -> None:
        """Show the faults that the act found; what belongs to no field of this form stands above it."""
        known = {name: words for name, words in faults.items() if name in self.fields}
        for name, words in known.items():
            self.add_error(name, [str(word) for word in words])
        if not known:
            self.add_error(None, message)


class ReceiveForm(ActForm):
    """收件."""


class AcceptForm(ActForm):
    """受理; materials that the guide lets follow later may be marked so."""

    deferred = forms.MultipleChoiceField(
        label=_("容缺受理，后补材料"), required=False, widget=forms.CheckboxSelectMultiple
    )
    opinion = forms.CharField(label=_("受理意见"), required=False, widget=_text(2), max_length=OPINION_LONGEST)

    def prepare(self) -> None:
        """Offer only what may be deferred and isn't there yet."""
        there = {material.code for material in self.page.file.materials if material.file_id}
        choices = [(m.code, m.name) for m in self.page.guide.materials if m.deferrable and m.code not in there]
        if choices:
            self.fields["deferred"].choices = choices  # type: ignore[attr-defined]  # a field found by name
        else:
            del self.fields["deferred"]


class ReasonForm(ActForm):
    """An act that needs reasons: they go to the applicant word for word."""

    reason = forms.CharField(
        label=_("理由"), widget=_text(), max_length=OPINION_LONGEST, help_text=_("原文告知申请人，至少 6 个字")
    )


class ExamineForm(ActForm):
    """审查: one of the outcomes of the step, with an opinion."""

    outcome = forms.ChoiceField(label=_("处理"), widget=forms.RadioSelect)
    opinion = forms.CharField(label=_("审查意见"), widget=_text(), max_length=OPINION_LONGEST)
    task = forms.UUIDField(widget=forms.HiddenInput)

    def prepare(self) -> None:
        """Offer the outcomes of the open step; a decision is not an examination."""
        task = self.page.task
        offered = outcomes(task)
        self.fields["outcome"].choices = [(each.code, each.name) for each in offered]  # type: ignore[attr-defined]  # as above
        self.fields["outcome"].initial = offered[0].code if offered else None
        self.fields["task"].initial = task.id if task else None


def outcomes(task: workflow.TaskValue | None) -> Sequence[workflow.OutcomeValue]:
    """Return how this step may be ended by an examination."""
    if task is None:
        return ()
    decides = cases.is_decision(task)
    return [each for each in task.outcomes if not (decides and each.code in _DECIDES)]


class DecisionForm(ActForm):
    """A decision: bound to the step it was read at; who departs from what the rules suggest says why."""

    decides: ClassVar[cases.Outcome]
    task = forms.UUIDField(widget=forms.HiddenInput, required=False)
    departure_reason = forms.CharField(
        label=_("与规则结果不同的理由"), widget=_text(2), max_length=OPINION_LONGEST,
        help_text=_("记入案卷，至少 6 个字"),
    )  # fmt: skip

    def prepare(self) -> None:
        """Ask for a reason only where there is a departure."""
        self.fields["task"].initial = self.page.task.id if self.page.task else None
        suggestion = self.page.suggestion
        if suggestion is None or suggestion.outcome in ("", self.decides):
            del self.fields["departure_reason"]


class GrantForm(DecisionForm):
    """准予许可."""

    decides = cases.Outcome.GRANTED
    opinion = forms.CharField(label=_("决定意见"), widget=_text(), max_length=OPINION_LONGEST)
    field_order = ("opinion", "departure_reason", "task")

    def prepare(self) -> None:
        """Propose the usual words; the officer answers for them."""
        super().prepare()
        law = self.page.guide.basis[0].law if self.page.guide.basis else ""
        self.fields["opinion"].initial = f"符合《{law}》规定的条件，准予许可。" if law else ""


class DenyForm(DecisionForm):
    """不予许可: reasons and law; the remedies are added from the guide."""

    decides = cases.Outcome.DENIED
    reason = forms.CharField(
        label=_("不予许可的理由"),
        widget=_text(),
        max_length=OPINION_LONGEST,
        help_text=_("原文写入决定书，至少 6 个字"),
    )
    basis = forms.CharField(
        label=_("法律依据"), widget=_text(2), max_length=OPINION_LONGEST, help_text=_("写明法律名称和条款号")
    )
    field_order = ("reason", "basis", "departure_reason", "task")


class SuspendForm(ActForm):
    """特别程序, only of the kinds that the guide announces."""

    name = forms.ChoiceField(label=_("特别程序"), widget=forms.RadioSelect)
    basis = forms.CharField(
        label=_("依据和理由"), widget=_text(), max_length=OPINION_LONGEST, help_text=_("书面告知申请人，至少 6 个字")
    )
    expected_date = forms.DateField(label=_("预计结束日期"), required=False, widget=_day())

    def prepare(self) -> None:
        """Offer the guide's procedures with their limits."""
        offered = self.page.guide.special_procedures
        self.fields["name"].choices = [  # type: ignore[attr-defined]  # as above
            (each.name, f"{each.name}（不超过 {each.limit.text}）") for each in offered
        ]
        if offered:
            self.fields["name"].initial = offered[0].name
            self.fields["basis"].initial = f"依据{offered[0].basis}，"


class ResumeForm(ActForm):
    """恢复计时."""

    result = forms.CharField(label=_("特别程序的结果"), widget=_text(), max_length=OPINION_LONGEST)


class ExtendForm(ActForm):
    """延长期限."""

    days = forms.IntegerField(label=_("延长几个工作日"), min_value=1, max_value=10, initial=10)
    reason = forms.CharField(
        label=_("延长的理由"), widget=_text(), max_length=OPINION_LONGEST, help_text=_("原文告知申请人，至少 6 个字")
    )


class ServeForm(ActForm):
    """送达 at the window or by courier."""

    way = forms.ChoiceField(label=_("送达方式"), widget=forms.RadioSelect)
    receiver_name = forms.CharField(label=_("领取人姓名"), max_length=40)
    tracking_number = forms.CharField(label=_("快递单号"), max_length=40, required=False, help_text=_("邮寄的才填"))

    def prepare(self) -> None:
        """A download registers itself, so it isn't offered; the applicant's own wish comes first."""
        ways = [(str(way.value), str(way.label)) for way in cases.ServingWay if way is not cases.ServingWay.ELECTRONIC]
        wished = self.page.file.serving_way
        self.fields["way"].choices = ways  # type: ignore[attr-defined]  # as above
        self.fields["way"].initial = wished if wished in dict(ways) else ways[0][0]


class CorrectionItemForm(look.PlainForm):
    """One place to correct: which, what is wrong, how to mend it, why."""

    use_required_attribute = False
    target = forms.ChoiceField(label=_("哪一处"))
    what = forms.CharField(label=_("哪里不符合"), max_length=300)
    how = forms.CharField(label=_("怎么改"), max_length=300)
    why = forms.CharField(label=_("依据"), max_length=300, required=False)

    def __init__(self, *args: Any, targets: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [("", "请选择"), *targets]  # type: ignore[attr-defined]  # as above


class CorrectionForm(ActForm):
    """一次性告知: everything at once, as many places as there are."""

    kind = forms.ChoiceField(
        label=_("类别"), widget=forms.RadioSelect, choices=cases.CorrectionKind.choices, initial="CORRECTION"
    )
    due_date = forms.DateField(label=_("补正期限"), widget=_day())
    reason = forms.CharField(
        label=_("告知理由"), widget=_text(2), max_length=OPINION_LONGEST, help_text=_("原文告知申请人，至少 6 个字")
    )
    set_class: "ClassVar[type[BaseFormSet[CorrectionItemForm]]]" = formset_factory(
        CorrectionItemForm, extra=1, min_num=0, max_num=CORRECTIONS_MOST, absolute_max=CORRECTIONS_MOST
    )
    PREFIX: ClassVar[str] = "item"

    def prepare(self) -> None:
        """Propose the day; read the places."""
        self.fields["due_date"].initial = calendar.add_working_days(self.today, CORRECTION_DAYS).date
        options: dict[str, Any] = {
            "form_kwargs": {"targets": self.targets(), "empty_permitted": True}, "prefix": self.PREFIX
        }  # fmt: skip
        if not self.is_bound:
            wanted = self.initial.get("target", "")
            self.items = self.set_class(initial=[{"target": wanted}] if wanted else None, **options)
            if wanted:
                self.items.extra = 0
            return
        self.items = self.set_class(self.data, **options)

    def targets(self) -> Sequence[Any]:
        """Return what can be named: the materials of the guide and the fields of the form."""
        materials = [(f"material:{m.code}", m.name) for m in self.page.guide.materials if m.exempt_by is None]
        fields = [
            (f"field:{field.name}", field.label)
            for field in cases.form_of(self.page.file.item_version_id).plain_fields()
            if not field.locked and not field.computed
        ]
        return [("材料", materials), ("申请表", fields)] if fields else [("材料", materials)]

    def with_one_more(self) -> None:
        """Keep what was typed and open one more place, without judging anything yet."""
        typed = [
            {name: self.data.get(f"{self.PREFIX}-{n}-{name}", "") for name in ("target", "what", "how", "why")}
            for n in range(min(_number(self.data.get(f"{self.PREFIX}-TOTAL_FORMS")), CORRECTIONS_MOST - 1))
        ]
        self.initial = {name: self.data.get(name, "") for name in self.fields}
        self.is_bound = False
        blanks_allowed = {"targets": self.targets(), "empty_permitted": True}
        self.items = self.set_class(initial=typed, form_kwargs=blanks_allowed, prefix=self.PREFIX)

    def is_valid(self) -> bool:
        """Every place must say what and how; blank ones are passed over."""
        return all([super().is_valid(), self.items.is_valid()])

    def clean(self) -> dict[str, Any]:
        """At least one place."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.items.is_valid() and not self.places():
            self.add_error(None, _("请至少列出一处需要补正的内容。"))
        return cleaned

    def places(self) -> Sequence[Mapping[str, str]]:
        """Return the filled places with the names of their targets."""
        names = {code: label for _group, entries in self.targets() for code, label in entries}
        return [
            {**form.cleaned_data, "name": names.get(form.cleaned_data["target"], "")}
            for form in self.items
            if form.has_changed() and form.cleaned_data.get("target")
        ]


def _number(text: Any) -> int:
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 4 else 1


class RevealForm(look.PlainForm):
    """Why an officer needs a value in clear."""

    reason = forms.CharField(
        label=_("查看原因"), max_length=200, help_text=_("会记入审计日志"),
        widget=forms.TextInput(attrs={"list": "reveal-reasons", "autocomplete": "off"}),
    )  # fmt: skip


class CalendarForm(look.PlainForm):
    """A year of the working calendar as text or as a file."""

    use_required_attribute = False
    year = forms.IntegerField(label=_("年份"), min_value=2004, max_value=2100)
    source = forms.CharField(label=_("通知名称和文号"), max_length=200)
    file = forms.FileField(label=_("CSV 文件"), required=False)
    text = forms.CharField(
        label=_("或粘贴内容"), required=False, max_length=100_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("每行一个日期：2027-10-01,放假,国庆节；可写区间 2027-10-01至2027-10-07"),
    )  # fmt: skip
    is_provisional = forms.BooleanField(label=_("通知还没有正式印发，先按预计安排"), required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two must be there; a file wins."""
        cleaned: dict[str, Any] = super().clean() or {}
        if upload := cleaned.get("file"):
            try:
                cleaned["text"] = calendar.decode_upload(upload.read(200_000))
            except calendar.InvalidNotice as fault:
                self.add_error("file", fault.message)
        elif not (cleaned.get("text") or "").strip():
            self.add_error("text", _("请上传文件或者粘贴内容"))
        return cleaned
