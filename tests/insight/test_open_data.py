"""Open data: what the Region may publish, and that nobody is found again in it."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.http import QueryDict
from django.urls import reverse

from preau.accounts.roles import Role
from preau.insight.open_data import SETS
from preau.schools.queries import actor_of
from preau.tickets import actions
from preau.ui.exports import EXPORTS, Asked
from tests.instants import NOON, paris
from tests.schools.factories import SchoolFactory, make_person
from tests.signing_in import enter
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("STE-2"),
    pytest.mark.usefixtures("at_noon"),
]

URL = reverse("insight:open_data")


@pytest.fixture
def admin():
    return make_person(Role.REGIONAL_ADMIN)


def treated(crew: Crew, at):
    ticket = factories.appointed(crew, at=at, subject="La tablette de Mme Petit ne charge plus")
    return actions.close_technically(
        ticket, by=crew.actor("technician", at), seen=ticket.version, solution="Chargeur changé."
    )


def taken(user, name, query=""):
    answer = enter(user).get(reverse("exports:taking", args=[name, "csv"]) + query)
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_a_treatment_is_a_month_a_lycee_codes_and_minutes(admin):
    crew = Crew()
    ticket = treated(crew, paris("2026-10-05 09:00"))

    head, line = taken(admin, "open-treatments")

    found = dict(zip(head, line, strict=True))
    assert found["Mois"] == "2026-10"
    assert found["UAI"] == crew.school.uai
    assert found["Temps de traitement (minutes)"] == str(ticket.treatment.calendar_minutes)
    assert found["Délai tenu"] == "oui"


def test_nothing_in_it_tells_of_a_person_or_of_one_ticket(admin):
    crew = Crew()
    ticket = treated(crew, paris("2026-10-05 09:00"))
    people = [crew.correspondent, crew.agent, crew.technician]

    said = "\n".join(";".join(row) for one in SETS for row in taken(admin, one.name))

    for hidden in (ticket.ref, ticket.subject, "Petit", "05/10", "2026-10-05"):
        assert hidden not in said
    for person in people:
        assert person.name not in said
        assert person.email not in said
    assert "@" not in said


def test_each_school_year_is_a_file_of_its_own(admin):
    crew = Crew()
    last_year = treated(crew, paris("2026-10-05 09:00")).treatment
    last_year.done_on, last_year.month = date(2026, 6, 15), 202606
    last_year.save()
    treated(crew, paris("2026-10-05 09:30"))

    now = taken(admin, "open-treatments")[1:]
    before = taken(admin, "open-treatments", "?year=2025-2026")[1:]
    nonsense = taken(admin, "open-treatments", "?year=never")[1:]

    assert [row[0] for row in now] == ["2026-10"] == [row[0] for row in nonsense]
    assert [row[0] for row in before] == ["2026-06"]


def test_a_closed_lycee_is_no_longer_listed(admin):
    SchoolFactory(name="Lycée Fermé", closed_on=NOON.date())
    SchoolFactory(name="Lycée Ouvert")

    listing = EXPORTS["open-schools"].listing(Asked(actor_of(admin, NOON), QueryDict()))

    assert [school.name for school in listing.found] == ["Lycée Ouvert"]


def test_a_lycee_takes_none_of_it(client):
    head = make_person(Role.HEAD, SchoolFactory())

    assert enter(head).get(URL).status_code == 403
    assert "Données ouvertes" not in enter(head).get(reverse("insight:figures")).content.decode()


def test_the_page_says_what_the_columns_mean_and_follows_the_year(admin):
    page = enter(admin).get(f"{URL}?year=2025-2026").content.decode()

    assert "Année et mois de la clôture technique" in page
    assert f"{reverse('exports:taking', args=['open-treatments', 'csv'])}?year=2025-2026" in page


def test_a_year_that_does_not_exist_is_named_as_such(admin):
    assert enter(admin).get(f"{URL}?year=never").status_code == 422
