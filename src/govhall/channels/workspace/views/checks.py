"""年度检查 for the certificate officer: what is due and overdue, and recording or correcting what a check found."""

from datetime import date
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from govhall.channels.look import public as look
from govhall.channels.workspace.views.requests import actor_of, as_uuid
from govhall.infra import clock, storage
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.security.access import public as access
from govhall.support.certificates import public as certificates
from govhall.support.certificates.public import CheckDutyValue, DutyState

RECORD: Final = "certificates.check.record"
_PAGE: Final = 50
_VIEWS: Final = (DutyState.DUE, DutyState.OVERDUE, DutyState.FAILED, DutyState.COMING)


class CheckForm(look.PlainForm):
    """What a check found."""

    result = forms.ChoiceField(
        label=gettext_lazy("结果"), widget=forms.RadioSelect,
        choices=[("passed", gettext_lazy("合格")), ("failed", gettext_lazy("不合格"))],
    )  # fmt: skip
    checked_on = forms.DateField(
        label=gettext_lazy("检查日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("晚于截止日期的合格，记为逾期合格。"),
    )  # fmt: skip
    opinion = forms.CharField(
        label=gettext_lazy("检查意见"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500})
    )


@access.permission(RECORD)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the checks in one state, the earliest end first; of one type, if asked."""
    actor, at = actor_of(request), clock.now()
    view, key = _view(request), _type_key(request)
    found = certificates.check_list(
        view=view, type_key=key, by=actor, at=at, after=as_uuid(request.GET.get("after", "")), limit=_PAGE + 1
    )
    rows, counts = found[:_PAGE], certificates.check_counts(type_key=key, by=actor, at=at)
    kept = {"type": key} if key else {}
    shown = {
        "rows": rows, "view": view, "view_label": view.label, "type_key": key,
        "kinds": [kind for kind in certificates.certificate_types() if kind.annual_check],
        "tabs": [
            {
                "url": "?" + urlencode({"view": each.lower(), **kept}), "label": each.label,
                "count": counts[each], "is_current": each is view,
            }
            for each in _VIEWS
        ],
        "table_query": urlencode({"view": view.lower(), **kept}),
        "next_url": "?" + urlencode({"view": view.lower(), **kept, "after": rows[-1].duty.id})
        if len(found) > _PAGE
        else "",
    }  # fmt: skip
    return render(request, "workspace/checks.html", shown)


@access.permission(RECORD)
@never_cache
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """Give the list as a table."""
    view = _view(request)
    content = certificates.check_table(view=view, type_key=_type_key(request), by=actor_of(request), at=clock.now())
    answer = HttpResponse(content, content_type=storage.XLSX.content_type)
    name = _("年度检查-%(view)s.xlsx") % {"view": view.label}
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


@access.permission(RECORD)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, certificate_id: UUID, year: int) -> HttpResponse:
    """Show one year's check of a certificate with its records; POST records a result or corrects the newest one."""
    actor, at = actor_of(request), clock.now()
    found = certificates.certificate(certificate_id, at=at, by=actor)
    plan = certificates.check_plan(certificate_id, at=at, by=actor)
    duty = next((each for each in plan.duties if each.year == year), None) if plan else None
    if plan is None or duty is None:
        raise certificates.CheckNotFound(_("没有找到这一次检查。"))
    corrects = duty.state == DutyState.DONE or request.GET.get("act") == "correct"
    form = CheckForm(
        request.POST if request.method == "POST" else None, initial={"checked_on": clock.official_date(at)}
    )
    status = 200
    if request.method == "POST":
        if form.is_valid() and _record(request, form, duty, actor, corrects=corrects):
            return redirect("workspace:certificate-check", certificate_id=certificate_id, year=year)
        status = 422
    shown = {
        "found": found, "plan": plan, "duty": duty, "form": form, "corrects": corrects,
        "may_correct": bool(duty.records), "is_open": duty.opens_on <= clock.official_date(at),
    }  # fmt: skip
    return render(request, "workspace/check.html", shown, status=status)


def _record(request: HttpRequest, form: CheckForm, duty: CheckDutyValue, by: Actor, *, corrects: bool) -> bool:
    """Record or correct; what is wrong is said beside the fields."""
    data: dict[str, Any] = form.cleaned_data
    run = certificates.correct_check if corrects else certificates.record_check
    checked_on: date = data["checked_on"]
    try:
        run(
            duty_id=duty.id, is_passed=data["result"] == "passed", checked_on=checked_on, opinion=data["opinion"],
            by=by, at=clock.now(),
        )  # fmt: skip
    except InvalidInput as fault:
        for name, words in fault.fields.items():
            form.add_error(name, list(words))
        return False
    except Conflict as conflict:
        messages.error(request, conflict.message)
        return True
    messages.success(request, _("已更正，原来的记录仍然保留。") if corrects else _("已登记。"))
    return True


def _view(request: HttpRequest) -> DutyState:
    asked = request.GET.get("view", "")
    return next((each for each in _VIEWS if each.lower() == asked), DutyState.DUE)


def _type_key(request: HttpRequest) -> str:
    return request.GET.get("type", "").strip()[:60]
