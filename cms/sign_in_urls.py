"""Addresses of signing in and of one's own account: allauth's views at addresses of ours, and none for signing up."""

from __future__ import annotations

from allauth.account import views
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as steps
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.contrib.auth.decorators import login_required
from django.urls import path, re_path
from django.views.generic import RedirectView

from cms.sign_in_views import choose_language, welcome

sure = reauthentication_required(app="allauth.account")
"""Asks for the password or another proof once more if the last one is a while ago."""

urlpatterns = [
    path("welcome/", welcome, name="welcome"),
    path("language/", choose_language, name="set_language"),
    # Wagtail's own sign-in would pass by second steps and limits.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    # In
    path("sign-in/", views.login, name="account_login"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/code/", steps.authenticate, name="mfa_authenticate"),
    path("sign-in/closed/", views.account_inactive, name="account_inactive"),
    path("sign-in/forgotten/", views.password_reset, name="account_reset_password"),
    path("sign-in/forgotten/sent/", views.password_reset_done, name="account_reset_password_done"),
    path("sign-in/forgotten/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^sign-in/forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("sign-in/again/", views.reauthenticate, name="account_reauthenticate"),
    path("sign-in/again/code/", steps.reauthenticate, name="mfa_reauthenticate"),
    path("sign-in/again/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    # Out
    path("sign-out/", views.logout, name="account_logout"),
    # One's own account
    path("account/", steps.index, name="mfa_index"),
    path("account/password/", views.password_change, name="account_change_password"),
    path("account/password/first/", sure(views.password_set), name="account_set_password"),
    path("account/email/", login_required(sure(views.email)), name="account_email"),
    re_path(r"^account/email/confirm/(?P<key>[-:\w]+)/$", views.confirm_email, name="account_confirm_email"),
    path("account/app/", app.activate_totp, name="mfa_activate_totp"),
    path("account/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("account/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/recovery-codes/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
]
