"""The verbs of a ticket while it is treated and closed; who reads what."""

from __future__ import annotations

from datetime import timedelta

import pytest

from preau.accounts.roles import Role
from preau.core.verdicts import Refused
from preau.tickets import actions, queries
from preau.tickets.models import Ticket
from preau.tickets.states import Extent, Handler, HoldCause, Nature, Status
from tests.instants import MORNING, NEXT_MONDAY, NOON, TOMORROW, paris
from tests.schools.factories import (
    START_OF_TERM,
    MandateFactory,
    actor,
    make_person,
)
from tests.tickets import factories
from tests.tickets.factories import Crew
from tests.tickets.telling import told

pytestmark = pytest.mark.django_db


class TestHold:
    @pytest.mark.requirement("INC-7")
    def test_stops_the_clock_until_the_lycee_answers(self, crew: Crew) -> None:
        ticket = factories.on_hold(crew, at=MORNING)
        assert ticket.due_at is None

        actions.write(ticket, by=crew.actor("correspondent", TOMORROW), body="Armoire du CDI.")

        ticket.refresh_from_db()
        assert ticket.hold_cause == ""
        # Very high: 1 day; 10 minutes used before the hold at 9:15, the rest from Tuesday noon.
        assert ticket.due_at == paris("2026-10-07 11:50")

    @pytest.mark.requirement("INC-7")
    def test_an_answer_by_mail_ends_it_from_its_own_instant(
        self, crew: Crew, letter: object
    ) -> None:
        ticket = factories.on_hold(crew, at=MORNING)
        actions.write(
            ticket, by=crew.actor("correspondent", TOMORROW), body="Au CDI.", letter=letter
        )
        ticket.refresh_from_db()
        assert ticket.hold_cause == HoldCause.ANSWER  # A mail adds text, it never acts.

        ticket = actions.resume(
            ticket, by=crew.actor("technician", TOMORROW + timedelta(days=1)), seen=ticket.version
        )

        assert ticket.due_at == paris("2026-10-07 11:50")

    @pytest.mark.requirement("INC-7")
    def test_a_contest_is_not_taken_for_the_awaited_answer(self, crew: Crew) -> None:
        ticket = factories.on_hold(crew, at=MORNING)
        ticket = actions.contest_hold(
            ticket, by=crew.actor("correspondent", NOON), body="Nous ne savons pas."
        )

        assert queries.answered_at(ticket) is None

    @pytest.mark.requirement("INC-7")
    def test_a_word_of_a_former_deputy_is_not_taken_for_the_awaited_answer(
        self, crew: Crew, letter: object
    ) -> None:
        ticket = factories.on_hold(crew, at=MORNING)
        MandateFactory(
            person=crew.agent,
            role=Role.DEPUTY,
            school=crew.school,
            ends_at=START_OF_TERM + timedelta(days=1),
        )

        actions.write(ticket, by=crew.actor("agent", NOON), body="Transmis.", letter=letter)

        ticket.refresh_from_db()
        assert queries.answered_at(ticket) is None

    @pytest.mark.requirement("INC-7")
    def test_contested_and_cancelled_never_stopped_the_clock(self, crew: Crew) -> None:
        ticket = factories.on_hold(crew, at=MORNING)
        ticket = actions.contest_hold(
            ticket, by=crew.actor("correspondent", NOON), body="Nous avons répondu hier."
        )
        assert ticket.is_hold_contested

        ticket = actions.void_hold(ticket, by=crew.actor("agent", NOON), seen=ticket.version)

        assert ticket.due_at == paris("2026-10-06 09:05")

    @pytest.mark.requirement("INC-7")
    def test_contested_it_waits_in_the_queue_of_cesame(self, crew: Crew) -> None:
        ticket = factories.on_hold(crew, at=MORNING)
        agent = crew.actor("agent", TOMORROW)
        assert queries.counters(agent)["mine"] == 0

        actions.contest_hold(ticket, by=crew.actor("correspondent", NOON), body="Déjà répondu.")

        assert queries.counters(agent)["mine"] == 1

    @pytest.mark.requirement("INC-7")
    def test_only_for_a_listed_cause(self, crew: Crew) -> None:
        ticket = factories.appointed(crew)

        with pytest.raises(ValueError, match="part"):
            actions.hold(
                ticket,
                by=crew.actor("technician", NOON),
                seen=ticket.version,
                cause="part",
                body="Nous attendons une pièce.",
            )


