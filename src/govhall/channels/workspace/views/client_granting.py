"""Registering an application of a department, and granting it more or less: a form, what it means, and the yes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from govhall.channels.look import public as look
from govhall.channels.workspace.views import clients
from govhall.channels.workspace.views.requests import actor_of
from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.security.access import public as access
from govhall.support.certificates import public as certificates
from govhall.support.certificates.public import ClientValue, Interface

_USUAL_CAP: Final = 10_000
_LIST: Final = forms.CheckboxSelectMultiple
# What it means to leave these open: one gives nothing, the other everything.
_EMPTY: Final = {"fields_read": gettext_lazy("只有证照状态，没有证面内容"), "addresses": gettext_lazy("不限")}


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class GrantForm(look.PlainForm):
    """What an application may do."""

    name = forms.CharField(
        label=gettext_lazy("应用名称"), max_length=100, help_text=gettext_lazy("持证人会看到，例如：医保经办系统")
    )
    agency = forms.ChoiceField(label=gettext_lazy("使用单位"))
    type_keys = forms.MultipleChoiceField(label=gettext_lazy("可查的证照"), widget=_LIST)
    interfaces = forms.MultipleChoiceField(label=gettext_lazy("可用的接口"), widget=_LIST, choices=Interface.choices)
    fields_read = forms.MultipleChoiceField(
        label=gettext_lazy("可读的内容"), widget=_LIST, required=False,
        help_text=gettext_lazy("只勾办事必需的，而且是所选证照上有的。不勾只能知道状态和有效期。"),
    )  # fmt: skip
    addresses = forms.CharField(
        label=gettext_lazy("网络地址"), required=False, max_length=1000,
        help_text=gettext_lazy("一行一个，例如 10.1.2.3 或者 10.1.0.0/16。不填不限。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    daily_cap = forms.IntegerField(label=gettext_lazy("每日次数"), min_value=1, initial=_USUAL_CAP)
    valid_from = forms.DateField(label=gettext_lazy("起始日期"), widget=_day())
    valid_until = forms.DateField(label=gettext_lazy("截止日期"), widget=_day())
    # Names of the act, where they differ from those of the fields.
    OWN: Final[Mapping[str, str]] = {"fields": "fields_read", "agency_id": "agency"}

    def offer(self, agencies: Sequence[tuple[str, str]] | None) -> None:
        """Offer types, lines of their faces and agencies; without ``agencies`` the agency is settled."""
        types = certificates.certificate_types()
        labels = dict.fromkeys(line.label for one in types for line in one.face)
        self.fields["type_keys"].choices = [(one.key, one.name) for one in types]  # type: ignore[attr-defined]  # by name
        self.fields["fields_read"].choices = [(label, label) for label in labels]  # type: ignore[attr-defined]  # by name
        if agencies is None:
            del self.fields["agency"]
        else:
            self.fields["agency"].choices = [("", _("请选择")), *agencies]  # type: ignore[attr-defined]  # by name

    def given(self) -> dict[str, Any]:
        """Return what the act takes."""
        data = self.cleaned_data
        same = ("name", "type_keys", "interfaces", "daily_cap", "valid_from", "valid_until")
        return {
            **{name: data[name] for name in same}, "fields": data["fields_read"],
            "addresses": [line.strip() for line in data["addresses"].splitlines() if line.strip()],
        }  # fmt: skip

    def take(self, refusal: InvalidInput) -> None:
        """Show what the act found wrong beside its fields."""
        known = {self.OWN.get(name, name): words for name, words in refusal.fields.items()}
        for name, words in known.items():
            self.add_error(name if name in self.fields else None, list(words))
        if not known:
            self.add_error(None, refusal.message)

    def said(self) -> list[dict[str, str]]:
        """Return what was filled in, in words."""
        lines = []
        for name, field in self.fields.items():
            value = self.cleaned_data[name]
            if isinstance(field, forms.MultipleChoiceField | forms.ChoiceField):
                words = dict(list(field.choices))  # type: ignore[arg-type]  # pairs, as offered above
                value = "、".join(str(words[each]) for each in ([value] if isinstance(value, str) else value))
            elif isinstance(value, date):
                value = look.chinese_date(value, year=True)
            lines.append({"label": str(field.label), "words": str(value) or str(_EMPTY[name])})
        return lines


@access.permission(clients.MANAGE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Register an application; its secret is shown in the answer."""
    actor, at = actor_of(request), clock.now()
    today = clock.official_date(at)
    initial = {"valid_from": today, "valid_until": today.replace(month=12, day=31), "ticket": new_id()}
    form = GrantForm(request.POST if request.method == "POST" else None, initial=initial)
    form.offer(_agencies(actor))
    if request.method != "POST" or "edit" in request.POST or not form.is_valid() or "confirmed" not in request.POST:
        return _ask(request, form, None, request.POST.get("ticket") or str(new_id()))
    try:
        agency_id = int(form.cleaned_data["agency"])
        ticket = _ticket(request)
        made = certificates.make_client(**form.given(), agency_id=agency_id, client_id=ticket, by=actor, at=at)
    except InvalidInput as refusal:
        form.take(refusal)
        return _ask(request, form, None, str(new_id()))
    except Conflict as conflict:
        messages.error(request, conflict.message)
        return redirect("workspace:clients")
    return clients.secret_page(request, made)


@access.permission(clients.MANAGE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Grant an application more or less."""
    actor, at = actor_of(request), clock.now()
    found = certificates.client(client_id, by=actor, at=at)
    form = GrantForm(request.POST if request.method == "POST" else None, initial=_initial(found))
    form.offer(None)
    if request.method != "POST" or "edit" in request.POST or not form.is_valid() or "confirmed" not in request.POST:
        return _ask(request, form, found, "")
    try:
        certificates.change_client(client_id=client_id, **form.given(), by=actor, at=at)
    except InvalidInput as refusal:
        form.take(refusal)
        return _ask(request, form, found, "")
    except Conflict as conflict:
        messages.error(request, conflict.message)
    else:
        messages.success(request, _("已调整，下一次调用起按新的授权。"))
    return redirect("workspace:client", client_id=client_id)


def _ask(request: HttpRequest, form: GrantForm, found: ClientValue | None, ticket: str) -> HttpResponse:
    """Show the form, or what was filled in for a last look before it is done."""
    asks = request.method == "POST" and "edit" not in request.POST and form.is_valid()
    sent = [
        {"name": name, "value": value}
        for name, values in request.POST.lists() if name in form.fields for value in values
    ]  # fmt: skip
    shown = {
        "form": form,
        "client": found,
        "ticket": ticket,
        "asks": asks,
        "said": form.said() if asks else [],
        "sent": sent,
    }
    status = 422 if request.method == "POST" and not asks and "edit" not in request.POST else 200
    return render(request, "workspace/clients/grant.html", shown, status=status)


def _ticket(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("ticket", ""))
    except ValueError:
        return new_id()


def _initial(found: ClientValue) -> dict[str, Any]:
    return {
        "name": found.name, "type_keys": list(found.type_keys), "interfaces": list(found.interfaces),
        "fields_read": list(found.fields), "addresses": "\n".join(found.addresses), "daily_cap": found.daily_cap,
        "valid_from": found.valid_from, "valid_until": found.valid_until,
    }  # fmt: skip


def _agencies(actor: Actor) -> list[tuple[str, str]]:
    reach = access.reach(actor, clients.MANAGE)
    found = {
        agency.id: agency.name for path in sorted(reach.region_paths) for agency in organizations.agencies_in(path)
    }
    return [(str(key), name) for key, name in found.items()]
