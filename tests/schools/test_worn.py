"""Whoever holds several mandates chooses the one under which they act."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from preau.accounts.roles import Permission, Role
from preau.journal.models import Entry
from preau.schools import queries
from preau.schools.names import short_name
from preau.schools.policies import holds
from tests.accounts.factories import UserFactory
from tests.instants import NOON
from tests.schools.factories import MandateFactory, SchoolFactory, TerritoryFactory, make_person
from tests.tickets import factories as tickets
from tests.tickets.factories import Crew

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

URL = "/schools/mandates/worn/"


@pytest.fixture
def person():
    return UserFactory()


@pytest.fixture
def here(person):
    """A lycée where the person is correspondent for an hour more."""
    return MandateFactory(
        person=person, school=SchoolFactory(name="Lycée Ici"), ends_at=NOON + timedelta(hours=1)
    )


@pytest.fixture
def there(person):
    """Another one, where they are deputy."""
    return MandateFactory(
        person=person, role=Role.DEPUTY, school=SchoolFactory(name="Lycée Ailleurs")
    )


def listed(client):
    answer = client.get(reverse("schools:list"), {"state": ""})
    return {school.name for school in answer.context["page"]}


class TestActor:
    def test_the_chosen_mandate_stands_alone(self, person, here, there):
        by = queries.actor_of(person, NOON, worn_id=here.pk)

        assert [held.mandate_id for held in by.mandates] == [here.pk]
        assert by.worn == by.mandates[0]
        assert holds(by, Permission.TICKET_SEND, school=here.school)
        assert not holds(by, Permission.TICKET_SEND, school=there.school)

    def test_an_ended_one_and_one_of_somebody_else_narrow_nothing(self, person, here, there):
        stranger = make_person(Role.REGIONAL_ADMIN).mandates.get()

        for at, pk in ((here.ends_at, here.pk), (NOON, stranger.pk)):
            by = queries.actor_of(person, at, worn_id=pk)
            assert by.worn is None
            assert stranger.pk not in {held.mandate_id for held in by.mandates}
            assert there.pk in {held.mandate_id for held in by.mandates}


class TestPage:
    def test_all_together_until_one_is_chosen(self, client_for, person, here, there):
        client = client_for(person)

        assert listed(client) == {"Lycée Ici", "Lycée Ailleurs"}
        home = client.get("/").content.decode()
        assert URL in home
        assert "worn-bar" not in home

    def test_a_choice_narrows_lists_and_pages_and_shows_in_the_frame(
        self, client_for, person, here, there
    ):
        client = client_for(person)

        client.post(URL, {"mandate": here.pk})

        assert listed(client) == {"Lycée Ici"}
        assert client.get(there.school.get_absolute_url()).status_code == 404
        page = client.get(here.school.get_absolute_url()).content.decode()
        assert "worn-bar" in page
        assert f"Correspondant – Lycée Ici, {here.school.uai}" in page

    def test_all_of_them_again(self, client_for, person, here, there):
        client = client_for(person)
        client.post(URL, {"mandate": here.pk})

        client.post(URL, {"mandate": ""})

        assert listed(client) == {"Lycée Ici", "Lycée Ailleurs"}

    def test_names_each_place(self, client_for, person, here):
        MandateFactory(
            person=person,
            role=Role.DIGITAL_OFFICER,
            school=None,
            territory=TerritoryFactory(name="Nord"),
        )
        MandateFactory(person=person, role=Role.ACADEMY_SERVICES, school=None, academy="Paris")
        MandateFactory(person=person, role=Role.REGION, school=None)

        page = client_for(person).get(URL).content.decode()

        for words in (" – Nord", "– Paris", "Région – toute la Région"):
            assert words in page

    @pytest.mark.requirement("ROL-5")
    def test_no_right_survives_the_mandate_worn(self, client_for, person, here, there):
        client = client_for(person)
        client.post(URL, {"mandate": here.pk})

        with time_machine.travel(here.ends_at, tick=False):
            refused = client.get(here.school.get_absolute_url())
            home = client.get("/").content.decode()
            later = client.get("/").content.decode()

        assert refused.status_code == 404
        assert "Vous agissez désormais au titre de tous ceux" in (refused.content.decode() + home)
        assert "worn-bar" not in later
        assert "Vous agissez désormais" not in later

    def test_a_thing_of_the_other_lycee_is_absent_and_the_page_leads_to_the_choice(
        self, client_for, person, here, there
    ):
        client = client_for(person)
        client.post(URL, {"mandate": here.pk})

        answer = client.get(f"{there.school.get_absolute_url()}people/")

        assert answer.status_code == 404
        assert f'<a href="{URL}">Choisir le mandat</a>' in answer.content.decode()

    def test_what_is_not_held_cannot_be_worn(self, client_for, person, here):
        stranger = make_person(Role.REGIONAL_ADMIN).mandates.get()
        ended = MandateFactory(person=person, school=SchoolFactory(), ends_at=NOON)
        client = client_for(person)

        for pk in (stranger.pk, ended.pk, "x"):
            assert client.post(URL, {"mandate": pk}).status_code == 422
        assert "worn_mandate" not in client.session

    def test_the_journal_says_under_which_mandate(self, client_for, person):
        school = SchoolFactory()
        head = MandateFactory(person=person, role=Role.HEAD, school=school)
        MandateFactory(person=person, role=Role.DEPUTY, school=school)
        client = client_for(person)

        for mandate, role in ((head, Role.HEAD), (None, Role.DEPUTY)):
            client.post(URL, {"mandate": mandate.pk if mandate else ""})
            client.post(reverse("schools:rooms", args=[school.uai]), {"name": f"B {role}"})
            assert Entry.objects.filter(fact="schools.room.named").latest("pk").role == role

    def test_nobody_is_offered_a_choice_of_one(self, client_for):
        person = make_person(Role.HEAD, SchoolFactory())

        assert URL not in client_for(person).get("/").content.decode()

    def test_without_a_mandate_the_page_says_so(self, client_for, person):
        assert "Aucun mandat" in client_for(person).get(URL).content.decode()


class TestSeveralLycees:
    @pytest.fixture
    def crews(self):
        first, second = Crew(), Crew()
        MandateFactory(person=first.correspondent, role=Role.DEPUTY, school=second.school)
        return first, second

    def test_the_home_page_groups_by_lycee_until_one_is_chosen(self, crews, client_for):
        first, second = crews
        for crew in crews:
            tickets.technically_closed(crew)
        client = client_for(first.correspondent)

        page = client.get("/").content.decode()

        for crew in crews:
            heading = f'<th scope="rowgroup" colspan="3">{short_name(crew.school.name)}</th>'
            assert page.count(heading) == 1

        mandate = first.correspondent.mandates.get(school=second.school)
        client.post(reverse("schools:worn"), {"mandate": mandate.pk})
        page = client.get("/").content.decode()
        assert 'scope="rowgroup"' not in page

    def test_each_lycee_has_its_address_and_a_worn_one_is_preselected(self, crews, client_for):
        first, second = crews
        client = client_for(first.correspondent)

        page = client.get("/").content.decode()
        for crew in crews:
            assert f"cesame+{crew.school.uai.lower()}@iledefrance.fr" in page
        assert "Pour quel lycée" in client.get(reverse("tickets:new")).content.decode()

        mandate = first.correspondent.mandates.get(school=second.school)
        client.post(reverse("schools:worn"), {"mandate": mandate.pk})

        chosen = client.get(reverse("tickets:new")).content.decode()
        assert "Pour quel lycée" not in chosen
        assert second.school.uai in chosen
        assert "cesame+" not in client.get("/").content.decode()
