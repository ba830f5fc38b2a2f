"""The list of tickets: views, filters, order, counters, all in its address (INC-4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from preau.tickets import actions
from preau.tickets.filters import VIEWS
from preau.tickets.models import Ticket
from preau.tickets.states import Handler, Nature, Urgency
from tests.conftest import assert_flat
from tests.instants import LAST_MONTH, MORNING, NOON, paris
from tests.schools.factories import RoomFactory
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
URL = "/tickets/"


def refs(client: Client, **query: Any) -> list[str]:
    """The numbers on the list, in its order."""
    return [row.ref for row in client.get(URL, query).context["rows"]]


@pytest.mark.requirement("INC-4")
def test_each_view_holds_what_its_counter_says(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    waiting = factories.received(crew, at=NOON)
    nudged = factories.dispatched(crew)
    actions.nudge(nudged, by=crew.actor("correspondent", NOON))
    appointed = factories.appointed(crew)
    held = factories.on_hold(crew)
    late = factories.dispatched(crew, at=LAST_MONTH)
    done = factories.technically_closed(crew)
    over = factories.closed(crew)
    aside = factories.out_of_scope(crew)
    given_up = factories.withdrawn(crew)
    actions.watch(over, by=crew.actor("agent", NOON))
    expected = {
        "open": [waiting, nudged, appointed, held, late, done],
        "to_qualify": [waiting],
        "to_appoint": [nudged, late],
        "dispatched": [nudged, appointed, held, late],
        "to_close": [done],
        "on_hold": [held],
        "nudged": [nudged],
        "soon": [],
        "late": [late],
        "treated": [done, over],
        "closed": [over],
        "out_of_scope": [aside],
        "withdrawn": [given_up],
        "watched": [over],
        "all": [waiting, nudged, appointed, held, late, done, over, aside, given_up],
    }

    client = client_for(crew.agent)
    found = {view: sorted(refs(client, view=view)) for view in VIEWS if view != "mine"}
    tabs = {tab.label: tab.count for tab in client.get(URL).context["tabs"]}

    assert found == {view: sorted(t.ref for t in tickets) for view, tickets in expected.items()}
    for code, view in VIEWS.items():
        if tabs.get(view.label) is not None:
            assert tabs[view.label] == len(expected[code]), code


@pytest.mark.parametrize(
    ("part", "view", "stage"),
    [
        ("correspondent", "open", factories.dispatched),
        ("agent", "to_qualify", factories.received),
        ("dispatcher", "mine", factories.dispatched),
        ("technician", "mine", factories.appointed),
        ("head", "open", factories.received),
    ],
)
def test_each_role_begins_with_what_waits_for_it(
    part: str,
    view: str,
    stage: Callable[..., Ticket],
    crew: Crew,
    client_for: Callable[[Any], Client],
) -> None:
    ticket = stage(crew)

    page = client_for(crew.of(part)).get(URL)

    assert page.context["filter"].view == view
    assert [row.ref for row in page.context["rows"]] == [ticket.ref]


def test_an_office_incident_is_the_technicians_of_proximity(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    office = factories.dispatched(crew, nature=Nature.OFFICE_INCIDENT)
    factories.dispatched(crew)

    assert refs(client_for(crew.onsite), view="mine") == [office.ref]


@pytest.mark.requirement("ROL-5")
def test_lists_no_other_lycee(crew: Crew, client_for: Callable[[Any], Client]) -> None:
    own = factories.received(crew)
    factories.received(Crew())

    assert refs(client_for(crew.correspondent), view="all") == [own.ref]
    assert refs(client_for(crew.dispatcher), view="all") == []


def test_filters_narrow_together(crew: Crew, client_for: Callable[[Any], Client]) -> None:
    other = Crew(name="Lycée Jean-Moulin", department_code="077", department_name="Seine-et-Marne")
    wanted = factories.appointed(
        other, subject="Réseau coupé en B204", urgency=Urgency.LOW, at=LAST_MONTH
    )
    factories.appointed(crew, subject="Réseau coupé en B204", urgency=Urgency.LOW)
    factories.received(
        other, subject="Imprimante", urgency=Urgency.MEDIUM, form=factories.form("printers")
    )
    factories.received(crew, subject="Souris", urgency=Urgency.MEDIUM, at=paris("2026-09-01 09:00"))
    client = client_for(crew.agent)
    filters = {
        "q": "coupé réseau",
        "urgency": Urgency.LOW,
        "nature": Nature.NETWORK_INCIDENT,
        "handler": Handler.CONTRACTOR,
        "school": "jean moulin",
        "department": "077",
        "technician": other.technician.last_name.upper(),
        "since": "2026-09-02",
        "until": "2026-09-30",
    }

    assert refs(client, view="all", **filters) == [wanted.ref]
    for name, value in filters.items():
        assert wanted.ref in refs(client, view="all", **{name: value}), name
        assert len(refs(client, view="all", **{name: value})) < 4, name
    page = client.get(URL, {"view": "all", **filters})
    assert len(page.context["chips"]) == len(filters)
    assert "urgency=" not in next(
        chip.url for chip in page.context["chips"] if chip.label == "Urgence"
    )


@pytest.mark.parametrize(
    "query",
    [
        {"since": "hier"},
        {"urgency": "x"},
        {"page": "-1"},
        {"since": "0001-01-01", "until": "9999-12-31"},
        {"treated_since": "0001-01-01", "treated_until": "9999-12-31"},
    ],
)
def test_nonsense_in_the_address_is_no_error(
    query: dict[str, str], crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    assert client_for(crew.agent).get(URL, query).status_code == 200


def test_a_number_leads_to_its_ticket(crew: Crew, client_for: Callable[[Any], Client]) -> None:
    ticket, hidden = factories.closed(crew), factories.received(Crew())
    client = client_for(crew.correspondent)

    assert client.get(URL, {"q": f" #{ticket.ref}"})["Location"] == ticket.get_absolute_url()
    assert client.get(URL, {"q": hidden.ref}).status_code == 200
    assert refs(client, view="all", q=str(ticket.pk)) == [ticket.ref]
    assert refs(client, view="all", q=f"#{hidden.pk}") == []


def test_sorts_by_what_the_address_says(crew: Crew, client_for: Callable[[Any], Client]) -> None:
    hour = timedelta(hours=1)
    low = factories.received(crew, urgency=Urgency.LOW, at=MORNING)
    high = factories.received(crew, urgency=Urgency.VERY_HIGH, at=MORNING + hour)
    medium = factories.received(crew, urgency=Urgency.MEDIUM, at=MORNING + 2 * hour)
    undated = factories.dispatched(
        crew, handler=Handler.REGION, nature=Nature.CONFIGURATION, urgency=Urgency.LOW
    )
    client = client_for(crew.correspondent)
    by_day = [low.ref, undated.ref, high.ref, medium.ref]

    assert Ticket.objects.get(pk=undated.pk).due_at is None
    assert refs(client, sort="received") == by_day
    assert refs(client, sort="-received") == by_day[::-1]
    assert refs(client, sort="urgency")[:2] == [high.ref, medium.ref]
    assert refs(client, sort="due")[-1] == undated.ref
    assert refs(client, sort="-due")[-1] == undated.ref
    assert refs(client, sort="-updated")[0] == medium.ref


def test_a_second_click_turns_the_order_round(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    heads = client_for(crew.correspondent).get(URL, {"sort": "received"}).context["heads"]

    assert heads["received"].sorted == "ascending"
    assert "sort=-received" in heads["received"].url
    assert heads["due"].sorted == ""
    assert "sort=due" in heads["due"].url


def test_is_flat_and_light(crew: Crew, client_for: Callable[[Any], Client]) -> None:
    client = client_for(crew.agent)
    room = RoomFactory(school=crew.school)

    def grow() -> None:
        for stage in (factories.received, factories.on_hold, factories.technically_closed):
            stage(crew, room=room)

    grow()
    assert_flat(lambda: client.get(URL, {"view": "all"}), grow)


def test_a_twin_says_of_which_ticket(crew: Crew, client_for: Callable[[Any], Client]) -> None:
    main = factories.dispatched(crew)
    twin = factories.merged(crew, into=main)
    gone = factories.withdrawn(crew)
    client = client_for(crew.agent)

    page = client.get(URL, {"view": "withdrawn"})

    states = {row.ref: row.state for row in page.context["rows"]}
    assert states == {twin.ref: f"Doublon de {main.ref}", gone.ref: "Retiré"}

    def grow() -> None:
        factories.merged(crew)

    assert_flat(lambda: client.get(URL, {"view": "withdrawn"}), grow)


def test_fifty_rows_weigh_less_than_sixty_kilobytes(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    first = factories.appointed(
        crew, subject="Le vidéoprojecteur de la salle B204 ne s’allume plus"
    )
    Ticket.objects.bulk_create(
        [
            Ticket(
                **{
                    field.attname: getattr(first, field.attname)
                    for field in Ticket._meta.concrete_fields
                    if field.name not in {"id", "request_key"}
                }
            )
            for _ in range(60)
        ]
    )

    page = client_for(crew.agent).get(URL, {"view": "all"})

    assert len(page.context["rows"]) == 50
    assert page.context["page"].has_next
    assert len(page.content) <= 60_000


def test_htmx_swaps_what_a_fresh_page_shows(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    factories.received(crew)
    factories.appointed(crew)
    client, query = client_for(crew.agent), {"view": "open", "urgency": Urgency.VERY_HIGH}

    fresh = client.get(URL, query).content.decode()
    swapped = client.get(URL, query, headers={"HX-Request": "true"}).content.decode()

    assert swapped.strip().startswith('<div id="listed">')
    assert swapped.strip() in fresh
    assert len(swapped) < len(fresh)


def test_an_empty_list_says_what_to_do(crew: Crew, client_for: Callable[[Any], Client]) -> None:
    client = client_for(crew.correspondent)

    nothing = client.get(URL).content.decode()
    filtered = client.get(URL, {"q": "introuvable"}).content.decode()

    assert "Rien ici" in nothing
    assert "/tickets/new/" in nothing
    assert "Retirer les filtres" in filtered


@pytest.mark.parametrize(
    "words", ["ecran eteint", "ÉCRAN", "Écran éteint", "l'ecran", "l’écran", "oeuvre", "100%"]
)
def test_words_are_found_whatever_their_accents_and_capitals(
    words: str, crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    found = factories.received(crew, subject="L’Écran ÉTEINT à 100% en salle Œuvre")
    factories.received(crew, subject="Plus de réseau, 100 postes")

    assert refs(client_for(crew.agent), view="all", q=words) == [found.ref]


def test_a_subject_that_changes_is_found_by_its_new_words(
    crew: Crew, client_for: Callable[[Any], Client]
) -> None:
    ticket = factories.received(crew, subject="Écran éteint")
    ticket.subject = "Réseau coupé"
    ticket.save(update_fields=["subject"])

    client = client_for(crew.agent)
    assert refs(client, view="all", q="reseau") == [ticket.ref]
    assert refs(client, view="all", q="ecran") == []
