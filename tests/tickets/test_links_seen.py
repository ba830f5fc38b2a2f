"""What is seen of links: pages, letters, and nothing of another lycée."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from preau.mail.models import Outgoing
from preau.tickets import actions
from preau.tickets.models import Link, Ticket
from preau.tickets.states import Status
from tests.instants import NOON
from tests.tickets import factories
from tests.tickets.factories import Crew
from tests.tickets.outages import outage
from tests.tickets.test_mailroom import arrive, written

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-14")]


class TestWhatIsSeen:
    def test_another_lycee_never_shows(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        other = Crew()
        main, (part,) = outage(crew, other)
        Ticket.objects.filter(pk=main.pk).update(subject="Incendie au local serveur")

        with time_machine.travel(NOON):
            page = client_for(other.correspondent).get(part.get_absolute_url()).content.decode()

        assert main.ref not in page
        assert "Incendie" not in page
        assert crew.school.name not in page
        assert "autres signalements de la même panne" in page

    def test_a_twin_leads_to_the_ticket_that_goes_on(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        twin = factories.merged(crew)
        goes_on = Link.objects.get().target
        link = f'<a href="{goes_on.get_absolute_url()}">{goes_on.ref}</a>'

        with time_machine.travel(NOON):
            page = client_for(crew.correspondent).get(twin.get_absolute_url()).content.decode()

        assert f"{link}, qui décrit la même panne" in page
        assert f"<strong>{link}</strong>" in page

    def test_the_ticket_that_goes_on_is_no_link_for_who_may_not_read_it(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        twin = factories.merged(crew)
        goes_on = Link.objects.get().target
        Ticket.objects.filter(pk=goes_on.pk).update(school=Crew().school)

        with time_machine.travel(NOON):
            page = client_for(crew.correspondent).get(twin.get_absolute_url()).content.decode()

        assert f"{goes_on.ref}, qui décrit la même panne" in page
        assert goes_on.get_absolute_url() not in page

    def test_cesame_reads_both_ends(self, crew: Crew, client_for: Callable[[Any], Client]) -> None:
        main, (part,) = outage(crew, Crew())
        client = client_for(crew.agent)

        with time_machine.travel(NOON):
            of_part = client.get(part.get_absolute_url())
            of_main = client.get(main.get_absolute_url())

        assert [tie.ticket for tie in of_part.context["ties"].seen] == [main]
        assert [tie.ticket for tie in of_main.context["ties"].seen] == [part]
        assert main.ref in of_part.content.decode()
        assert "Regroupe" in of_main.content.decode()

    def test_a_link_is_visible_where_both_tickets_are(self, crew: Crew) -> None:
        other = Crew()
        outage(crew, other)

        seen = [
            Link.objects.visible_to(crew.actor(name, NOON)).count()
            for name in ("agent", "dispatcher", "correspondent")
        ]
        assert seen == [1, 1, 0]


class TestPages:
    def test_two_clicks_join_and_the_answer_offers_to_separate(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        goes_on, twin = factories.received(crew), factories.received(crew)
        client = client_for(crew.agent)
        url = f"{twin.get_absolute_url()}merge/"

        with time_machine.travel(NOON):
            first = client.get(url, {"into": goes_on.ref})
            answer = client.post(
                url, {"into": goes_on.ref, "seen": twin.version, "body": ""}, follow=True
            )

        assert goes_on.subject in first.content.decode()
        assert answer.redirect_chain == [(twin.get_absolute_url(), 302)]
        assert goes_on.get_absolute_url() in answer.content.decode()
        assert f"{twin.get_absolute_url()}separation/" in answer.content.decode()

    @pytest.mark.parametrize("said", ["{pk}", "#{pk}", "# {pk}", "2026-{pk}", "#2026-{pk}"])
    def test_the_short_number_is_understood(
        self, crew: Crew, client_for: Callable[[Any], Client], said: str
    ) -> None:
        goes_on, twin = factories.received(crew), factories.received(crew)
        url = f"{twin.get_absolute_url()}merge/"
        typed = said.format(pk=goes_on.pk)
        client = client_for(crew.agent)

        with time_machine.travel(NOON):
            first = client.get(url, {"into": typed})
            answer = client.post(url, {"into": typed, "seen": twin.version, "body": ""})

        assert first.context["other"] == goes_on
        assert answer.status_code == 302
        assert Link.objects.get().target == goes_on

    @pytest.mark.parametrize(
        ("said", "is_found"), [("{pk}", True), ("2025-{pk}", True), ("2026-{pk}", False)]
    )
    def test_a_short_number_is_that_of_any_year_and_a_wrong_year_of_none(
        self, crew: Crew, client_for: Callable[[Any], Client], said: str, is_found: bool
    ) -> None:
        earlier, later = factories.received(crew), factories.received(crew)
        Ticket.objects.filter(pk=earlier.pk).update(year=2025)
        url = f"{later.get_absolute_url()}links/new/"

        words = {"other": said.format(pk=earlier.pk), "kind": "follows"}

        with time_machine.travel(NOON):
            answer = client_for(crew.agent).post(url, words)

        assert answer.status_code == (302 if is_found else 422)
        assert Link.objects.exists() is is_found

    def test_an_unknown_number_is_said(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        twin = factories.received(crew)

        with time_machine.travel(NOON):
            answer = client_for(crew.agent).post(
                f"{twin.get_absolute_url()}merge/", {"into": "2026-999999", "seen": twin.version}
            )

        assert answer.status_code == 422
        assert "Aucun ticket que vous pouvez lire" in answer.content.decode()

    def test_a_pair_that_cannot_be_joined_is_refused_on_the_form(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        twin, elsewhere = factories.received(crew), factories.received(Crew())

        with time_machine.travel(NOON):
            answer = client_for(crew.agent).post(
                f"{twin.get_absolute_url()}merge/",
                {"into": elsewhere.ref, "seen": twin.version, "body": "gardé"},
            )

        assert answer.status_code == 403
        assert "gardé" in answer.content.decode()

    def test_links_are_made_and_removed(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        earlier, later = factories.closed(crew), factories.received(crew)
        client = client_for(crew.agent)
        url = later.get_absolute_url()

        with time_machine.travel(NOON):
            first = client.get(f"{url}links/new/", {"other": earlier.ref, "kind": "follows"})
            client.post(f"{url}links/new/", {"other": earlier.ref, "kind": "follows"})
            page = client.get(url).content.decode()
            tie = Link.objects.get()
            look = client.get(f"{url}links/{tie.pk}/removal/")
            client.post(f"{url}links/{tie.pk}/removal/")

        assert f'value="{earlier.ref}"' in first.content.decode()
        assert "Fait suite à" in page
        assert look.status_code == 200
        assert not Link.objects.exists()

    def test_a_technician_closes_an_outage_and_is_told_what_stays_open(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        main, parts = outage(crew, Crew(), Crew())
        client = client_for(crew.dispatcher)
        url = f"{main.get_absolute_url()}technical-closure/"

        with time_machine.travel(NOON):
            look = client.get(url).content.decode()
            answer = client.post(
                url,
                {
                    "solution": "Lien rétabli.",
                    "seen": main.version,
                    "parts": [f"{part.ref}:{part.version}" for part in parts[:1]],
                },
                follow=True,
            )

        assert all(part.ref in look for part in parts)
        assert answer.status_code == 200
        states = [Ticket.objects.get(pk=part.pk).status for part in parts]
        assert states == [Status.TECHNICALLY_CLOSED, Status.DISPATCHED]

    def test_the_twin_says_where_the_matter_goes_on(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        twin = factories.merged(crew)
        goes_on = twin.links.get().target
        client = client_for(crew.correspondent)

        with time_machine.travel(NOON):
            page = client.get(twin.get_absolute_url())
            client.post(f"{twin.get_absolute_url()}separation/", {"seen": twin.version, "body": ""})

        assert goes_on.ref in page.context["next"].what
        assert page.context["reply"] is None
        assert f'href="{goes_on.get_absolute_url()}"' in page.content.decode()
        twin.refresh_from_db()
        assert twin.status == Status.RECEIVED


def test_an_answer_to_the_twins_letters_joins_the_one_that_goes_on(
    crew: Crew, run_worker: Callable[..., None]
) -> None:
    goes_on, twin = factories.dispatched(crew), factories.received(crew)
    run_worker(NOON)
    told = Outgoing.objects.get(thread=twin.thread, template="tickets/letters/acknowledged")
    actions.merge(twin, by=crew.actor("agent", NOON), seen=twin.version, into=goes_on)

    by_thread = arrive(
        written(crew.correspondent, "Re", "Toujours.", In_Reply_To=told.message_id), run_worker
    )
    by_number = arrive(written(crew.deputy, f"[{twin.ref}] Re", "Et au CDI."), run_worker)

    assert (by_thread.ref, by_number.ref) == (goes_on.ref, goes_on.ref)
    assert goes_on.messages.exclude(letter=None).count() == 2
    assert not twin.messages.exclude(letter=None).exists()


def test_a_letter_of_who_sees_the_twin_alone_is_held(
    crew: Crew, run_worker: Callable[..., None]
) -> None:
    goes_on, twin = factories.received(crew), factories.appointed(crew)
    run_worker(NOON)
    told = Outgoing.objects.filter(thread=twin.thread, person=crew.technician).first()
    assert told is not None
    actions.merge(twin, by=crew.actor("agent", NOON), seen=twin.version, into=goes_on)

    letter = arrive(
        written(crew.technician, "Re", "J’y étais.", In_Reply_To=told.message_id), run_worker
    )

    assert letter.outcome == "held"
