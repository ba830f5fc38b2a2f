"""What is known already, "me too", several reports as one ticket, and what authors hear (ROL-4)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import translation

from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.core.actors import Actor
from preau.core.verdicts import Refused
from preau.files.actions import keep
from preau.mail import actions as mail
from preau.mail.models import Outgoing
from preau.schools.models import Room
from preau.schools.states import ReportingMode
from preau.tickets import actions, queries
from preau.tickets.models import Affected, Report, Ticket
from preau.tickets.states import ReportStatus, Urgency
from preau.ui.exports import EXPORTS, Asked
from tests.instants import NOON, TOMORROW, paris
from tests.schools.factories import MandateFactory, RoomFactory, actor, make_person
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("ROL-4"),
    pytest.mark.usefixtures("at_noon"),
]
NEW = "/tickets/reports/new/"
EARLY = paris("2026-10-05 08:12")


@pytest.fixture
def crew() -> Crew:
    return Crew(reporting_mode=ReportingMode.ALL_STAFF)


@pytest.fixture
def room(crew: Crew) -> Room:
    return RoomFactory(school=crew.school, name="B204")


@pytest.fixture
def colleague(crew: Crew) -> User:
    """Another teacher of the lycée."""
    return make_person(Role.STAFF, school=crew.school)


def report(crew: Crew, at: datetime = EARLY, **fields: Any) -> Report:
    """A report of the teacher."""
    values = {"subject": "Plus de son", "body": "Les enceintes restent muettes.", **fields}
    return actions.report(crew.school, by=crew.actor("teacher", at), **values)


def forward(first: Report, crew: Crew, *others: Report, at: datetime = NOON) -> Ticket:
    return actions.forward(
        first,
        by=crew.actor("correspondent", at),
        form=factories.form("displays"),
        subject="Son coupé",
        description="Muet depuis ce matin.",
        urgency=Urgency.LOW,
        together=others,
    )


def typed(**changed: Any) -> dict[str, Any]:
    """What a colleague types."""
    return {
        "subject": "Pas de son",
        "body": "Rien ne sort des enceintes.",
        "room": "B204",
        "request_key": str(uuid.uuid4()),
        **changed,
    }


@pytest.mark.requirement("INC-14")
class TestKnownAlready:
    def test_is_read_before_anything_is_sent(
        self, crew: Crew, room: Room, colleague: User, client_for: Callable[[Any], Client]
    ) -> None:
        known = report(crew, room=room)
        client = client_for(colleague)

        warned = client.post(NEW, typed())
        sent = client.post(NEW, typed(known=str(known.pk)), follow=True)

        assert "Déjà connu depuis 8\u00a0h\u00a012" in warned.content.decode()
        assert Report.objects.count() == 2
        assert "connu depuis" in sent.content.decode()

    def test_nothing_is_sent_by_the_page_that_says_so_and_what_was_typed_stays(
        self, crew: Crew, room: Room, colleague: User, client_for: Callable[[Any], Client]
    ) -> None:
        report(crew, room=room)

        page = client_for(colleague).post(NEW, typed()).content.decode()

        assert Report.objects.count() == 1
        assert "Rien ne sort des enceintes." in page
        assert crew.teacher.name not in page, "who reported it is the correspondent’s to know"

    def test_is_shown_while_one_types(
        self, crew: Crew, room: Room, colleague: User, client_for: Callable[[Any], Client]
    ) -> None:
        report(crew, room=room)
        url = reverse("tickets:report_known")
        client = client_for(colleague)

        there = client.get(url, {"school": crew.school.uai, "room": "b204"}).content.decode()
        elsewhere = client.get(url, {"school": crew.school.uai, "room": "C999"}).content.decode()
        nowhere = client.get(url)

        assert "Plus de son" in there
        assert "Plus de son" not in elsewhere
        assert nowhere.status_code == 404

    def test_another_room_is_another_matter_and_the_whole_lycee_concerns_all(
        self, crew: Crew, room: Room
    ) -> None:
        other = RoomFactory(school=crew.school, name="C12")
        report(crew, room=other)
        whole = report(crew, subject="Plus d’Internet", at=paris("2026-10-04 17:00"))
        reader = crew.actor("teacher", NOON)

        found = queries.known_reports(crew.school, room, crew.actor("head", NOON))

        assert [each.report for each in found] == [whole]
        assert found[0].since.startswith("4\u00a0oct.")
        assert queries.known_reports(crew.school, room, reader)[0].is_mine

    def test_what_was_settled_before_today_is_no_longer_known(self, crew: Crew, room: Room) -> None:
        settled = report(crew, room=room)
        actions.answer(settled, by=crew.actor("deputy", EARLY), answer="Câble rebranché.")

        today = queries.known_reports(crew.school, room, crew.actor("teacher", NOON))
        later = queries.known_reports(crew.school, room, crew.actor("teacher", TOMORROW))

        assert [each.can_join for each in today] == [False]
        assert later == []

    def test_a_report_by_mail_is_told_in_the_acknowledgement(
        self, crew: Crew, room: Room, colleague: User, run_worker: Callable[[datetime], None]
    ) -> None:
        report(crew, room=room)
        raw = (
            f"From: {colleague.email}\r\nSubject: Pas de son en B204\r\n"
            "Message-ID: <son@lycee.invalid>\r\n\r\nRien ne sort.\r\n"
        )

        mail.receive(raw.encode(), road="file", at=NOON)
        run_worker(NOON)

        letter = Outgoing.objects.get(template="tickets/letters/report_received")
        assert letter.to_email == colleague.email
        assert crew.correspondent.name in letter.text
        assert "connu depuis" in letter.text


@pytest.mark.requirement("INC-14")
class TestMeToo:
    def test_counts_one_more_and_makes_no_twin(
        self, crew: Crew, room: Room, colleague: User, client_for: Callable[[Any], Client]
    ) -> None:
        known = report(
            crew,
            room=room,
            attachments=[keep(b"x", "photo.txt", at=EARLY, school=crew.school)],
        )
        client = client_for(colleague)

        joined = client.post(reverse("tickets:report_affected", args=[known.pk]), follow=True)
        again = client.post(reverse("tickets:report_affected", args=[known.pk]))

        page = joined.content.decode()
        assert Report.objects.count() == 1
        assert Affected.objects.get().person == colleague
        assert again.status_code == 403
        assert "2\u00a0personnes" in page or "2 personnes" in page
        assert "Les enceintes restent muettes." not in page, "its words are between two people"
        assert crew.teacher.name not in page
        assert client.get(f"{known.get_absolute_url()}files/1/").status_code == 404
        seen = client_for(crew.correspondent).get(known.get_absolute_url()).content.decode()
        assert colleague.name in seen

    def test_the_file_of_who_joined_names_no_author(self, crew: Crew, colleague: User) -> None:
        known = report(crew)
        actions.join_report(known, by=actor(colleague, NOON))

        def heads(by: Actor) -> list[str]:
            listing = EXPORTS["reports"].listing(Asked(by, QueryDict()))
            assert list(listing.found) == [known]
            return [str(column.label) for column in listing.columns]

        theirs = heads(actor(colleague, NOON))
        assert "Signalé par" in heads(crew.actor("correspondent", NOON))
        assert "Signalé par" not in theirs
        assert "Objet" in theirs

    def test_one_does_not_join_ones_own(self, crew: Crew) -> None:
        with pytest.raises(Refused, match="est le vôtre"):
            actions.join_report(report(crew), by=crew.actor("teacher", NOON))

    def test_one_does_not_join_what_is_settled(self, crew: Crew, colleague: User) -> None:
        settled = report(crew)
        actions.decline(settled, by=crew.actor("deputy", NOON), answer="Rien à faire.")

        with pytest.raises(Refused, match="est réglée"):
            actions.join_report(settled, by=actor(colleague, NOON))

        assert not Affected.objects.exists()

    def test_one_joins_what_is_being_treated(self, crew: Crew, colleague: User) -> None:
        treated = report(crew)
        forward(treated, crew)

        actions.join_report(treated, by=actor(colleague, NOON))

        assert treated.affected.count() == 1

    def test_a_closed_lycee_opens_nothing_to_its_staff(self, colleague: User, crew: Crew) -> None:
        known = report(crew)
        crew.school.reporting_mode = ReportingMode.CLOSED
        crew.school.save()

        with pytest.raises(Refused):
            actions.join_report(known, by=actor(colleague, NOON))

    def test_nobody_joins_what_another_lycee_reported(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        stranger = Crew(reporting_mode=ReportingMode.ALL_STAFF).teacher

        answer = client_for(stranger).post(
            reverse("tickets:report_affected", args=[report(crew).pk])
        )

        assert answer.status_code == 404


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


class TestTypedPlace:
    """A room that the register does not know is a place of its own."""

    def told(self, crew: Crew, place: str, **fields: Any) -> Report:
        by = crew.actor("teacher", NOON)
        words = {"subject": "Projecteur cassé", "body": "Plus d’image.", **fields}
        return actions.report(crew.school, by=by, place=place, **words)

    def known(self, crew: Crew, room: Room | None, place: str = "") -> list[str]:
        reader = crew.actor("head", NOON)
        found = queries.known_reports(crew.school, room, reader, place=place)
        return [each.place for each in found]

    def test_is_known_by_its_name_and_by_no_other(self, crew: Crew, room: Room) -> None:
        self.told(crew, "C305")

        assert self.known(crew, None, "c305") == ["C305"]
        assert self.known(crew, None, "Z999") == []
        assert self.known(crew, room) == []
        assert self.known(crew, None) == []

    def test_what_names_no_room_may_concern_any(self, crew: Crew, room: Room) -> None:
        self.told(crew, "")

        with translation.override("fr"):
            for found in (self.known(crew, room), self.known(crew, None, "C305")):
                assert found == ["salle non précisée"]

    def test_only_its_own_place_goes_along(self, crew: Crew, room: Room) -> None:
        first, same, other = (self.told(crew, place) for place in ("C305", "c 305", "A103"))
        self.told(crew, "", room=room)
        alike = self.told(crew, "C305")

        assert queries.same_matter(first) == [alike]
        assert queries.same_matter(other) == []
        assert same.place_name == "c 305"

    def test_is_shown_and_goes_with_the_words_to_cesame(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        client = client_for(crew.teacher)
        words = {"subject": "Projecteur", "body": "Plus d’image.", "room": "C305"}
        client.post("/tickets/reports/new/", {**words, "request_key": str(uuid.uuid4())})
        made = Report.objects.get()
        correspondent = client_for(crew.correspondent)

        listed = correspondent.get("/tickets/reports/").content.decode()
        page = correspondent.get(made.get_absolute_url()).content.decode()
        asked = correspondent.get(f"{made.get_absolute_url()}forwarding/").content.decode()

        assert (made.place, made.room) == ("C305", None)
        assert "C305" in listed
        assert "C305" in page
        assert "Salle\u00a0: C305" in asked
