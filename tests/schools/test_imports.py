"""Files of lycées and head counts: all or nothing, twice changes nothing."""

from __future__ import annotations

import pytest

from preau.accounts.roles import Role
from preau.core.actors import Actor
from preau.journal.models import Entry
from preau.schools.imports.kinds import KINDS, run
from preau.schools.models import FormerName, Headcount, School
from tests.instants import NOON
from tests.schools.factories import actor, make_person
from tests.schools.importing import OPENED, SOURCE, load, state, told

pytestmark = pytest.mark.django_db


class TestSchools:
    def test_opens_lycees_with_a_fact_each(self):
        report = load("schools", OPENED)

        assert report.applied
        assert report.counts == {"created": 2, "changed": 0, "unchanged": 0}
        assert School.objects.get(uai="0750654D").name == "Lycée Chaptal"
        assert list(Entry.objects.values_list("fact", flat=True)) == ["schools.school.opened"] * 2

    def test_twice_changes_nothing_and_says_so(self):
        load("schools", OPENED)
        before = state()

        report = load("schools", OPENED)

        assert report.changes_nothing
        assert state() == before

    def test_a_dry_run_writes_nothing_and_says_what_it_would_do(self):
        before = state()

        report = load(
            "schools",
            OPENED.replace("commune", "commune,territory")
            .replace("8e", "8e,Ouest")
            .replace("Asnières", "Asnières,Nord"),
            dry_run=True,
        )

        assert (report.ok, report.applied, report.counts["created"]) == (True, False, 2)
        assert state() == before

    def test_one_wrong_cell_and_nothing_is_written(self):
        before = state()

        report = load("schools", OPENED + "0750655E,Lycée Condorcet,LGT,Lyon,75,Paris,Paris 9e\n")

        assert told(report) == [(4, "academy")]
        assert state() == before

    def test_a_refused_act_is_a_problem_of_its_row_and_undoes_the_others(self):
        before = state()

        closing = OPENED.replace("commune", "commune,closed_on")
        report = load(
            "schools", closing.replace("8e", "8e,").replace("Asnières", "Asnières,2199-01-01")
        )

        assert told(report) == [(3, "closed_on")]
        assert state() == before

    def test_a_new_name_keeps_the_former_one(self):
        load("schools", OPENED)

        report = load("schools", "uai,name\n0750654D,Lycée Simone Veil\n")

        school = School.objects.get(uai="0750654D")
        assert school.name == "Lycée Simone Veil"
        assert FormerName.objects.get().name == "Lycée Chaptal"
        assert report.counts["changed"] == 1
        assert Entry.objects.filter(fact="schools.school.renamed").count() == 1

    def test_a_correction_names_its_columns_and_an_empty_cell_changes_nothing(self):
        load("schools", OPENED)

        load("schools", "uai,phone,address\n0750654D,01 44 00 00 00,\n0920137Z,,\n")
        report = load("schools", "uai,phone,address\n0750654D,,45 bd des Batignolles\n")

        school = School.objects.get(uai="0750654D")
        assert (school.phone, school.address) == ("01 44 00 00 00", "45 bd des Batignolles")
        assert report.changes[0].what.endswith("address")

    def test_a_closure_and_a_merger_whose_successor_stands_further_down(self):
        load("schools", OPENED)

        report = load(
            "schools",
            "uai,name,kind_code,academy,department_code,department_name,commune,closed_on,"
            "successor_uai,opened_on\n"
            "0750654D,,,,,,,31/08/2026,0750655E,\n"
            "0750655E,Lycée Condorcet,LGT,Paris,75,Paris,Paris 9e,,,2026-09-01\n"
            "0920137Z,,,,,,,2026-08-31,,\n",
        )

        assert report.applied
        merged = School.objects.get(uai="0750654D")
        assert merged.successor is not None
        assert merged.successor.uai == "0750655E"
        assert str(School.objects.get(uai="0920137Z").closed_on) == "2026-08-31"
        again = load("schools", "uai,closed_on,successor_uai\n0750654D,2026-08-31,0750655E\n")
        assert again.changes_nothing

    def test_a_uai_is_repaired_and_reported_and_a_wrong_letter_refused(self):
        report = load("schools", OPENED.replace("0750654D", "750654d"))
        assert report.applied
        assert School.objects.filter(uai="0750654D").exists()
        assert report.repair_count == 1

        assert told(load("schools", OPENED.replace("0750654D", "0750654E"))) == [(2, "uai")]

    @pytest.mark.parametrize(
        ("rows", "where"),
        [
            ("uai\n0750654D\n0750654d\n", [(3, "uai")]),
            ("uai,name\n0750655E,Lycée Neuf\n", [(2, "kind_code")]),
            ("uai,successor_uai\n0750654D,0750655E\n", [(2, "successor_uai")]),
            ("uai,successor_uai\n0750654D,0920137Z\n", [(2, "closed_on")]),
            ("uai,closed_on,successor_uai\n0750654D,2026-08-31,0750654D\n", [(2, "closed_on")]),
            ("uai,postal_code\n0750654D,7500\n", []),
            ("uai,postal_code\n0750654D,75-00\n", [(2, "postal_code")]),
            ("uai,latitude\n0750654D,nord\n", [(2, "latitude")]),
            ("uai,email\n0750654D,nord\n", [(2, "email")]),
        ],
    )
    def test_each_problem_has_its_row_and_column(self, rows, where):
        load("schools", OPENED)

        assert told(load("schools", rows))[: len(where) or 1] == where

    def test_a_closure_already_recorded_is_not_moved(self):
        load("schools", OPENED)
        load("schools", "uai,closed_on\n0750654D,2026-08-31\n")

        assert told(load("schools", "uai,closed_on\n0750654D,2026-08-30\n")) == [(2, "closed_on")]


