"""The figures: what is counted, that the journal says the same, and the list behind each number."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import mean

import pytest

from preau.accounts.roles import Role
from preau.insight import periods, queries, sheet, tasks
from preau.insight.queries import Scope
from preau.journal import queries as journal
from preau.schools.queries import actor_of
from preau.tickets import actions, clock
from preau.tickets.models import Ticket, Treatment
from preau.tickets.queries import calendar_of
from preau.tickets.states import Handler
from tests.insight.treatments import ASKED, LATER, PERIODS, YEAR, a_term, listed, treated
from tests.instants import MORNING, paris
from tests.schools.factories import SchoolFactory, make_person
from tests.tickets import factories
from tests.tickets.factories import STEP, Crew

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-13")]


class TestTreatment:
    def test_is_written_with_the_closure_and_goes_with_its_refusal(self, crew: Crew) -> None:
        ticket = treated(crew, days=1)
        assert Treatment.objects.get().ticket == ticket
        assert Treatment.objects.get().ending == "awaited"

        ticket = actions.refuse_closure(
            ticket,
            by=crew.actor("correspondent", MORNING + timedelta(days=2)),
            seen=ticket.version,
            reason="Toujours en panne.",
        )
        assert not Treatment.objects.exists()

        ticket = actions.close_technically(
            ticket,
            by=crew.actor("technician", MORNING + timedelta(days=3)),
            seen=ticket.version,
            solution="Remplacé.",
        )
        actions.close(
            ticket,
            by=crew.actor("correspondent", MORNING + timedelta(days=4)),
            seen=ticket.version,
        )

        kept = Treatment.objects.get()
        assert kept.calendar_minutes == 3 * 1440
        assert (kept.ending, kept.done_on) == ("accepted", date(2026, 10, 8))

    def test_leaves_holds_out_of_the_contractors_time_alone(self, crew: Crew) -> None:
        ticket = factories.on_hold(crew)
        start = MORNING + STEP
        held, resumed = MORNING + 3 * STEP, MORNING + timedelta(hours=3)
        ticket = actions.resume(ticket, by=crew.actor("technician", resumed), seen=ticket.version)
        done = MORNING + timedelta(hours=4)
        actions.close_technically(
            ticket, by=crew.actor("technician", done), seen=ticket.version, solution="Fait."
        )

        kept = Treatment.objects.get()

        assert kept.calendar_minutes == kept.working_minutes == 240
        paused = resumed - held
        assert kept.contractor_minutes == (done - start - paused) // timedelta(minutes=1)
        assert kept.is_within is True

    def test_has_no_contractors_time_where_somebody_else_did_the_work(self, crew: Crew) -> None:
        done, *_others = a_term(crew)

        kept = Treatment.objects.get(ticket=done)

        assert (kept.contractor_minutes, kept.is_within) == (None, None)

    def test_says_what_the_journal_says(self, crew: Crew) -> None:
        a_term(crew)
        factories.on_hold(crew)
        told = list(Treatment.objects.order_by("pk").values())

        for kept in Treatment.objects.select_related("ticket"):
            entries = journal.history("tickets.ticket", kept.ticket_id)
            measured = clock.treatment(entries, calendar_of(kept.ticket), at=LATER)
            assert measured is not None
            assert kept.done_at == measured.closed_at == kept.ticket.technically_closed_at
            assert kept.calendar_minutes == measured.calendar_minutes
            assert kept.working_minutes == measured.working_minutes
            if kept.handler == Handler.CONTRACTOR:
                assert kept.contractor_minutes == measured.contractor_minutes
            for column in ("school_id", "nature", "urgency", "handler", "form_id"):
                assert getattr(kept, column) == getattr(kept.ticket, column)
        Treatment.objects.all().delete()
        assert tasks.rebuild() == (5, 0)
        assert list(Treatment.objects.order_by("pk").values()) == told

    def test_is_rebuilt_without_what_is_not_treated(self, crew: Crew) -> None:
        kept = treated(crew)
        open_again = treated(crew)
        Ticket.objects.filter(pk=open_again.pk).update(
            status="dispatched", technically_closed_at=None, technically_closed_by=None
        )

        assert tasks.rebuild() == (1, 1)
        assert Treatment.objects.get().ticket == kept

    def test_is_completed_by_the_clock(self, crew: Crew) -> None:
        treated(crew)
        Treatment.objects.all().delete()

        tasks.complete(LATER)

        assert Treatment.objects.count() == 1

    @pytest.mark.requirement("ROL-5")
    def test_is_seen_by_those_who_see_its_ticket(self, crew: Crew) -> None:
        a_term(crew)
        people = [crew.of(part) for part in ("head", "correspondent", "deputy", "teacher", "agent")]
        people += [crew.of(part) for part in ("dispatcher", "onsite", "technician", "officer")]
        people += [crew.of(part) for part in ("rectorat", "region", "admin")]
        people.append(make_person(Role.CORRESPONDENT, SchoolFactory()))

        for person in people:
            who = actor_of(person, LATER)
            seen = Ticket.objects.visible_to(who).filter(technically_closed_at__isnull=False)
            counted = Treatment.objects.visible_to(who)
            assert set(counted.values_list("pk", flat=True)) == set(
                seen.values_list("pk", flat=True)
            )


class TestFigures:
    @pytest.mark.parametrize("by", list(queries.GROUPS))
    def test_add_up_and_equal_a_count_by_hand(self, crew: Crew, by: str) -> None:
        a_term(crew)
        kept = list(Treatment.objects.select_related("school"))

        whole, lines = queries.figures(crew.actor("agent", LATER), YEAR, by)

        assert whole.count == sum(line.count for line in lines) == 5
        assert whole.treatment.mean == mean(one.calendar_minutes for one in kept)
        assert whole.treatment.median == sorted(one.calendar_minutes for one in kept)[2]
        assert whole.treatment.p90 == max(one.calendar_minutes for one in kept)
        theirs = [one.contractor_minutes for one in kept if one.contractor_minutes is not None]
        assert whole.contractor.count == 4
        assert whole.contractor.mean == mean(theirs)
        assert whole.contractor.median == sorted(theirs)[1]
        assert (whole.kept, whole.limited) == (2, 4)
        assert whole.endings == {"awaited": 3, "accepted": 1, "tacit": 1}

    def test_of_one_line_are_those_of_the_whole(self, crew: Crew) -> None:
        treated(crew)

        whole, lines = queries.figures(crew.actor("agent", LATER), YEAR, "month")

        assert [whole] == lines
        assert whole.key == 202610

    def test_of_nothing_are_empty(self, crew: Crew) -> None:
        whole, lines = queries.figures(crew.actor("agent", LATER), YEAR, "month")

        assert (whole.count, whole.share, whole.treatment.mean, lines) == (0, None, None, [])

    def test_what_is_open_is_counted_now(self, crew: Crew) -> None:
        a_term(crew)

        waiting = queries.backlog(crew.actor("agent", LATER), YEAR)

        # Two are not treated, three await the lycée's answer.
        assert waiting.count == 5
        assert waiting.oldest_at == paris("2026-10-05 09:00")
        assert waiting.mean_age is not None
        assert timedelta(days=15) < waiting.mean_age < timedelta(days=46)

    def test_treated_on_the_last_day_of_a_month_at_night_count_in_it(self, crew: Crew) -> None:
        # Half an hour before midnight in Paris is the day before in UTC as well, half past is not.
        treated(crew, at=paris("2026-10-31 23:00"))
        treated(crew, at=paris("2026-10-31 23:45"))

        _whole, lines = queries.figures(crew.actor("agent", LATER), YEAR, "month")

        assert [(line.key, line.count) for line in lines] == [(202610, 1), (202611, 1)]


class TestLists:
    @pytest.mark.parametrize(("part", "narrowed"), ASKED)
    @pytest.mark.parametrize("period", PERIODS.values(), ids=list(PERIODS))
    def test_each_number_is_the_length_of_its_list(
        self, crew: Crew, period: periods.Period, narrowed: dict[str, str], part: str
    ) -> None:
        a_term(crew)
        who = crew.actor(part, LATER)
        scope = Scope(period, {name: str(value) for name, value in narrowed.items()})
        whole, _lines = queries.figures(who, scope, "month")
        waiting = queries.backlog(who, scope)

        counts = {
            one.code: len(listed(one.url, who)) for one in sheet.shown(whole, waiting, scope, 600)
        }

        assert counts == {
            "treated": whole.count,
            "treatment": whole.treatment.count,
            "working": whole.working.count,
            "contractor": whole.contractor.count,
            "within": whole.kept,
            "tacit": whole.endings.get("tacit", 0),
            "open": waiting.count,
            "late": waiting.late,
        }

    @pytest.mark.parametrize("by", list(queries.GROUPS))
    @pytest.mark.parametrize("period", PERIODS.values(), ids=list(PERIODS))
    def test_each_line_has_the_list_of_its_tickets(
        self, crew: Crew, by: str, period: periods.Period
    ) -> None:
        a_term(crew)
        who = crew.actor("agent", LATER)
        scope = Scope(period, {})
        _whole, found = queries.figures(who, scope, by)
        names = {code: code for code in ("75", "77", "93")}

        for line in sheet.lines(found, scope, by, names, 600):
            assert len(listed(line.url, who)) == line.figures.count, line.label