class TestClosure:
    @pytest.mark.requirement("INC-8")
    def test_is_technical_then_administrative(self, crew: Crew) -> None:
        ticket = factories.technically_closed(crew, at=MORNING)
        assert ticket.status == Status.TECHNICALLY_CLOSED
        assert ticket.technically_closed_by == crew.technician

        ticket = actions.close(
            ticket, by=crew.actor("correspondent", TOMORROW), seen=ticket.version
        )

        assert ticket.status == Status.CLOSED
        assert ticket.closed_by == crew.correspondent
        assert not ticket.is_closed_tacitly
        assert ticket.due_at is None

    @pytest.mark.requirement("INC-8")
    @pytest.mark.parametrize("part", ["technician", "agent", "head", "teacher", "region"])
    def test_only_the_lycee_closes_administratively(self, crew: Crew, part: str) -> None:
        ticket = factories.technically_closed(crew)

        with pytest.raises(Refused) as refused:
            actions.close(ticket, by=crew.actor(part, TOMORROW), seen=ticket.version)

        assert refused.value.verdict.source == "INC-8"

    @pytest.mark.requirement("INC-7", "INC-8")
    def test_a_refusal_sends_the_ticket_back_with_what_was_used(self, crew: Crew) -> None:
        ticket = factories.technically_closed(crew, at=MORNING)

        ticket = actions.refuse_closure(
            ticket,
            by=crew.actor("correspondent", TOMORROW),
            seen=ticket.version,
            reason="Le CDI est toujours coupé.",
        )

        assert ticket.status == Status.DISPATCHED
        assert ticket.technician == crew.technician
        assert ticket.refusals == 1
        # 15 minutes were used between the assignment at 9:05 and the closure at 9:20.
        assert ticket.due_at == paris("2026-10-07 11:45")

    @pytest.mark.requirement("INC-8")
    def test_a_refusal_without_a_reason_is_none(self, crew: Crew) -> None:
        ticket = factories.technically_closed(crew)

        with pytest.raises(Refused):
            actions.refuse_closure(
                ticket, by=crew.actor("correspondent", NOON), seen=ticket.version, reason="  "
            )

        ticket.refresh_from_db()
        assert ticket.status == Status.TECHNICALLY_CLOSED
        assert told(ticket)[-1] == "tickets.ticket.technically_closed"

    @pytest.mark.requirement("INC-8")
    def test_can_be_contested_for_thirty_days(self, crew: Crew) -> None:
        ticket = factories.closed(crew, at=MORNING)
        late = ticket.contestable_until + timedelta(minutes=1)

        with pytest.raises(Refused):
            actions.contest(ticket, by=crew.actor("correspondent", late), seen=ticket.version)
        ticket = actions.contest(
            ticket,
            by=crew.actor("correspondent", ticket.contestable_until),
            seen=ticket.version,
        )

        assert ticket.status == Status.DISPATCHED
        assert ticket.closed_at is None

    @pytest.mark.requirement("INC-8")
    def test_nobody_closes_tacitly_but_the_clock(self, crew: Crew) -> None:
        ticket = factories.technically_closed(crew)

        with pytest.raises(Refused):
            actions.close_tacitly(ticket, by=crew.actor("agent", NEXT_MONDAY))

    @pytest.mark.requirement("INC-8")
    def test_is_not_said_to_come_tacitly_where_nobody_can_answer(self, crew: Crew) -> None:
        ticket = factories.technically_closed(crew)
        agent = crew.actor("agent", NOON)
        assert "sera clos tacitement" in queries.next_step(ticket, agent).note

        crew.correspondent.mandates.update(ends_at=NOON)
        crew.deputy.mandates.update(ends_at=NOON)

        assert "n’est pas clos tacitement" in queries.next_step(ticket, agent).note


class TestAudiences:
    @pytest.mark.requirement("INC-17")
    def test_are_kept_apart_in_one_ticket(self, crew: Crew) -> None:
        ticket = factories.appointed(crew)
        actions.note(ticket, by=crew.actor("agent", NOON), body="note interne")
        actions.exchange(ticket, by=crew.actor("agent", NOON), body="échange")
        actions.write(ticket, by=crew.actor("agent", NOON), body="message")

        def read(part: str) -> set[str]:
            moments = queries.timeline(ticket, crew.actor(part, TOMORROW))
            return {m.message.body for m in moments if m.message} & {
                "note interne",
                "échange",
                "message",
            }

        assert read("agent") == read("officer") == {"note interne", "échange", "message"}
        assert read("technician") == read("dispatcher") == {"échange", "message"}
        assert read("correspondent") == read("head") == {"message"}

    @pytest.mark.requirement("ROL-5")
    def test_each_service_sees_what_was_handed_to_it(self, crew: Crew) -> None:
        ticket = factories.received(crew)

        def sees(part: str) -> bool:
            return Ticket.objects.visible_to(crew.actor(part, NOON)).filter(pk=ticket.pk).exists()

        assert sees("correspondent")
        assert sees("head")
        assert sees("agent")
        assert sees("officer")
        assert not sees("teacher")
        assert not sees("dispatcher")
        assert not sees("rectorat")
        other = Crew()
        assert not Ticket.objects.visible_to(other.actor("correspondent")).exists()

        actions.dispatch(
            ticket,
            by=crew.actor("agent", NOON),
            seen=ticket.version,
            nature=Nature.NETWORK_INCIDENT,
            extent=Extent.PART,
            urgency=ticket.urgency,
            handler=Handler.CONTRACTOR,
        )

        assert sees("dispatcher")
        assert sees("onsite")
        assert not sees("technician")
        assert not sees("rectorat")

    @pytest.mark.requirement("ROL-5")
    @pytest.mark.parametrize(
        "role", [Role.DIGITAL_OFFICER, Role.SERVICE_DESK, Role.REGION, Role.DISPATCHER]
    )
    def test_a_mandate_in_one_academie_does_not_open_the_tickets_of_another(
        self, crew: Crew, role: Role
    ) -> None:
        ticket = factories.dispatched(crew)
        here = make_person(role, academy="Paris")
        elsewhere = make_person(role, academy="Versailles")

        assert ticket in Ticket.objects.visible_to(actor(here))
        assert not Ticket.objects.visible_to(actor(elsewhere)).exists()

    @pytest.mark.requirement("ROL-5")
    def test_a_dispatcher_of_one_territory_sees_no_other_one(self, crew: Crew) -> None:
        ticket = factories.dispatched(crew)
        here = make_person(Role.DISPATCHER, territory=crew.school.territory)
        elsewhere = make_person(Role.DISPATCHER, territory=Crew().school.territory)

        assert ticket in Ticket.objects.visible_to(actor(here))
        assert not Ticket.objects.visible_to(actor(elsewhere)).exists()
