"""Keeps the secrets of second steps enciphered in the database, by keys that come from the site's secret key."""

from __future__ import annotations

import base64
import logging
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

logger = logging.getLogger(__name__)

PURPOSE = b"lockup second steps"


def encipher(text: str) -> str:
    """The text as it may lie in the database."""
    return _box().encrypt(text.encode()).decode()


def decipher(text: str) -> str:
    """The text back again.

    If no secret key of the site opens it, which happens after the key was changed without keeping the old one in
    `SECRET_KEY_FALLBACKS`, the answer is a new random secret: nobody's code fits it, and nobody can guess it.
    """
    try:
        return _box().decrypt(text.encode()).decode()
    except InvalidToken:
        logger.error("The secret of a second step cannot be opened: the site's secret key was changed.")
        return base64.b32encode(secrets.token_bytes(20)).decode()


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str | bytes) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(force_bytes(key))
    return base64.urlsafe_b64encode(derived)
