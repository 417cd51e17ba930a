"""Settings of signing in: django-allauth for the portal and the Wagtail admin alike, by e-mail, passkey and code."""

from __future__ import annotations

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60

AUTHENTICATION_BACKENDS = ["cms.sign_in.EmailBackend"]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "welcome"
PARTNER_START_URL = "/portal/"
"""Where somebody who is not staff begins; staff begin in the admin. View `welcome` reads it."""

# --- Wagtail's own sign-in, password and e-mail screens are off: ours count tries and know second steps ---------------

WAGTAILADMIN_LOGIN_URL = "/sign-in/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False

# --- Accounts --------------------------------------------------------------------------------------------------------

ACCOUNT_ADAPTER = "cms.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]  # nobody signs up, but allauth checks that they agree
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address came from an invitation or from staff; a change of it is confirmed
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 1
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a form for anyone must not send mail to strangers
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * MINUTE
ACCOUNT_SESSION_REMEMBER = None  # ask
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
PASSWORD_RESET_TIMEOUT = 2 * HOUR

ACCOUNT_FORMS = {
    "login": "cms.sign_in_forms.SignInForm",
    "reset_password": "cms.sign_in_forms.ForgottenForm",
    "reset_password_from_key": "cms.sign_in_forms.NewPasswordForm",
    "change_password": "cms.sign_in_forms.ChangePasswordForm",
    "set_password": "cms.sign_in_forms.FirstPasswordForm",
    "reauthenticate": "cms.sign_in_forms.ConfirmByPasswordForm",
    "add_email": "cms.sign_in_forms.ChangeEmailForm",
}

# How many tries, in how long, counted by what: `ip` is the visitor's address (of IPv6 its /64), `key` the account or
# e-mail address that is tried, `user` who is signed in. Kept in the database cache, so that all processes count as one.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,60/h/ip,5/5m/key,20/h/key",
    "reset_password": "10/m/ip,3/5m/key,10/d/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user,20/h/user",
    "manage_email": "10/m/user,30/d/user",
    "confirm_email": "1/3m/key",
}

# --- Passkeys, codes of an app, recovery codes -----------------------------------------------------------------------

MFA_ADAPTER = "cms.sign_in.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True  # else a change of address that waits for its click would bar a second step
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be 30 seconds off
MFA_TOTP_ISSUER = "Lockup"
MFA_RECOVERY_CODES_SHOW_ONCE = False
MFA_RATE_LIMITS = {"webauthn_login": "20/m/ip"}
MFA_FORMS = {
    "authenticate": "cms.sign_in_forms.CodeForm",
    "reauthenticate": "cms.sign_in_forms.ConfirmByCodeForm",
    "activate_totp": "cms.sign_in_forms.AddAppForm",
    "add_webauthn": "cms.sign_in_forms.AddPasskeyForm",
    "login_webauthn": "cms.sign_in_forms.SignInByPasskeyForm",
    "authenticate_webauthn": "cms.sign_in_forms.PasskeyForm",
    "reauthenticate_webauthn": "cms.sign_in_forms.ConfirmByPasskeyForm",
    "edit_webauthn": "cms.sign_in_forms.RenamePasskeyForm",
}

# --- What several processes share ------------------------------------------------------------------------------------

# Counts of tries and codes already used live here. In the memory of each process, every worker would allow them anew.
SHARED_CACHE_TABLE = "shared_cache"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": SHARED_CACHE_TABLE,
        # Far more entries than limits let a visitor make, so that nobody pushes out what is counted.
        "OPTIONS": {"MAX_ENTRIES": 100_000, "CULL_FREQUENCY": 10},
    }
}
