"""What waits for each role, on the homes and on the pages of lower rooms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from preau.assets.models import Asset
from preau.config.homes import HOMES
from preau.schools.states import ReportingMode
from preau.tickets import actions
from preau.ui.homes import _panels
from tests.conftest import assert_flat
from tests.instants import LAST_MONTH, NOON
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def crew() -> Crew:
    return Crew(reporting_mode=ReportingMode.ALL_STAFF)


def panels(client: Client) -> dict[str, Any]:
    """The panels of a home, by title."""
    return {str(panel.title): panel for panel in client.get("/").context["panels"]}


def test_every_name_that_the_homes_reserve_is_there() -> None:
    reserved = {name for names in HOMES.values() for name in names if name.startswith("tickets.")}

    assert reserved <= set(_panels)


@pytest.mark.requirement("INC-4", "INC-5", "INC-6")
@pytest.mark.parametrize(
    ("part", "title", "stage"),
    [
        ("correspondent", "Attend votre réponse", factories.technically_closed),
        ("correspondent", "Attend votre réponse", factories.on_hold),
        ("correspondent", "En cours", factories.dispatched),
        ("deputy", "Attend votre réponse", factories.technically_closed),
        ("agent", "À qualifier", factories.received),
        ("dispatcher", "Sans technicien désigné", factories.dispatched),
        ("technician", "Vos interventions", factories.appointed),
    ],
)
def test_each_role_sees_what_waits_for_it(
    part: str,
    title: str,
    stage: Callable[..., Any],
    crew: Crew,
    client_for: Callable[[Any], Client],
) -> None:
    ticket = stage(crew)
    client = client_for(crew.of(part))

    panel = panels(client)[title]
    behind = client.get(panel.url)

    assert panel.count == 1
    assert [row.ref for row in panel.context["rows"]] == [ticket.ref]
    assert [row.ref for row in behind.context["rows"]] == [ticket.ref]


def test_late_and_nudged_are_shown_to_the_desk(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    late = factories.dispatched(crew, at=LAST_MONTH)
    nudged = factories.dispatched(crew)
    actions.nudge(nudged, by=crew.actor("correspondent", NOON))

    shown = panels(client_for(crew.agent))

    assert [row.ref for row in shown["En retard"].context["rows"]] == [late.ref]
    assert [row.ref for row in shown["Relances sans réponse"].context["rows"]] == [nudged.ref]


@pytest.mark.requirement("ROL-4")
def test_reports_wait_for_the_correspondent_and_are_followed_by_their_author(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    actions.report(crew.school, by=crew.actor("teacher", NOON), subject="Souris", body="Perdue.")

    waiting = panels(client_for(crew.correspondent))["Signalements des personnels"]
    own = panels(client_for(crew.teacher))["Vos signalements"]

    assert (waiting.count, waiting.calm) == (1, False)
    assert [row["subject"] for row in own.context["rows"]] == ["Souris"]
    assert own.calm


@pytest.mark.requirement("ROL-5")
def test_the_page_of_a_lycee_shows_its_open_tickets_to_those_who_see_them(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    ticket = factories.received(crew)
    url = crew.school.get_absolute_url()

    assert ticket.ref in client_for(crew.head).get(url).content.decode()
    assert ticket.ref in client_for(crew.officer).get(url).content.decode()
    assert ticket.ref not in client_for(crew.teacher).get(url).content.decode()
    assert ticket.ref not in client_for(crew.dispatcher).get(url).content.decode()


def test_the_page_of_equipment_shows_its_tickets(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    asset = Asset.objects.create(
        school=crew.school, kind="projector", name="Epson EB", tag="VP-00412"
    )
    ticket = factories.closed(crew, asset=asset)

    text = client_for(crew.correspondent).get(asset.get_absolute_url()).content.decode()

    assert ticket.ref in text


@pytest.mark.parametrize("part", ["correspondent", "agent", "dispatcher", "technician", "region"])
def test_homes_are_flat(part: str, crew: Crew, client_for: Callable[[Any], Client]) -> None:
    client = client_for(crew.of(part))

    def grow() -> None:
        for stage in (factories.received, factories.appointed, factories.technically_closed):
            stage(crew)
        actions.nudge(factories.dispatched(crew), by=crew.actor("correspondent", NOON))

    grow()
    assert_flat(lambda: client.get("/"), grow)
