"""Two people, or a person and the clock, at one ticket in the same instant, on either database."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from preau.core.actors import Actor
from preau.core.verdicts import Refused, Stale
from preau.journal.models import Entry
from preau.journal.verification import verify
from preau.tickets import actions
from preau.tickets.models import Batch, CannedReply, RecurringRequest, Review, SavedView
from preau.tickets.states import BulkAct, Extent, Handler, LinkKind, Nature, ReviewAnswer, Status
from tests.instants import MORNING, NOON, paris
from tests.schools.factories import actor, make_person
from tests.tickets import factories
from tests.tickets.factories import Crew

if TYPE_CHECKING:
    from collections.abc import Callable

    from preau.mail.models import Letter
    from preau.tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Do the calls at the same time, each on its own connection; how each ended, in order."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> str:
        try:
            barrier.wait(timeout=30)
            call()
        except (Refused, Stale) as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))


def told(ticket: Ticket, name: str) -> int:
    """How often a fact stands in the ticket's journal."""
    return Entry.objects.filter(thing_id=ticket.pk, fact=f"tickets.ticket.{name}").count()


def test_of_two_agents_who_dispatch_at_once_the_second_is_told() -> None:
    crew = Crew()
    ticket = factories.received(crew)
    agents = [crew.actor("agent", NOON), actor(make_person("service_desk"), NOON)]

    def dispatch(by: Actor, handler: str) -> Callable[[], object]:
        return lambda: actions.dispatch(
            ticket,
            by=by,
            seen=ticket.version,
            nature=Nature.NETWORK_INCIDENT,
            extent=Extent.PART,
            urgency=ticket.urgency,
            handler=handler,
        )

    ended = at_once(dispatch(agents[0], Handler.CONTRACTOR), dispatch(agents[1], Handler.REGION))

    assert ended == ["Stale", "done"]
    assert told(ticket, "dispatched") == 1
    assert verify().faults == []


def test_two_appointments_at_once_leave_one_technician() -> None:
    crew = Crew()
    ticket = factories.dispatched(crew)
    technicians = [crew.technician, make_person("field_technician")]

    ended = at_once(
        *(
            lambda whom=whom: actions.appoint(
                ticket, by=crew.actor("dispatcher", NOON), seen=ticket.version, technician=whom
            )
            for whom in technicians
        )
    )

    assert ended == ["Stale", "done"]
    assert told(ticket, "appointed") == 1


def test_a_letter_and_a_page_at_once_lose_no_word(letter: Letter) -> None:
    crew = Crew()
    ticket = factories.on_hold(crew)
    by = crew.actor("correspondent", NOON)
    before = ticket.messages.count()

    ended = at_once(
        lambda: actions.write(ticket, by=by, body="par courriel", letter=letter),
        lambda: actions.write(ticket, by=by, body="par la page"),
        lambda: actions.write(ticket, by=crew.actor("technician", NOON), body="par le technicien"),
    )

    ticket.refresh_from_db()
    assert ended == ["done"] * 3
    assert ticket.messages.count() == before + 3
    assert (ticket.hold_cause, told(ticket, "resumed")) == ("", 1)
    assert verify().faults == []


def test_two_reminders_at_once_count_once() -> None:
    crew = Crew()
    ticket = factories.dispatched(crew, at=MORNING)

    ended = at_once(
        lambda: actions.nudge(ticket, by=crew.actor("correspondent", NOON)),
        lambda: actions.nudge(ticket, by=crew.actor("deputy", NOON)),
    )

    ticket.refresh_from_db()
    assert (ended, ticket.nudges) == (["Refused", "done"], 1)


