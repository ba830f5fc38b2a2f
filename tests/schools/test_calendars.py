"""The calendars of the Region: hours of service, holidays, examinations; pages and files."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from dataclasses import asdict
from datetime import date, time, timedelta
from html import unescape
from typing import Any

import icalendar
import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from preau.accounts.roles import Role
from preau.core.actors import Actor
from preau.core.calendars import school_holidays
from preau.core.closure_days import closure_deadline, why_not_counted
from preau.core.verdicts import Refused, Stale
from preau.core.working_time import due
from preau.journal.models import Entry
from preau.schools import actions, queries, yearly
from preau.schools.imports.kinds import KINDS, run
from preau.schools.models import Closure, ExamPeriod, SchoolHoliday, ServiceHours
from preau.schools.states import ProposedUrgency
from preau.tickets.models import Ticket
from preau.tickets.states import Urgency
from tests.instants import NOON, TOMORROW, paris
from tests.schools.factories import SchoolFactory, actor, make_person
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = pytest.mark.django_db

PREAU = Actor.preau(NOON)
FROM = date(2026, 10, 7)


@pytest.fixture
def admin() -> Actor:
    return actor(make_person(Role.REGIONAL_ADMIN), NOON)


def hours(by: Actor, **changed: Any) -> ServiceHours:
    given: dict[str, Any] = {
        "from_on": FROM,
        "opens_at": time(9),
        "closes_at": time(17),
        "weekdays": range(5),
    }
    return actions.lay_down_hours(by=by, **(given | changed))


def exams(by: Actor, **changed: Any) -> ExamPeriod:
    given: dict[str, Any] = {
        "name": "Baccalauréat : épreuves écrites",
        "first_on": date(2026, 10, 5),
        "last_on": date(2026, 10, 9),
        "urgency": "very_high",
    }
    return actions.write_exams(by=by, **(given | changed))


class TestFirstCalendars:
    def test_are_those_of_the_project(self) -> None:
        calendar = queries.region_calendar()

        assert [(laid.opens_at, laid.closes_at) for laid in ServiceHours.objects.all()] == [
            (time(8), time(18))
        ]
        assert [asdict(holiday) for holiday in calendar.holidays] == [
            asdict(holiday) for holiday in school_holidays()
        ]
        assert SchoolHoliday.objects.get(first_on="2027-07-03").school_year == "2026-2027"

    def test_are_the_usual_ones_where_no_row_is_left(self) -> None:
        ServiceHours.objects.all().delete()

        assert queries.region_calendar().hours_on(FROM).opens_at == time(8)


@pytest.mark.requirement("INC-7")
class TestHours:
    def test_hold_from_their_day_on_and_leave_what_ran(self, admin: Actor) -> None:
        hours(admin)

        calendar = queries.region_calendar()

        assert calendar.service_minutes(date(2026, 10, 6)) == 600
        assert calendar.service_minutes(FROM) == 480
        # A day begun at 16:00 with ten hours: two that day, eight the next.
        assert due(paris("2026-10-06 16:00"), 600, (), calendar) == paris("2026-10-07 17:00")

    def test_of_a_day_in_days_make_a_limit_as_long_as_that_day(self, admin: Actor) -> None:
        hours(admin)

        calendar = queries.region_calendar()

        assert calendar.minutes(days=1, on=date(2026, 10, 6)) == 600
        assert calendar.minutes(days=1, on=FROM) == 480

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"from_on": NOON.date()}, "demain au plus tôt"),
            ({"closes_at": time(9)}, "finit après avoir commencé"),
            ({"weekdays": []}, "au moins un jour"),
            ({"opens_at": time(8), "closes_at": time(18)}, "déjà les heures"),
        ],
    )
    def test_are_refused(self, admin: Actor, changed: dict[str, Any], reason: str) -> None:
        with pytest.raises(Refused, match=reason):
            hours(admin, **changed)

        assert ServiceHours.objects.count() == 1
        assert not Entry.objects.filter(thing_kind="schools.service_hours").exists()

    def test_are_set_once_for_a_day(self, admin: Actor) -> None:
        hours(admin)

        with pytest.raises(Refused, match="même jour"):
            hours(admin, opens_at=time(7))

    def test_can_be_withdrawn_while_they_are_to_come(self, admin: Actor) -> None:
        laid = hours(admin)

        actions.withdraw_hours(laid, by=admin)

        assert queries.region_calendar().service_minutes(FROM) == 600
        with pytest.raises(Refused, match="déjà retirées"):
            actions.withdraw_hours(laid, by=admin)
        hours(admin)  # Their day is free again.

    def test_in_force_are_not_withdrawn(self, admin: Actor) -> None:
        laid = hours(admin)

        with pytest.raises(Refused, match="valent déjà"):
            actions.withdraw_hours(laid, by=actor(admin.person, paris("2026-10-07 00:00")))

    @pytest.mark.parametrize("role", [Role.REGION, Role.SERVICE_DESK, Role.DISPATCHER])
    def test_are_the_regional_administrators_alone(self, role: Role) -> None:
        with pytest.raises(Refused, match="administrateur régional"):
            hours(actor(make_person(role), NOON))

    def test_and_the_database_keeps_them_in_order(self) -> None:
        row = {"laid_down_at": NOON, "from_on": FROM}
        for wrong in (
            {"opens_at": time(18), "closes_at": time(8), "weekdays": "0"},
            {"opens_at": time(8), "closes_at": time(18), "weekdays": ""},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                ServiceHours.objects.create(**row, **wrong)


@pytest.mark.requirement("INC-18")
class TestExams:
    def test_concern_the_kinds_of_lycee_they_name_on_their_days(self, admin: Actor) -> None:
        general = SchoolFactory(kind="LGT")
        vocational = SchoolFactory(kind="LP")
        every = exams(admin, name="DNB", urgency="medium")
        bac = exams(admin, kinds=["LGT", "LPO"])

        assert queries.exams_at(general, NOON.date()) == [bac, every]
        assert queries.exams_at(vocational, NOON.date()) == [every]
        assert queries.exams_at(general, date(2026, 10, 10)) == []

    def test_are_put_right_and_withdrawn_with_their_history(self, admin: Actor) -> None:
        period = exams(admin)

        changed = actions.change_exams(
            period,
            by=admin,
            seen=period.version,
            name="Bac",
            first_on=period.first_on,
            last_on=date(2026, 10, 8),
            levels=["terminale"],
            urgency="medium",
        )
        actions.withdraw_exams(changed, by=admin)

        assert not ExamPeriod.objects.standing().exists()
        told = Entry.objects.filter(thing_kind="schools.exam_period").order_by("position")
        assert [entry.fact.rpartition(".")[2] for entry in told] == [
            "written",
            "written",
            "withdrawn",
        ]

    def test_are_refused_backwards_twice_withdrawn_or_stale(self, admin: Actor) -> None:
        with pytest.raises(Refused, match="précède"):
            exams(admin, last_on=date(2026, 10, 1))
        period = exams(admin)
        same = {"name": "Bac", "first_on": period.first_on, "urgency": "medium"}
        with pytest.raises(Refused, match="précède"):
            actions.change_exams(period, by=admin, last_on=date(2026, 10, 1), **same)
        with pytest.raises(Stale):
            actions.change_exams(period, by=admin, seen=9, last_on=period.last_on, **same)
        actions.withdraw_exams(period, by=admin)
        with pytest.raises(Refused, match="retirée"):
            actions.withdraw_exams(period, by=admin)
        with pytest.raises(Refused, match="retirée"):
            actions.change_exams(period, by=admin, last_on=period.last_on, **same)

    def test_urgencies_are_those_of_tickets(self) -> None:
        assert set(ProposedUrgency.values) < set(Urgency.values)

    def test_of_others_are_refused(self) -> None:
        agent = actor(make_person(Role.SERVICE_DESK), NOON)
        period = exams(PREAU)
        for verb in (
            lambda: exams(agent),
            lambda: actions.withdraw_exams(period, by=agent),
            lambda: actions.change_exams(
                period,
                by=agent,
                name="x",
                first_on=period.first_on,
                last_on=period.last_on,
                urgency="medium",
            ),
        ):
            with pytest.raises(Refused, match="administrateur régional"):
                verb()


HEAD = "description;population;start_date;end_date;location;zones;annee_scolaire"
LABELS = "Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire"
TOUSSAINT = (
    "Vacances de la Toussaint;-;2026-10-16T22:00:00+00:00;2026-11-01T23:00:00+00:00;{};Zone C;"
    "2026-2027"
)


def holidays(*rows: str, head: str = HEAD, dry_run: bool = False, by: Actor = PREAU) -> Any:
    data = "\n".join([head, *rows]).encode()
    return run(KINDS["holidays"], data, "vacances.csv", by=by, dry_run=dry_run)


@pytest.mark.requirement("INC-8")
class TestHolidays:
    def test_that_are_known_change_nothing(self) -> None:
        report = holidays(
            *(TOUSSAINT.format(place) for place in ("Paris", "Créteil", "Versailles"))
        )

        assert (report.ok, report.changes_nothing, report.counts["unchanged"]) == (True, True, 1)
        assert not Entry.objects.exists()

    @pytest.mark.parametrize("head", [HEAD, LABELS])
    def test_are_read_under_both_namings_of_the_columns(self, head: str) -> None:
        row = TOUSSAINT.format("Paris").replace("2026-11-01T23", "2026-11-02T23")

        report = holidays(row, head=head)

        assert report.ok, report.problems
        assert SchoolHoliday.objects.get(first_on="2026-10-17").last_on == date(2026, 11, 2)
        assert holidays(row, head=head).changes_nothing

    def test_move_the_ten_days_to_close(self) -> None:
        row = TOUSSAINT.format("Paris").replace("2026-11-01T23", "2026-11-03T23")
        before = closure_deadline(paris("2026-10-12 09:00"), queries.region_calendar())

        holidays(row)

        after = closure_deadline(paris("2026-10-12 09:00"), queries.region_calendar())
        assert after.last_on == before.last_on + timedelta(days=2)

    def test_new_and_official_ones_are_told_apart(self) -> None:
        rows = [
            "Vacances d'Été;Élèves;2028-07-04T22:00:00+00:00;2028-09-03T22:00:00+00:00;Paris;"
            "Zone C;2027-2028",
            "Vacances de Noël;-;2030-12-20T23:00:00+00:00;2031-01-05T23:00:00+00:00;Paris;Zone C;"
            "2030-2031",
        ]

        report = holidays(*rows)

        assert report.counts == {"created": 1, "changed": 1, "unchanged": 0}
        assert report.changes[0].what == "maintenant officielles"
        assert SchoolHoliday.objects.get(school_year="2027-2028", name="Vacances d’été").is_official

    def test_of_other_zones_teachers_and_without_end_are_left_out(self) -> None:
        report = holidays(
            TOUSSAINT.format("Lyon").replace("Zone C", "Zone A"),
            TOUSSAINT.format("Paris").replace(";-;", ";Enseignants;").replace("16T22", "15T22"),
            "Début des Vacances d'Été;-;2031-07-04T22:00:00+00:00;2031-07-04T22:00:00+00:00;Paris;"
            "Zone C;2030-2031",
        )

        assert report.ok
        assert report.changes_nothing
        assert "2 lignes" in report.notes[-1]
        assert "Début des Vacances d'Été" in report.repairs[0].reason

    @pytest.mark.parametrize(
        ("row", "column", "reason"),
        [
            (TOUSSAINT.format("x").replace("2026-2027", "2026-27"), "annee_scolaire", "2026-27"),
            (
                TOUSSAINT.format("x").replace("2026-10-16T22:00:00+00:00", "hier"),
                "start_date",
                "hier",
            ),
            (TOUSSAINT.format("x").replace("2026-10-16", "2026-12-16"), "end_date", "précède"),
            (TOUSSAINT.format("x").replace("Zone C", ""), "zones", "vide"),
            (
                "Carnaval;-;2026-10-20;2026-10-24;Paris;Zone C;2026-2027",
                "start_date",
                "d’autres vacances",
            ),
        ],
    )
    def test_that_make_no_sense_are_refused_by_row_and_column(
        self, row: str, column: str, reason: str
    ) -> None:
        report = holidays(row)

        assert not report.ok
        assert (report.problems[0].row, report.problems[0].column) == (2, column)
        assert reason in report.problems[0].reason
        assert not Entry.objects.exists()

    def test_that_two_academies_give_other_days_are_refused(self) -> None:
        other = TOUSSAINT.format("Créteil").replace("11-01T23", "11-02T23")

        report = holidays(TOUSSAINT.format("Paris"), other)

        assert "ligne 2" in report.problems[0].reason

    def test_are_tried_with_what_they_would_move(self) -> None:
        crew = Crew()
        factories.technically_closed(crew, at=paris("2026-10-12 09:00"))

        report = holidays(
            TOUSSAINT.format("Paris").replace("2026-11-01T23", "2026-11-03T23"), dry_run=True
        )

        assert "1 sur 1 auraient une autre date" in report.notes[-1]
        assert SchoolHoliday.objects.get(first_on="2026-10-17").last_on == date(2026, 11, 1)

    def test_backwards_are_refused_by_the_verb(self) -> None:
        with pytest.raises(Refused, match="précède"):
            actions.set_holiday(
                by=PREAU,
                name="x",
                school_year="2026-2027",
                first_on=date(2027, 1, 12),
                last_on=date(2027, 1, 11),
                source="",
            )

    def test_are_the_regional_administrators_alone(self) -> None:
        agent = actor(make_person(Role.SERVICE_DESK), NOON)

        report = holidays(TOUSSAINT.format("Paris"), by=agent)

        assert "administrateur régional" in report.problems[0].reason
        assert not Entry.objects.exists()


ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//x//FR
BEGIN:VEVENT
UID:bac-ecrit@x
DTSTAMP:20260901T000000Z
DTSTART;VALUE=DATE:20270614
DTEND;VALUE=DATE:20270619
SUMMARY:Baccalauréat : écrits
END:VEVENT
BEGIN:VEVENT
UID:oral@x
DTSTAMP:20260901T000000Z
DTSTART:20270620T220000Z
DTEND:20270701T220000Z
SUMMARY:Grand oral
END:VEVENT
{more}END:VCALENDAR
"""


