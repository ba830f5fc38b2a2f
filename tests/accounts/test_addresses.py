"""A person's addresses: whoever holds one can choose a new password, and letters from it count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from preau.accounts import actions, facts
from preau.journal.models import Entry
from tests.accounts.factories import PASSWORD, UserFactory
from tests.instants import NOON

pytestmark = pytest.mark.django_db

ADDRESSES = reverse("account_email")


def test_an_address_confirmed_by_its_link_is_written_down_for_its_owner():
    person = UserFactory()

    actions.record_confirmed(person, at=NOON)

    entry = Entry.objects.get(fact=facts.AddressConfirmed.name)
    assert (entry.thing_id, entry.person_key, entry.at) == (person.pk, str(person.key), NOON)


@pytest.mark.usefixtures("at_noon")
class TestChange:
    @pytest.fixture
    def person(self):
        return UserFactory(signs_in=True)

    @pytest.fixture
    def client(self, person):
        client = Client()
        client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
        return client

    def add(self, client):
        return client.post(ADDRESSES, {"action_add": "", "email": "autre@ailleurs.invalid"})

    def test_is_for_whoever_just_came_in(self, client):
        self.add(client)

        assert EmailAddress.objects.filter(email="autre@ailleurs.invalid").exists()

    @pytest.mark.parametrize("verb", ["action_primary", "action_remove"])
    def test_long_after_the_password_is_asked_again(self, client, person, at_noon, verb):
        other = EmailAddress.objects.create(user=person, email="b@x.invalid", verified=True)
        at_noon.shift(timedelta(minutes=20))

        answer = client.post(ADDRESSES, {verb: "", "email": "b@x.invalid"})

        assert answer["Location"].startswith(reverse("account_reauthenticate"))
        other.refresh_from_db()
        assert not other.primary

    def test_once_the_password_is_given_it_is_done(self, client, at_noon):
        at_noon.shift(timedelta(minutes=20))
        asked = self.add(client)
        assert not EmailAddress.objects.filter(email="autre@ailleurs.invalid").exists()

        client.post(asked["Location"], {"password": PASSWORD})

        assert EmailAddress.objects.filter(email="autre@ailleurs.invalid").exists()
