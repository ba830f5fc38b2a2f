"""Who is writing on a ticket, shown to colleagues for a minute (INC-17)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from preau.core.verdicts import Refused
from preau.tickets import actions, queries, tasks
from preau.tickets.models import Presence
from tests.instants import MORNING, NOON
from tests.schools.factories import make_person
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-17")]


def names(crew: Crew, ticket: Any, who: str = "region", later: int = 0) -> list[str] | None:
    others = queries.others_on(ticket, crew.actor(who, NOON + timedelta(seconds=later)))
    return others.names if others else None


def test_colleagues_see_it_for_a_minute(crew: Crew) -> None:
    ticket = factories.dispatched(crew)

    actions.note_presence(ticket, by=crew.actor("agent", NOON))
    actions.note_presence(ticket, by=crew.actor("agent", NOON))

    assert names(crew, ticket) == [crew.agent.name]
    assert names(crew, ticket, later=59) == [crew.agent.name]
    assert names(crew, ticket, later=60) == []
    assert names(crew, ticket, who="agent") == []
    assert Presence.objects.count() == 1


def test_leaves_no_trace_of_who_wrote_where(crew: Crew) -> None:
    old, fresh = factories.dispatched(crew), factories.dispatched(crew)
    actions.note_presence(old, by=crew.actor("agent", NOON))
    later = NOON + timedelta(minutes=1)
    actions.note_presence(fresh, by=crew.actor("agent", later))

    tasks.forget_presences(later)

    assert [presence.ticket for presence in Presence.objects.all()] == [fresh]


def test_the_contractor_is_seen_and_sees_nobody(crew: Crew) -> None:
    ticket = factories.appointed(crew)

    actions.note_presence(ticket, by=crew.actor("technician", NOON))

    assert names(crew, ticket) == [crew.technician.name]
    assert names(crew, ticket, who="dispatcher") is None
    assert names(crew, ticket, who="correspondent") is None


def test_a_lycee_is_not_watched_while_it_types(crew: Crew) -> None:
    ticket = factories.dispatched(crew)

    with pytest.raises(Refused):
        actions.note_presence(ticket, by=crew.actor("correspondent", NOON))

    assert not Presence.objects.exists()


def test_the_page_tells_of_both(crew: Crew, client_for: Callable[[Any], Client]) -> None:
    ticket = factories.dispatched(crew)
    colleague = make_person("service_desk")
    url = f"{ticket.get_absolute_url()}presence/"

    with time_machine.travel(NOON, tick=False):
        page = client_for(crew.agent).get(ticket.get_absolute_url())
        seen = page.context["seen"]
        quiet = client_for(crew.agent).get(url, {"seen": seen}).content.decode()
        posted = client_for(colleague).post(f"{url}?seen={seen}")
        actions.write(ticket, by=crew.actor("correspondent", NOON), body="Et au CDI.")
        told = client_for(crew.agent).get(url, {"seen": seen}).content.decode()
        odd = client_for(crew.agent).get(url, {"seen": "x"})
        lycee = client_for(crew.correspondent).get(ticket.get_absolute_url()).content.decode()

    assert quiet.strip() == ""
    assert (posted.status_code, odd.status_code) == (200, 200)
    assert f"{colleague.name} répond" in told
    assert "depuis que vous avez ouvert cette page" in told
    assert 'id="presence"' not in lycee


def test_one_s_own_words_are_no_news(crew: Crew) -> None:
    ticket = factories.received(crew, at=MORNING)
    actions.note(ticket, by=crew.actor("agent", NOON), body="Vu.")

    others = queries.others_on(ticket, crew.actor("agent", NOON), seen=1)

    assert others is not None
    assert not others.is_newer
