"""The one-time link by which a person chooses a password: nothing is stored, nothing is reused."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from preau.accounts.models import User

#: A fortnight, so that a letter sent before short holidays is still good after them.
VALID_FOR = timedelta(days=14)
_SALT = "accounts.invitation"


def link(person: User, at: datetime) -> str:
    """The full address of the page where the person chooses a password, good for a fortnight."""
    return f"{settings.PREAU_URL}{reverse('accounts:invitation', args=[token(person, at)])}"


def token(person: User, at: datetime) -> str:
    """The secret part of the link."""
    until = (at + VALID_FOR).isoformat()
    return signing.dumps([str(person.key), until, _fingerprint(person)], salt=_SALT)


def person_of(token: str, at: datetime) -> User | None:
    """Whom a link invites; nobody once it was used, has expired or was tampered with."""
    try:
        key, until, fingerprint = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = User.objects.filter(key=key, is_active=True).first()
    if person is None or at >= datetime.fromisoformat(until):
        return None
    return person if constant_time_compare(fingerprint, _fingerprint(person)) else None


def _fingerprint(person: User) -> str:
    # The stored password is part of it: choosing one makes every earlier link void.
    return salted_hmac(_SALT, f"{person.pk}{person.password}{person.email}").hexdigest()[:32]
