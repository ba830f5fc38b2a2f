"""What the journal keeps of an address that its owner confirms."""

from __future__ import annotations

import pytest

from preau.accounts import actions, facts
from preau.journal.models import Entry
from tests.accounts.factories import UserFactory
from tests.instants import NOON

pytestmark = pytest.mark.django_db


def test_an_address_confirmed_by_its_link_is_written_down_for_its_owner():
    person = UserFactory()

    actions.record_confirmed(person, at=NOON)

    entry = Entry.objects.get(fact=facts.AddressConfirmed.name)
    assert (entry.thing_id, entry.person_key, entry.at) == (person.pk, str(person.key), NOON)
