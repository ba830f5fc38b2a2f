"""Secrets of second factors, unreadable for whoever gets hold of a copy of the database."""

from __future__ import annotations

from base64 import b32encode, urlsafe_b64encode
from hashlib import sha256
from secrets import token_bytes

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def lock(text: str) -> str:
    """Encrypt under the instance's secret key."""
    return _keys().encrypt(text.encode()).decode()


def unlock(locked: str) -> str:
    """Decrypt, also what was locked under a former secret key (SECRET_KEY_FALLBACKS).

    Where no key fits any more, the answer is a secret that nobody has: every code is wrong, and
    an administrator resets the factor.
    """
    try:
        return _keys().decrypt(locked.encode()).decode()
    except InvalidToken:
        return b32encode(token_bytes(20)).decode()


def _keys() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [sha256(b"accounts.factor" + force_bytes(key)).digest() for key in keys]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
