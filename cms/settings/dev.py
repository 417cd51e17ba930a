"""Settings for a desk and for `make demo`: one machine, one SQLite file, mail printed on the console."""

from cms.settings.base import *
from cms.settings.base import ENVIRONMENT
from cms.settings.environment import DEV_SECRET_KEY, email_settings

DEBUG = ENVIRONMENT.debug is not False
SECRET_KEY = ENVIRONMENT.secret_key or DEV_SECRET_KEY
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts) or ["localhost", "127.0.0.1", "[::1]"]
INTERNAL_IPS = ["127.0.0.1"]
SERVE_MEDIA = True
WHITENOISE_USE_FINDERS = True  # no collectstatic on a desk
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

if ENVIRONMENT.email_url:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    globals().update(email_settings(ENVIRONMENT.email_url))
