"""
The account pages: sign in and out, register, second factor, password, sessions, real name, acting for others.

Library views are mounted one by one in our dress, so that none of their pages appears by accident.
"""

from typing import Any
from uuid import UUID

from allauth.account import views as account_views
from allauth.account.decorators import reauthentication_required
from allauth.core.internal import ratelimit
from allauth.mfa.base import views as factor_views
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout as end_own_session
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import DomainError
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.security.privacy import public as privacy
from govhall.support.identity import forms, rules, selectors
from govhall.support.identity.models import User
from govhall.support.identity.services import acting, persons, sessions, verification

_public = access.permission(access.PUBLIC)
_signed_in = access.permission(access.SIGNED_IN)

# The register must not become an oracle: whoever holds somebody's name and number could try all dates.
REAL_NAME_RATE = "5/1d/user"

# What an owner is told of the own account.
OWN_EVENTS = (
    "identity.session.", "identity.login.", "identity.password.", "identity.second_factor.", "identity.ticket.",
    "identity.email.",
)  # fmt: skip


class SignupView(account_views.SignupView):  # type: ignore[misc]  # allauth carries no types
    """Registration; failures of the act are shown beside their fields."""

    form_class = forms.SignupForm
    permission = access.PUBLIC

    def form_valid(self, form: forms.SignupForm) -> HttpResponse:
        """Register and sign in, or show what is wrong."""
        try:
            response: HttpResponse = super().form_valid(form)
        except DomainError as error:
            form.show(error)
            return self.form_invalid(form)  # type: ignore[no-any-return]  # allauth carries no types
        return response

    def get_form_class(self) -> type[forms.SignupForm]:
        """Return our form."""
        return self.form_class


login = _public(account_views.LoginView.as_view(form_class=forms.LoginForm))
signup = SignupView.as_view()
logout = _public(account_views.LogoutView.as_view())
inactive = _public(account_views.AccountInactiveView.as_view())
authenticate = _public(factor_views.AuthenticateView.as_view(form_class=forms.AuthenticateForm))

reauthenticate = _signed_in(account_views.ReauthenticateView.as_view(form_class=forms.ReauthenticateForm))
reauthenticate_factor = _signed_in(factor_views.ReauthenticateView.as_view(form_class=forms.FactorForm))
change_password = _signed_in(never_cache(account_views.PasswordChangeView.as_view(form_class=forms.ChangePasswordForm)))
activate_totp = _signed_in(never_cache(totp_views.ActivateTOTPView.as_view(form_class=forms.ActivateTOTPForm)))
deactivate_totp = _signed_in(totp_views.DeactivateTOTPView.as_view())
recovery_codes = _signed_in(never_cache(recovery_views.ViewRecoveryCodesView.as_view()))
generate_recovery_codes = _signed_in(recovery_views.GenerateRecoveryCodesView.as_view())
download_recovery_codes = _signed_in(recovery_views.DownloadRecoveryCodesView.as_view())


@require_GET
@_signed_in
def security(request: HttpRequest) -> HttpResponse:
    """Show how safe the account is: password, second factor, sessions, real name, what happened lately."""
    user, at = _user(request), clock.now()
    person = selectors.person_of(user.id) if forms.is_applicant(user) else None
    context = {
        "user_account": user,
        "password_days_left": rules.password_notice(user.password_changed_at, at=at),
        "has_factor": sessions.has_second_factor(user.id),
        "person": person,
        "level_name": rules.level_name(person.level) if person else "",
        "events": _own_events(user),
        "parties": selectors.parties_of(user.id, at=at) if person else (),
        "actor": _actor(request),
        "email": privacy.mask_email(selectors.contact_of_account(user.id).email) if person else "",
    }
    return render(request, "identity/security.html", context)


