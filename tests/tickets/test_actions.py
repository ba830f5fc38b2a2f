"""The verbs of a ticket, from its receipt to the two closures."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from preau.accounts.roles import Role
from preau.core.verdicts import Refused, Stale
from preau.journal.models import Entry
from preau.tickets import actions, queries
from preau.tickets.models import Message, Report, Ticket
from preau.tickets.states import Extent, Handler, HoldCause, Nature, OutOfScope, Status, Urgency
from tests.instants import FRIDAY, MORNING, NEXT_MONDAY, NOON, TOMORROW, paris
from tests.schools.factories import (
    START_OF_TERM,
    MandateFactory,
    RoomFactory,
    actor,
    make_person,
)
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew() -> Crew:
    return Crew()


def told(ticket: Ticket) -> list[str]:
    """The facts of a ticket, in order."""
    entries = Entry.objects.filter(thing_kind="tickets.ticket", thing_id=ticket.pk)
    return list(entries.order_by("position").values_list("fact", flat=True))


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
