"""The Region's page of mandates, through HTTP."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from preau.accounts.roles import Role
from preau.schools import queries
from tests.instants import NOON
from tests.schools.factories import (
    SchoolFactory,
    make_person,
)
from tests.schools.visiting import client_of, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


class TestRegion:
    @pytest.fixture
    def admin(self):
        return make_person(Role.REGIONAL_ADMIN)

    @pytest.mark.requirement("ROL-1")
    def test_gives_the_head_their_mandate(self, school):
        client = client_of(make_person(Role.REGION))
        data = {
            "role": "head_of_school",
            "school": school.uai.lower(),
            "email": "chef@x.invalid",
            "first_name": "Jeanne",
            "last_name": "Morel",
        }

        answer = client.post(reverse("schools:mandate"), data)

        assert answer.status_code == 302
        found = queries.head_of(school, NOON)
        assert found is not None
        assert found.name == "Jeanne Morel"

    def test_is_told_of_a_wrong_uai(self, admin):
        data = {"role": "head_of_school", "school": "0000000X", "email": "chef@x.invalid"}

        answer = client_of(admin).post(reverse("schools:mandate"), data)

        assert answer.status_code == 422
        assert "Aucun lycée n’a cet UAI" in answer.content.decode()

    def test_lists_and_searches_mandates(self, admin, school):
        make_person(Role.ONSITE, school, last_name="Zimmermann")
        client = client_of(admin)

        page = client.get(reverse("schools:mandates"), {"q": "zimmer"}).content.decode()
        none = client.get(reverse("schools:mandates"), {"role": "field_technician"})

        assert "Zimmermann" in page
        assert "Aucun mandat ne répond" in none.content.decode()

    def test_the_region_ends_what_it_may_end(self, school, head):
        desk = make_person(Role.SERVICE_DESK)

        page = client_of(make_person(Role.REGION)).get(reverse("schools:mandates"))

        ends = page.context["ends"]
        assert head.mandates.get().pk in ends
        assert desk.mandates.get().pk not in ends

    def test_the_list_of_mandates_is_flat(self, admin, assert_flat):
        client = client_of(admin)

        def grow():
            make_person(Role.ONSITE, SchoolFactory())

        grow()
        assert_flat(lambda: client.get(reverse("schools:mandates")), grow)

    def test_a_head_does_not_enter(self, head):
        assert client_of(head).get(reverse("schools:mandates")).status_code == 403
        assert client_of(head).get(reverse("schools:mandate")).status_code == 403

    def test_renames_closes_and_reopens(self, admin, school):
        client = client_of(admin)
        heir = SchoolFactory()

        client.post(
            url("name", school),
            {"name": "Lycée Simone-Veil", "official_name": "", "seen": school.version},
        )
        client.post(url("end_of_school", school), {"on": "2026-10-05", "into": heir.uai})

        school.refresh_from_db()
        assert (school.name, school.successor) == ("Lycée Simone-Veil", heir)
        assert heir.name in client.get(school.get_absolute_url()).content.decode()
        client.post(url("reopening", school))
        school.refresh_from_db()
        assert school.closed_on is None
        client.post(url("end_of_school", school), {"on": "2026-10-05", "into": ""})
        school.refresh_from_db()
        assert school.closed_on == date(2026, 10, 5)

    def test_shows_a_person_and_sends_the_invitation_again(self, admin, school):
        person = make_person(Role.STAFF, school)
        person.set_unusable_password()
        person.save()
        client = client_of(admin)
        assert (
            "Renvoyer l’invitation"
            in client.get(reverse("schools:person", args=[person.key])).content.decode()
        )

        answer = client.post(reverse("schools:invitation", args=[person.key]))

        assert answer.status_code == 302

    def test_a_person_is_absent_where_no_mandate_is_shared(self, head):
        stranger = make_person(Role.HEAD, SchoolFactory())

        address = reverse("schools:person", args=[stranger.key])
        assert client_of(head).get(address).status_code == 404
        assert client_of(stranger).get(address).status_code == 200

    def test_a_member_of_staff_invites_nobody(self, school):
        staff, deputy = make_person(Role.STAFF, school), make_person(Role.DEPUTY, school)

        answer = client_of(staff).post(reverse("schools:invitation", args=[deputy.key]))

        assert answer.status_code == 403

    def test_territories_show_their_rtn(self, admin, school):
        officer = make_person(Role.DIGITAL_OFFICER, territory=school.territory)

        page = client_of(admin).get(reverse("schools:territories")).content.decode()

        assert school.territory.name in page
        assert officer.name in page
