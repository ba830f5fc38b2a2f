"""The same request sent twice, or at the same instant, makes one thing."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError
from django.test import Client

from preau.core.verdicts import Refused
from preau.journal.models import Entry
from preau.mail.models import Letter
from preau.schools.states import ReportingMode
from preau.tickets import actions, policies
from preau.tickets.models import Report, ReportMessage, Ticket
from tests.assets.factories import AssetFactory
from tests.instants import NOON
from tests.schools.factories import RoomFactory
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = pytest.mark.django_db
KEY = uuid.UUID(int=7)


@pytest.fixture
def crew() -> Crew:
    return Crew(reporting_mode=ReportingMode.ALL_STAFF)


def reported(crew: Crew, **changed: Any) -> Report:
    words: dict[str, Any] = {"subject": "Plus de son", "body": "Depuis hier.", "request_key": KEY}
    return actions.report(crew.school, by=crew.actor("teacher", NOON), **{**words, **changed})


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the other request do its work between this one's first look and its own."""

    def hook(policy: str, work: Any) -> None:
        asked = getattr(policies, policy)

        def ask(*args: Any) -> Any:
            monkeypatch.setattr(policies, policy, asked)
            work()
            return asked(*args)

        monkeypatch.setattr(policies, policy, ask)

    return hook


class TestTicket:
    def test_posted_at_the_same_instant_it_is_one(self, crew: Crew, meanwhile: Any) -> None:
        meanwhile("can_send", lambda: factories.received(crew, request_key=KEY))

        ticket = factories.received(crew, request_key=KEY)

        assert Ticket.objects.get() == ticket
        assert Entry.objects.filter(fact="tickets.ticket.received").count() == 1

    def test_the_key_of_another_lycee_gives_nothing_of_it_away(self, crew: Crew) -> None:
        factories.received(Crew(), request_key=KEY)

        with pytest.raises(IntegrityError):
            factories.received(crew, request_key=KEY)

        assert not Ticket.objects.filter(school=crew.school).exists()

    def test_a_room_or_equipment_of_another_lycee_is_refused(self, crew: Crew) -> None:
        with pytest.raises(Refused):
            factories.received(crew, room=RoomFactory())
        with pytest.raises(Refused):
            factories.received(crew, asset=AssetFactory())

        assert not Ticket.objects.exists()


@pytest.mark.requirement("INC-1")
@pytest.mark.usefixtures("at_noon")
class TestGoneBackTo:
    """The browser went back to the page: its words are still there, its key is another one."""

    URL = "/tickets/new/other/"

    def words(self, **changed: Any) -> dict[str, Any]:
        said = {
            "subject": "Tableau noir",
            "description": "Rien ne s’affiche.",
            "question_since": "ce matin",
            "question_stopped": "Une personne",
            "urgency": "low",
            "request_key": str(uuid.uuid4()),
        }
        return {**said, **changed}

    def test_the_same_words_are_shown_to_be_sent_and_go_again_on_purpose(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        client = client_for(crew.correspondent)
        client.post(self.URL, self.words())
        first = Ticket.objects.get()

        page = client.post(self.URL, self.words())
        assert Ticket.objects.get() == first
        assert first.ref in page.content.decode()
        assert "Rien ne s’affiche." in page.content.decode()

        answer = client.post(self.URL, self.words(sent=first.pk))
        assert answer.status_code == 302
        assert Ticket.objects.count() == 2

    def test_a_second_click_other_words_and_a_later_day_are_no_repeat(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        client, words = client_for(crew.correspondent), self.words()

        assert client.post(self.URL, words).status_code == 302
        assert client.post(self.URL, words).status_code == 302
        assert Ticket.objects.count() == 1
        assert client.post(self.URL, self.words(description="Autre.")).status_code == 302
        with time_machine.travel(NOON + timedelta(minutes=16), tick=False):
            assert client.post(self.URL, self.words()).status_code == 302
        assert Ticket.objects.count() == 3


class TestReport:
    def test_sent_twice_it_is_one(self, crew: Crew) -> None:
        assert reported(crew) == reported(crew)
        assert Entry.objects.filter(fact="tickets.report.reported").count() == 1

    def test_posted_at_the_same_instant_it_is_one(self, crew: Crew, meanwhile: Any) -> None:
        meanwhile("can_report", lambda: reported(crew))

        report = reported(crew)

        assert Report.objects.get() == report

    def test_the_key_of_another_lycee_gives_nothing_of_it_away(self, crew: Crew) -> None:
        reported(Crew(reporting_mode=ReportingMode.ALL_STAFF))

        with pytest.raises(IntegrityError):
            reported(crew)

        assert not Report.objects.filter(school=crew.school).exists()


class TestMessage:
    @pytest.mark.parametrize("verb", [actions.write, actions.exchange, actions.note])
    def test_sent_twice_it_is_one(self, crew: Crew, verb: Any) -> None:
        ticket = factories.dispatched(crew)
        by = crew.actor("agent", NOON)

        first = verb(ticket, by=by, body="Pièce commandée.", request_key=KEY)
        second = verb(ticket, by=by, body="Pièce commandée.", request_key=KEY)

        assert first == second
        assert ticket.messages.filter(body="Pièce commandée.").count() == 1

    def test_a_letter_attached_twice_is_one(self, crew: Crew, letter: Letter) -> None:
        ticket = factories.received(crew)
        by = crew.actor("agent", NOON)

        first = actions.attach(ticket, by=by, body="Oui.", letter=letter, request_key=KEY)
        second = actions.attach(ticket, by=by, body="Oui.", letter=letter, request_key=KEY)

        assert first == second

    def test_about_a_report_it_is_one(self, crew: Crew) -> None:
        report = reported(crew)
        by = crew.actor("teacher", NOON)

        first = actions.write_on_report(report, by=by, body="En B204.", request_key=KEY)
        second = actions.write_on_report(report, by=by, body="En B204.", request_key=KEY)

        assert first == second
        assert ReportMessage.objects.count() == 1

    def test_about_a_report_it_is_not_for_a_colleague(self, crew: Crew) -> None:
        report = reported(crew)

        with pytest.raises(Refused):
            actions.write_on_report(report, by=crew.actor("agent", NOON), body="Bonjour.")

        assert not ReportMessage.objects.exists()