def ics(more: str = "", *, dry_run: bool = False) -> Any:
    data = ICS.format(more=more).replace("\n", "\r\n").encode()
    return run(KINDS["exams"], data, "examens.ics", by=PREAU, dry_run=dry_run)


@pytest.mark.requirement("INC-18")
class TestExamFiles:
    def test_in_ics_give_a_period_per_event_twice_the_same(self) -> None:
        assert ics(dry_run=True).counts["created"] == 2
        assert not ExamPeriod.objects.exists()

        report = ics()

        assert report.ok, report.problems
        assert [(p.name, p.first_on, p.last_on, p.urgency) for p in ExamPeriod.objects.all()] == [
            ("Baccalauréat : écrits", date(2027, 6, 14), date(2027, 6, 18), "very_high"),
            ("Grand oral", date(2027, 6, 21), date(2027, 7, 1), "very_high"),
        ]
        assert ics().changes_nothing

    def test_keep_what_the_region_said_of_a_period(self, admin: Actor) -> None:
        ics()
        oral = ExamPeriod.objects.get(uid="oral@x")
        actions.change_exams(
            oral,
            by=PREAU,
            name=oral.name,
            first_on=oral.first_on,
            last_on=date(2027, 6, 30),
            kinds=["LGT"],
            urgency="medium",
        )
        withdrawn = ExamPeriod.objects.get(uid="bac-ecrit@x")
        actions.withdraw_exams(withdrawn, by=admin)

        report = ics()

        oral.refresh_from_db()
        assert report.counts == {"created": 0, "changed": 1, "unchanged": 1}
        assert (oral.last_on, oral.kinds, oral.urgency) == (date(2027, 7, 1), ["LGT"], "medium")
        assert not ExamPeriod.objects.standing().filter(pk=withdrawn.pk).exists()

    @pytest.mark.parametrize(
        ("event", "column"),
        [
            ("DTSTART;VALUE=DATE:20270601\nRRULE:FREQ=WEEKLY\nSUMMARY:x\n", "from"),
            ("SUMMARY:Sans date\n", "from"),
            ("DTSTART;VALUE=DATE:20270601\n", "name"),
        ],
    )
    def test_in_ics_are_refused_event_by_event(self, event: str, column: str) -> None:
        report = ics(f"BEGIN:VEVENT\nUID:z@x\n{event}END:VEVENT\n")

        assert not report.ok
        assert (report.problems[0].row, report.problems[0].column) == (4, column)
        assert not ExamPeriod.objects.exists()

    @pytest.mark.parametrize(
        "data",
        [
            b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
            b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        ],
    )
    def test_that_are_no_calendar_are_refused(self, data: bytes) -> None:
        report = run(KINDS["exams"], data, "x.ics", by=PREAU)

        assert not report.ok
        assert report.problems[0].row == 0

    def test_as_a_table_say_more(self) -> None:
        head = "name;from;until;kinds;levels;urgency"
        rows = [
            head,
            "CCF;01/03/2027;05/03/2027;LP, LPO;terminale,cap;moyen",
            "Bac blanc;2027-02-01;2027-02-05;;;",
        ]

        report = run(KINDS["exams"], "\n".join(rows).encode(), "x.csv", by=PREAU)
        again = run(KINDS["exams"], "\n".join(rows).encode(), "x.csv", by=PREAU)

        assert report.ok, report.problems
        ccf = ExamPeriod.objects.get(name="CCF")
        assert (ccf.kinds, ccf.levels, ccf.urgency) == (
            ["LP", "LPO"],
            ["terminale", "cap"],
            "medium",
        )
        assert again.changes_nothing

    @pytest.mark.parametrize(
        ("row", "column"),
        [
            ("Bac;01/03/2027;;;;", "until"),
            ("Bac;01/03/2027;01/02/2027;;;", "until"),
            ("Bac;01/03/2027;02/03/2027;COLLEGE;;", "kinds"),
            ("Bac;01/03/2027;02/03/2027;;;bas", "urgency"),
            (";01/03/2027;02/03/2027;;;", "name"),
        ],
    )
    def test_as_a_table_are_refused_by_row_and_column(self, row: str, column: str) -> None:
        data = f"name;from;until;kinds;levels;urgency\n{row}".encode()

        report = run(KINDS["exams"], data, "x.csv", by=PREAU)

        assert (report.problems[0].row, report.problems[0].column) == (2, column)

    def test_with_one_period_twice_are_refused(self) -> None:
        data = b"name;from;until\nBac;01/03/2027;02/03/2027\nBac;01/03/2027;03/03/2027"

        report = run(KINDS["exams"], data, "x.csv", by=PREAU)

        assert "2" in report.problems[0].reason


