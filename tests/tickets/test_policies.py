"""Each "no" of the tickets, with its reason, where the verbs' own tests do not meet it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from preau.core.actors import Actor
from preau.core.verdicts import Refused
from preau.schools.models import School
from preau.tickets import actions, policies
from preau.tickets.actions.keeping import recount
from preau.tickets.states import Extent, Handler, Nature
from tests.instants import LAST_MONTH, MORNING, NOON, TOMORROW
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = pytest.mark.django_db


def test_a_closed_lycee_sends_nothing(crew: Crew):
    School.objects.filter(pk=crew.school.pk).update(closed_on=LAST_MONTH.date())
    crew.school.refresh_from_db()

    assert "fermé" in str(policies.can_send(crew.actor("correspondent"), crew.school).reason)


def test_the_digital_officer_writes_on_what_cesame_still_has(crew: Crew):
    assert policies.can_write(crew.actor("officer"), factories.received(crew))


def test_what_is_over_is_neither_qualified_nor_dispatched(crew: Crew):
    ticket = factories.closed(crew)

    assert not policies.can_qualify(crew.actor("agent"), ticket)
    assert not policies.can_dispatch(crew.actor("agent"), ticket)


def test_nobody_is_appointed_to_what_the_contractor_does_not_have(crew: Crew):
    ticket = factories.dispatched(crew, handler=Handler.REGION)

    assert not policies.can_appoint(crew.actor("dispatcher"), ticket)


@pytest.mark.requirement("INC-7")
def test_a_hold_is_set_ended_contested_and_cancelled_once(crew: Crew):
    held = factories.on_hold(crew)
    free = factories.appointed(crew)
    contested = actions.contest_hold(
        factories.on_hold(crew), by=crew.actor("correspondent", NOON), body="Nous avons répondu."
    )

    assert not policies.can_hold(crew.actor("technician"), held)
    assert not policies.can_resume(crew.actor("technician"), free)
    assert not policies.can_void_hold(crew.actor("agent"), free)
    assert not policies.can_contest_hold(crew.actor("correspondent"), contested)


@pytest.mark.requirement("INC-3")
def test_a_letter_is_disowned_once_by_its_owner(crew: Crew, letter):
    ticket = factories.received(crew, letter=letter)
    by = crew.actor("correspondent", NOON)
    assert not policies.can_disown(crew.actor("deputy", NOON), ticket)

    ticket = actions.disown(ticket, by=by)

    assert not policies.can_disown(by, ticket)


@pytest.mark.requirement("INC-8")
def test_the_clock_closes_nothing_that_nobody_could_answer(crew: Crew):
    ticket = factories.technically_closed(crew, at=LAST_MONTH)

    verdict = policies.can_close_tacitly(
        Actor.preau(TOMORROW), ticket, has_party=False, is_over=True
    )

    assert "ni correspondant ni suppléant" in str(verdict.reason)


def test_cesame_hands_nothing_to_itself(crew: Crew):
    ticket = factories.received(crew)

    with pytest.raises(Refused):
        actions.dispatch(
            ticket,
            by=crew.actor("agent", NOON),
            seen=ticket.version,
            nature=Nature.OFFICE_INCIDENT,
            extent=Extent.POST,
            urgency=ticket.urgency,
            handler=Handler.SERVICE_DESK,
        )


@pytest.mark.requirement("INC-6")
def test_only_a_technician_of_the_contractor_is_appointed(crew: Crew):
    ticket = factories.dispatched(crew, at=MORNING)

    with pytest.raises(Refused):
        actions.appoint(
            ticket,
            by=crew.actor("dispatcher", NOON),
            seen=ticket.version,
            technician=crew.teacher,
        )


@pytest.mark.requirement("INC-7")
def test_the_service_is_warned_near_the_limit(crew: Crew):
    ticket = factories.appointed(crew, at=MORNING)

    assert actions.warn(ticket, by=Actor.preau(ticket.warning_at))
    assert not actions.warn(ticket, by=Actor.preau(ticket.warning_at + timedelta(minutes=1)))


@pytest.mark.requirement("INC-7")
def test_nobody_is_warned_twice_or_of_what_has_no_limit(crew: Crew):
    free = factories.dispatched(crew, handler=Handler.REGION, nature=Nature.CONFIGURATION)

    assert not actions.warn(free, by=Actor.preau(TOMORROW))


def test_the_contractor_writes_on_what_it_had_and_on_nothing_else(crew: Crew):
    handed = factories.dispatched(crew)
    waiting = factories.received(crew)
    back = actions.take_back(
        handed, by=crew.actor("agent", NOON), seen=handed.version, reason="Mal aiguillé."
    )

    assert policies.can_write(crew.actor("dispatcher", NOON), back)
    assert not policies.can_write(crew.actor("dispatcher", NOON), waiting)
    assert not policies.can_write(crew.actor("head", NOON), waiting)


@pytest.mark.requirement("INC-6")
def test_only_a_dispatcher_appoints(crew: Crew):
    assert not policies.can_appoint(crew.actor("technician"), factories.dispatched(crew))


def test_the_region_writes_on_every_ticket(crew: Crew):
    assert policies.can_write(crew.actor("region"), factories.received(crew))


@pytest.mark.requirement("INC-8")
def test_the_lycee_is_reminded_once_for_a_day(crew: Crew):
    ticket = factories.technically_closed(crew)

    assert actions.remind(ticket, by=Actor.preau(TOMORROW), day=5)
    assert not actions.remind(ticket, by=Actor.preau(TOMORROW), day=5)


@pytest.mark.requirement("INC-15")
def test_dates_that_do_not_move_are_left_alone(crew: Crew):
    ticket = factories.dispatched(crew, at=MORNING)

    assert not recount(ticket, at=NOON)
