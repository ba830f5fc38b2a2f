"""The verbs of a ticket, from its sending to its dispatch."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from preau.core.verdicts import Refused, Stale
from preau.journal.models import Entry
from preau.tickets import actions, queries
from preau.tickets.models import Message, Report, Ticket
from preau.tickets.states import Extent, Handler, HoldCause, Nature, OutOfScope, Status, Urgency
from tests.instants import FRIDAY, MORNING, NEXT_MONDAY, NOON, TOMORROW
from tests.schools.factories import (
    RoomFactory,
)
from tests.tickets import factories
from tests.tickets.factories import Crew
from tests.tickets.telling import told

pytestmark = pytest.mark.django_db


class TestSend:
    @pytest.mark.requirement("INC-1", "INC-3", "INC-13")
    def test_gives_a_number_and_proves_the_date_of_receipt(self, crew: Crew) -> None:
        ticket = factories.received(crew, at=MORNING)

        assert ticket.ref == f"2026-{ticket.pk:06d}"
        assert ticket.status == Status.RECEIVED
        assert ticket.handler == Handler.SERVICE_DESK
        assert ticket.received_at == MORNING
        assert told(ticket) == ["tickets.ticket.received"]
        assert ticket.messages.get().body.startswith("Plus aucun poste")

    @pytest.mark.requirement("ROL-3")
    @pytest.mark.parametrize(
        "part", ["head", "teacher", "agent", "dispatcher", "technician", "officer", "region"]
    )
    def test_only_the_correspondent_and_deputies_send(self, crew: Crew, part: str) -> None:
        with pytest.raises(Refused) as refused:
            actions.send(
                crew.school,
                by=crew.actor(part),
                form=factories.form(),
                subject="Panne",
                description="Rien ne marche.",
                urgency=Urgency.LOW,
            )

        assert refused.value.verdict.source == "ROL-3"
        assert not Ticket.objects.exists()
        assert not Message.objects.exists()

    @pytest.mark.requirement("ROL-2", "ROL-3")
    def test_a_deputy_sends_for_the_correspondent(self, crew: Crew) -> None:
        ticket = actions.send(
            crew.school,
            by=crew.actor("deputy"),
            form=factories.form(),
            subject="Panne",
            description="Rien ne marche.",
            urgency=Urgency.LOW,
        )

        entry = Entry.objects.get(thing_kind="tickets.ticket", thing_id=ticket.pk)
        assert entry.person_key == str(crew.deputy.key)
        assert entry.behalf_key == str(crew.correspondent.key)

    @pytest.mark.requirement("ROL-5")
    def test_no_ticket_for_another_lycee(self, crew: Crew) -> None:
        other = Crew()

        with pytest.raises(Refused):
            actions.send(
                other.school,
                by=crew.actor("correspondent"),
                form=factories.form(),
                subject="Panne",
                description="Rien ne marche.",
                urgency=Urgency.LOW,
            )

    @pytest.mark.requirement("INC-2")
    def test_without_an_urgency_medium_is_taken_and_kept_as_not_stated(self, crew: Crew) -> None:
        ticket = factories.received(crew, urgency=None)

        assert ticket.requested_urgency == Urgency.MEDIUM
        assert not ticket.is_urgency_stated

    def test_the_same_key_twice_makes_one_ticket(self, crew: Crew) -> None:
        key = uuid.uuid4()

        first = factories.received(crew, request_key=key)
        second = factories.received(crew, request_key=key)

        assert first == second
        assert Ticket.objects.count() == 1
        assert told(first) == ["tickets.ticket.received"]


class TestDispatch:
    @pytest.mark.requirement("INC-5", "INC-7")
    def test_to_the_contractor_starts_its_clock(self, crew: Crew) -> None:
        ticket = factories.received(crew, at=FRIDAY - timedelta(minutes=20))

        ticket = actions.dispatch(
            ticket,
            by=crew.actor("agent", FRIDAY),
            seen=ticket.version,
            nature=Nature.NETWORK_INCIDENT,
            extent=Extent.NETWORK,
            urgency=Urgency.VERY_HIGH,
            handler=Handler.CONTRACTOR,
        )

        assert ticket.status == Status.DISPATCHED
        assert ticket.due_at == FRIDAY + timedelta(days=3)  # Friday 16:00 + 1 = Monday 16:00.
        assert ticket.reached_contractor

    @pytest.mark.requirement("INC-2")
    def test_another_urgency_needs_a_reason_which_the_sender_reads(self, crew: Crew) -> None:
        ticket = factories.received(crew)
        values = {
            "seen": ticket.version,
            "nature": Nature.OFFICE_INCIDENT,
            "extent": Extent.POST,
            "urgency": Urgency.LOW,
            "handler": Handler.CONTRACTOR,
        }

        with pytest.raises(Refused):
            actions.dispatch(ticket, by=crew.actor("agent", NOON), **values)
        ticket.refresh_from_db()
        assert ticket.status == Status.RECEIVED

        actions.dispatch(
            ticket,
            by=crew.actor("agent", NOON),
            urgency_reason="Un seul poste est touché.",
            **values,
        )

        ticket.refresh_from_db()
        assert (ticket.requested_urgency, ticket.urgency) == (Urgency.VERY_HIGH, Urgency.LOW)
        said = [
            m.message.body
            for m in queries.timeline(ticket, crew.actor("correspondent"))
            if m.message
        ]
        assert "Un seul poste est touché." in said

    @pytest.mark.requirement("INC-5")
    @pytest.mark.parametrize("part", ["correspondent", "head", "dispatcher", "officer", "region"])
    def test_only_cesame_dispatches(self, crew: Crew, part: str) -> None:
        ticket = factories.received(crew)

        with pytest.raises(Refused) as refused:
            actions.dispatch(
                ticket,
                by=crew.actor(part, NOON),
                seen=ticket.version,
                nature=Nature.NETWORK_INCIDENT,
                extent=Extent.PART,
                urgency=ticket.urgency,
                handler=Handler.CONTRACTOR,
            )

        assert refused.value.verdict.source == "INC-5"
        assert told(ticket) == ["tickets.ticket.received"]

    def test_the_second_of_two_agents_is_told(self, crew: Crew) -> None:
        ticket = factories.received(crew)
        values = {
            "seen": ticket.version,
            "nature": Nature.NETWORK_INCIDENT,
            "extent": Extent.PART,
            "urgency": ticket.urgency,
            "handler": Handler.CONTRACTOR,
        }
        actions.dispatch(ticket, by=crew.actor("agent", NOON), **values)

        with pytest.raises(Stale) as stale:
            actions.dispatch(ticket, by=crew.actor("agent", NOON), **values)

        assert stale.value.thing.status == Status.DISPATCHED

    @pytest.mark.requirement("INC-5")
    def test_out_of_scope_can_be_refused_by_the_lycee(self, crew: Crew) -> None:
        ticket = factories.out_of_scope(crew)
        assert ticket.out_of_scope_reason == OutOfScope.ACADEMIC_SOFTWARE

        ticket = actions.reopen(
            ticket,
            by=crew.actor("correspondent", TOMORROW),
            seen=ticket.version,
            body="C’est le système du poste qui est en cause.",
        )

        assert ticket.status == Status.RECEIVED
        assert ticket.handler == Handler.SERVICE_DESK
        assert ticket.out_of_scope_reason == ""

    def test_a_service_hands_back_what_is_not_its_own(self, crew: Crew) -> None:
        ticket = factories.dispatched(crew, handler=Handler.DIGITAL_OFFICER)

        ticket = actions.take_back(
            ticket,
            by=crew.actor("officer", NOON),
            seen=ticket.version,
            reason="C’est une panne, pas une évolution.",
        )

        assert ticket.status == Status.RECEIVED
        assert ticket.messages.last().audience == "region"

    @pytest.mark.requirement("INC-6")
    @pytest.mark.parametrize("way", ["taken_back", "withdrawn"])
    def test_the_next_service_does_not_inherit_the_visit_of_the_last(
        self, crew: Crew, way: str
    ) -> None:
        ticket = factories.appointed(crew)
        ticket = actions.record_contact(
            ticket, by=crew.actor("technician", NOON), body="Vu avec vous.", visit_at=FRIDAY
        )
        if way == "taken_back":
            ticket = actions.take_back(
                ticket, by=crew.actor("agent", NOON), seen=ticket.version, reason="À reprendre."
            )
        else:
            ticket = actions.withdraw(
                ticket, by=crew.actor("correspondent", NOON), seen=ticket.version
            )
            ticket = actions.reopen(
                ticket, by=crew.actor("correspondent", NOON), seen=ticket.version, body="Encore."
            )

        ticket = actions.dispatch(
            ticket,
            by=crew.actor("agent", TOMORROW),
            seen=ticket.version,
            nature=Nature.NETWORK_INCIDENT,
            extent=Extent.PART,
            urgency=ticket.urgency,
            handler=Handler.CONTRACTOR,
        )

        assert (ticket.technician, ticket.visit_at, ticket.contacted_at) == (None, None, None)
        step = queries.next_step(ticket, crew.actor("correspondent", TOMORROW))
        assert "désigne un technicien" in step.what


class TestNudge:
    @pytest.mark.requirement("INC-4")
    def test_is_counted_and_owed_an_answer_within_a_working_day(self, crew: Crew) -> None:
        ticket = factories.dispatched(crew, at=MORNING)

        ticket = actions.nudge(ticket, by=crew.actor("correspondent", FRIDAY))

        assert ticket.nudges == 1
        assert ticket.nudge_due_at == FRIDAY + timedelta(days=3)

    @pytest.mark.requirement("INC-4")
    def test_at_most_one_per_working_day(self, crew: Crew) -> None:
        ticket = factories.dispatched(crew, at=MORNING)
        actions.nudge(ticket, by=crew.actor("correspondent", FRIDAY))

        for too_early in (FRIDAY + timedelta(hours=1), FRIDAY + timedelta(days=1)):
            with pytest.raises(Refused) as refused:
                actions.nudge(ticket, by=crew.actor("correspondent", too_early))
            assert refused.value.verdict.source == "INC-4"

        ticket = actions.nudge(ticket, by=crew.actor("correspondent", NEXT_MONDAY))
        assert ticket.nudges == 2

    @pytest.mark.requirement("INC-4")
    def test_a_word_of_the_service_answers_it(self, crew: Crew) -> None:
        ticket = factories.appointed(crew)
        actions.nudge(ticket, by=crew.actor("correspondent", NOON))

        actions.write(ticket, by=crew.actor("technician", NOON), body="Je passe demain.")

        ticket.refresh_from_db()
        assert ticket.nudge_due_at is None

    @pytest.mark.requirement("INC-4")
    @pytest.mark.parametrize("word", ["question", "date"])
    def test_a_question_or_a_date_answers_it_too(self, crew: Crew, word: str) -> None:
        ticket = factories.appointed(crew)
        ticket = actions.nudge(ticket, by=crew.actor("correspondent", NOON))
        technician = crew.actor("technician", NOON)

        if word == "question":
            ticket = actions.hold(
                ticket,
                by=technician,
                seen=ticket.version,
                cause=HoldCause.ANSWER,
                body="Dans quelle armoire ?",
            )
        else:
            ticket = actions.announce(
                ticket, by=technician, seen=ticket.version, expected_on=TOMORROW.date()
            )

        assert ticket.nudge_due_at is None


@pytest.mark.requirement("ROL-4")
def test_a_report_names_no_room_of_another_lycee(crew: Crew) -> None:
    with pytest.raises(Refused):
        actions.report(
            crew.school,
            by=crew.actor("head"),
            subject="Panne",
            body="Rien ne marche.",
            room=RoomFactory(school=Crew().school),
        )

    assert not Report.objects.exists()