@pytest.fixture
def at_noon() -> Generator[None, None, None]:
    with time_machine.travel(NOON, tick=True):
        yield


def shown(client: Client, url: str, **query: Any) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.usefixtures("at_noon")
class TestYear:
    def test_says_of_each_day_what_it_stops(
        self, client_for: Callable[[Any], Client], admin: Actor
    ) -> None:
        school = SchoolFactory(kind="LGT")
        person = make_person(Role.CORRESPONDENT, school)
        Closure.objects.create(
            school=school,
            first_on="2026-12-14",
            last_on="2026-12-14",
            reason="Journée pédagogique",
            declared_at=NOON,
            declared_by=person,
        )
        exams(admin, kinds=["LGT"])
        exams(admin, name="CAP", kinds=["LP"])

        page = shown(client_for(person), reverse("calendars:year"))

        rows = {
            re.sub(r"<[^>]+>|\s+", " ", row).strip()
            for row in re.findall(r"<tr><td.*?</tr>", page, re.DOTALL)
        }
        told = {" ".join(row.split()) for row in rows}
        assert any("Armistice" in row and "les délais s’arrêtent comptés" in row for row in told)
        # Christmas falls in the school holidays.
        assert any("Noël" in row and "délais s’arrêtent non comptés" in row for row in told)
        assert any("Toussaint" in row and "délais courent non comptés" in row for row in told)
        assert any("pédagogique" in row and "s’arrêtent non comptés" in row for row in told)
        assert any("Baccalauréat" in row and "très haut" in row for row in told)
        assert not any("CAP" in row for row in told)

    def test_agrees_with_the_counts_day_by_day(self, admin: Actor) -> None:
        school = SchoolFactory(kind="LGT")
        hours(admin, from_on=date(2027, 1, 4))
        exams(admin)
        calendar = queries.calendars_of([school.pk])[school.pk]

        for day in yearly.days(2026, school):
            if day.first_on == day.last_on and day.uid.startswith("public"):
                assert calendar.why_closed(day.first_on) is not None
                is_counted = why_not_counted(day.first_on, calendar) is None
                assert is_counted == (str(day.closing) == "comptés")

    def test_turns_within_reason_and_shows_no_lycee_one_does_not_see(
        self, client_for: Callable[[Any], Client]
    ) -> None:
        school = SchoolFactory()
        client = client_for(make_person(Role.CORRESPONDENT, school))
        url = reverse("calendars:year")

        assert "2022-2023" in shown(client, url, year="1900")
        assert "2030-2031" in shown(client, url, year="3000")
        assert client.get(url, {"school": SchoolFactory().uai}).status_code == 404
        assert client.get(url, {"school": "../x"}).status_code == 404

    def test_leads_administrators_to_what_they_keep(
        self, client_for: Callable[[Any], Client], admin: Actor
    ) -> None:
        ours = shown(client_for(admin.person), reverse("calendars:year"))
        theirs = shown(client_for(make_person(Role.SERVICE_DESK)), reverse("calendars:year"))

        assert reverse("calendars:hours") in ours
        assert reverse("schools:import", args=["holidays"]) in ours
        assert reverse("calendars:hours") not in theirs

    def test_is_a_calendar_file_too(
        self, client_for: Callable[[Any], Client], admin: Actor
    ) -> None:
        school = SchoolFactory()
        exams(admin)
        answer = client_for(make_person(Role.HEAD, school)).get(reverse("calendars:file"))

        events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
        by_name = {str(event["summary"]): event for event in events}
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert f"preau-{school.uai}-2026-2027.ics" in answer["Content-Disposition"]
        assert by_name["Vacances de la Toussaint"]["dtstart"].dt == date(2026, 10, 17)
        assert by_name["Vacances de la Toussaint"]["dtend"].dt == date(2026, 11, 2)
        assert len({str(event["uid"]) for event in events}) == len(events)

    def test_of_the_region_can_be_subscribed_to_without_an_account(self, admin: Actor) -> None:
        closure_of = SchoolFactory()
        Closure.objects.create(
            school=closure_of,
            first_on="2026-12-14",
            last_on="2026-12-14",
            reason="Secret de lycée",
            declared_at=NOON,
            declared_by=admin.person,
        )
        answer = Client().get(reverse("calendars:feed"))

        assert answer.status_code == 200
        assert "Secret" not in answer.content.decode()
        names = {
            str(event["summary"])
            for event in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
        }
        assert {"Vacances de Noël", "Armistice"} <= names


