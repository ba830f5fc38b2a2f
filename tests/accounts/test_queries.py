"""Names behind keys, and people behind addresses."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import pytest
from allauth.account.models import EmailAddress

from preau.accounts import queries
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


@dataclass
class Entry:
    person_key: str
    behalf_key: str = ""


class TestNames:
    def test_turns_keys_into_names_in_one_query(self, django_assert_num_queries):
        claire = UserFactory(first_name="Claire", last_name="Martin")
        paul = UserFactory(first_name="Paul", last_name="Durand")
        erased = str(uuid.uuid4())

        with django_assert_num_queries(1):
            names = queries.names([str(claire.key), str(paul.key), "preau", "", erased])

        assert names == {
            str(claire.key): "Claire Martin",
            str(paul.key): "Paul Durand",
            "preau": "Préau",
            erased: "une personne effacée",
        }

    @pytest.mark.requirement("ROL-2")
    def test_says_for_whom_it_was_done(self):
        names = {"c": "Claire Martin", "p": "Paul Durand"}

        assert queries.signature(Entry("c"), names) == "Claire Martin"
        assert queries.signature(Entry("c", "p"), names) == "Claire Martin, pour Paul Durand"
        assert queries.signature(Entry("c", "c"), names) == "Claire Martin"

    def test_the_subject_of_a_sentence_closes_its_comma(self):
        names = {"c": "Claire Martin", "p": "Paul Durand"}

        assert queries.subject(Entry("c"), names) == "Claire Martin"
        assert queries.subject(Entry("c", "p"), names) == "Claire Martin, pour Paul Durand,"
        assert queries.subject(Entry("x"), names) == queries.signature(Entry("x"), names)


class TestAddresses:
    @pytest.mark.requirement("INC-3")
    def test_a_sender_is_known_by_a_confirmed_address_alone(self):
        person = UserFactory(email="claire@ecole.invalid")
        EmailAddress.objects.create(user=person, email="autre@ecole.invalid", verified=True)
        EmailAddress.objects.create(user=person, email="attente@ecole.invalid", verified=False)

        assert queries.person_by_address(" CLAIRE@ecole.invalid") == person
        assert queries.person_by_address("autre@ecole.invalid") == person
        assert queries.person_by_address("attente@ecole.invalid") is None

    @pytest.mark.requirement("ROL-1")
    def test_a_colleagues_address_added_to_ones_account_does_not_get_their_duty(self):
        paul = UserFactory(email="paul@ecole.invalid")
        EmailAddress.objects.create(user=paul, email="claire@ecole.invalid", verified=False)

        assert queries.person_known_by("claire@ecole.invalid") is None

        claire = UserFactory(email="claire@ecole.invalid", confirmed=False)
        assert queries.person_known_by("Claire@ecole.invalid") == claire
        assert queries.person_known_by("paul@ecole.invalid") == paul
