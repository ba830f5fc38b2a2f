"""The clock of a ticket, told from journals written by hand."""

from __future__ import annotations

from datetime import date

import pytest

from preau.core.working_time import Calendar, Closure
from preau.tickets import clock
from preau.tickets.clock import Kind, State
from preau.tickets.limits import Book, Limits
from preau.tickets.states import Handler, HoldCause, Nature, Urgency
from tests.instants import paris
from tests.tickets.histories import Story
from tests.tickets.promises import REGION, assigned, limit, promised


@pytest.mark.requirement("INC-5")
class TestDispatchTarget:
    @pytest.mark.parametrize(
        ("urgency", "due_at"),
        [
            (Urgency.VERY_HIGH, "2026-10-05 11:00"),
            (Urgency.MEDIUM, "2026-10-05 13:00"),
            (Urgency.LOW, "2026-10-05 17:00"),
        ],
    )
    def test_two_four_or_eight_service_hours(self, urgency: Urgency, due_at: str) -> None:
        promise = promised(Story(urgency=urgency).received("2026-10-05 09:00"), "2026-10-05 10:00")

        assert (promise.kind, promise.due_at, promise.used) == (Kind.DISPATCH, paris(due_at), 60)

    def test_cesame_works_while_the_lycee_is_closed(self) -> None:
        closed = Calendar(closures=(Closure(date(2026, 10, 5), date(2026, 10, 5), "grève"),))

        promise = promised(Story().received("2026-10-05 09:00"), "2026-10-05 10:00", closed)

        assert promise.due_at == paris("2026-10-05 11:00")

    def test_starts_anew_when_the_ticket_comes_back(self) -> None:
        story = assigned().taken_back("2026-10-07 15:00")

        assert promised(story, "2026-10-07 16:00").due_at == paris("2026-10-07 17:00")

    def test_follows_the_urgency_that_cesame_retains(self) -> None:
        story = Story().received("2026-10-05 09:00").retained("2026-10-05 09:30", Urgency.LOW)

        assert promised(story, "2026-10-05 10:00").due_at == paris("2026-10-05 17:00")


@pytest.mark.requirement("INC-7")
class TestContractorLimit:
    @pytest.mark.parametrize(
        ("urgency", "due_at", "warning_at"),
        [
            (Urgency.VERY_HIGH, "2026-10-06 09:00", "2026-10-05 17:00"),
            (Urgency.MEDIUM, "2026-10-08 09:00", "2026-10-07 13:00"),
            (Urgency.LOW, "2026-10-12 09:00", "2026-10-09 09:00"),
        ],
    )
    def test_one_three_or_five_days_with_a_warning_at_four_fifths(
        self, urgency: Urgency, due_at: str, warning_at: str
    ) -> None:
        promise = promised(assigned(urgency=urgency), "2026-10-05 10:00")

        assert promise.kind == Kind.CONTRACTOR
        assert promise.due_at == paris(due_at)
        assert promise.warning_at == paris(warning_at)
        assert (promise.state, promise.used, promise.is_late) == (State.RUNNING, 60, False)

    def test_counts_from_the_assignment_and_not_from_the_receipt(self) -> None:
        story = Story().received("2026-10-05 09:00").dispatched("2026-10-06 14:00")

        assert promised(story, "2026-10-06 15:00").due_at == paris("2026-10-07 14:00")

    def test_is_late_from_the_minute_after(self) -> None:
        assert not promised(assigned(), "2026-10-06 09:00").is_late
        assert promised(assigned(), "2026-10-06 09:01").is_late

    def test_is_late_in_the_night_after_the_last_service_minute(self) -> None:
        story = assigned("2026-10-09 08:00")

        promise = promised(story, "2026-10-10 11:00")

        assert promise.due_at == paris("2026-10-09 18:00")
        assert (promise.is_late, promise.used, promise.left) == (True, 600, 0)

    def test_a_closure_declared_by_the_lycee_stops_it(self) -> None:
        closed = Calendar(closures=(Closure(date(2026, 10, 6), date(2026, 10, 6), "grève"),))

        assert promised(assigned(), "2026-10-05 10:00", closed).due_at == paris("2026-10-07 09:00")

    def test_another_urgency_is_counted_from_the_history(self) -> None:
        story = assigned(urgency=Urgency.LOW).retained("2026-10-07 09:00", Urgency.VERY_HIGH)

        promise = promised(story, "2026-10-07 09:30")

        assert promise.due_at == paris("2026-10-06 09:00")
        assert promise.is_late
        story.retained("2026-10-07 10:00", Urgency.MEDIUM)
        assert promised(story, "2026-10-07 10:30").due_at == paris("2026-10-08 09:00")

    def test_time_adds_up_over_several_assignments(self) -> None:
        story = assigned(urgency=Urgency.MEDIUM).taken_back("2026-10-06 14:00")
        story.dispatched("2026-10-06 16:00", Handler.ACADEMY_SERVICES)
        story.taken_back("2026-10-07 11:00").dispatched("2026-10-08 10:00")

        promise = promised(story, "2026-10-08 11:00")

        # 15 hours used before, and 1 since; 14 remain of the 30.
        assert promise.used == 16 * 60
        assert promise.due_at == paris("2026-10-09 15:00")

    def test_other_figures_give_other_dates(self) -> None:
        two_days = Limits(network_days=dict.fromkeys(Urgency, 2), warning_percent=50)

        promise = clock.promise(
            assigned().entries, REGION, at=paris("2026-10-05 10:00"), limits=Book.of(two_days)
        )

        assert promise is not None
        assert promise.due_at == paris("2026-10-07 09:00")
        assert promise.warning_at == paris("2026-10-06 09:00")


