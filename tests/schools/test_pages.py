"""The pages of lycées, through HTTP."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from preau.accounts.roles import SCHOOL_ROLES, Role
from preau.schools.models import Closure, Exchange, Headcount, NamedReporter
from preau.ui import formats
from tests.accounts.factories import UserFactory
from tests.instants import NOON
from tests.schools.factories import (
    RoomFactory,
    SchoolFactory,
    make_person,
)
from tests.schools.visiting import client_of, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


class TestList:
    @pytest.fixture
    def region(self):
        return client_of(make_person(Role.REGION))

    def names(self, client, **query):
        answer = client.get(reverse("schools:list"), {"state": "", **query})
        assert answer.status_code == 200
        return [school.name for school in answer.context["page"]]

    def test_finds_each_word_without_its_accents(self, region):
        SchoolFactory(name="Lycée Évariste-Galois", commune="Noisy-le-Grand")
        SchoolFactory(name="Lycée Galilée", commune="Gennevilliers")

        assert self.names(region, q="evariste noisy") == ["Lycée Évariste-Galois"]
        assert self.names(region, q="EVARISTE gennevilliers") == []

    def test_finds_a_uai_and_a_former_name(self, region, school):
        school.former_names.create(name="Lycée de la Plâtrière", until_on="2019-08-31")
        SchoolFactory()

        assert self.names(region, q=school.uai.lower()) == [school.name]
        assert self.names(region, q="platriere") == [school.name]

    def test_filters_by_place_and_kind(self, region):
        paris = SchoolFactory()
        creteil = SchoolFactory(
            academy="Créteil", department_code="094", department_name="Val-de-Marne", kind="LP"
        )

        assert self.names(region, academy="Créteil") == [creteil.name]
        assert self.names(region, department="075") == [paris.name]
        assert self.names(region, kind="LP") == [creteil.name]

    @pytest.mark.requirement("ROL-1")
    def test_shows_the_region_who_has_no_correspondent(self, region, school):
        other = SchoolFactory()
        make_person(Role.CORRESPONDENT, other)
        make_person(Role.CORRESPONDENT, school, until=NOON)

        assert self.names(region, missing="correspondent") == [school.name]
        home = region.get("/").content.decode()
        assert "Lycées sans correspondant" in home
        assert school.name in home
        assert other.name not in home

    def test_filters_what_else_is_missing(self, region, school):
        complete = SchoolFactory()
        make_person(Role.DEPUTY, complete)
        make_person(Role.HEAD, complete)

        assert self.names(region, missing="deputy") == [school.name]
        assert self.names(region, missing="head") == [school.name]

    def test_leaves_closed_ones_out_unless_asked(self, region, school):
        closed = SchoolFactory(closed_on=date(2026, 8, 31))

        assert self.names(region) == [school.name]
        assert self.names(region, state="closed") == [closed.name]
        assert len(self.names(region, state="all")) == 2

    @pytest.mark.requirement("ROL-5")
    def test_shows_an_rtn_the_territory_only(self, school):
        SchoolFactory()
        SchoolFactory(territory=school.territory)
        client = client_of(make_person(Role.DIGITAL_OFFICER, territory=school.territory))

        assert len(self.names(client)) == 2

    def test_goes_straight_to_the_only_lycee(self, school, head):
        answer = client_of(head).get(reverse("schools:list"))

        assert answer.status_code == 302
        assert answer["Location"] == school.get_absolute_url()

    def test_is_flat(self, region, assert_flat):
        def grow():
            grown = SchoolFactory()
            make_person(Role.CORRESPONDENT, grown)
            make_person(Role.DEPUTY, grown)

        grow()
        assert_flat(lambda: region.get(reverse("schools:list"), {"state": ""}), grow)


class TestSchool:
    @pytest.mark.requirement("ROL-6")
    def test_shows_its_people_with_telephone_and_address(self, school, head):
        people = [
            make_person(Role.CORRESPONDENT, school, phone="01 10 00 00 01"),
            make_person(Role.DEPUTY, school, phone="01 10 00 00 02"),
            make_person(Role.DIGITAL_OFFICER, territory=school.territory, phone="01 10 00 00 03"),
            make_person(Role.ONSITE, school, phone="01 10 00 00 04"),
        ]
        teacher = make_person(Role.STAFF, school)

        page = client_of(teacher).get(school.get_absolute_url()).content.decode()

        for person in people:
            assert person.name in page
            assert formats.phone(person.phone) in page
            assert person.email in page

    def test_tells_telephone_numbers_in_pairs(self, school, head):
        school.phone = "0143000000"
        school.save()
        make_person(Role.CORRESPONDENT, school, phone="+33612345678")

        page = client_of(head).get(url("school", school)).content.decode()

        assert ">01\u00a043\u00a000\u00a000\u00a000<" in page
        assert "06\u00a012\u00a034\u00a056\u00a078<" in page

    def test_shows_former_names_counts_and_closures(self, school, head):
        school.former_names.create(name="Lycée de la Plaine", until_on="2019-08-31")
        for year, pupils in (("2025-2026", 500), ("2024-2025", 480)):
            Headcount.objects.create(
                school=school,
                school_year=year,
                track="GT",
                stream="generale",
                level="1",
                pupils=pupils,
                source="Open data, constat de rentrée",
            )
        Closure.objects.create(
            school=school,
            first_on="2026-11-12",
            last_on="2026-11-13",
            reason="Journées pédagogiques",
            declared_at=NOON,
            declared_by=head,
        )

        page = client_of(head).get(school.get_absolute_url()).content.decode()

        for text in (
            "Lycée de la Plaine",
            "500 élèves en 2025-2026",
            "Open data, constat de rentrée",
            "Journées pédagogiques",
        ):
            assert text in page

    @pytest.mark.requirement("ROL-5")
    def test_is_absent_without_a_mandate_there(self, school):
        for person in (UserFactory(), make_person(Role.HEAD, SchoolFactory())):
            client = client_of(person)
            assert client.get(school.get_absolute_url()).status_code == 404
            assert client.get(url("people", school)).status_code == 404

    @pytest.mark.requirement("ROL-1")
    def test_access_ends_with_the_mandate_at_the_next_page(self, school):
        person = make_person(Role.CORRESPONDENT, school, until=NOON + timedelta(minutes=1))
        client = client_of(person)
        assert client.get(school.get_absolute_url()).status_code == 200

        with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
            assert client.get(school.get_absolute_url()).status_code == 404

    @pytest.mark.requirement("ROL-2")
    def test_advises_a_deputy_and_blocks_nothing(self, school, head):
        correspondent = make_person(Role.CORRESPONDENT, school)

        page = client_of(correspondent).get(school.get_absolute_url()).content.decode()

        assert "Ce lycée n’a pas de suppléant" in page
        assert reverse("schools:deputy", args=[school.uai]) in page


class TestLife:
    @pytest.mark.requirement("ROL-4")
    def test_the_head_opens_reporting_and_names_persons(self, school, head):
        client = client_of(head)

        client.post(url("modalities", school), {"mode": "named", "seen": school.version})
        data = {"email": "prof@x.invalid", "first_name": "Ali", "last_name": "Haddad"}
        client.post(url("reporter", school), data)

        school.refresh_from_db()
        assert school.reporting_mode == "named"
        named = NamedReporter.objects.get(school=school)
        assert "Ali Haddad" in client.get(url("modalities", school)).content.decode()
        client.post(url("reporter_withdrawal", school, named.person.key))
        assert not school.named_reporters.exists()

    def test_the_correspondent_does_not(self, school, head):
        client = client_of(make_person(Role.CORRESPONDENT, school))

        assert client.get(url("modalities", school)).status_code == 403

    def test_the_head_declares_and_cancels_a_closure(self, school, head):
        client = client_of(head)
        days = {"first_on": "2026-11-12", "last_on": "2026-11-13", "reason": "Examens"}

        client.post(url("closures", school), days)
        closure = Closure.objects.get()
        assert "Examens" in client.get(url("closures", school)).content.decode()
        client.post(url("closure_cancellation", school, closure.pk))

        closure.refresh_from_db()
        assert closure.cancelled_by == head

    def test_a_closure_in_the_past_is_refused_and_kept_on_the_form(self, school, head):
        days = {"first_on": "2026-10-01", "last_on": "2026-10-02", "reason": "Grève"}

        answer = client_of(head).post(url("closures", school), days)

        assert answer.status_code == 403
        assert "Grève" in answer.content.decode()
        assert not Closure.objects.exists()

    @pytest.mark.requirement("ROL-6")
    def test_lycee_and_rtn_share_a_log(self, school, head):
        officer = make_person(Role.DIGITAL_OFFICER, territory=school.territory)
        client = client_of(officer)
        form = client.get(url("exchanges", school)).context["form"]
        data = {
            "kind": "visit",
            "held_on": "2026-10-02",
            "points": "Le chariot du CDI est à revoir.",
            "request_key": str(form["request_key"].value()),
        }
        assert "Lycées non rencontrés ce trimestre" in client.get("/").content.decode()

        for _ in range(3):
            client.post(url("exchanges", school), data)

        assert Exchange.objects.count() == 1
        assert "chariot du CDI" in client_of(head).get(url("exchanges", school)).content.decode()
        listed = client.get(reverse("schools:list"), {"missing": "exchange"})
        assert list(listed.context["page"]) == []

    @pytest.mark.requirement("ROL-6")
    @pytest.mark.parametrize("role", Role)
    def test_what_they_agree_is_read_by_the_lycee_its_rtn_and_the_administrator(self, school, role):
        sees = role in {*SCHOOL_ROLES, Role.DIGITAL_OFFICER, Role.REGIONAL_ADMIN}
        school.arrangement = "Chaque mardi, par téléphone."
        school.save()
        writer = make_person(Role.DIGITAL_OFFICER, territory=school.territory)
        Exchange.objects.create(
            school=school,
            held_on="2026-10-01",
            kind="visit",
            points="Le chariot du CDI est à revoir.",
            written_at=NOON,
            written_by=writer,
            request_key="7f2c1f5e-6a5b-4a7e-9a57-0d2f8f2f9c12",
        )
        other = SchoolFactory()
        client = client_of(make_person(role, school if role in SCHOOL_ROLES else None))

        page = client.get(school.get_absolute_url()).content.decode()
        log = client.get(url("exchanges", school))
        asked = client.get(reverse("schools:list"), {"state": "", "missing": "exchange"})

        assert ("chariot du CDI" in page) is sees
        assert ("Chaque mardi" in page) is sees
        assert log.status_code == (200 if sees else 404)
        names = {lycee.name for lycee in asked.context["page"]}
        if role in SCHOOL_ROLES:
            assert names == set()
        else:
            # To whoever does not read the log, the filter says nothing.
            assert names == ({other.name} if sees else {other.name, school.name})

    @pytest.mark.requirement("ROL-6")
    def test_how_they_communicate_is_written_freely(self, school, head):
        client = client_of(make_person(Role.DEPUTY, school))

        client.post(
            url("arrangement", school),
            {"arrangement": "Chaque mardi, par téléphone.", "seen": school.version},
        )

        page = client_of(head).get(school.get_absolute_url()).content.decode()
        assert "Chaque mardi, par téléphone." in page

    def test_an_exchange_to_come_is_refused(self, school, head):
        data = {
            "kind": "visit",
            "held_on": "2026-10-06",
            "points": "Demain",
            "request_key": "7f2c1f5e-6a5b-4a7e-9a57-0d2f8f2f9c11",
        }

        assert client_of(head).post(url("exchanges", school), data).status_code == 403

    def test_staff_reads_and_does_not_write(self, school, head):
        client = client_of(make_person(Role.STAFF, school))

        assert client.get(url("exchanges", school)).status_code == 200
        assert client.get(url("arrangement", school)).status_code == 403


class TestRooms:
    def test_proposes_while_one_types(self, school, head):
        RoomFactory(school=school, name="B204", usage="physique")
        RoomFactory(school=school, name="CDI")
        RoomFactory(name="B205")

        fragment = client_of(head).get(url("rooms", school), {"q": "b20"}).content.decode()

        assert "B204" in fragment
        assert "B205" not in fragment
        assert "CDI" not in fragment

    def test_the_correspondent_adds_one_once(self, school, head):
        client = client_of(make_person(Role.CORRESPONDENT, school))

        client.post(url("rooms", school), {"name": "Salle Évariste", "usage": ""})
        again = client.post(url("rooms", school), {"name": "salle evariste", "usage": ""})

        assert again.status_code == 403
        assert "déjà dans la liste" in again.content.decode()
        assert school.rooms.count() == 1

    def test_staff_does_not(self, school, head):
        staff = make_person(Role.STAFF, school)

        answer = client_of(staff).post(url("rooms", school), {"name": "B1", "usage": ""})

        assert answer.status_code == 403
