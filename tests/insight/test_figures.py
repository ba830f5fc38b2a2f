"""The figures: what is counted, that the journal says the same, and the list behind each number."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Generator
from datetime import date, datetime, timedelta
from html import unescape
from statistics import mean
from typing import Any

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from preau.accounts.roles import Role
from preau.core.actors import Actor
from preau.insight import periods, queries, sheet, tasks
from preau.insight.queries import Scope
from preau.journal import queries as journal
from preau.schools.queries import actor_of
from preau.tickets import actions, clock
from preau.tickets.filters import TicketFilter
from preau.tickets.models import Ticket, Treatment
from preau.tickets.queries import calendar_of
from preau.tickets.states import Handler, Nature, Urgency
from tests.conftest import assert_flat
from tests.instants import MORNING, NOON, paris
from tests.schools.factories import SchoolFactory, TerritoryFactory, make_person
from tests.tickets import factories
from tests.tickets.factories import STEP, Crew, form

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-13")]

LATER = paris("2026-11-20 12:00")
YEAR = Scope(periods.school_year(2026))


@pytest.fixture
def crew() -> Crew:
    return Crew()


def treated(crew: Crew, *, days: int = 0, at: datetime = MORNING, **fields: Any) -> Ticket:
    """A ticket received at an instant and closed technically so many days after."""
    ticket = factories.appointed(crew, at=at, **fields)
    return actions.close_technically(
        ticket,
        by=crew.actor("technician", at + timedelta(days=days, minutes=30)),
        seen=ticket.version,
        solution="Remplacé.",
    )


def a_term(crew: Crew) -> list[Ticket]:
    """Tickets that differ in all that figures are cut by."""
    october, november = paris("2026-10-05 09:00"), paris("2026-11-03 09:00")
    other = Crew(SchoolFactory(territory=TerritoryFactory(), department_code="93"))
    by_region = factories.dispatched(
        crew, at=october, handler=Handler.REGION, nature=Nature.CONFIGURATION, form=form("portal")
    )
    done = actions.close_technically(
        by_region,
        by=crew.actor("region", october + 6 * STEP),
        seen=by_region.version,
        solution="Compte rétabli.",
    )
    late = treated(crew, days=8, at=october, urgency=Urgency.LOW)
    tacit = treated(other, days=1, at=october, urgency=Urgency.MEDIUM)
    actions.close_tacitly(tacit, by=Actor.preau(paris("2026-11-19 01:00")))
    accepted = treated(crew, days=2, at=november)
    actions.close(
        accepted,
        by=crew.actor("correspondent", november + timedelta(days=3)),
        seen=accepted.version,
    )
    office = treated(
        other, days=1, at=november, nature=Nature.OFFICE_INCIDENT, form=form("computers")
    )
    # Neither of these is treated: they are open.
    factories.received(crew, at=november)
    factories.dispatched(other, at=october)
    return [done, late, tacit, accepted, office]


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


def listed(url: str, who: Any) -> set[int]:
    """The tickets of the list that an address leads to."""
    asked = QueryDict(url.partition("?")[2])
    shown = TicketFilter(asked, actor=who, queryset=Ticket.objects.visible_to(who))
    assert shown.form.is_valid(), shown.form.errors
    return set(shown.qs.values_list("pk", flat=True))


SCOPES = {
    "year": {},
    "department": {"department": "93"},
    "network": {"nature": Nature.NETWORK_INCIDENT},
    "form": {"form": "computers"},
    "urgency": {"urgency": Urgency.LOW},
    "contractor": {"handler": Handler.CONTRACTOR},
    "two at once": {"handler": Handler.CONTRACTOR, "urgency": Urgency.VERY_HIGH},
}
PERIODS = {
    "year": periods.school_year(2026),
    "october": periods.month(2026, 10),
    "term": periods.term(2026, 1),
    "free": periods.free(date(2026, 10, 6), date(2026, 11, 4)),
}
PEOPLE = ["agent", "region", "officer", "dispatcher", "correspondent", "rectorat"]
#: A lycée's people are not asked for a department.
ASKED = [
    pytest.param(part, narrowed, id=f"{part}, {name}")
    for part in PEOPLE
    for name, narrowed in SCOPES.items()
    if part != "correspondent" or name != "department"
]


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


@pytest.fixture
def in_november() -> Generator[None, None, None]:
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def in_october() -> Generator[None, None, None]:
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.mark.usefixtures("in_november")
class TestPage:
    def test_shows_each_figure_with_its_definition_and_its_list(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        a_term(crew)
        client = client_for(crew.agent)

        page = unescape(client.get(reverse("insight:figures")).content.decode())

        assert "temps moyen de traitement" in page
        assert "temps moyen de l’entreprise" in page
        for url in re.findall(r'figure-number__value"><a href="([^"]+)"', page):
            assert client.get(url).status_code == 200

    def test_the_list_behind_a_number_shows_its_tickets_and_how_to_leave(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        a_term(crew)
        who = crew.actor("agent", LATER)
        scope = Scope(periods.school_year(2026), {"form": "computers"})
        url = sheet.list_url(scope, "treated", limit="kept")

        page = unescape(client_for(crew.agent).get(url).content.decode())

        assert set(re.findall(r"/tickets/(2026-\d{6})/", page)) == {
            Ticket.objects.get(pk=pk).ref for pk in listed(url, who)
        }
        assert "Délai de traitement de l’entreprise" in page
        assert "Retirer le filtre" in page

    def test_keeps_its_filters_in_the_address_and_shows_them(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        a_term(crew)
        client = client_for(crew.agent)

        page = client.get(
            reverse("insight:figures"), {"period": "2026-10", "urgency": "low", "by": "handler"}
        )

        assert page.context["scope"].period == periods.month(2026, 10)
        assert page.context["whole"].figures.count == 1
        html = page.content.decode()
        # On paper, where no field is seen, the head says it.
        assert "octobre 2026 · Bas" in html
        assert '<option value="2026-10" selected>' in html
        assert '<option value="low" selected>' in html

    def test_takes_days_of_ones_own(self, crew: Crew, client_for: Callable[[Any], Client]) -> None:
        a_term(crew)
        client = client_for(crew.agent)

        page = client.get(
            reverse("insight:figures"), {"since": "2026-10-06", "until": "2026-10-06"}
        )
        half = client.get(reverse("insight:figures"), {"until": "2026-10-06"})
        rest = client.get(reverse("insight:figures"), {"since": "2026-11-01"})

        assert page.context["whole"].figures.count == 1
        assert half.context["whole"].figures.count == 2
        assert rest.context["whole"].figures.count == 2

    @pytest.mark.parametrize(
        "asked",
        [
            {"since": "2026-10-06", "until": "2026-10-01"},
            {"period": "2026-13"},
            {"urgency": "enormous"},
            {"since": "yesterday"},
        ],
    )
    def test_says_what_of_an_address_makes_no_sense(
        self, crew: Crew, client_for: Callable[[Any], Client], asked: dict[str, str]
    ) -> None:
        page = client_for(crew.agent).get(reverse("insight:figures"), asked)

        assert page.status_code == 422
        assert page.context["form"].errors
        assert page.context["scope"].period == periods.school_year(2026)

    def test_offers_also_a_period_of_long_ago_that_is_asked_for(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        page = client_for(crew.agent).get(reverse("insight:figures"), {"period": "2019-2020"})

        assert page.status_code == 200
        assert page.context["scope"].period == periods.school_year(2019)
        assert "Rien n’a été traité" in unescape(page.content.decode())

    def test_a_lycee_reads_its_own_and_is_not_asked_for_a_department(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        a_term(crew)

        page = client_for(crew.correspondent).get(reverse("insight:figures"))

        assert page.context["whole"].figures.count == 3
        assert "department" not in page.context["form"].fields

    def test_is_refused_to_those_who_take_no_part(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        file = reverse("exports:taking", kwargs={"name": "figures", "form": "csv"})
        for address in (reverse("insight:figures"), file):
            page = client_for(crew.teacher).get(address)
            assert page.status_code == 403
            assert "correspondant" in page.content.decode()

    def test_costs_no_more_with_more_tickets(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        client = client_for(crew.agent)
        treated(crew)
        treated(crew, at=paris("2026-11-03 09:00"))

        assert_flat(lambda: client.get(reverse("insight:figures")), lambda: treated(crew))


@pytest.mark.usefixtures("in_november")
@pytest.mark.requirement("STE-1")
class TestFile:
    def test_says_the_same_as_the_table(
        self, crew: Crew, client_for: Callable[[Any], Client]
    ) -> None:
        a_term(crew)
        client = client_for(crew.agent)

        file = reverse("exports:taking", kwargs={"name": "figures", "form": "csv"})
        answer = client.get(file, {"by": "urgency"})

        assert 'filename="chiffres-2026-09-01-2027-08-31-' in answer["Content-Disposition"]
        told = b"".join(answer).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(told), delimiter=";"))
        whole, lines = queries.figures(crew.actor("agent", LATER), YEAR, "urgency")
        assert len(rows) == 1 + len(lines) + 1
        assert rows[-1][1] == "5"
        assert rows[-1][2] == str(round(whole.treatment.mean or 0))


@pytest.mark.usefixtures("in_october")
class TestHome:
    @pytest.mark.parametrize("part", ["agent", "region", "dispatcher", "officer", "admin"])
    def test_shows_the_figures_of_the_month(
        self, crew: Crew, client_for: Callable[[Any], Client], part: str
    ) -> None:
        client = client_for(crew.of(part))
        empty = client.get("/").content.decode()
        treated(crew, at=paris("2026-10-01 09:00"))

        page = unescape(client.get("/").content.decode())

        assert "Chiffres du mois" in empty
        assert "?period=2026-10" in page
        assert "view=treated&treated_since=2026-10-01&treated_until=2026-10-31" in page


class TestPeriods:
    @pytest.mark.parametrize(
        ("code", "first", "last"),
        [
            ("2026-2027", date(2026, 9, 1), date(2027, 8, 31)),
            ("2026-2027-T1", date(2026, 9, 1), date(2026, 11, 30)),
            ("2027-2028-T2", date(2027, 12, 1), date(2028, 2, 29)),
            ("2026-2027-T3", date(2027, 3, 1), date(2027, 8, 31)),
            ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ],
    )
    def test_have_their_days(self, code: str, first: date, last: date) -> None:
        period = periods.of_code(code)

        assert period is not None
        assert (period.first_on, period.last_on, period.code) == (first, last, code)

    @pytest.mark.parametrize("code", ["", "2026", "2026-2028", "2026-13", "2026-2027-T4", "x"])
    def test_are_nothing_else(self, code: str) -> None:
        assert periods.of_code(code) is None

    def test_are_offered_the_latest_first_and_none_to_come(self) -> None:
        years, terms, months = (group for _heading, group in periods.offered(date(2026, 12, 24)))

        assert years[0][0] == "2026-2027"
        assert [code for code, _label in terms][:3] == [
            "2026-2027-T2",
            "2026-2027-T1",
            "2025-2026-T3",
        ]
        assert [code for code, _label in months][:2] == ["2026-12", "2026-11"]
        assert len(months) == 24
