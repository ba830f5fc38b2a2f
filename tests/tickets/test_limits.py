"""The figures of the limits as dated data, the target to dispatch, and who is alerted when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from preau.core.verdicts import Refused, Stale
from preau.mail.models import Outgoing
from preau.tickets import actions, alerting, queries, tasks
from preau.tickets.models import Alert, LimitFigures, Ticket
from preau.tickets.states import Urgency
from tests.instants import MORNING, NOON, TOMORROW, paris
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = pytest.mark.django_db

FIGURES = {
    "dispatch_very_high": 1,
    "dispatch_medium": 2,
    "dispatch_low": 3,
    "network_very_high": 1,
    "network_medium": 2,
    "network_low": 3,
    "office": 8,
    "warning_percent": 50,
}


def change(crew: Crew, holds_from: datetime, at: datetime = MORNING, **changed: Any) -> Any:
    """Other figures, by the Region."""
    values = {"seen": 1, "reason": "Décision du comité de pilotage.", **FIGURES, **changed}
    return actions.set_limits(by=crew.actor("admin", at), holds_from=holds_from, **values)


@pytest.mark.requirement("INC-5")
class TestTarget:
    @pytest.mark.parametrize(
        ("urgency", "due", "warning"),
        [
            (Urgency.VERY_HIGH, "2026-10-05 10:40", "2026-10-05 10:16"),
            (Urgency.MEDIUM, "2026-10-05 12:40", "2026-10-05 11:52"),
            (Urgency.LOW, "2026-10-05 16:40", "2026-10-05 15:04"),
        ],
    )
    def test_is_two_four_or_eight_hours_of_service_by_urgency(self, urgency, due, warning):
        ticket = factories.received(Crew(), at=paris("2026-10-05 08:40"), urgency=urgency)

        assert (ticket.due_at, ticket.warning_at) == (paris(due), paris(warning))

    def test_counts_service_hours_alone(self):
        ticket = factories.received(Crew(), at=paris("2026-10-09 17:00"))

        assert ticket.due_at == paris("2026-10-12 09:00")

    def test_starts_anew_when_the_ticket_comes_back(self):
        crew = Crew()
        ticket = factories.dispatched(crew, at=MORNING)

        ticket = actions.take_back(
            ticket, by=crew.actor("dispatcher", NOON), seen=ticket.version, reason="Pas pour nous."
        )

        assert ticket.due_at == paris("2026-10-05 14:00")

    @time_machine.travel(paris("2026-10-05 09:00"), tick=False)
    def test_is_shown_to_cesame_in_the_list_and_on_the_page(
        self, client_for: Callable[[Any], Client]
    ):
        crew = Crew()
        ticket = factories.received(crew, at=paris("2026-10-05 08:40"))
        client = client_for(crew.agent)

        listed = client.get("/tickets/").content.decode()
        page = client.get(ticket.get_absolute_url()).content.decode()

        assert "avant 10\u00a0h\u00a040" in listed
        assert "10\u00a0h\u00a040" in page


@pytest.mark.requirement("INC-7")
class TestFigures:
    def test_a_new_version_moves_no_date_that_was_promised(self):
        crew = Crew()
        before = factories.received(crew, at=MORNING)
        promised = before.due_at

        change(crew, NOON)
        actions.write(before, by=crew.actor("agent", NOON), body="Nous regardons.")
        after = factories.received(crew, at=NOON + timedelta(minutes=1))

        before.refresh_from_db()
        assert before.due_at == promised
        assert after.due_at == paris("2026-10-05 13:01")

    def test_the_contractors_days_are_those_of_its_assignment(self):
        crew = Crew()
        change(crew, NOON)

        early = factories.dispatched(crew, at=MORNING, urgency=Urgency.LOW)
        later = factories.dispatched(crew, at=NOON, urgency=Urgency.LOW)

        assert early.due_at == paris("2026-10-12 09:05")
        assert later.due_at == paris("2026-10-08 12:05")

    def test_hold_at_the_earliest_from_now_on(self):
        version = change(Crew(), MORNING - timedelta(days=3))

        assert version.holds_from == MORNING

    def test_are_the_regions_to_change(self):
        crew = Crew()

        with pytest.raises(Refused, match="administrateurs de la Région"):
            actions.set_limits(
                by=crew.actor("agent"), seen=1, holds_from=NOON, reason="Non.", **FIGURES
            )

        assert LimitFigures.objects.count() == 1

    def test_two_who_edit_at_once_do_not_overwrite_each_other(self):
        crew = Crew()
        change(crew, NOON)

        with pytest.raises(Stale):
            change(crew, TOMORROW)

    def test_want_a_reason_and_a_moment_of_their_own(self):
        crew = Crew()
        change(crew, TOMORROW)

        with pytest.raises(Refused, match="vaut à partir de ce moment"):
            change(crew, NOON, seen=2)
        with pytest.raises(Refused, match="pourquoi"):
            change(crew, TOMORROW + timedelta(days=1), seen=2, reason=" ")

    def test_without_any_the_first_ones_can_be_written(self):
        LimitFigures.objects.all().delete()
        crew = Crew()

        version = change(crew, NOON, seen=0)

        assert version.number == 1
        assert factories.received(crew, at=MORNING).due_at == paris("2026-10-05 11:00")

    @time_machine.travel(NOON, tick=False)
    def test_are_tried_on_the_last_tickets_and_then_kept(self, client_for):
        crew = Crew()
        ticket = factories.received(crew, at=MORNING)
        actions.dispatch(
            ticket,
            by=crew.actor("agent", paris("2026-10-05 10:30")),
            seen=ticket.version,
            nature="network_incident",
            extent="part",
            urgency=ticket.urgency,
            handler="contractor",
        )
        factories.technically_closed(crew, at=MORNING)
        client = client_for(crew.admin)
        typed = {**FIGURES, "holds_from": "2026-10-05T12:00", "reason": "Essai.", "seen": 1}

        blank = client.get("/tickets/limits/new/").content.decode()
        tried = client.post("/tickets/limits/new/", {**typed, "trial": "1"})
        untouched = LimitFigures.objects.count()
        wrong = client.post("/tickets/limits/new/", {**typed, "dispatch_medium": 0})
        upside_down = client.post("/tickets/limits/new/", {**typed, "dispatch_low": 1})
        kept = client.post("/tickets/limits/new/", typed, follow=True)

        assert all(f'name="{name}"' in blank for name in typed)
        assert (tried.context["trial"].dispatched, untouched) == (2, 1)
        assert tried.context["trial"].dispatched_in_time == 1
        assert tried.context["trial"].dispatched_in_time_before == 2
        assert tried.context["trial"].treated_in_time == 1
        assert wrong.status_code == upside_down.status_code == 422
        assert "Essai." in kept.content.decode()

    @time_machine.travel(NOON, tick=False)
    def test_are_read_by_everybody_and_changed_by_few(self, client_for):
        crew = Crew()

        assert client_for(crew.correspondent).get("/tickets/limits/").status_code == 200
        assert client_for(crew.correspondent).get("/tickets/limits/new/").status_code == 403


@pytest.mark.requirement("INC-7")
class TestAlerts:
    def letters(self) -> dict[str, str]:
        found = Outgoing.objects.filter(template="tickets/letters/alerts")
        return {letter.to_email: letter.subject for letter in found}

    def test_what_passed_its_target_goes_to_cesame_and_the_region_in_one_letter_each(
        self, run_worker
    ):
        crew = Crew()
        for _each in range(3):
            factories.received(crew, at=MORNING)

        tasks.warn(NOON)
        alerting.tell_alerts(NOON)
        run_worker(NOON)

        assert self.letters() == {
            crew.agent.email: "Délais dépassés : 3 tickets",
            crew.region.email: "Délais dépassés : 3 tickets",
        }

    def test_what_is_near_goes_to_who_has_it(self):
        crew = Crew()
        factories.received(crew, at=MORNING)

        tasks.warn(paris("2026-10-05 10:45"))
        alerting.tell_alerts(paris("2026-10-05 10:45"))

        assert self.letters() == {crew.agent.email: "Délais proches : 1 ticket"}

    def test_the_contractors_delay_goes_to_the_dispatchers_and_to_cesame(self):
        crew = Crew()
        factories.appointed(crew, at=MORNING)

        tasks.warn(paris("2026-10-06 09:30"))
        alerting.tell_alerts(paris("2026-10-06 09:30"))

        assert set(self.letters()) == {crew.dispatcher.email, crew.agent.email}

    def test_a_technician_who_left_is_replaced_by_the_dispatchers(self):
        crew = Crew()
        factories.appointed(crew, at=MORNING)
        crew.technician.mandates.update(ends_at=NOON)

        tasks.warn(paris("2026-10-05 17:30"))
        alerting.tell_alerts(paris("2026-10-05 17:30"))

        assert set(self.letters()) == {crew.dispatcher.email}

    def test_many_of_one_lycee_cost_no_more_than_one(self, assert_flat):
        crew = Crew()

        def tell() -> None:
            Outgoing.objects.all().delete()
            Alert.objects.update(told_at=None)
            alerting.tell_alerts(NOON)

        def grow() -> None:
            factories.received(crew, at=MORNING)
            tasks.warn(NOON)

        grow()
        assert_flat(tell, grow)

    def test_each_is_told_once_and_what_was_done_meanwhile_is_not(self):
        crew = Crew()
        told = factories.received(crew, at=MORNING)
        tasks.warn(NOON)
        alerting.tell_alerts(NOON)
        actions.withdraw(told, by=crew.actor("correspondent", NOON), seen=told.version)
        done = factories.received(crew, at=MORNING)
        tasks.warn(TOMORROW)
        actions.withdraw(
            done,
            by=crew.actor("correspondent", TOMORROW),
            seen=Ticket.objects.get(pk=done.pk).version,
        )

        alerting.tell_alerts(TOMORROW)

        assert Outgoing.objects.filter(template="tickets/letters/alerts").count() == 2
        assert not Alert.objects.filter(told_at=None).exists()

    def test_escalation_stands_in_the_history(self):
        crew = Crew()
        ticket = factories.received(crew, at=MORNING)
        tasks.warn(NOON)

        story = queries.timeline(Ticket.objects.get(), crew.actor("correspondent", NOON))

        assert "délai" in story[-1].sentence
        assert story[-1].fact == "tickets.ticket.warned"
        assert ticket.alerts == 0

    @time_machine.travel(paris("2026-10-05 10:50"), tick=False)
    def test_what_is_near_stands_on_the_home_and_in_a_view(self, client_for):
        crew = Crew()
        ticket = factories.received(crew, at=MORNING)
        client = client_for(crew.agent)

        home = client.get("/").content.decode()
        view = client.get("/tickets/", {"view": "soon"})

        assert "Délai proche" in home
        assert [row.ref for row in view.context["rows"]] == [ticket.ref]
