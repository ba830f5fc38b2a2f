"""Letters about mandates and access."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from preau.accounts.actions import Newcomer
from preau.accounts.roles import Role
from preau.mail.models import Outgoing
from preau.schools import actions
from preau.schools.actions.vacancies import ask_heads
from preau.schools.models import Mandate
from tests.accounts.factories import PASSWORD, UserFactory
from tests.instants import NOON
from tests.schools.factories import SchoolFactory, actor, make_person

pytestmark = pytest.mark.django_db

LINK = re.compile(r"http://localhost:8000(/account/[^\s\"<>()\]]+)")


@pytest.fixture
def school():
    return SchoolFactory(name="Lycée Marie-Laurencin")


@pytest.fixture
def head(school):
    return make_person(Role.HEAD, school, first_name="Paule", last_name="Durand")


@pytest.mark.requirement("ROL-1")
class TestDesignated:
    def test_a_newcomer_chooses_a_password_by_the_letter_and_comes_in(
        self, school, head, run_worker
    ):
        newcomer = Newcomer(email="ines@lycee.invalid", first_name="Inès", last_name="Bernard")
        actions.designate_correspondent(school, newcomer, by=actor(head))
        from preau.agenda import wiring

        sent = wiring.DRAINS.pop("mail.out")
        try:
            run_worker(NOON)
        finally:
            wiring.DRAINS["mail.out"] = sent

        letter = Outgoing.objects.get()
        assert letter.to_email == "ines@lycee.invalid"
        assert letter.is_secret
        given = "Paule Durand vous confie un mandat : Correspondant, Lycée Marie-Laurencin"
        assert given in letter.text
        address = LINK.search(letter.text)[1]
        client = Client()
        with time_machine.travel(NOON + timedelta(hours=1)):
            assert client.get(address).status_code == 200
            answer = client.post(address, {"password": PASSWORD, "again": PASSWORD})
            assert answer.status_code == 302
            page = client.get(school.get_absolute_url())
        assert "Inès Bernard" in page.content.decode()

    def test_a_known_person_is_told_without_a_link(self, school, head, run_worker):
        teacher = UserFactory(signs_in=True)
        actions.designate_correspondent(school, teacher, by=actor(head))

        run_worker(NOON)

        letter = Outgoing.objects.get()
        assert (letter.to_email, letter.is_secret) == (teacher.email, False)
        assert "/account/invitation/" not in letter.text

    def test_the_former_one_is_told_and_the_successor_hears_of_the_deputies(
        self, school, head, run_worker
    ):
        former = make_person(Role.CORRESPONDENT, school)
        make_person(Role.DEPUTY, school, stands_for=former)
        teacher = UserFactory(signs_in=True)
        actions.designate_correspondent(school, teacher, by=actor(head))

        run_worker(NOON)

        letters = {letter.to_email: letter for letter in Outgoing.objects.all()}
        assert letters[former.email].subject.startswith("Fin de votre mandat")
        assert "confirmez-les" in letters[teacher.email].text

    def test_an_import_tells_nobody(self, run_worker):
        admin = make_person(Role.REGIONAL_ADMIN)
        actions.give_mandate(UserFactory(), Role.FIELD, by=actor(admin), tell=False)

        run_worker(NOON)

        assert not Outgoing.objects.exists()


@pytest.mark.requirement("ROL-1")
class TestAskHead:
    def test_the_head_is_asked_as_soon_as_nobody_is_left(self, school, head, run_worker):
        correspondent = make_person(Role.CORRESPONDENT, school)
        actions.end_mandate(Mandate.objects.get(person=correspondent), by=actor(head))

        run_worker(NOON)

        asked = Outgoing.objects.get(to_email=head.email)
        assert asked.subject == "Lycée Marie-Laurencin : désignez votre correspondant"
        assert reverse("schools:correspondent", args=[school.uai]) in asked.text

    def test_the_daily_round_asks_once_a_fortnight(self, school, head, run_worker):
        for day in range(20):
            ask_heads(NOON + timedelta(days=day))
        run_worker(NOON + timedelta(days=20))

        assert Outgoing.objects.filter(to_email=head.email).count() == 2

    def test_nobody_is_asked_where_there_is_one(self, school, head, run_worker):
        make_person(Role.CORRESPONDENT, school)
        ask_heads(NOON)

        run_worker(NOON)

        assert not Outgoing.objects.exists()

    def test_a_letter_that_comes_too_late_is_not_written(self, school, head, run_worker):
        ask_heads(NOON)
        actions.take_correspondence(school, by=actor(head))

        run_worker(NOON)

        assert not Outgoing.objects.exists()


class TestSecretLetters:
    def test_a_forgotten_password_leaves_by_the_outbox(self, client):
        person = UserFactory(signs_in=True)

        answer = client.post(
            reverse("account_reset_password"), {"email": person.email}, HTTP_HOST="localhost"
        )

        assert answer.status_code == 302
        letter = Outgoing.objects.get()
        assert (letter.to_email, letter.is_secret) == (person.email, True)
        address = LINK.search(letter.text)[1]
        page = client.get(address, follow=True)
        assert page.status_code == 200
        new = "un prunier sous la pluie"
        done = client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
        assert done.status_code == 302
        person.refresh_from_db()
        assert person.check_password(new)

    def test_a_stranger_gets_the_same_answer_and_no_letter(self, client):
        answer = client.post(reverse("account_reset_password"), {"email": "x@ailleurs.invalid"})

        assert answer.status_code == 302
        assert not Outgoing.objects.exists()

    @pytest.mark.requirement("INC-3")
    def test_an_address_is_confirmed_by_its_link(self, client_for):
        person = UserFactory(signs_in=True)
        client = client_for(person)

        client.post(reverse("account_email"), {"action_add": "", "email": "autre@x.invalid"})

        letter = Outgoing.objects.get()
        assert letter.to_email == "autre@x.invalid"
        address = LINK.search(letter.text)[1]
        assert not person.emailaddress_set.get(email="autre@x.invalid").verified
        client.post(address)
        assert person.emailaddress_set.get(email="autre@x.invalid").verified
