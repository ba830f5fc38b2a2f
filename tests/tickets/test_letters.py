"""Who is written to about a ticket, and who no longer is."""

from datetime import timedelta

import pytest
import time_machine

from preau.mail.models import Outgoing
from preau.tickets import actions, queries, tasks
from tests.instants import MORNING, NOON, TOMORROW, paris
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = pytest.mark.django_db


def readers(template: str) -> set[str]:
    """The addresses to which a letter was written."""
    letters = Outgoing.objects.filter(template=f"tickets/letters/{template}")
    return set(letters.values_list("to_email", flat=True))


@pytest.mark.requirement("INC-7")
class TestWarned:
    def test_near_its_limit_a_ticket_is_put_before_its_technician_alone(self, run_worker):
        crew = Crew()
        factories.appointed(crew, at=MORNING)  # Due on Tuesday at 9:05.

        tasks.warn(paris("2026-10-05 17:30"))
        run_worker(paris("2026-10-05 17:31"))

        assert readers("warned") == {crew.technician.email}

    def test_past_its_limit_the_technician_is_told_once_more(self, run_worker):
        crew = Crew()
        factories.appointed(crew, at=MORNING)

        tasks.warn(paris("2026-10-06 09:30"))
        run_worker(paris("2026-10-06 09:31"))

        # Those above get one letter for all: see test_limits.py.
        assert readers("warned") == {crew.technician.email}


class TestTechnicianWhoLeft:
    @pytest.mark.requirement("ROL-5")
    def test_reads_nothing_more_and_the_dispatchers_do(self, run_worker):
        crew = Crew()
        ticket = factories.appointed(crew, at=MORNING)
        run_worker(NOON)
        crew.technician.mandates.update(ends_at=NOON + timedelta(hours=1))

        actions.nudge(ticket, by=crew.actor("correspondent", TOMORROW), body="Où en êtes-vous ?")
        run_worker(TOMORROW)

        assert readers("nudged") == {crew.dispatcher.email}


@pytest.mark.requirement("INC-14")
class TestSeparated:
    def test_the_lycee_reads_that_its_twin_goes_on_alone(self, run_worker):
        crew = Crew()
        twin = factories.merged(crew)
        run_worker(NOON)
        other = twin.goes_on

        actions.separate(twin, by=crew.actor("agent", TOMORROW), seen=twin.version)
        run_worker(TOMORROW)

        letter = Outgoing.objects.get(template="tickets/letters/separated")
        assert letter.to_email == crew.correspondent.email
        assert other.ref in letter.text
        assert "reprend à CESAME" in letter.text


class TestWithdrawn:
    def test_spares_the_technician_a_visit_for_nothing(self, run_worker):
        crew = Crew()
        ticket = factories.appointed(crew, at=MORNING)

        actions.withdraw(
            ticket, by=crew.actor("correspondent", NOON), seen=ticket.version, body="Réparé seul."
        )
        run_worker(NOON)

        assert readers("withdrawn") == {crew.technician.email}
        assert "Réparé seul." in Outgoing.objects.get(template="tickets/letters/withdrawn").text

    def test_before_it_was_handed_over_nobody_is_written_to(self, run_worker):
        factories.withdrawn(Crew(), at=MORNING)

        run_worker(NOON)

        assert readers("withdrawn") == set()


class TestHoldCancelled:
    @pytest.mark.requirement("INC-7")
    def test_tells_the_technician_that_the_clock_never_stopped(self, run_worker):
        crew = Crew()
        ticket = factories.on_hold(crew, at=MORNING)

        actions.void_hold(ticket, by=crew.actor("agent", NOON), seen=ticket.version)
        run_worker(NOON)

        assert readers("hold_cancelled") == {crew.technician.email}
        letter = Outgoing.objects.get(template="tickets/letters/hold_cancelled")
        assert "mardi 6 octobre" in letter.text


@pytest.mark.requirement("INC-8")
class TestContested:
    def test_with_a_reason_the_service_and_the_history_have_it(self, run_worker):
        crew = Crew()
        ticket = factories.closed(crew, at=MORNING)

        actions.contest(
            ticket,
            by=crew.actor("correspondent", TOMORROW),
            seen=ticket.version,
            reason="Le réseau tombe de nouveau.",
        )
        run_worker(TOMORROW)

        letter = Outgoing.objects.get(template="tickets/letters/closure_contested")
        assert letter.to_email == crew.technician.email
        assert letter.subject == f"[{ticket.ref}] Clôture contestée : {ticket.subject}"
        assert "Le réseau tombe de nouveau." in letter.text
        last = queries.timeline(ticket, crew.actor("technician", TOMORROW))[-1]
        assert last.message.body == "Le réseau tombe de nouveau."
        assert not Outgoing.objects.filter(template="tickets/letters/closure_refused").exists()

    def test_in_one_click_without_a_reason_the_service_is_told_to_ask(self, run_worker, client_for):
        crew = Crew()
        ticket = factories.closed(crew, at=MORNING)

        with time_machine.travel(TOMORROW, tick=False):
            answer = client_for(crew.correspondent).post(
                f"/tickets/{ticket.ref}/contest/", {"seen": ticket.version}
            )
        run_worker(TOMORROW)

        assert answer.status_code == 302
        letter = Outgoing.objects.get(template="tickets/letters/closure_contested")
        assert "demandez au lycée ce qui ne va pas" in letter.text
