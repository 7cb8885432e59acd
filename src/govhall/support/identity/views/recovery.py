"""
A lost password: ask for a link, or bring a code, and set a new password.

The last page is the library's, which takes the code out of the address; whether a code is good our tickets say.
"""

from typing import Any

from allauth.account import views as library
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from govhall.infra import clock
from govhall.kernel.actor import Actor, ActorKind
from govhall.security.access import public as access
from govhall.support.identity import forms
from govhall.support.identity.choices import AccountKind
from govhall.support.identity.services import recovery, sessions, tickets

_public = access.permission(access.PUBLIC)


@_public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by e-mail. Every name gets the same answer."""
    form = forms.ForgottenForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            username = form.cleaned_data["username"]
            if ratelimit.consume(request, app="allauth.account", action="reset_password", key=username.strip().lower()):
                recovery.ask_link(username=username, by=_visitor(request), at=clock.now())
                return redirect("account_reset_password_done")
            form.add_error(None, _("操作太频繁，请一小时后再试，或者带身份证件到任一综合窗口办理。"))
        status = 422
    return render(request, "account/password_reset.html", {"form": form}, status=status)


@_public
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say what happens now, whoever asked."""
    return render(request, "account/password_reset_done.html")


@_public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take a code as it was typed and lead to the page for the new password."""
    form = forms.CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        allowed = ratelimit.consume(request, app="allauth.account", action="reset_password_from_key")
        if not allowed:
            form = forms.CodeForm(initial={})
            messages.error(request, _("操作太频繁，请一分钟后再试。"))
            status = 429
        elif form.is_valid() and form.user is not None:
            return redirect(tickets.path_of(form.user.id, form.cleaned_data["code"]))
        else:
            status = 422
    return render(request, "account/password_code.html", {"form": form}, status=status)


@method_decorator(never_cache, name="dispatch")
class NewPasswordView(library.PasswordResetFromKeyView):  # type: ignore[misc]  # allauth carries no types
    """Set a new password with a ticket."""

    permission = access.PUBLIC

    def get_form_class(self) -> type[forms.NewPasswordForm]:
        """Return our form."""
        return forms.NewPasswordForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whose password it is: the person may have forgotten the username too."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = getattr(self, "reset_user", None)
        return context | {"username": user.username if user else ""}

    def form_valid(self, form: forms.NewPasswordForm) -> HttpResponse:
        """Use the ticket, and sign out whoever was signed in here."""
        try:
            done = form.redeem(address=sessions.address_of(self.request))
        except tickets.TicketUnusable:
            refused: HttpResponse = self.render_to_response(self.get_context_data(token_fail=True))
            return refused
        self.request.session.flush()
        tickets.forget_failures(self.request, done.user.username)
        if done.dropped_factor and done.user.kind == AccountKind.OFFICER:
            messages.info(self.request, _("登录时会请您重新启用动态验证码。"))
        return redirect("account_reset_password_from_key_done")


new_password = NewPasswordView.as_view()


@_public
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Say that the new password counts from now on."""
    return render(request, "account/password_reset_from_key_done.html")


def _visitor(request: HttpRequest) -> Actor:
    return Actor(kind=ActorKind.VISITOR, address=sessions.address_of(request))