@pytest.mark.usefixtures("at_noon")
class TestPages:
    def test_hours_are_tried_before_they_are_set_and_the_dates_follow(
        self,
        client_for: Callable[[Any], Client],
        admin: Actor,
        run_worker: Callable[[Any], None],
    ) -> None:
        crew = Crew()
        ticket = factories.dispatched(crew, at=paris("2026-10-05 09:00"), urgency=Urgency.MEDIUM)
        client = client_for(admin.person)
        url = reverse("calendars:hours")
        typed = {
            "from_on": "2026-10-07",
            "opens_at": "09:00",
            "closes_at": "17:00",
            "weekdays": ["0", "1", "2", "3", "4"],
        }

        tried = client.post(url, typed)

        assert "1 auraient une autre date" in unescape(tried.content.decode())
        assert ServiceHours.objects.count() == 1
        before = Ticket.objects.get(pk=ticket.pk).due_at
        assert client.post(url, {**typed, "confirmed": "yes"}).status_code == 302
        assert Ticket.objects.get(pk=ticket.pk).due_at == before
        run_worker(NOON + timedelta(minutes=1))
        after = Ticket.objects.get(pk=ticket.pk).due_at
        # Three days of ten hours from Monday 9:05: nine on Monday, ten, eight, and three more.
        assert (before, after) == (paris("2026-10-08 09:05"), paris("2026-10-08 12:05"))

        laid = ServiceHours.objects.get(from_on="2026-10-07")
        page = shown(client, url)
        assert "à venir" in page
        client.post(reverse("calendars:hours_withdrawal", args=[laid.pk]))
        run_worker(TOMORROW)
        assert Ticket.objects.get(pk=ticket.pk).due_at == before

    def test_a_refused_trial_says_why(
        self, client_for: Callable[[Any], Client], admin: Actor
    ) -> None:
        answer = client_for(admin.person).post(
            reverse("calendars:hours"),
            {"from_on": "2026-10-05", "opens_at": "09:00", "closes_at": "17:00", "weekdays": "0"},
        )

        assert answer.status_code == 403
        assert "demain au plus tôt" in unescape(answer.content.decode())

    def test_examinations_are_entered_put_right_and_withdrawn(
        self, client_for: Callable[[Any], Client], admin: Actor
    ) -> None:
        client = client_for(admin.person)
        url = reverse("calendars:exams")
        assert "Aucune période" in shown(client, url)
        typed = {
            "name": "Bac",
            "first_on": "2027-06-14",
            "last_on": "2027-06-18",
            "kinds": ["LGT"],
            "levels": ["terminale"],
            "urgency": "very_high",
        }

        assert client.post(url, typed).status_code == 302
        period = ExamPeriod.objects.get()
        assert "à venir" in shown(client, url)
        change = reverse("calendars:exams_change", args=[period.pk])
        assert client.post(change, {**typed, "name": "Baccalauréat", "seen": 1}).status_code == 302
        assert client.post(change, {**typed, "name": "Bis", "seen": 1}).status_code == 409
        shown(client, reverse("calendars:exams_withdrawal", args=[period.pk]))
        client.post(reverse("calendars:exams_withdrawal", args=[period.pk]))
        assert client.get(change).status_code == 404

        told = shown(client, reverse("calendars:history"))
        assert "a inscrit une période d’examens" in told
        assert "a retiré la période d’examens" in told

    def test_the_lists_say_past_present_and_to_come(
        self, client_for: Callable[[Any], Client], admin: Actor
    ) -> None:
        for first, last in ((1, 2), (5, 9), (20, 21)):
            exams(admin, first_on=date(2026, 10, first), last_on=date(2026, 10, last))

        page = shown(client_for(make_person(Role.SERVICE_DESK)), reverse("calendars:exams"))

        for state in ("passé", "en cours", "à venir"):
            assert state in page

    def test_history_begins_empty(self, client_for: Callable[[Any], Client], admin: Actor) -> None:
        page = shown(client_for(admin.person), reverse("calendars:history"))

        assert "Rien n’a encore été changé" in page

    @pytest.mark.parametrize("name", ["hours"])
    def test_are_refused_to_others(self, client_for: Callable[[Any], Client], name: str) -> None:
        answer = client_for(make_person(Role.REGION)).get(reverse(f"calendars:{name}"))

        assert answer.status_code == 403
