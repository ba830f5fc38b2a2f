"""Several reports as one ticket, and what their authors hear (ROL-4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.core.verdicts import Refused
from preau.files.actions import keep
from preau.mail.models import Outgoing
from preau.schools.models import Room
from preau.schools.states import ReportingMode
from preau.tickets import actions, queries
from preau.tickets.models import Report, Ticket
from preau.tickets.states import ReportStatus, Urgency
from tests.instants import NOON
from tests.schools.factories import MandateFactory, RoomFactory, actor
from tests.tickets import factories
from tests.tickets.factories import Crew
from tests.tickets.reported import EARLY, forward, report

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("ROL-4"),
    pytest.mark.usefixtures("at_noon"),
]


@pytest.fixture
def crew() -> Crew:
    return Crew(reporting_mode=ReportingMode.ALL_STAFF)


class TestForwardTogether:
    def test_several_reports_of_one_place_make_one_ticket(
        self, crew: Crew, room: Room, colleague: User
    ) -> None:
        first = report(crew, room=room)
        second = actions.report(
            crew.school,
            by=actor(colleague, NOON),
            subject="Enceintes muettes",
            body="Aucun son au cours de 10 h.",
            room=room,
            attachments=[keep(b"x", "enceinte.txt", at=NOON, school=crew.school)],
        )

        ticket = forward(first, crew, second)

        second.refresh_from_db()
        opening = ticket.messages.get()
        assert (second.status, second.ticket) == (ReportStatus.FORWARDED, ticket)
        assert ticket.reporter == crew.teacher
        assert "Aucun son au cours de 10 h." in opening.body
        assert colleague.name in opening.body
        assert opening.attachments.get().name == "enceinte.txt"

    def test_the_places_of_the_others_go_along(self, crew: Crew, room: Room) -> None:
        ticket = forward(report(crew), crew, report(crew, room=room))

        assert "Salle\u00a0: B204" in ticket.messages.get().body

    def test_are_chosen_on_the_page_and_named_on_the_ticket(
        self, crew: Crew, room: Room, colleague: User, client_for: Callable[[Any], Client]
    ) -> None:
        first = report(crew, room=room)
        second = actions.report(
            crew.school, by=actor(colleague, EARLY), subject="Muet", body="Muet.", room=room
        )
        elsewhere = report(crew, room=RoomFactory(school=crew.school, name="C12"))
        client = client_for(crew.correspondent)

        answer = client.post(
            reverse("tickets:report_forwarding", args=[first.pk]),
            {
                "subject": "Son coupé",
                "description": "Muet.",
                "form": "displays",
                "urgency": Urgency.LOW,
                "together": [str(second.pk)],
            },
        )

        ticket = Ticket.objects.get()
        page = client.get(answer["Location"]).content.decode()
        elsewhere.refresh_from_db()
        assert set(ticket.reports.all()) == {first, second}
        assert elsewhere.status == ReportStatus.OPEN
        assert f"{crew.teacher.name}, {colleague.name}" in page

    def test_of_another_lycee_do_not_go_along(self, crew: Crew) -> None:
        other = Crew(reporting_mode=ReportingMode.ALL_STAFF)
        both = crew.deputy
        MandateFactory(person=both, role=Role.DEPUTY, school=other.school)
        foreign = report(other)

        with pytest.raises(Refused, match="autre lycée"):
            actions.forward(
                report(crew),
                by=actor(both, NOON),
                form=factories.form("displays"),
                subject="Son",
                description="Muet",
                urgency=Urgency.LOW,
                together=[foreign],
            )

        assert not Ticket.objects.exists()

    def test_sent_twice_they_are_one(self, crew: Crew) -> None:
        first, second = report(crew), report(crew)

        made = forward(first, crew, second)
        again = forward(first, crew, second)

        assert made == again == Ticket.objects.get()

    def test_what_somebody_else_sent_on_is_not_sent_again(self, crew: Crew) -> None:
        first = report(crew)
        forward(first, crew)

        with pytest.raises(Refused, match="déjà"):
            actions.forward(
                first,
                by=crew.actor("deputy", NOON),
                form=factories.form("displays"),
                subject="Son",
                description="Muet",
                urgency=Urgency.LOW,
            )

        assert Ticket.objects.count() == 1

    def test_a_handled_one_does_not_go_along(self, crew: Crew) -> None:
        handled = report(crew)
        actions.answer(handled, by=crew.actor("deputy", NOON), answer="C’est réglé.")

        with pytest.raises(Refused):
            forward(report(crew), crew, handled)

        assert not Ticket.objects.exists()


class TestDecline:
    def test_wants_a_reason(self, crew: Crew) -> None:
        waiting = report(crew)

        with pytest.raises(Refused, match="pourquoi"):
            actions.decline(waiting, by=crew.actor("deputy", NOON), answer="  ")

        waiting.refresh_from_db()
        assert waiting.status == ReportStatus.OPEN


class TestWhatBecameOfIt:
    def test_the_author_reads_the_state_and_by_when_and_nothing_of_the_exchange(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        known = report(crew)
        ticket = forward(known, crew, at=EARLY + timedelta(minutes=5))
        actions.write(ticket, by=crew.actor("agent", NOON), body="Code de l’armoire : 4512.")

        page = client_for(crew.teacher).get(known.get_absolute_url()).content.decode()

        assert ticket.ref in page
        assert "CESAME qualifie la demande" in page
        assert "au plus tard le" in page
        assert "4512" not in page

    def test_author_and_those_affected_hear_each_step(
        self, crew: Crew, colleague: User, run_worker: Callable[[datetime], None]
    ) -> None:
        known = report(crew)
        actions.join_report(known, by=actor(colleague, NOON))
        ticket = forward(known, crew)
        ticket = actions.declare_out_of_scope(
            ticket,
            by=crew.actor("agent", NOON),
            seen=ticket.version,
            reason="own_funds",
            body="Achat du lycée.",
        )
        run_worker(NOON)

        both = {crew.teacher.email, colleague.email}
        for template in ("report_handled", "report_ended"):
            letters = Outgoing.objects.filter(template=f"tickets/letters/{template}")
            assert {letter.to_email for letter in letters} == both
        assert "Achat du lycée." not in letters[0].text

    def test_who_left_the_lycee_hears_nothing_more(
        self, crew: Crew, run_worker: Callable[[datetime], None]
    ) -> None:
        known = report(crew)
        crew.teacher.mandates.update(ends_at=NOON - timedelta(minutes=1))

        actions.answer(known, by=crew.actor("deputy", NOON), answer="C’est réparé.")
        run_worker(NOON)

        assert not Outgoing.objects.filter(template="tickets/letters/report_handled").exists()

    def test_a_closed_ticket_is_told(
        self, crew: Crew, run_worker: Callable[[datetime], None]
    ) -> None:
        ticket = forward(report(crew), crew)
        ticket = actions.withdraw(ticket, by=crew.actor("correspondent", NOON), seen=ticket.version)
        run_worker(NOON)

        letter = Outgoing.objects.get(template="tickets/letters/report_ended")
        assert letter.subject == "Retiré : Plus de son"
        assert letter.to_email == crew.teacher.email


@pytest.mark.requirement("INC-14")
class TestJoinedWithATwin:
    """CESAME joined the ticket of a report with another one: the matter goes on there."""

    @pytest.fixture
    def joined(self, crew: Crew) -> tuple[Report, Ticket]:
        """A report whose ticket was joined twice over, and the ticket that goes on."""
        reported = report(crew)
        last = factories.appointed(crew)
        between = factories.received(crew)
        by = crew.actor("agent", NOON)
        twin = forward(reported, crew)
        actions.merge(twin, by=by, seen=twin.version, into=between)
        between.refresh_from_db()
        actions.merge(between, by=by, seen=between.version, into=last)
        reported.refresh_from_db()
        last.refresh_from_db()
        return reported, last

    def test_colleagues_read_that_it_is_known_and_join_it(
        self, crew: Crew, colleague: User, joined: tuple[Report, Ticket]
    ) -> None:
        reader = actor(colleague, NOON)

        found = queries.known_reports(crew.school, None, reader)
        actions.join_report(joined[0], by=reader)

        assert [each.report for each in found] == [joined[0]]

    def test_its_author_reads_where_it_goes_on(
        self, crew: Crew, joined: tuple[Report, Ticket], client_for: Callable[[Any], Client]
    ) -> None:
        reported, last = joined

        page = client_for(crew.teacher).get(reported.get_absolute_url())

        assert page.context["progress"].joined == last.ref
        assert not page.context["progress"].is_over
        assert f"réuni avec le ticket {last.ref}" in page.content.decode()

    def test_its_author_hears_when_it_is_over(
        self,
        crew: Crew,
        joined: tuple[Report, Ticket],
        run_worker: Callable[[datetime], None],
    ) -> None:
        reported, last = joined
        actions.close_technically(
            last, by=crew.actor("technician", NOON), seen=last.version, solution="Réparé."
        )
        last.refresh_from_db()
        actions.close(last, by=crew.actor("correspondent", NOON), seen=last.version)
        run_worker(NOON)

        letter = Outgoing.objects.get(template="tickets/letters/report_ended")
        assert letter.to_email == crew.teacher.email
        assert reported.ticket is not None
        assert reported.ticket.ref in letter.text
        assert last.ref in letter.text
        assert "le ticket est clos" in letter.text
