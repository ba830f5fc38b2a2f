"""The pages of a lycée’s people, through HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from preau.accounts.roles import Role
from preau.schools import queries
from preau.schools.models import Mandate
from tests.instants import NOON, paris
from tests.schools.factories import (
    MandateFactory,
    SchoolFactory,
    make_person,
)
from tests.schools.visiting import client_of, url
from tests.signing_in import enter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


class TestDesignation:
    def post(self, client, school, **data):
        return client.post(
            url("correspondent", school), {"seen": school.version, "starts_on": "", **data}
        )

    @pytest.mark.requirement("ROL-1")
    def test_the_head_designates_somebody_new_on_the_page(self, school, head):
        client = client_of(head)

        answer = self.post(
            client,
            school,
            email="ines@lycee.invalid",
            first_name="Inès",
            last_name="Bernard",
            title="DDFPT",
        )

        assert answer.status_code == 302
        correspondent = queries.correspondent_of(school, NOON)
        assert correspondent is not None
        assert correspondent.title == "DDFPT"
        page = client.get(url("people", school)).content.decode()
        assert "Inès Bernard" in page
        assert "n’a pas encore choisi de mot de passe" in page

    def test_the_head_designates_somebody_known(self, school, head):
        deputy = make_person(Role.DEPUTY, school)

        self.post(client_of(head), school, person=deputy.pk)

        assert queries.correspondent_of(school, NOON) == deputy

    def test_two_persons_of_one_name_are_told_apart(self, school, head):
        for title, email in (("DDFPT", "a@x.invalid"), ("Gestionnaire", "b@x.invalid")):
            make_person(
                Role.STAFF,
                school,
                first_name="Anne",
                last_name="Petit",
                title=title,
                email=email,
            )

        page = client_of(head).get(url("correspondent", school)).content.decode()

        assert "Anne Petit · DDFPT · a@x.invalid" in page
        assert "Anne Petit · Gestionnaire · b@x.invalid" in page

    def test_from_a_day_on(self, school, head):
        former = make_person(Role.CORRESPONDENT, school)
        deputy = make_person(Role.DEPUTY, school)

        self.post(client_of(head), school, person=deputy.pk, starts_on="2026-10-12")

        midnight = NOON.replace(day=12, hour=0)
        assert queries.correspondent_of(school, midnight - timedelta(seconds=1)) == former
        assert queries.correspondent_of(school, midnight) == deputy

    def test_a_name_is_asked_for_somebody_unknown(self, school, head):
        answer = self.post(client_of(head), school, email="ines@lycee.invalid")

        assert answer.status_code == 422
        assert "Préau ne connaît pas encore cette personne" in answer.content.decode()

    def test_not_two_persons_and_not_none(self, school, head):
        deputy = make_person(Role.DEPUTY, school)

        both = self.post(client_of(head), school, person=deputy.pk, email="x@y.invalid")
        none = self.post(client_of(head), school)

        assert (both.status_code, none.status_code) == (422, 422)

    def test_a_refusal_keeps_what_was_typed(self, school, head):
        school.email = "ce@lycee.invalid"
        school.save()

        answer = self.post(
            client_of(head), school, email="ce@lycee.invalid", first_name="Zoé", last_name="B"
        )

        page = answer.content.decode()
        assert answer.status_code == 403
        assert "n’identifie personne" in page
        assert "Zoé" in page

    def test_two_heads_at_once_the_second_is_told(self, school, head):
        first, second = make_person(Role.STAFF, school), make_person(Role.STAFF, school)
        self.post(client_of(head), school, person=first.pk)

        answer = self.post(client_of(head), school, person=second.pk)

        assert answer.status_code == 409
        assert queries.correspondent_of(school, NOON) == first

    def test_twenty_posts_make_one_correspondent(self, school, head):
        client = client_of(head)
        school.refresh_from_db()
        for _ in range(20):
            self.post(client, school, email="ines@lycee.invalid", first_name="I", last_name="B")

        assert Mandate.objects.filter(role=Role.CORRESPONDENT).count() == 1

    def test_others_are_refused_with_the_reason(self, school, head):
        for role in (Role.CORRESPONDENT, Role.DEPUTY, Role.STAFF):
            client = client_of(make_person(role, school))
            answer = client.get(url("correspondent", school))
            assert answer.status_code == 403
            assert "Seul le chef d’établissement" in answer.content.decode()

    @pytest.mark.requirement("ROL-1")
    def test_the_home_of_the_head_asks_and_taking_the_duty_answers(self, school, head):
        client = client_of(head)
        home = client.get("/").content.decode()
        assert "Désignez votre correspondant" in home
        assert url("correspondence", school) in home

        client.post(url("correspondence", school), {"seen": school.version})

        assert queries.correspondent_of(school, NOON) == head
        assert "Désignez votre correspondant" not in client.get("/").content.decode()


@pytest.mark.requirement("ROL-2")
class TestDeputies:
    @pytest.fixture
    def correspondent(self, school):
        return make_person(Role.CORRESPONDENT, school)

    def test_are_designated_with_their_access_shown(self, school, correspondent):
        client = client_of(correspondent)
        data = {"email": "zoe@x.invalid", "first_name": "Zoé", "last_name": "Roy"}

        client.post(url("deputy", school), {**data, "ends_on": "2026-10-30"})

        mandate = Mandate.objects.get(role=Role.DEPUTY)
        assert mandate.ends_at == NOON.replace(day=31, hour=0)
        page = client.get(url("people", school)).content.decode()
        assert "ne s’est jamais connecté" in page
        assert "adresse non confirmée" in page

    def test_last_sign_in_is_shown(self, school, correspondent):
        make_person(Role.DEPUTY, school, signs_in=True, last_login=NOON - timedelta(days=3))

        page = client_of(correspondent).get(url("people", school)).content.decode()

        assert "dernière connexion" in page
        assert "adresse confirmée" in page
        assert "compte ouvert" in page

    def test_access_is_not_shown_to_all(self, school, correspondent):
        staff = make_person(Role.STAFF, school)

        page = client_of(staff).get(url("people", school)).content.decode()

        assert "compte ouvert" not in page
        assert "ne s’est jamais connecté" not in page

    def test_left_behind_are_confirmed_or_ended_from_home(self, school, correspondent):
        left = [make_person(Role.DEPUTY, school) for _ in range(2)]
        client = client_of(correspondent)
        mandates = [person.mandates.get() for person in left]
        assert "Suppléants à confirmer" in client.get("/").content.decode()

        client.post(reverse("schools:deputy_confirmation", args=[mandates[0].pk]))
        client.post(reverse("schools:mandate_end", args=[mandates[1].pk]), {"ends_on": ""})

        assert queries.deputies_of(school, NOON) == [left[0]]
        assert "Suppléants à confirmer" not in client.get("/").content.decode()

    def test_a_deputy_finds_the_button_greyed_with_its_reason(self, school, correspondent):
        deputy = make_person(Role.DEPUTY, school)

        page = client_of(deputy).get(url("people", school)).content.decode()

        assert "un suppléant n’en désigne pas" in page


class TestFormerHolder:
    @pytest.fixture
    def former(self, school):
        return make_person(Role.CORRESPONDENT, school, until=paris("2026-10-01 00:00"))

    @pytest.mark.requirement("ROL-1")
    def test_reads_at_home_which_mandate_ended_when_and_whom_to_turn_to(self, school, former):
        successor = make_person(Role.CORRESPONDENT, school, at=paris("2026-10-01 00:00"))

        home = client_of(former).get("/").content.decode()

        assert "Correspondant, jusqu’au mercredi 30\u00a0septembre inclus" in home
        assert school.name in home
        assert successor.name in home
        assert successor.email in home

    def test_turns_to_the_head_where_there_is_no_correspondent(self, former, head):
        assert head.email in client_of(former).get("/").content.decode()

    def test_is_told_where_nobody_is_on_record(self, former):
        assert "secrétariat" in client_of(former).get("/").content.decode()

    def test_of_the_region_is_told_who_gives_such_a_mandate(self):
        agent = make_person(Role.SERVICE_DESK, until=paris("2026-10-01 00:00"))

        assert "Agent CESAME, jusqu’au" in client_of(agent).get("/").content.decode()

    def test_is_told_for_a_year_where_no_mandate_is_left(self, school, former):
        successor = make_person(Role.CORRESPONDENT, school, at=paris("2026-10-01 00:00"))
        client = client_of(former)

        with time_machine.travel(paris("2027-09-30 12:00"), tick=False):
            enter(former, client)
            assert successor.name in client.get("/").content.decode()
        with time_machine.travel(paris("2027-10-02 12:00"), tick=False):
            enter(former, client)
            assert successor.name not in client.get("/").content.decode()

    def test_beside_another_mandate_for_a_month(self, school, former):
        MandateFactory(person=former, role=Role.STAFF, school=school)
        client = client_of(former)
        assert "30\u00a0septembre inclus" in client.get("/").content.decode()

        with time_machine.travel(paris("2026-11-02 12:00"), tick=False):
            enter(former, client)
            assert "inclus" not in client.get("/").content.decode()

    def test_one_given_again_is_not_over(self, school, former):
        MandateFactory(person=former, role=Role.CORRESPONDENT, school=school, starts_at=NOON)

        assert "inclus" not in client_of(former).get("/").content.decode()


class TestDelegationAndEnds:
    @pytest.mark.requirement("ROL-1")
    def test_the_head_delegates_until_a_day(self, school, head):
        data = {"email": "adj@x.invalid", "first_name": "Luc", "last_name": "Petit"}

        client_of(head).post(url("delegation", school), {**data, "ends_on": "2026-12-18"})

        mandate = Mandate.objects.get(role=Role.DEPUTY_HEAD)
        assert mandate.ends_at == NOON.replace(month=12, day=19, hour=0).astimezone()
        assert mandate.stands_for == head

    def test_a_day_is_required(self, school, head):
        answer = client_of(head).post(url("delegation", school), {"email": "adj@x.invalid"})

        assert answer.status_code == 422

    def test_a_mandate_is_ended_on_its_page(self, school, head):
        person = make_person(Role.CORRESPONDENT, school)
        address = reverse("schools:mandate_end", args=[person.mandates.get().pk])
        client = client_of(head)
        assert "30 jours au plus" in client.get(address).content.decode()

        client.post(address, {"ends_on": ""})

        assert queries.correspondent_of(school, NOON) is None
        assert client_of(person).get(school.get_absolute_url()).status_code == 404

    @pytest.mark.requirement("ROL-1")
    def test_the_history_stays(self, school, head):
        former = make_person(Role.CORRESPONDENT, school, until=NOON)

        page = client_of(head).get(url("history", school)).content.decode()

        assert former.name in page

    def test_a_mandate_that_ends_at_midnight_is_told_until_its_last_day(self, school, head):
        make_person(Role.DEPUTY_HEAD, school, until=paris("2027-09-01 00:00"), stands_for=head)

        for name in ("people", "history", "school"):
            page = client_of(head).get(url(name, school)).content.decode()
            assert "août\u00a02027 inclus" in page, name
            assert "0\u00a0h\u00a000" not in page, name

    def test_a_mandate_of_elsewhere_is_absent(self, school, head):
        stranger = make_person(Role.CORRESPONDENT, SchoolFactory())
        address = reverse("schools:mandate_end", args=[stranger.mandates.get().pk])

        assert client_of(head).get(address).status_code == 404


def test_my_school_says_who_is_who(school, head):
    correspondent = make_person(Role.CORRESPONDENT, school)
    MandateFactory(person=correspondent, role=Role.CORRESPONDENT, school=SchoolFactory())

    home = client_of(correspondent).get("/").content.decode()

    assert "Mes lycées" in home
    assert "il est conseillé d’en désigner un" in home


@pytest.mark.requirement("STE-2")
@pytest.mark.parametrize(
    ("ends_at", "last"),
    [
        (paris("2027-09-01 00:00"), "31/08/2027"),
        (paris("2027-08-31 14:00"), "31/08/2027"),
        (None, ""),
    ],
)
def test_the_file_of_the_people_counts_the_last_day_as_the_page_does(school, head, ends_at, last):
    person = make_person(Role.DEPUTY, school)
    Mandate.objects.filter(person=person).update(ends_at=ends_at)

    answer = client_of(head).get(reverse("exports:taking_of", args=["people", school.uai, "csv"]))

    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    line = next(line for line in lines if person.name in line)
    assert lines[0].split(";")[6].strip('"') == "Dernier jour"
    assert line.split(";")[6].strip('"') == last
