"""The fortnightly review of a lycée's open tickets (INC-4)."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from preau.accounts.roles import Role
from preau.core.verdicts import Refused, Stale
from preau.mail.models import Outgoing
from preau.schools.actions import declare_closure
from preau.tickets import actions, queries, tasks
from preau.tickets.models import Review, Ticket
from preau.tickets.states import ReviewAnswer, Status
from tests.instants import LAST_MONTH, MORNING, NOON, TOMORROW, paris
from tests.schools.factories import MandateFactory, SchoolFactory
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-4")]

EARLY = paris("2026-10-05 07:30")


def say(ticket: Ticket, answer: ReviewAnswer) -> actions.Answer:
    ticket.refresh_from_db()
    return actions.Answer(ticket, answer, ticket.version)


def put() -> list[Review]:
    return list(Review.objects.waiting())


class TestOpened:
    def test_each_fortnight_for_a_lycee_with_old_tickets(self):
        crew = Crew()
        factories.received(crew, at=LAST_MONTH)

        tasks.open_reviews(EARLY)
        tasks.open_reviews(EARLY + timedelta(days=13))
        first = [(review.opened_at, review.times_put) for review in put()]
        tasks.open_reviews(EARLY + timedelta(days=14))

        assert first == [(EARLY, 1)]
        # All Saints' holidays began meanwhile: the day after them does it.
        assert [review.times_put for review in put()] == [1]
        tasks.open_reviews(paris("2026-11-02 07:30"))
        assert [review.times_put for review in put()] == [2]

    def test_not_for_tickets_of_yesterday(self):
        factories.received(Crew(), at=MORNING)

        tasks.open_reviews(TOMORROW)

        assert put() == []

    def test_not_where_nobody_could_answer(self):
        crew = Crew()
        factories.received(crew, at=LAST_MONTH)
        crew.correspondent.mandates.update(ends_at=MORNING - timedelta(days=1))
        crew.deputy.mandates.update(ends_at=MORNING - timedelta(days=1))

        tasks.open_reviews(EARLY)

        assert put() == []

    @pytest.mark.parametrize(
        "day", ["2026-10-20 07:30", "2026-11-11 07:30", "2026-11-14 07:30"], ids=str
    )
    def test_not_in_holidays_nor_on_a_day_off(self, day):
        factories.received(Crew(), at=LAST_MONTH)

        tasks.open_reviews(paris(day))

        assert put() == []

    def test_not_while_the_lycee_declared_itself_closed(self):
        crew = Crew()
        factories.received(crew, at=LAST_MONTH)
        declare_closure(
            crew.school,
            by=crew.actor("head", MORNING - timedelta(days=3)),
            first_on=EARLY.date(),
            last_on=EARLY.date(),
            reason="Journée pédagogique",
        )

        tasks.open_reviews(EARLY)
        tasks.open_reviews(EARLY + timedelta(days=1))

        assert [review.opened_at for review in put()] == [EARLY + timedelta(days=1)]

    def test_is_written_to_the_correspondent_with_the_link(self, run_worker):
        crew = Crew()
        factories.received(crew, at=LAST_MONTH)
        tasks.open_reviews(EARLY)
        run_worker(EARLY)

        letter = Outgoing.objects.get(template="tickets/letters/review")
        assert letter.to_email == crew.correspondent.email
        assert f"/tickets/review/?school={crew.school.uai}" in letter.text

    def test_without_a_correspondent_it_is_written_to_the_deputies(self, run_worker):
        crew = Crew()
        factories.received(crew, at=LAST_MONTH)
        crew.correspondent.mandates.update(ends_at=MORNING - timedelta(days=1))
        tasks.open_reviews(EARLY)
        run_worker(EARLY)

        assert Outgoing.objects.get(template="tickets/letters/review").to_email == crew.deputy.email

    def test_a_review_done_meanwhile_is_not_written_about(self, run_worker):
        crew = Crew()
        factories.received(crew, at=LAST_MONTH)
        tasks.open_reviews(EARLY)
        actions.review(crew.school, by=crew.actor("deputy", EARLY), answers=[])
        run_worker(EARLY)

        assert not Outgoing.objects.filter(template="tickets/letters/review").exists()

    def test_only_the_clock_does_it(self):
        crew = Crew()

        with pytest.raises(Refused, match="horloge"):
            actions.open_review(crew.school, by=crew.actor("admin", NOON))


class TestAnswered:
    def test_each_answer_does_what_it_says(self):
        crew = Crew()
        current = factories.dispatched(crew, at=LAST_MONTH)
        done = factories.technically_closed(crew, at=MORNING)
        gone = factories.received(crew, at=MORNING)
        late = factories.dispatched(crew, at=MORNING)
        silent = factories.received(crew, at=MORNING)
        tasks.open_reviews(EARLY)

        review = actions.review(
            crew.school,
            by=crew.actor("correspondent", NOON),
            answers=[
                say(current, ReviewAnswer.CURRENT),
                say(done, ReviewAnswer.SOLVED),
                say(gone, ReviewAnswer.SOLVED),
                say(late, ReviewAnswer.NUDGE),
                say(silent, ReviewAnswer.NOTHING),
            ],
        )

        for ticket in (current, done, gone, late, silent):
            ticket.refresh_from_db()
        assert (done.status, gone.status) == (Status.CLOSED, Status.WITHDRAWN)
        assert (late.nudges, silent.nudges) == (1, 0)
        story = queries.timeline(current, crew.actor("agent", NOON))
        assert "toujours d’actualité" in story[-1].sentence
        assert (review.tickets, review.current, review.solved, review.nudged) == (5, 1, 2, 1)
        assert (review.done_at, review.done_by) == (NOON, crew.correspondent)
        assert put() == []

    def test_one_refusal_keeps_nothing_and_says_which(self):
        crew = Crew()
        current = factories.dispatched(crew, at=MORNING)
        nudged = factories.dispatched(crew, at=MORNING)
        actions.nudge(nudged, by=crew.actor("deputy", NOON))

        with pytest.raises(Refused, match=nudged.ref):
            actions.review(
                crew.school,
                by=crew.actor("correspondent", NOON),
                answers=[say(current, ReviewAnswer.CURRENT), say(nudged, ReviewAnswer.NUDGE)],
            )

        assert not Review.objects.exists()
        assert queries.timeline(current, crew.actor("agent", NOON))[-1].fact.endswith("dispatched")

    def test_what_somebody_changed_meanwhile_is_not_closed_blindly(self):
        crew = Crew()
        ticket = factories.received(crew, at=MORNING)
        answer = say(ticket, ReviewAnswer.SOLVED)
        actions.write(ticket, by=crew.actor("agent", NOON), body="Nous regardons.")

        with pytest.raises(Stale):
            actions.review(crew.school, by=crew.actor("deputy", NOON), answers=[answer])

    def test_sent_twice_it_is_one(self):
        crew = Crew()
        late = factories.dispatched(crew, at=LAST_MONTH)
        by, key = crew.actor("deputy", NOON), uuid.UUID(int=7)
        answers = [say(late, ReviewAnswer.NUDGE)]

        made = actions.review(crew.school, by=by, answers=answers, request_key=key)
        again = actions.review(crew.school, by=by, answers=answers, request_key=key)

        late.refresh_from_db()
        assert made == again == Review.objects.get()
        assert late.nudges == 1

    def test_says_nothing_of_another_lycees_tickets(self):
        crew = Crew()
        foreign = factories.dispatched(Crew(), at=LAST_MONTH)

        with pytest.raises(Refused, match="autre lycée"):
            actions.review(
                crew.school,
                by=crew.actor("deputy", NOON),
                answers=[say(foreign, ReviewAnswer.CURRENT)],
            )

        assert not Review.objects.exists()

    def test_is_for_the_correspondent_and_the_deputies(self):
        crew = Crew()

        with pytest.raises(Refused, match="correspondant"):
            actions.review(crew.school, by=crew.actor("head", NOON), answers=[])

    def test_offers_what_the_rules_allow(self):
        crew = Crew()
        by = crew.actor("deputy", NOON)

        held = actions.can_answer(factories.on_hold(crew, at=MORNING), by)
        done = actions.can_answer(factories.technically_closed(crew, at=MORNING), by)
        nobody = actions.can_answer(factories.received(crew), crew.actor("head", NOON))

        assert ReviewAnswer.NUDGE not in held
        assert ReviewAnswer.SOLVED in done
        assert nobody == [ReviewAnswer.NOTHING, ReviewAnswer.CURRENT]


@pytest.mark.usefixtures("at_noon")
class TestPages:
    def test_one_form_answers_for_all_and_the_dates_show(self, client_for):
        crew = Crew()
        ticket = factories.dispatched(crew, at=LAST_MONTH)
        tasks.open_reviews(EARLY)
        client = client_for(crew.correspondent)

        home = client.get("/").content.decode()
        listed = client.get("/tickets/").content.decode()
        page = client.get("/tickets/review/").content.decode()
        sent = client.post(
            "/tickets/review/",
            {
                f"answer_{ticket.pk}": "current",
                f"seen_{ticket.pk}": str(ticket.version),
                "request_key": uuid.UUID(int=7),
            },
        )
        after = client.get("/tickets/").content.decode()
        school = client.get(crew.school.get_absolute_url()).content.decode()

        assert "Revue de quinzaine" in home
        assert "vous attend" in listed
        assert ticket.ref in page
        assert sent["Location"] == "/tickets/"
        assert "Dernière revue des tickets en cours" in after
        assert "Dernière revue des tickets en cours" in school

    def test_a_refusal_keeps_the_answers(self, client_for):
        crew = Crew()
        ticket = factories.dispatched(crew, at=LAST_MONTH)
        page = {f"answer_{ticket.pk}": "nudge", f"seen_{ticket.pk}": str(ticket.version)}
        client = client_for(crew.correspondent)
        actions.nudge(ticket, by=crew.actor("deputy", NOON))

        answer = client.post("/tickets/review/", page)

        assert answer.status_code == 422
        assert not Review.objects.exists()

    def test_what_somebody_wrote_meanwhile_is_shown_and_then_answered(self, client_for):
        crew = Crew()
        ticket = factories.received(crew, at=LAST_MONTH)
        page = {
            f"answer_{ticket.pk}": "solved",
            f"seen_{ticket.pk}": str(ticket.version),
            "request_key": uuid.UUID(int=7),
        }
        actions.write(ticket, by=crew.actor("agent", NOON), body="Nous regardons.")
        client = client_for(crew.correspondent)

        shown = client.post("/tickets/review/", page)
        form = shown.context["form"]
        sent = client.post("/tickets/review/", {field.html_name: field.value() for field in form})

        assert shown.status_code == 409
        assert sent["Location"] == "/tickets/"
        ticket.refresh_from_db()
        assert ticket.status == Status.WITHDRAWN

    def test_one_that_waits_without_an_open_ticket_can_be_done(self, client_for):
        crew = Crew()
        ticket = factories.received(crew, at=LAST_MONTH)
        tasks.open_reviews(EARLY)
        actions.withdraw(ticket, by=crew.actor("deputy", NOON), seen=ticket.version)
        client = client_for(crew.correspondent)

        page = client.get("/tickets/review/").content.decode()
        client.post("/tickets/review/", {"request_key": uuid.UUID(int=7)})

        assert "La revue est faite" in page
        assert put() == []

    def test_with_two_lycees_each_has_its_own(self, client_for):
        crew = Crew()
        other = SchoolFactory()
        MandateFactory(person=crew.deputy, role=Role.DEPUTY, school=other)
        client = client_for(crew.deputy)

        first = client.get("/tickets/review/")
        second = client.get("/tickets/review/", {"school": other.uai})

        assert crew.school.name in first.content.decode()
        assert other.name in second.content.decode()

    def test_the_others_are_refused_with_the_reason(self, client_for):
        crew = Crew()

        for name in ("head", "agent", "technician"):
            assert client_for(crew.of(name)).get("/tickets/review/").status_code == 403

    def test_the_region_counts_what_is_done_and_what_waits(self, client_for, assert_flat):
        crews = [Crew() for _each in range(2)]
        for crew in crews:
            factories.received(crew, at=LAST_MONTH)
        tasks.open_reviews(EARLY)
        actions.review(crews[0].school, by=crews[0].actor("deputy", NOON), answers=[])
        client = client_for(crews[0].region)

        waiting = client.get("/tickets/reviews/")
        done = client.get("/tickets/reviews/", {"status": "done"})

        assert (waiting.context["put"], waiting.context["done"]) == (2, 1)
        assert [row["url"] for row in waiting.context["rows"]] == [
            crews[1].school.get_absolute_url()
        ]
        assert [row["by"] for row in done.context["rows"]] == [crews[0].deputy.name]
        assert client_for(crews[0].correspondent).get("/tickets/reviews/").status_code == 403

        def grow() -> None:
            factories.received(Crew(), at=LAST_MONTH)
            tasks.open_reviews(EARLY)

        assert_flat(lambda: client.get("/tickets/reviews/"), grow)

    def test_an_rtn_sees_the_territorys_alone(self, client_for):
        ours, theirs = Crew(), Crew()
        for crew in (ours, theirs):
            factories.received(crew, at=LAST_MONTH)
        tasks.open_reviews(EARLY)

        client = client_for(ours.officer)

        rows = client.get("/tickets/reviews/").context["rows"]

        assert 'href="/tickets/reviews/"' in client.get("/").content.decode(), "in the navigation"
        assert [row["url"] for row in rows] == [ours.school.get_absolute_url()]
