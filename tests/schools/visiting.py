"""What the tests of the pages share."""

from __future__ import annotations

from django.urls import reverse

from tests.signing_in import enter


def client_of(user):
    return enter(user)


def url(name, school, *args):
    return reverse(f"schools:{name}", args=[school.uai, *args])
