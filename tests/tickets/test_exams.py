"""Examinations propose an urgency to the lycée and to CESAME, and impose nothing (INC-18)."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import date
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from preau.core.actors import Actor
from preau.schools import actions as schools
from preau.tickets.models import Ticket
from preau.tickets.states import Nature, Urgency
from tests.instants import NOON, paris
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-18")]

NAME = "Baccalauréat : épreuves écrites"


@pytest.fixture(autouse=True)
def during_examinations() -> Generator[None, None, None]:
    schools.write_exams(
        by=Actor.preau(NOON),
        name=NAME,
        first_on=date(2026, 10, 5),
        last_on=date(2026, 10, 9),
        kinds=["LGT"],
        urgency="very_high",
    )
    with time_machine.travel(NOON, tick=True):
        yield


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_an_incident_form_proposes_the_urgency_with_its_reason_and_chooses_nothing(
    client_for: Callable[[Any], Client],
) -> None:
    crew = Crew(kind="LGT")

    shown = page(client_for(crew.correspondent), reverse("tickets:request", args=["network"]))

    assert f"{NAME}\u00a0: l’urgence «\u00a0très haut\u00a0» est proposée" in shown
    assert "checked" not in shown


def test_other_lycees_and_other_days_are_proposed_nothing(
    client_for: Callable[[Any], Client],
) -> None:
    url = reverse("tickets:request", args=["network"])
    assert NAME not in page(client_for(Crew(kind="LP").correspondent), url)

    crew = Crew(kind="LGT")
    with time_machine.travel(paris("2026-10-10 09:00"), tick=True):
        assert NAME not in page(client_for(crew.correspondent), url)


@pytest.mark.parametrize("name", ["tickets:dispatch", "tickets:urgency"])
def test_the_agent_reads_the_same_where_the_ticket_is_less_urgent(
    client_for: Callable[[Any], Client], name: str
) -> None:
    crew = Crew(kind="LGT")
    low = factories.received(crew, urgency=Urgency.LOW)
    high = factories.received(crew, urgency=Urgency.VERY_HIGH)
    client = client_for(crew.agent)

    assert NAME in page(client, reverse(name, args=[low.ref]))
    assert NAME not in page(client, reverse(name, args=[high.ref]))


def test_a_request_of_evolution_is_no_incident(client_for: Callable[[Any], Client]) -> None:
    crew = Crew(kind="LGT")
    ticket = factories.received(crew, urgency=Urgency.LOW)
    Ticket.objects.filter(pk=ticket.pk).update(nature=Nature.EVOLUTION)

    shown = page(client_for(crew.agent), reverse("tickets:dispatch", args=[ticket.ref]))

    assert NAME not in shown


def test_no_limit_moves(run_worker: Callable[[Any], None]) -> None:
    crew = Crew(kind="LGT")
    ticket = factories.dispatched(crew, urgency=Urgency.LOW)
    before = Ticket.objects.get(pk=ticket.pk)

    run_worker(NOON)

    after = Ticket.objects.get(pk=ticket.pk)
    assert (after.due_at, after.urgency) == (before.due_at, Urgency.LOW)