def test_a_refusal_and_the_clock_at_once_leave_one_of_the_two() -> None:
    crew = Crew()
    ticket = factories.technically_closed(crew, at=paris("2026-09-14 10:00"))
    after = paris("2026-09-25 08:00")

    ended = at_once(
        lambda: actions.refuse_closure(
            ticket,
            by=crew.actor("correspondent", after),
            seen=ticket.version,
            reason="Toujours en panne.",
        ),
        lambda: actions.close_tacitly(ticket, by=Actor.preau(after)),
    )

    ticket.refresh_from_db()
    assert ended in (["Refused", "done"], ["Stale", "done"])
    assert told(ticket, "closed") + told(ticket, "closure_refused") == 1
    assert ticket.status in {Status.CLOSED, Status.DISPATCHED}


def test_two_twins_joined_with_each_other_at_once_leave_one_that_goes_on() -> None:
    crew = Crew()
    first, second = factories.received(crew), factories.received(crew)
    agents = [crew.actor("agent", NOON), actor(make_person("service_desk"), NOON)]

    ended = at_once(
        lambda: actions.merge(first, by=agents[0], seen=first.version, into=second),
        lambda: actions.merge(second, by=agents[1], seen=second.version, into=first),
    )

    assert ended in (["Refused", "done"], ["Stale", "done"])
    first.refresh_from_db()
    second.refresh_from_db()
    assert sorted((first.status, second.status)) == [Status.RECEIVED, Status.WITHDRAWN]
    assert (first.survivor == second) != (second.survivor == first)
    assert verify().faults == []


def test_two_links_at_once_between_two_tickets_are_one() -> None:
    crew = Crew()
    first, second = factories.received(crew), factories.received(crew)
    by = crew.actor("agent", NOON)

    ended = at_once(
        lambda: actions.link(first, by=by, other=second, kind=LinkKind.CHILD_OF),
        lambda: actions.link(second, by=by, other=first, kind=LinkKind.CHILD_OF),
    )

    assert ended == ["Refused", "done"]
    assert verify().faults == []


def test_a_reply_a_request_and_a_bulk_act_sent_twice_at_once_are_one_each() -> None:
    crew = Crew()
    ticket = factories.received(crew)
    key = uuid.uuid4()
    desk, lycee = crew.actor("agent", NOON), crew.actor("correspondent", NOON)

    def keep_reply() -> object:
        return actions.keep_reply(
            by=desk, service=Handler.SERVICE_DESK, title="Merci", body="Merci.", request_key=key
        )

    def keep_recurring() -> object:
        return actions.keep_recurring(
            by=lycee,
            school=crew.school,
            form=factories.form(),
            title="Rentrée",
            subject="Comptes",
            description="",
            request_key=key,
        )

    def write_to_all() -> object:
        return actions.act_on_all(
            BulkAct.MESSAGE,
            by=desk,
            chosen=[(ticket, ticket.version)],
            words={"body": "Bien reçu."},
            request_key=key,
        )

    for call in (keep_reply, keep_recurring, write_to_all):
        assert at_once(call, call, call) == ["done"] * 3

    kinds = (CannedReply, RecurringRequest, Batch)
    assert [kind.objects.count() for kind in kinds] == [1, 1, 1]
    assert ticket.messages.filter(body="Bien reçu.").count() == 1
    assert verify().faults == []


def test_a_review_sent_twice_at_once_counts_once() -> None:
    crew = Crew()
    late = factories.dispatched(crew, at=MORNING)
    answer = actions.Answer(late, ReviewAnswer.NUDGE, late.version)
    by, key = crew.actor("deputy", NOON), uuid.uuid4()

    def send() -> None:
        actions.review(crew.school, by=by, answers=[answer], request_key=key)

    ended = at_once(send, send)

    late.refresh_from_db()
    assert ended == ["done", "done"]
    assert (Review.objects.count(), late.nudges) == (1, 1)


def test_a_view_sent_twice_at_once_is_kept_once() -> None:
    by, key = Crew().actor("agent", NOON), uuid.uuid4()

    def send() -> None:
        actions.save_view(by=by, name="Urgences", query="view=open", request_key=key)

    assert at_once(send, send) == ["done", "done"]
    assert SavedView.objects.count() == 1
