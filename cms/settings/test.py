"""Settings for the tests: nothing leaves the process, nothing depends on the machine's own settings."""

from cms.settings.base import *
from cms.settings.base import BASE_DIR

DEBUG = False
SECRET_KEY = "test-key-that-signs-nothing-outside-of-the-tests-0123456789"  # noqa: S105 - signs nothing outside tests
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast; tests do not guard secrets
MEDIA_ROOT = BASE_DIR / "var" / "test-media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# The folder that collectstatic fills need not exist here, and WhiteNoise would warn about it.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