COUNTS = (
    "uai,school_year,track,stream,level,pupils\n"
    "0750654D,2025-2026,GT,seconde_gt,2nde,210\n"
    "0750654D,2025-2026,GT,general,1re,190\n"
)


def test_an_administrator_of_one_academie_opens_no_lycee_in_another():
    by = actor(make_person(Role.REGIONAL_ADMIN, academy="Versailles"))
    before = state()

    report = load("schools", OPENED, by=by)

    assert told(report) == [(2, "uai")]
    assert state() == before


class TestEnrolment:
    @pytest.fixture(autouse=True)
    def _schools(self):
        load("schools", OPENED)

    def test_enters_counts_with_one_fact_for_the_lycee(self):
        before = Entry.objects.count()

        report = load("enrolment", COUNTS)

        assert report.counts["created"] == 2
        assert Headcount.objects.get(level="2nde").source == SOURCE
        assert Entry.objects.count() == before + 1

    def test_an_administrator_of_one_academie_counts_no_pupils_of_another(self):
        by = actor(make_person(Role.REGIONAL_ADMIN, academy="Versailles"))
        before = state()

        report = load("enrolment", COUNTS, by=by)

        assert told(report) == [(2, "uai")]
        assert state() == before

    def test_twice_changes_nothing_even_from_a_file_of_another_name(self):
        load("enrolment", COUNTS)
        before = state()

        report = run(KINDS["enrolment"], COUNTS.encode(), "copy.csv", by=Actor.preau(NOON))

        assert report.changes_nothing
        assert state() == before

    def test_a_file_is_complete_for_the_years_and_tracks_that_it_names(self):
        post = "0750654D,2025-2026,POST,bts,annee1,30\n0750654D,2024-2025,GT,general,1re,9\n"
        load("enrolment", COUNTS + post)

        report = load("enrolment", COUNTS.replace("210", "215").replace("general", "stmg"))

        assert report.counts == {"created": 1, "changed": 2, "unchanged": 0}
        counts = {(c.school_year, c.stream): c.pupils for c in Headcount.objects.all()}
        assert counts == {
            ("2025-2026", "seconde_gt"): 215,
            ("2025-2026", "stmg"): 190,
            ("2025-2026", "bts"): 30,
            ("2024-2025", "general"): 9,
        }

    def test_a_source_given_in_the_file_is_kept_with_the_count(self):
        load("enrolment", COUNTS)

        sourced = COUNTS.replace("pupils", "pupils,source").replace("10\n", "10,SI\n")
        load("enrolment", sourced.replace("190\n", "190,\n"))

        assert Headcount.objects.get(level="2nde").source == "SI"
        assert Headcount.objects.get(level="1re").source == SOURCE

    @pytest.mark.parametrize(
        ("row", "column"),
        [
            ("0920138A,2025-2026,GT,general,1re,1", "uai"),
            ("0920137Z,2025-2027,GT,general,1re,1", "school_year"),
            ("0920137Z,2025-2026,XX,general,1re,1", "track"),
            ("0920137Z,2025-2026,GT,Général,1re,1", "stream"),
            ("0920137Z,2025-2026,GT,general,,1", "level"),
            ("0920137Z,2025-2026,GT,general,1re,-1", "pupils"),
            ("0920137Z,2025-2026,GT,general,1re,20001", "pupils"),
            ("0750654D,2025-2026,GT,general,1re,5", "level"),
        ],
    )
    def test_each_problem_has_its_row_and_column(self, row, column):
        before = state()

        assert told(load("enrolment", COUNTS + row + "\n")) == [(4, column)]
        assert state() == before
