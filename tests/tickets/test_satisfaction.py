"""One question after a closure, answered by a signed link and never by a look (INC-17)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from preau.core.verdicts import Refused
from preau.mail.models import Outgoing
from preau.tickets import actions, rating
from preau.tickets.models import Satisfaction
from tests.instants import LAST_MONTH, MORNING, NOON, TOMORROW
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-17")]


@pytest.fixture
def question(crew: Crew, run_worker) -> Satisfaction:
    """The question about a ticket that the lycée closed."""
    factories.closed(crew, at=MORNING)
    run_worker(NOON)
    return Satisfaction.objects.get()


def link(question: Satisfaction) -> str:
    return reverse("tickets:satisfaction", args=[rating.token_of(question)])


class TestAsked:
    def test_who_sent_the_ticket_once_it_is_closed(self, question, crew):
        letter = Outgoing.objects.get(template="tickets/letters/satisfaction")

        assert (question.person, letter.to_email) == (crew.correspondent, crew.correspondent.email)
        assert "/tickets/satisfaction/" in letter.text

    def test_nobody_more_than_once_a_fortnight(self, crew, run_worker):
        factories.closed(crew, at=LAST_MONTH)
        run_worker(LAST_MONTH + timedelta(hours=1))
        factories.closed(crew, at=LAST_MONTH + timedelta(days=7))
        run_worker(LAST_MONTH + timedelta(days=7, hours=1))
        factories.closed(crew, at=LAST_MONTH + timedelta(days=15))
        run_worker(LAST_MONTH + timedelta(days=15, hours=1))

        assert Satisfaction.objects.count() == 2

    def test_once_for_a_ticket_closed_again(self, question, crew):
        again = actions.ask(
            question.ticket, crew.deputy, by=crew.actor("agent", NOON + timedelta(days=20))
        )

        assert again is None

    def test_not_what_was_contested_before_the_letter_left(self, crew, run_worker):
        ticket = factories.closed(crew, at=MORNING)
        actions.contest(ticket, by=crew.actor("deputy", NOON), seen=ticket.version)

        run_worker(NOON)

        assert not Satisfaction.objects.exists()

    def test_the_correspondent_where_the_sender_has_no_duty_any_more(self, crew, run_worker):
        ticket = factories.closed(crew, at=MORNING)
        ticket.sent_by = crew.teacher
        ticket.save()

        run_worker(NOON)

        assert Satisfaction.objects.get().person == crew.correspondent

    def test_nobody_in_a_lycee_without_correspondent(self, crew, run_worker):
        ticket = factories.closed(crew, at=MORNING)
        ticket.sent_by = crew.teacher
        ticket.save()
        crew.correspondent.mandates.update(ends_at=NOON)

        run_worker(NOON)

        assert not Satisfaction.objects.exists()


class TestAnswered:
    @pytest.fixture(autouse=True)
    def tomorrow(self, question):
        with time_machine.travel(TOMORROW, tick=False):
            yield

    @pytest.fixture
    def url(self, question) -> str:
        with time_machine.travel(NOON, tick=False):
            return link(question)

    def test_by_the_link_alone_and_never_by_a_look(self, question, url):
        client = Client()

        for _each in range(3):
            looked = client.get(url)
        client.head(url)
        question.refresh_from_db()
        untouched = question.level
        sent = client.post(url, {"level": "2", "comment": "Un peu long."})

        question.refresh_from_db()
        assert (looked.status_code, untouched) == (200, None)
        assert question.ticket.subject not in looked.content.decode()
        assert (question.level, question.comment) == (2, "Un peu long.")
        assert question.answered_at == TOMORROW
        assert "Mécontent" in sent.content.decode()

    def test_can_be_changed_by_the_same_link(self, question, url):
        client = Client()

        client.post(url, {"level": "2"})
        client.post(url, {"level": "4"})

        question.refresh_from_db()
        assert question.level == 4
        assert Satisfaction.objects.count() == 1

    def test_without_a_level_is_asked_again_and_keeps_the_words(self, url):
        answer = Client().post(url, {"comment": "Bravo."})

        assert answer.status_code == 422
        assert "Bravo." in answer.content.decode()

    def test_opens_nothing_else(self, question, url):
        client = Client()
        client.post(url, {"level": "5"})

        assert client.get(question.ticket.get_absolute_url()).status_code == 302
        assert "sessionid" not in client.cookies

    def test_of_a_link_that_nobody_signed_nothing_is_kept(self):
        answer = Client().post("/tickets/satisfaction/MQ:abc:def/", {"level": "5"})

        assert answer.status_code == 200
        assert "n’est plus utile" in answer.content.decode()
        assert not Satisfaction.objects.exclude(level=None).exists()

    def test_after_thirty_days_the_link_is_over(self, question, url):
        with time_machine.travel(NOON + timedelta(days=31), tick=False):
            answer = Client().post(url, {"level": "5"})

        assert "n’est plus utile" in answer.content.decode()
        question.refresh_from_db()
        assert question.level is None

    def test_outlives_no_mandate(self, question, url, crew):
        crew.correspondent.mandates.update(ends_at=TOMORROW)

        looked, sent = Client().get(url), Client().post(url, {"level": "5"})

        question.refresh_from_db()
        assert (looked.status_code, sent.status_code) == (403, 403)
        assert question.level is None
        with pytest.raises(Refused, match="terminée"):
            actions.rate(question, by=crew.actor("correspondent", TOMORROW), level=5)

    def test_by_whoever_was_asked(self, question, crew):
        with pytest.raises(Refused, match="personne interrogée"):
            actions.rate(question, by=crew.actor("deputy", NOON), level=1)
        with pytest.raises(Refused, match="trente jours"):
            actions.rate(
                question, by=crew.actor("correspondent", NOON + timedelta(days=31)), level=1
            )


class TestRead:
    def test_by_the_regions_services_with_the_mean_and_of_how_many(
        self, question, crew, client_for
    ):
        actions.rate(question, by=crew.actor("correspondent", NOON), level=2, comment="Long.")
        with time_machine.travel(TOMORROW, tick=False):
            agent = client_for(crew.agent)
            listed = agent.get("/tickets/", {"view": "closed", "opinion": "given"})
            low = agent.get("/tickets/", {"view": "closed", "opinion": "low"})
            good = agent.get("/tickets/", {"view": "closed", "opinion": "high"})
            page = agent.get(question.ticket.get_absolute_url()).content.decode()
            others = {
                name: client_for(crew.of(name)).get(question.ticket.get_absolute_url())
                for name in ("correspondent", "technician")
            }

        assert "2,0 sur 5" in listed.content.decode().replace("\u00a0", " ")
        assert [row.ref for row in low.context["rows"]] == [question.ticket.ref]
        assert list(good.context["rows"]) == []
        assert "Mécontent" in page
        assert "Long." in page
        for answer in others.values():
            assert "Long." not in answer.content.decode()

    def test_is_no_filter_of_the_contractor(self, question, crew, client_for):
        with time_machine.travel(TOMORROW, tick=False):
            page = client_for(crew.dispatcher).get("/tickets/", {"view": "all", "opinion": "high"})

        assert page.context["opinions"] == ""
        assert "opinion" not in page.context["filter"].form.fields