@pytest.mark.requirement("INC-7")
class TestHolds:
    def test_stand_the_clock_still(self) -> None:
        story = assigned().held("2026-10-05 11:00")

        promise = promised(story, "2026-10-06 15:00")

        assert (promise.state, promise.due_at, promise.warning_at) == (State.PAUSED, None, None)
        assert promise.since == paris("2026-10-05 11:00")
        assert (promise.used, promise.left) == (120, 480)

    @pytest.mark.parametrize("cause", HoldCause)
    def test_of_every_listed_cause_say_why(self, cause: HoldCause) -> None:
        promise = promised(assigned().held("2026-10-05 11:00", cause), "2026-10-05 12:00")

        assert str(promise.cause).startswith("en attente")

    def test_give_their_time_back_when_they_end(self) -> None:
        story = assigned().held("2026-10-05 11:00").resumed("2026-10-05 14:00")

        promise = promised(story, "2026-10-05 15:00")

        assert promise.due_at == paris("2026-10-06 12:00")
        assert promise.state == State.RUNNING

    def test_end_at_the_answer_even_where_it_was_noticed_later(self) -> None:
        story = assigned().held("2026-10-05 11:00")
        story.resumed("2026-10-06 10:00", until="2026-10-05 14:00")

        assert promised(story, "2026-10-06 10:00").due_at == paris("2026-10-06 12:00")

    def test_that_cesame_cancels_never_were(self) -> None:
        story = assigned().held("2026-10-05 11:00").resumed("2026-10-05 14:00", void=True)

        assert promised(story, "2026-10-05 15:00").due_at == paris("2026-10-06 09:00")

    def test_once_the_limit_has_passed_hide_nothing(self) -> None:
        story = assigned().held("2026-10-06 10:00")

        promise = promised(story, "2026-10-06 11:00")

        assert promise.due_at == paris("2026-10-06 09:00")
        assert promise.is_late

    def test_end_with_the_technical_closure(self) -> None:
        story = assigned().held("2026-10-05 11:00").done("2026-10-05 16:00")
        story.refused("2026-10-06 08:00")

        # Two hours before the hold; the hold and the closure do not count.
        assert promised(story, "2026-10-06 08:30").due_at == paris("2026-10-06 16:00")

    def test_end_when_the_ticket_is_taken_back(self) -> None:
        story = assigned().held("2026-10-05 11:00").taken_back("2026-10-05 13:00")
        story.dispatched("2026-10-05 14:00")

        promise = promised(story, "2026-10-05 15:00")

        assert (promise.state, promise.used) == (State.RUNNING, 180)

    def test_an_instant_before_the_hold_does_not_break_the_clock(self) -> None:
        story = assigned().held("2026-10-05 11:00").resumed("2026-10-05 10:58")

        assert promised(story, "2026-10-05 12:00").due_at == paris("2026-10-06 09:00")


@pytest.mark.requirement("INC-7")
class TestTechnicalClosure:
    def test_stops_the_clock(self) -> None:
        story = assigned().done("2026-10-05 15:00")

        promise = limit(story, "2026-10-09 09:00")

        assert (promise.state, promise.used) == (State.STOPPED, 360)
        assert promise.due_at == paris("2026-10-06 09:00")
        assert not promise.is_late

    def test_in_the_minute_of_the_limit_is_in_time(self) -> None:
        at = paris("2026-10-06 09:00").replace(second=48)

        in_time = limit(assigned().done(at), "2026-10-09 09:00")

        assert not in_time.is_late
        assert limit(assigned().done("2026-10-06 09:01"), "2026-10-09 09:00").is_late

    def test_refused_runs_on_from_the_refusal(self) -> None:
        story = assigned(urgency=Urgency.MEDIUM).done("2026-10-06 09:00")
        story.refused("2026-10-08 14:00")

        promise = promised(story, "2026-10-08 15:00")

        assert (promise.used, promise.due_at) == (11 * 60, paris("2026-10-12 14:00"))
        assert promise.state == State.RUNNING

    def test_contested_after_the_closure_runs_on_likewise(self) -> None:
        story = assigned().done("2026-10-05 15:00").closed("2026-10-19 00:00", tacit=True)
        story.contested("2026-10-20 10:00")

        assert promised(story, "2026-10-20 11:00").due_at == paris("2026-10-20 14:00")

    def test_by_another_service_leaves_the_contractors_clock_alone(self) -> None:
        story = assigned().taken_back("2026-10-05 11:00")
        story.dispatched("2026-10-05 12:00", Handler.DIGITAL_OFFICER).done("2026-10-07 09:00")
        story.refused("2026-10-08 09:00")

        assert clock.promise(story.entries, REGION, at=paris("2026-10-08 10:00")) is None
        assert limit(story, "2026-10-08 10:00").used == 120


