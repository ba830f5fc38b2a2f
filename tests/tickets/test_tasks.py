"""The clock of tickets: reminders, tacit closure, warnings."""

from datetime import timedelta

import pytest

from preau.core.actors import Actor
from preau.core.verdicts import Refused
from preau.journal.models import Entry
from preau.mail.models import Outgoing
from preau.schools.models import Mandate
from preau.tickets import actions, queries, tasks
from preau.tickets.models import Ticket
from preau.tickets.states import HoldCause, Status
from tests.instants import FRIDAY, MORNING, paris
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = pytest.mark.django_db

#: A Monday; the tenth counted day is Thursday 24 September 2026.
CLOSED_ON = paris("2026-09-14 10:00")


def facts_of(ticket: Ticket, name: str) -> list[Entry]:
    return list(
        Entry.objects.filter(
            thing_kind="tickets.ticket", thing_id=ticket.pk, fact=f"tickets.ticket.{name}"
        )
    )


@pytest.mark.requirement("INC-8")
class TestRemindAndClose:
    def test_reminds_on_days_5_and_8_once_each_then_closes_tacitly(self):
        crew = Crew()
        ticket = factories.technically_closed(crew, at=CLOSED_ON)

        for day in range(15, 29):
            for hour in ("07:30", "09:00", "23:50"):
                tasks.remind_and_close(paris(f"2026-09-{day} {hour}"))

        assert [e.at.date().day for e in facts_of(ticket, "reminded")] == [19, 22]
        closed = facts_of(ticket, "closed")
        assert len(closed) == 1
        ticket.refresh_from_db()
        assert ticket.status == Status.CLOSED
        assert ticket.is_closed_tacitly
        assert ticket.closed_by is None
        assert ticket.closed_at >= paris("2026-09-25 00:00")

    def test_only_what_is_due_is_locked(self, monkeypatch):
        early = factories.technically_closed(Crew(), at=paris("2026-09-15 17:00"))
        ticket = factories.technically_closed(Crew(), at=CLOSED_ON)
        locked = []
        remind = actions.remind

        def seen(ticket, **words):
            locked.append((ticket.pk, words["day"]))
            return remind(ticket, **words)

        monkeypatch.setattr(actions, "remind", seen)

        for hour in ("08:00", "09:00", "10:00"):
            tasks.remind_and_close(paris(f"2026-09-19 {hour}"))

        assert locked == [(ticket.pk, 5)]
        assert not facts_of(early, "reminded")

    def test_after_a_refused_closure_the_days_and_reminders_begin_anew(self):
        crew = Crew()
        ticket = factories.technically_closed(crew, at=CLOSED_ON)
        tasks.remind_and_close(paris("2026-09-19 08:00"))
        ticket.refresh_from_db()
        by = crew.actor("correspondent", paris("2026-09-19 10:00"))
        ticket = actions.refuse_closure(ticket, by=by, seen=ticket.version, reason="Non.")
        by = crew.actor("technician", paris("2026-09-21 10:00"))
        actions.close_technically(ticket, by=by, seen=ticket.version, solution="Oui.")

        tasks.remind_and_close(paris("2026-09-25 12:00"))
        tasks.remind_and_close(paris("2026-09-26 12:00"))

        assert [e.at for e in facts_of(ticket, "reminded")] == [
            paris("2026-09-19 08:00"),
            paris("2026-09-26 12:00"),
        ]

    def test_the_first_reminder_leaves_in_the_morning_of_day_5(self):
        ticket = factories.technically_closed(Crew(), at=paris("2026-09-14 17:00"))

        tasks.remind_and_close(paris("2026-09-19 08:00"))

        assert len(facts_of(ticket, "reminded")) == 1

    def test_nothing_closes_tacitly_without_correspondent_or_deputy(self):
        crew = Crew()
        ticket = factories.technically_closed(crew, at=CLOSED_ON)
        Mandate.objects.filter(person__in=[crew.correspondent, crew.deputy]).update(
            ends_at=CLOSED_ON + timedelta(days=1)
        )

        tasks.remind_and_close(paris("2026-10-30 12:00"))

        ticket.refresh_from_db()
        assert ticket.status == Status.TECHNICALLY_CLOSED

    def test_an_answer_given_at_the_same_moment_does_not_stop_the_next_ticket(self, monkeypatch):
        crew, other = Crew(), Crew()
        answered = factories.technically_closed(crew, at=CLOSED_ON)
        silent = factories.technically_closed(other, at=CLOSED_ON + timedelta(minutes=1))
        after = paris("2026-09-25 08:00")

        def has_party(school, at):
            if school == crew.school and answered.status == Status.TECHNICALLY_CLOSED:
                by = crew.actor("correspondent", at)
                answered.status = actions.close(answered, by=by, seen=answered.version).status
            return True

        monkeypatch.setattr(queries, "has_party", has_party)

        tasks.remind_and_close(after)

        answered.refresh_from_db()
        silent.refresh_from_db()
        assert answered.closed_by == crew.correspondent
        assert silent.is_closed_tacitly

    def test_nothing_closes_tacitly_before_the_ten_days_are_over(self):
        ticket = factories.technically_closed(Crew(), at=CLOSED_ON)

        with pytest.raises(Refused) as refused:
            actions.close_tacitly(ticket, by=Actor.preau(paris("2026-09-24 23:59")))
        closed = actions.close_tacitly(ticket, by=Actor.preau(paris("2026-09-25 00:00")))

        assert refused.value.verdict.source == "INC-8"
        assert closed.is_closed_tacitly

    def test_the_lycee_is_told_how_to_contest(self, run_worker):
        crew = Crew()
        ticket = factories.technically_closed(crew, at=CLOSED_ON)
        tasks.remind_and_close(paris("2026-09-25 08:00"))

        run_worker(paris("2026-09-25 08:01"))

        letter = Outgoing.objects.get(template="tickets/letters/closed_tacitly")
        assert letter.person == crew.correspondent
        assert f"/tickets/{ticket.ref}/contest/" in letter.text


@pytest.mark.requirement("INC-7")
class TestWarn:
    def test_before_the_limit_and_after_it_once_each(self):
        crew = Crew()
        ticket = factories.appointed(crew, at=MORNING)  # Due on Tuesday at 9:05.

        for hour in ("12:00", "17:30", "17:45"):
            tasks.warn(paris(f"2026-10-05 {hour}"))
        tasks.warn(paris("2026-10-06 09:30"))
        tasks.warn(FRIDAY)

        assert [e.data for e in facts_of(ticket, "warned")] == ['{"late":false}', '{"late":true}']

    def test_what_waits_for_the_lycee_is_not_warned_of_again(self):
        crew = Crew()
        ticket = factories.appointed(crew, at=MORNING)
        tasks.warn(paris("2026-10-05 17:30"))
        ticket.refresh_from_db()

        actions.hold(
            ticket,
            by=crew.actor("technician", paris("2026-10-05 17:40")),
            seen=ticket.version,
            cause=HoldCause.ANSWER,
            body="Dans quelle armoire ?",
        )
        tasks.warn(paris("2026-10-05 17:45"))

        assert len(facts_of(ticket, "warned")) == 1

    def test_what_is_done_in_the_minute_of_the_limit_is_not_late(self):
        ticket = factories.appointed(Crew(), at=MORNING)  # Due on Tuesday at 9:05.

        tasks.warn(paris("2026-10-06 09:05"))
        tasks.warn(paris("2026-10-06 09:06"))

        assert [e.at for e in facts_of(ticket, "warned") if "true" in e.data] == [
            paris("2026-10-06 09:06")
        ]
