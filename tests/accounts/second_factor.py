"""What the tests of the second factor share: the way through its pages."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from preau.mail.models import Outgoing
from tests.accounts.factories import PASSWORD
from tests.accounts.totp import code_of

FACTORS = reverse("accounts:factors")


APPLICATION = reverse("accounts:application")


def sign_in(person, client=None):
    client = client or Client()
    answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client, answer["Location"]


def secret_on(page) -> str:
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page.content.decode())
    assert found
    return found[1].replace(" ", "")


def set_up(client) -> tuple[str, list[str]]:
    """Go through the pages; the secret and the recovery codes."""
    secret = secret_on(client.get(APPLICATION))
    shown = client.post(APPLICATION, {"code": code_of(secret)})
    assert shown.status_code == 200
    return secret, re.findall(r"<li><code>(\d{8})</code>", shown.content.decode())


def told(person) -> list[str]:
    return list(
        Outgoing.objects.filter(person=person).order_by("pk").values_list("subject", flat=True)
    )
