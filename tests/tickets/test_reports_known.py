"""What is known already of a place, and “me too” (ROL-4)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import translation

from preau.accounts.models import User
from preau.core.actors import Actor
from preau.core.verdicts import Refused
from preau.files.actions import keep
from preau.mail import actions as mail
from preau.mail.models import Outgoing
from preau.schools.models import Room
from preau.schools.states import ReportingMode
from preau.tickets import actions, queries
from preau.tickets.models import Affected, Report
from preau.ui.exports import EXPORTS, Asked
from tests.instants import NOON, TOMORROW, paris
from tests.schools.factories import RoomFactory, actor
from tests.tickets.factories import Crew
from tests.tickets.reported import EARLY, NEW, forward, report, typed

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("ROL-4"),
    pytest.mark.usefixtures("at_noon"),
]


@pytest.fixture
def crew() -> Crew:
    return Crew(reporting_mode=ReportingMode.ALL_STAFF)


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
