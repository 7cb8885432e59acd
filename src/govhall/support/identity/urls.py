"""Addresses of identity, all under /accounts/. The library's own list isn't included: what isn't here doesn't exist."""

from django.urls import path, re_path
from django.views.generic import RedirectView

from govhall.security.access import public as access
from govhall.support.identity.views import accounts as views
from govhall.support.identity.views import recovery

_to_security = access.permission(access.SIGNED_IN)(RedirectView.as_view(pattern_name="identity_security"))

urlpatterns = [
    path("", _to_security, name="identity_root"),
    path("security/", views.security, name="identity_security"),
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/", views.change_password, name="account_change_password"),
    path("password/forgotten/", recovery.forgotten, name="account_reset_password"),
    path("password/forgotten/sent/", recovery.sent, name="account_reset_password_done"),
    path("password/code/", recovery.code, name="identity_reset_code"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9a-f]{32})-(?P<key>[A-Za-z0-9-]{1,40})/$",
        recovery.new_password,
        name="account_reset_password_from_key",
    ),
    path("password/new/done/", recovery.done, name="account_reset_password_from_key_done"),
    path("real-name/", views.real_name, name="identity_real_name"),
    path("mail-address/", views.email, name="identity_email"),
    path("act-for/", views.switch_party, name="identity_switch_party"),
    path("sessions/", views.session_list, name="usersessions_list"),
    path("sessions/<int:session_id>/end/", views.end_session, name="identity_end_session"),
    path("second-factor/", _to_security, name="mfa_index"),
    path("second-factor/challenge/", views.authenticate, name="mfa_authenticate"),
    path("second-factor/confirm/", views.reauthenticate_factor, name="mfa_reauthenticate"),
    path("second-factor/set-up/", views.activate_totp, name="mfa_activate_totp"),
    path("second-factor/give-up/", views.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", views.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("recovery-codes/file/", views.download_recovery_codes, name="mfa_download_recovery_codes"),
]
