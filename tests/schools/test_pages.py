"""The pages of lycées and their people, through HTTP."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from preau.accounts.roles import SCHOOL_ROLES, Role
from preau.schools import queries
from preau.schools.models import Closure, Exchange, Headcount, Mandate, NamedReporter
from tests.accounts.factories import UserFactory
from tests.instants import NOON, paris
from tests.schools.factories import (
    MandateFactory,
    RoomFactory,
    SchoolFactory,
    TerritoryFactory,
    make_person,
)
from tests.signing_in import enter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def school():
    return SchoolFactory(name="Lycée Marie-Laurencin", territory=TerritoryFactory())


@pytest.fixture
def head(school):
    return make_person(Role.HEAD, school, first_name="Paule", last_name="Durand")


def client_of(user):
    return enter(user)


def url(name, school, *args):
    return reverse(f"schools:{name}", args=[school.uai, *args])


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
            assert person.phone in page
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


def test_my_school_says_who_is_who(school, head):
    correspondent = make_person(Role.CORRESPONDENT, school)
    MandateFactory(person=correspondent, role=Role.CORRESPONDENT, school=SchoolFactory())

    home = client_of(correspondent).get("/").content.decode()

    assert "Mes lycées" in home
    assert "il est conseillé d’en désigner un" in home
