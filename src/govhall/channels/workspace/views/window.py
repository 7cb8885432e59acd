"""
身份核验 at the window: find the account of somebody who stands here, then give a one-time code for a new password, or
raise the person to 高级实名. The officer never sees or sets a password.

What was searched for is posted, so that no identity number stands in an address.
"""

from typing import Any
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
from govhall.channels.workspace.views.requests import actor_of
from govhall.infra import clock
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.security.access import public as access
from govhall.support.identity import public as identity

_PERMISSION = "identity.citizen.recover"


class SearchForm(look.PlainForm):
    """As the identity document says."""

    use_required_attribute = False
    name = forms.CharField(
        label=gettext_lazy("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    id_number = forms.CharField(
        label=gettext_lazy("公民身份号码"), max_length=20, help_text=gettext_lazy("照证件原件填写，18 位。"),
        widget=forms.TextInput(attrs={"class": "num", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip


class SeenForm(look.PlainForm):
    """What the officer has seen with the own eyes."""

    use_required_attribute = False
    is_present = forms.BooleanField(label=gettext_lazy("账号本人在场"), required=False)
    document_seen = forms.BooleanField(
        label=gettext_lazy("已核对身份证原件：姓名、号码、照片与本人一致，证件在有效期内"), required=False
    )
    drops_factor = forms.BooleanField(
        label=gettext_lazy("本人换了手机或者丢了验证器，同时停用动态验证码"), required=False
    )


@access.permission(_PERMISSION)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Find accounts by name and identity number together; every search is written down."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    page: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                page["found"] = identity.find_accounts(**form.cleaned_data, by=actor_of(request), at=clock.now())
                status = 200
            except Conflict as refusal:
                form.add_error(None, refusal.message)
                status = 429
    return render(request, "workspace/people.html", page, status=status)


@access.permission(_PERMISSION)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Show an account and take what the officer has seen; the code that comes out of it is shown once."""
    actor, at = actor_of(request), clock.now()
    found = identity.account_at_window(user_id=user_id, by=actor)
    form = SeenForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        seen = {name: form.cleaned_data[name] for name in ("is_present", "document_seen")}
        try:
            if request.POST.get("act") == "prove":
                identity.prove_at_window(user_id=user_id, **seen, by=actor, at=at)
                messages.success(request, _("已登记为高级实名。"))
                return redirect("workspace:person", user_id=user_id)
            ticket = identity.confirm_at_window(
                user_id=user_id, **seen, drops_factor=form.cleaned_data["drops_factor"], by=actor, at=at
            )
            return show_ticket(request, ticket, back="workspace:people")
        except InvalidInput as fault:
            for name, words in fault.fields.items():
                form.add_error(name, words)
            status = 422
        except Conflict as refusal:
            form.add_error(None, refusal.message)
            status = 409
    page = {
        "found": found, "form": form, "level_name": identity.level_name(found.level), "may_rise": found.level < 3,
    }  # fmt: skip
    return render(request, "workspace/person.html", page, status=status)


def show_ticket(request: HttpRequest, ticket: identity.TicketValue, *, back: str) -> HttpResponse:
    """Show a one-time code: to be scanned, or typed by its holder. The page is kept nowhere."""
    page = {
        "ticket": ticket, "code": identity.grouped_code(ticket.code), "back": back,
        "address": request.build_absolute_uri(ticket.path),
    }  # fmt: skip
    return render(request, "workspace/ticket.html", page)
