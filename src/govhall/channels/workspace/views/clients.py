"""数据共享接口 for the data manager: the applications of departments, their use and refusals, their secrets and end."""

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from govhall.channels.look import public as look
from govhall.channels.workspace.selectors import lists
from govhall.channels.workspace.views.requests import actor_of
from govhall.infra import clock
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.security.access import public as access
from govhall.support.certificates import public as certificates
from govhall.support.certificates.public import ClientState, ClientValue

VIEW: Final = "certificates.client.view"
MANAGE: Final = "certificates.client.manage"
TONES: Final = {
    ClientState.OPEN: "ok", ClientState.EARLY: "info", ClientState.EXPIRED: "warn", ClientState.ENDED: "mute"
}  # fmt: skip
_PAGE: Final = 50
_REASON: Final = 200


class EndForm(look.PlainForm):
    """Why it ends."""

    reason = forms.CharField(
        label=gettext_lazy("停用原因"), max_length=_REASON,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": _REASON}),
    )  # fmt: skip


class RotateForm(look.PlainForm):
    """What becomes of the secret before."""

    former = forms.ChoiceField(
        label=gettext_lazy("原密钥"), widget=forms.RadioSelect, initial="week",
        choices=(
            ("week", gettext_lazy("再用 7 天，等对方换好")), ("end", gettext_lazy("立即停用，密钥可能泄露时"))
        ),
    )  # fmt: skip


@access.permission(VIEW)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the applications within reach."""
    actor, at = actor_of(request), clock.now()
    rows = [{"client": one, "tone": TONES[one.state]} for one in certificates.clients(by=actor, at=at)]
    shown = {
        "rows": rows, "strangers": certificates.refused_strangers(at=at), "may_manage": access.allows(actor, MANAGE),
    }  # fmt: skip
    return render(request, "workspace/clients/index.html", shown)


@access.permission(VIEW)
@never_cache
@require_safe
def client(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Show one application: its grants, and its calls or refusals, newest first."""
    actor, at = actor_of(request), clock.now()
    found = certificates.client(client_id, by=actor, at=at)
    wants_refusals = request.GET.get("log") == "refusals"
    log = _refusals(request, client_id) if wants_refusals else _calls(request, client_id)
    shown = {
        "client": found, "tone": TONES[found.state], "wants_refusals": wants_refusals,
        "may_manage": access.allows(actor, MANAGE) and not found.is_ended, "grants": grants(found),
        "rotate_field": RotateForm()["former"], "end_field": EndForm()["reason"],
        "rotate_hidden": [{"name": "seen_at", "value": found.secret_at.isoformat()}], **log,
    }  # fmt: skip
    return render(request, "workspace/clients/client.html", shown)


@access.permission(MANAGE)
@never_cache
@require_POST
def rotate(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Give another secret and show it, once."""
    actor, at = actor_of(request), clock.now()
    form = RotateForm(request.POST)
    try:
        seen_at = datetime.fromisoformat(request.POST.get("seen_at", ""))
    except ValueError:
        seen_at = at
    if not form.is_valid():
        messages.error(request, _("请选择原密钥怎么办。"))
        return redirect("workspace:client", client_id=client_id)
    at_once = form.cleaned_data["former"] == "end"
    try:
        made = certificates.rotate_secret(client_id=client_id, at_once=at_once, seen_at=seen_at, by=actor, at=at)
    except Conflict as conflict:
        messages.error(request, conflict.message)
        return redirect("workspace:client", client_id=client_id)
    return secret_page(request, made)


@access.permission(MANAGE)
@never_cache
@require_POST
def end(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """End an application for good."""
    try:
        certificates.end_client(
            client_id=client_id, reason=request.POST.get("reason", ""), by=actor_of(request), at=clock.now()
        )
    except (Conflict, InvalidInput) as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("已停用，下一次调用就会被拒绝。"))
    return redirect("workspace:client", client_id=client_id)


def secret_page(request: HttpRequest, made: certificates.NewClient) -> HttpResponse:
    """Show a new secret. It stands in this answer only, so there is no redirect that could show it again."""
    found = certificates.client(made.id, by=actor_of(request), at=clock.now())
    return render(request, "workspace/clients/secret.html", {"made": made, "client": found})


def grants(found: ClientValue) -> list[dict[str, Any]]:
    """Return what an application was granted, line by line."""
    return [
        {"label": _("证照"), "value": "、".join(found.type_names)},
        {"label": _("接口"), "value": "、".join(found.interface_labels)},
        {"label": _("可读内容"), "value": "、".join(found.fields) or _("只有证照状态，没有证面内容")},
        {"label": _("网络地址"), "value": "、".join(found.addresses) or _("不限"), "num": True},
        {"label": _("每日次数"), "value": f"{found.daily_cap:,}", "num": True},
        {
            "label": _("有效期"), "num": True,
            "value": _("%(start)s至 %(end)s") % {
                "start": look.chinese_date(found.valid_from, year=True),
                "end": look.chinese_date(found.valid_until, year=True),
            },
        },
    ]  # fmt: skip


def _calls(request: HttpRequest, client_id: UUID) -> dict[str, Any]:
    key = lists.read_key(request.GET.get("after", ""))
    found = certificates.calls(client_id, by=actor_of(request), before=key, limit=_PAGE + 1)
    rows = found[:_PAGE]
    after = lists.write_key((rows[-1].at, rows[-1].id)) if len(found) > _PAGE else ""
    return {"calls": rows, "next_url": "?" + urlencode({"after": after}) if after else ""}


def _refusals(request: HttpRequest, client_id: UUID) -> dict[str, Any]:
    moment, _mark, number = request.GET.get("after", "").partition("~")
    try:
        key = (datetime.fromisoformat(moment), int(number))
    except ValueError:
        key = None
    if key is not None and (key[0].tzinfo is None or not 0 <= key[1] < 2**63):
        key = None
    found = certificates.refusals(client_id, by=actor_of(request), before=key, limit=_PAGE + 1)
    rows = found[:_PAGE]
    query = {"log": "refusals", "after": f"{rows[-1].hour.isoformat()}~{rows[-1].id}"} if len(found) > _PAGE else {}
    return {"refusals": rows, "next_url": "?" + urlencode(query) if query else ""}