@pytest.mark.requirement("INC-6")
class TestOfficeIncident:
    def test_waits_for_the_next_visit_ten_working_days_at_most(self) -> None:
        promise = promised(assigned(nature=Nature.OFFICE_INCIDENT), "2026-10-05 10:00")

        assert promise.kind == Kind.OFFICE
        assert promise.due_at == paris("2026-10-19 09:00")
        assert promise.warning_at == paris("2026-10-15 09:00")

    def test_qualified_as_a_network_incident_takes_its_limit(self) -> None:
        story = assigned(nature=Nature.OFFICE_INCIDENT)
        story.qualified("2026-10-05 11:00", Nature.NETWORK_INCIDENT)

        promise = promised(story, "2026-10-05 12:00")

        assert (promise.kind, promise.due_at) == (Kind.CONTRACTOR, paris("2026-10-06 09:00"))


@pytest.mark.requirement("INC-8")
class TestClosureTime:
    def test_is_ten_days_from_the_day_after_the_notice(self) -> None:
        story = assigned("2026-11-09 09:00").done("2026-11-09 15:00")

        promise = promised(story, "2026-11-12 09:00")

        assert promise.kind == Kind.CLOSURE
        assert promise.due_at == paris("2026-11-20 00:00")
        assert (promise.used, promise.allowed, promise.left) == (3, 10, 7)
        assert [reminder.day for reminder in promise.reminders] == [5, 8]
        assert promise.lines[-1].total == 10
        deadline = clock.closure_time(story.entries, REGION)
        assert deadline is not None
        assert deadline.closes_at == promise.due_at

    def test_leaves_out_the_days_when_the_lycee_is_closed(self) -> None:
        closed = Calendar(closures=(Closure(date(2026, 11, 12), date(2026, 11, 13), "bac"),))
        story = assigned("2026-11-09 09:00").done("2026-11-09 15:00")

        assert promised(story, "2026-11-12 09:00", closed).due_at == paris("2026-11-22 00:00")

    def test_starts_anew_with_each_technical_closure(self) -> None:
        story = assigned("2026-11-09 09:00").done("2026-11-09 15:00")
        story.refused("2026-11-16 09:00").done("2026-11-17 10:00")

        assert promised(story, "2026-11-18 09:00").due_at == paris("2026-11-28 00:00")

    def test_is_over_once_the_lycee_has_answered(self) -> None:
        story = assigned("2026-11-09 09:00").done("2026-11-09 15:00").closed("2026-11-10 09:00")

        assert clock.promise(story.entries, REGION, at=paris("2026-11-11 09:00")) is None
        assert clock.closure_time(story.entries, REGION) is None


class TestWithoutPromise:
    @pytest.mark.parametrize(
        "handler", [Handler.DIGITAL_OFFICER, Handler.ACADEMY_SERVICES, Handler.REGION]
    )
    def test_no_rule_sets_a_date_to_the_other_services(self, handler: Handler) -> None:
        story = Story().received("2026-10-05 09:00").dispatched("2026-10-05 10:00", handler)

        assert clock.promise(story.entries, REGION, at=paris("2026-10-05 11:00")) is None
        assert clock.contractor_limit(story.entries, REGION, at=paris("2026-10-05 11:00")) is None

    def test_none_for_an_evolution_in_the_contractors_hands(self) -> None:
        story = assigned(nature=Nature.EVOLUTION)

        assert clock.promise(story.entries, REGION, at=paris("2026-10-05 11:00")) is None

    def test_none_once_withdrawn_or_out_of_scope_until_taken_up_again(self) -> None:
        at = paris("2026-10-07 09:00")
        withdrawn = assigned().withdrawn("2026-10-06 08:00")
        refused = Story().received("2026-10-05 09:00").out_of_scope("2026-10-05 10:00")

        assert clock.promise(withdrawn.entries, REGION, at=at) is None
        assert clock.promise(refused.entries, REGION, at=at) is None
        assert promised(refused.reopened("2026-10-06 09:00"), "2026-10-07 09:00").due_at == paris(
            "2026-10-06 11:00"
        )
        withdrawn.reopened("2026-10-07 09:00").dispatched("2026-10-07 10:00")
        assert promised(withdrawn, "2026-10-07 11:00").used == 10 * 60

    def test_none_before_anything_happened(self) -> None:
        at = paris("2026-10-07 09:00")

        assert clock.promise([], REGION, at=at) is None
        assert clock.contractor_limit([], REGION, at=at) is None
        assert clock.treatment([], REGION, at=at) is None
