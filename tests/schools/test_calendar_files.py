"""Official calendars from files: school holidays, examinations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from preau.accounts.roles import Role
from preau.core.actors import Actor
from preau.core.closure_days import closure_deadline
from preau.core.verdicts import Refused
from preau.journal.models import Entry
from preau.schools import actions, queries
from preau.schools.imports.kinds import KINDS, run
from preau.schools.models import ExamPeriod, SchoolHoliday
from tests.instants import NOON, paris
from tests.schools.calendar_rows import HEAD, PREAU, holidays
from tests.schools.factories import actor, make_person
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = pytest.mark.django_db


LABELS = "Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire"


TOUSSAINT = (
    "Vacances de la Toussaint;-;2026-10-16T22:00:00+00:00;2026-11-01T23:00:00+00:00;{};Zone C;"
    "2026-2027"
)


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

    def test_in_ics_may_say_how_long_they_last(self) -> None:
        report = ics(
            "BEGIN:VEVENT\nUID:tp@x\nDTSTART;VALUE=DATE:20270524\nDURATION:P5D\nSUMMARY:TP\n"
            "END:VEVENT\n"
            "BEGIN:VEVENT\nUID:heures@x\nDTSTART:20270601T060000Z\nDURATION:PT4H\nSUMMARY:Écrit\n"
            "END:VEVENT\n"
        )

        assert report.ok, report.problems
        days = {p.name: (p.first_on, p.last_on) for p in ExamPeriod.objects.all()}
        assert days["TP"] == (date(2027, 5, 24), date(2027, 5, 28))
        assert days["Écrit"] == (date(2027, 6, 1), date(2027, 6, 1))

    def test_in_ics_leave_out_what_was_cancelled(self) -> None:
        ics(
            "BEGIN:VEVENT\nUID:non@x\nDTSTART;VALUE=DATE:20270524\nSTATUS:CANCELLED\n"
            "SUMMARY:Annulé\nEND:VEVENT\n"
        )

        assert not ExamPeriod.objects.filter(name="Annulé").exists()

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
