"""The probable twins that CESAME is shown before it qualifies a ticket (INC-14)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from preau.tickets import actions, queries
from preau.tickets.states import LinkKind
from tests.assets.factories import AssetFactory
from tests.instants import MORNING, NOON, paris
from tests.schools.factories import RoomFactory
from tests.tickets import factories
from tests.tickets.factories import Crew, form

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-14")]


def proposed(crew: Crew, **fields: Any) -> list[tuple[str, list[str]]]:
    """The subjects proposed for a new ticket, with their reasons."""
    ticket = factories.received(crew, at=NOON, **{"form": form("displays"), **fields})
    found = queries.twins_of(ticket, crew.actor("agent", NOON))
    return [(twin.ticket.subject, twin.reasons) for twin in found]


def test_the_same_room_equipment_and_words_are_told(crew: Crew) -> None:
    room = RoomFactory(school=crew.school, name="B204")
    beamer = AssetFactory(school=crew.school, room=room)
    factories.received(
        crew, form=form("displays"), subject="Projecteur éteint", room=room, asset=beamer
    )
    factories.received(crew, form=form("displays"), subject="Écran", room=room)
    factories.received(crew, form=form("printers"), subject="Imprimante du CDI bloquée")

    found = proposed(crew, subject="Le projecteur reste éteint", room=room, asset=beamer)

    assert [subject for subject, _ in found] == ["Projecteur éteint", "Écran"]
    assert found[0][1] == [
        "même équipement",
        "même salle",
        "même formulaire",
        "mêmes mots\u00a0: éteint, projecteur",
    ]


def test_an_outage_of_the_network_is_told(crew: Crew) -> None:
    factories.dispatched(crew, subject="Coupure générale")

    found = proposed(crew, form=form("network"), subject="Wifi absent en salle des professeurs")

    assert found == [("Coupure générale", ["même formulaire", "panne du réseau en cours"])]


def test_what_was_closed_long_ago_or_is_elsewhere_is_not(crew: Crew) -> None:
    factories.closed(crew, at=paris("2026-09-02 10:00"), subject="Projecteur éteint salle")
    factories.received(Crew(), subject="Projecteur éteint salle B204")
    factories.withdrawn(crew, subject="Projecteur éteint salle B204")
    closed = factories.closed(crew, form=form("displays"), subject="Projecteur éteint au CDI")

    found = proposed(crew, subject="Projecteur éteint CDI encore")

    assert [subject for subject, _ in found] == [closed.subject]


def test_a_common_outage_of_other_lycees_is_proposed_to_attach_it(crew: Crew) -> None:
    main, part = factories.dispatched(Crew()), factories.dispatched(Crew())
    actions.link(part, by=crew.actor("agent", NOON), other=main, kind=LinkKind.CHILD_OF)
    ticket = factories.received(crew, at=NOON, subject="Coupure du lien")

    (twin,) = queries.twins_of(ticket, crew.actor("agent", NOON))

    assert (twin.ticket, twin.merge_url) == (main, "")
    assert twin.link_url.endswith(f"links/new/?other={main.ref}&kind=child_of")


def test_a_closed_ticket_is_followed_and_an_open_one_joined(crew: Crew) -> None:
    factories.closed(crew, subject="Baie brassage surchauffe")
    factories.received(crew, subject="Baie brassage surchauffe")
    ticket = factories.received(crew, at=NOON, subject="Baie brassage surchauffe")

    ways = [
        (bool(twin.merge_url), twin.link_url.rpartition("=")[2])
        for twin in queries.twins_of(ticket, crew.actor("agent", NOON))
    ]

    assert ways == [(True, "follows"), (False, "follows")]


def test_the_page_shows_them_to_cesame_until_the_ticket_is_handed_over(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    first = factories.received(crew)
    second = factories.received(crew)

    with time_machine.travel(NOON):
        seen = [
            f"merge/?into={first.ref}" in client_for(crew.of(who)).get(url).content.decode()
            for who, url in (
                ("agent", second.get_absolute_url()),
                ("agent", f"{second.get_absolute_url()}dispatch/"),
                ("correspondent", second.get_absolute_url()),
            )
        ]
        third = factories.dispatched(crew, at=MORNING)
        page = client_for(crew.agent).get(third.get_absolute_url())

    assert seen == [True, True, False]
    assert page.context["twins"] == []


def test_more_tickets_of_the_lycee_cost_no_more_queries(
    crew: Crew, client_for: Callable[[Any], Client], assert_flat: Callable[..., None]
) -> None:
    ticket = factories.received(crew)
    client = client_for(crew.agent)

    with time_machine.travel(NOON):
        factories.received(crew)
        assert_flat(lambda: client.get(ticket.get_absolute_url()), lambda: factories.received(crew))
