"""The accounts, as administrators look after them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from preau.accounts import actions as accounts
from preau.accounts.roles import Role
from preau.journal.models import Entry
from tests.accounts.factories import UserFactory
from tests.conftest import assert_flat
from tests.instants import NOON
from tests.schools.factories import SchoolFactory, actor, make_person
from tests.signing_in import enter

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("ROL-7"),
    pytest.mark.usefixtures("at_noon"),
]

URL = reverse("schools:accounts")


@pytest.fixture
def admin():
    return make_person(Role.REGIONAL_ADMIN, last_name="Zzadmin", signs_in=True)


def invited(**fields):
    person = make_person(Role.CORRESPONDENT, SchoolFactory(), **fields)
    person.set_unusable_password()
    person.save()
    return person


def shown(client, **query) -> set[int]:
    page = client.get(URL, query)
    assert page.status_code == 200
    return {row.pk for row in page.context["page"]}


class TestFilters:
    def test_of_access(self, admin):
        client = enter(admin)
        new = invited()
        closed = UserFactory(signs_in=True, is_active=False)
        asleep = UserFactory(signs_in=True, last_login=NOON - timedelta(days=366))
        awake = UserFactory(signs_in=True, last_login=NOON - timedelta(days=364))

        assert shown(client, access="invited") == {new.pk}
        assert shown(client, access="closed") == {closed.pk}
        assert shown(client, access="asleep") == {asleep.pk}
        assert shown(client, access="open") == {admin.pk, asleep.pk, awake.pk}
        assert shown(client, access="nonsense") == shown(client)

    def test_of_the_second_factor(self, admin):
        client = enter(admin)
        agent = make_person(Role.SERVICE_DESK)
        teacher = make_person(Role.STAFF, SchoolFactory())
        accounts.add_key(admin, by=actor(admin), name="Clé", credential={})

        client = enter(admin)
        assert shown(client, factor="set_up") == {admin.pk}
        assert shown(client, factor="missing") == {agent.pk}
        assert shown(client, factor="none") == {agent.pk, teacher.pk}

    def test_of_words_and_duty(self, admin):
        client = enter(admin)
        person = invited(first_name="Éloïse", last_name="Ançay", email="eloise@lycee.invalid")

        assert shown(client, q="ancay") == {person.pk}
        assert shown(client, q="ELOISE@lycee") == {person.pk}
        assert shown(client, role="correspondent") == {person.pk}


class TestPage:
    def test_says_what_one_looks_after(self, admin):
        agent = make_person(Role.SERVICE_DESK, last_login=NOON - timedelta(days=3))
        new = invited()

        page = enter(admin).get(URL).content.decode()

        assert "manquant" in page
        assert agent.email in page
        assert page.count("Inviter à nouveau") == 1
        assert reverse("schools:invitation", args=[new.key]) in page

    def test_invites_again(self, admin):
        new = invited()

        enter(admin).post(reverse("schools:invitation", args=[new.key]))

        assert Entry.objects.filter(fact="accounts.person.invited").exists()

    def test_is_for_administrators(self):
        school = SchoolFactory()
        for role in (Role.REGION, Role.SERVICE_DESK):
            assert enter(make_person(role)).get(URL).status_code == 403
        assert enter(make_person(Role.HEAD, school)).get(URL).status_code == 403

    def test_one_of_an_academie_sees_its_own(self):
        ours = make_person(Role.CORRESPONDENT, SchoolFactory(academy="Créteil"))
        make_person(Role.CORRESPONDENT, SchoolFactory(academy="Paris"))
        UserFactory()
        local = make_person(Role.REGIONAL_ADMIN, academy="Créteil")

        assert shown(enter(local)) == {ours.pk, local.pk}

    def test_is_flat(self, admin):
        client = enter(admin)
        invited()

        assert_flat(lambda: client.get(URL), invited)
