"""
The acts of the panel as one table: form, permission, words of the button, and the one call into the cases.

Nothing here decides whether an act is lawful.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from govhall.business.cases import public as cases
from govhall.channels.workspace import forms
from govhall.kernel.actor import Actor

Run = Callable[[forms.ActForm, Mapping[str, Any], Actor, datetime], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAct:
    """An act as the panel draws and sends it. ``final`` ones are asked once more before they are done."""

    code: str
    slug: str
    permission: str
    button: str | Promise
    done: str | Promise
    form: type[forms.ActForm]
    run: Run
    kind: str = "btn-primary"
    final: bool = False

    @property
    def url_name(self) -> str:
        """The name of its address."""
        return f"workspace:act-{self.slug}"


def _receive(form: forms.ActForm, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    cases.receive(case_id=form.page.file.id, by=by, at=at)


def _accept(form: forms.ActForm, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    cases.accept(
        case_id=form.page.file.id, by=by, at=at, opinion=data.get("opinion", ""), deferred=data.get("deferred") or ()
    )


def _request_correction(form: forms.ActForm, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    assert isinstance(form, forms.CorrectionForm)  # noqa: S101  # the table below pairs them
    cases.request_correction(
        case_id=form.page.file.id, kind=cases.CorrectionKind(data["kind"]), items=form.places(),
        due_date=data["due_date"], reason=data["reason"], by=by, at=at,
    )  # fmt: skip


def _decline(form: forms.ActForm, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    cases.decline(case_id=form.page.file.id, reason=data["reason"], by=by, at=at)


def _return(form: forms.ActForm, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    cases.return_to_applicant(case_id=form.page.file.id, reason=data["reason"], by=by, at=at)


def _examine(form: forms.ActForm, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    cases.examine(
        case_id=form.page.file.id, task_id=data["task"], outcome=data["outcome"], opinion=data["opinion"], by=by, at=at
    )


def _grant(form: forms.ActForm, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    cases.grant(
        case_id=form.page.file.id, task_id=data["task"], opinion=data["opinion"],
        departure_reason=data.get("departure_reason", ""), by=by, at=at,
    )  # fmt: skip


def _deny(form: forms.ActForm, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    cases.deny(
        case_id=form.page.file.id, task_id=data["task"], reason=data["reason"], basis=data["basis"],
        departure_reason=data.get("departure_reason", ""), by=by, at=at,
    )  # fmt: skip


def _suspend(form: forms.ActForm, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    cases.suspend(
        case_id=form.page.file.id, name=data["name"], basis=data["basis"], expected_date=data["expected_date"],
        by=by, at=at,
    )  # fmt: skip


def _resume(form: forms.ActForm, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    cases.resume(case_id=form.page.file.id, result=data["result"], by=by, at=at)


def _extend(form: forms.ActForm, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    cases.extend(case_id=form.page.file.id, days=data["days"], reason=data["reason"], by=by, at=at)


def _serve(form: forms.ActForm, data: Mapping[str, Any], by: Actor, at: datetime) -> None:
    cases.serve(
        case_id=form.page.file.id, way=cases.ServingWay(data["way"]), receiver_name=data["receiver_name"],
        tracking_number=data["tracking_number"], by=by, at=at,
    )  # fmt: skip


_ACCEPT, _EXAMINE, _DECIDE = "cases.case.accept", "cases.case.examine", "cases.case.decide"
_ALL: Final = (
    DeskAct(code="RECEIVE", slug="receive", permission="cases.case.receive", button=_("确认收件"),
            done=_("已收件"), form=forms.ReceiveForm, run=_receive),
    DeskAct(code="ACCEPT", slug="accept", permission=_ACCEPT, button=_("确认受理"), done=_("已受理，开始计时"),
            form=forms.AcceptForm, run=_accept),
    DeskAct(code="REQUEST_CORRECTION", slug="request-correction", permission=_ACCEPT, button=_("发出补正告知"),
            done=_("已告知申请人补正"), form=forms.CorrectionForm, run=_request_correction),
    DeskAct(code="DECLINE", slug="decline", permission=_ACCEPT, button=_("确认不予受理"), done=_("已不予受理"),
            form=forms.ReasonForm, run=_decline, kind="btn-stop", final=True),
    DeskAct(code="RETURN", slug="return", permission=_ACCEPT, button=_("确认退件"), done=_("已退件"),
            form=forms.ReasonForm, run=_return, kind="btn-stop", final=True),
    DeskAct(code="EXAMINE", slug="examine", permission=_EXAMINE, button=_("提交意见"), done=_("意见已提交"),
            form=forms.ExamineForm, run=_examine),
    DeskAct(code="GRANT", slug="grant", permission=_DECIDE, button=_("确认准予"), done=_("已准予许可"),
            form=forms.GrantForm, run=_grant, final=True),
    DeskAct(code="DENY", slug="deny", permission=_DECIDE, button=_("确认不予许可"), done=_("已不予许可"),
            form=forms.DenyForm, run=_deny, kind="btn-stop", final=True),
    DeskAct(code="SUSPEND", slug="suspend", permission="cases.case.suspend", button=_("启动特别程序"),
            done=_("已启动特别程序，暂停计时"), form=forms.SuspendForm, run=_suspend),
    DeskAct(code="RESUME", slug="resume", permission="cases.case.suspend", button=_("恢复计时"),
            done=_("已恢复计时"), form=forms.ResumeForm, run=_resume),
    DeskAct(code="EXTEND", slug="extend", permission="cases.case.extend", button=_("批准延长"),
            done=_("已延长期限"), form=forms.ExtendForm, run=_extend),
    DeskAct(code="SERVE", slug="serve", permission="cases.case.serve", button=_("登记送达"), done=_("已登记送达"),
            form=forms.ServeForm, run=_serve),
)  # fmt: skip
ACTS: Final[Mapping[str, DeskAct]] = {act.code: act for act in _ALL}
