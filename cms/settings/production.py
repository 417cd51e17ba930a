"""Settings for people: refuses to start half-configured, HTTPS only, files with a digest in their names."""

from django.core.exceptions import ImproperlyConfigured

from cms.settings.base import *
from cms.settings.base import ENVIRONMENT, STORAGES
from cms.settings.environment import email_settings, refusals

if _refusals := refusals(ENVIRONMENT):
    raise ImproperlyConfigured("Lockup does not start in production like this. " + " ".join(_refusals))

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.base_url]
WAGTAILADMIN_BASE_URL = ENVIRONMENT.base_url

# W019 asks for X-Frame-Options DENY; the admin shows previews of our own pages in a frame.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = ENVIRONMENT.hsts_seconds
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
STAFF_NEED_SECOND_STEP = ENVIRONMENT.staff_second_step is not False
if ENVIRONMENT.trusted_proxy:
    # Only behind a proxy that drops this header from visitors: otherwise anyone could claim to come by HTTPS.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
globals().update(email_settings(ENVIRONMENT.email_url))