@require_GET
@never_cache
@_signed_in
def session_list(request: HttpRequest) -> HttpResponse:
    """Show where the account is signed in."""
    found = UserSession.objects.purge_and_list(_user(request))
    listed = [
        {
            "id": row.id,
            "device": rules.browser_name(row.user_agent),
            "address": row.ip,
            "created_at": row.created_at,
            "is_current": row.session_key == request.session.session_key,
        }
        for row in sorted(found, key=lambda row: row.created_at, reverse=True)
    ]
    return render(request, "identity/sessions.html", {"sessions": listed})


@require_POST
@_signed_in
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one session of the own account; ending the present one signs out."""
    try:
        is_own = sessions.end_session(user=_user(request), session_id=session_id, request=request, at=clock.now())
    except sessions.SessionNotFound as error:
        messages.warning(request, error.message)
        return redirect("usersessions_list")
    if is_own:
        end_own_session(request)
        return redirect("account_login")
    messages.success(request, _("已结束那个登录。如果不是您本人登录的，请马上修改密码。"))
    return redirect("usersessions_list")


@require_POST
@_signed_in
def switch_party(request: HttpRequest) -> HttpResponse:
    """Act for another party from now on, and stay on the page."""
    form = forms.PartyForm(request.POST)
    if not form.is_valid():
        raise Http404
    party_id: UUID = form.cleaned_data["party"]
    try:
        acting.switch_party(session=request.session, actor=_actor(request), party_id=party_id, at=clock.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        name = selectors.party(party_id).name
        messages.success(request, _("现在以“%(name)s”的身份办理。") % {"name": name})
    return HttpResponseRedirect(_next(request))


@_signed_in
def real_name(request: HttpRequest) -> HttpResponse:
    """Compare the person with the population register (level 2), or say where to go instead."""
    user = _user(request)
    person = selectors.person_of(user.id)
    if person is None:
        raise Http404
    form = forms.RealNameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not ratelimit.consume(
        request, app="govhall.identity", action="real-name", config={"real-name": REAL_NAME_RATE}, user=user
    ):
        form.add_error(None, _("今天核验的次数已用完。请明天再试，或者带身份证件到窗口办理。"))
    elif request.method == "POST" and form.is_valid():
        issue_date = form.cleaned_data["issue_date"].isoformat()
        try:
            verification.verify_real_name(user_id=user.id, issue_date=issue_date, by=_actor(request), at=clock.now())
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("实名核验通过，现在可以办理需要中级实名的事项。"))
            return HttpResponseRedirect(_next(request))
    context = {
        "form": form,
        "person": person,
        "level_name": rules.level_name(person.level),
        "is_available": verification.FileRegistryVerifier().is_available(),
        "next": request.GET.get("next", ""),
    }
    return render(request, "identity/real_name.html", context)


@_signed_in
@never_cache
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth carries no types
@require_http_methods(["GET", "HEAD", "POST"])
def email(request: HttpRequest) -> HttpResponse:
    """Change the address for links to a new password: only after the password was given anew."""
    user = _user(request)
    contact = selectors.contact_of_account(user.id)
    form = forms.EmailForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        persons.change_email(user_id=user.id, email=form.cleaned_data["email"], by=_actor(request), at=clock.now())
        messages.success(request, _("邮箱已更换。"))
        return redirect("identity_security")
    page = {"form": form, "held": privacy.mask_email(contact.email) if contact.email else ""}
    return render(request, "identity/email.html", page, status=422 if form.errors else 200)


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor")  # noqa: B009  (no type has it)
    return actor


def _next(request: HttpRequest) -> str:
    """Return the page to go to: the one asked for if it is ours, else the security page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return reverse("identity_security")


def _own_events(user: User) -> list[dict[str, Any]]:
    found = audit.entries(target_id=str(user.id), action="identity.", limit=30)
    return [
        {
            "word": entry.action_label,
            "at": entry.at,
            "address": entry.address,
            "tone": "info" if entry.succeeded else "warn",
        }
        for entry in found
        if entry.action.startswith(OWN_EVENTS)
    ][:8]
