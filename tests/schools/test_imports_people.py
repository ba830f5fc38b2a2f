"""People from a file, the command, and the real files."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.config import cli
from preau.core.actors import Actor
from preau.journal.models import Entry
from preau.schools import actions, queries
from preau.schools.models import Headcount, Mandate, School, Territory
from tests.accounts.factories import UserFactory
from tests.instants import NOON, paris
from tests.schools.factories import TerritoryFactory, actor, make_person
from tests.schools.importing import DEMO, OPENED, load, state, told

pytestmark = pytest.mark.django_db


PEOPLE = (
    "email;first_name;last_name;role;place;from;until;phone;title\n"
    "claire.martin@lycee.invalid;Claire;Martin;proviseure;0750654D;01/09/2026;;;Proviseure\n"
    "paul.durand@lycee.invalid;Paul;Durand;Correspondant;750654d;2026-09-01;;0639980000;DDFPT\n"
    "ines.ba@lycee.invalid;Inès;Ba;deputy;0750654D;2026-09-01;2027-08-31;;\n"
    "rtn@region.invalid;Yann;Le Gall;RTN;Paris Ouest;;;;\n"
    "rectorat@ac.invalid;Awa;Sow;rectorat;Creteil;;;;\n"
    "agent@cesame.invalid;Hélène;Faure;Agent CESAME;;;;;\n"
)


class TestPeople:
    @pytest.fixture(autouse=True)
    def _schools(self):
        load("schools", OPENED)
        TerritoryFactory(name="Paris Ouest")

    def test_opens_accounts_with_confirmed_addresses_and_gives_mandates(self):
        report = load("people", PEOPLE)

        assert report.applied, report.problems
        assert report.counts["created"] == 6
        assert EmailAddress.objects.filter(verified=True, primary=True).count() == 6
        mandates = {m.role: m for m in Mandate.objects.all()}
        assert mandates[Role.CORRESPONDENT].person.title == "DDFPT"
        assert mandates[Role.HEAD].starts_at == paris("2026-09-01 00:00")
        assert mandates[Role.DEPUTY].ends_at == paris("2027-09-01 00:00")
        assert mandates[Role.DEPUTY].stands_for == mandates[Role.CORRESPONDENT].person
        assert mandates[Role.DIGITAL_OFFICER].territory == Territory.objects.get()
        assert mandates[Role.ACADEMY_SERVICES].academy == "Créteil"
        assert mandates[Role.SERVICE_DESK].school is None

    def test_twice_changes_nothing(self):
        load("people", PEOPLE)
        before = state()

        report = load("people", PEOPLE)

        assert report.changes_nothing, report.changes
        assert state() == before

    def test_a_new_correspondent_succeeds_the_former_one(self):
        load("people", PEOPLE)

        load("people", "email,last_name,role,place\nz@lycee.invalid,Zola,correspondant,0750654D\n")

        school = School.objects.get(uai="0750654D")
        held = Mandate.objects.in_force(NOON).get(school=school, role=Role.CORRESPONDENT)
        assert held.person.last_name == "Zola"

    @pytest.mark.requirement("ROL-1")
    def test_the_same_file_again_replaces_nobody_whom_the_head_named_since(self):
        load("people", PEOPLE)
        school = School.objects.get(uai="0750654D")
        head = Mandate.objects.get(school=school, role=Role.HEAD).person
        successor = UserFactory()
        actions.designate_correspondent(school, successor, by=actor(head))

        report = load("people", PEOPLE, by=Actor.preau(NOON + timedelta(days=1)))

        assert not report.ok
        # The deputy's mandate, which the hand-over limited, is reported as well.
        told_of = {problem.column: problem for problem in report.problems}
        assert told_of["role"].row == 3
        assert successor.name in told_of["role"].reason
        assert head.name in told_of["role"].reason
        assert queries.correspondent_of(school, NOON + timedelta(days=2)) == successor

    @pytest.mark.requirement("ROL-1")
    def test_a_file_ends_no_mandate_that_the_head_gave(self):
        school = School.objects.get(uai="0750654D")
        head = make_person(Role.HEAD, school)
        named = actions.designate_correspondent(school, UserFactory(), by=actor(head))
        email = named.person.email
        row = f"{email},Petit,correspondant,0750654D,2026-12-31"

        report = load("people", f"email,last_name,role,place,until\n{row}\n")

        assert told(report) == [(2, "until")]
        named.refresh_from_db()
        assert named.ends_at is None

    def test_a_later_list_of_the_region_replaces_a_head_that_another_administrator_gave(self):
        school = School.objects.get(uai="0750654D")
        admin, other = make_person(Role.REGIONAL_ADMIN), make_person(Role.REGIONAL_ADMIN)
        actions.give_mandate(UserFactory(), Role.HEAD, by=actor(other), school=school)
        columns = "email,last_name,role,place,from,until\n"

        for until, place in (("", "role"), ("2027-08-31", "role")):
            row = f"z@lycee.invalid,Zola,proviseur,0750654D,,{until}\n"
            report = load("people", columns + row, by=actor(admin))
            assert told(report) == [(2, place)]
        row = "z@lycee.invalid,Zola,proviseur,0750654D,2027-09-01,\n"
        assert load("people", columns + row, by=actor(admin)).ok

        assert queries.head_of(school, NOON + timedelta(days=365)).last_name == "Zola"

    def test_an_until_ends_a_mandate_after_its_last_day(self):
        load("people", PEOPLE)
        ending = (
            "email,last_name,role,place,until\n"
            "ines.ba@lycee.invalid,Ba,suppléante,0750654D,2026-12-31\n"
        )

        report = load("people", ending)

        assert report.counts["changed"] == 1
        assert Mandate.objects.get(role=Role.DEPUTY).ends_at == paris("2027-01-01 00:00")
        assert load("people", ending).changes_nothing
        longer = ending.replace("2026-12-31", "2027-12-31")
        assert told(load("people", longer)) == [(2, "until")]

    def test_a_mandate_ended_today_by_the_file_stays_ended(self):
        load("people", PEOPLE)
        ended = (
            "email,last_name,role,place,until\n"
            "ines.ba@lycee.invalid,Ba,deputy,0750654D,2026-10-01\n"
        )

        assert load("people", ended).counts["changed"] == 1
        again = load("people", ended, by=Actor.preau(NOON + timedelta(days=1)))

        assert again.changes_nothing

    def test_what_a_person_wrote_in_an_account_in_use_is_kept(self):
        UserFactory(
            email="claire.martin@lycee.invalid",
            first_name="Claire",
            last_name="Martin-Roux",
            title="",
            joined_at=NOON,
        )

        report = load("people", PEOPLE)

        claire = User.objects.get(email="claire.martin@lycee.invalid")
        assert claire.last_name == "Martin-Roux"
        assert "last_name" in report.repairs[-1].column

    def test_the_name_in_an_account_never_used_is_corrected(self):
        load("people", PEOPLE)

        load("people", PEOPLE.replace("Claire;Martin", "Claire;Martin-Roux"))

        assert User.objects.filter(last_name="Martin-Roux").exists()

    @pytest.mark.parametrize(
        ("row", "where"),
        [
            ("x@y.invalid,Sow,proviseur,", (2, "place")),
            ("x@y.invalid,Sow,proviseur,Paris", (2, "place")),
            ("x@y.invalid,Sow,proviseur,Paris Ouest", (2, "place")),
            ("x@y.invalid,Sow,RTN,Paris Nord", (2, "place")),
            ("x@y.invalid,Sow,suppléant,0750654E", (2, "place")),
            ("x@y.invalid,Sow,suppléant,0750655E", (2, "place")),
            ("x@y.invalid,Sow,roi,0750654D", (2, "role")),
            ("x@y.invalid,,suppléant,0750654D", (2, "last_name")),
            ("x,Sow,suppléant,0750654D", (2, "email")),
            (
                "x@y.invalid,Sow,correspondant,0750654D\nz@y.invalid,Ba,correspondant,0750654D",
                (3, "role"),
            ),
            (
                "x@y.invalid,Sow,suppléant,0750654D\nX@y.invalid,Ba,suppléant,0750654D",
                (3, "email"),
            ),
        ],
    )
    def test_each_problem_has_its_row_and_column(self, row, where):
        before = state()

        assert told(load("people", f"email,last_name,role,place\n{row}\n")) == [where]
        assert state() == before

    @pytest.mark.requirement("ROL-1")
    def test_the_region_cannot_designate_a_correspondent_by_a_file_on_the_page(self):
        admin = make_person(Role.REGIONAL_ADMIN)

        report = load("people", PEOPLE, by=actor(admin))

        assert (3, "role") in told(report)
        assert not Mandate.objects.filter(role=Role.CORRESPONDENT).exists()


class TestCommand:
    def write(self, folder, text):
        path = folder / "lycees.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def test_prints_what_changed_and_a_last_line(self, tmp_path, capsys):
        status = cli.main(["import", "schools", self.write(tmp_path, OPENED)])

        assert status == 0
        assert "Lycée Chaptal" in capsys.readouterr().out
        assert School.objects.count() == 2

    def test_a_dry_run_writes_nothing(self, tmp_path):
        assert cli.main(["import", "schools", self.write(tmp_path, OPENED), "--dry-run"]) == 0
        assert not School.objects.exists()

    def test_errors_go_to_the_standard_error_with_status_1(self, tmp_path, capsys):
        path = self.write(tmp_path, OPENED.replace("0750654D", "0750654E"))

        assert cli.main(["import", "schools", path]) == 1

        streams = capsys.readouterr()
        assert "uai" in streams.err
        assert not streams.out

    def test_answers_machines(self, tmp_path, capsys):
        cli.main(["import", "schools", self.write(tmp_path, OPENED), "--json"])

        answer = json.loads(capsys.readouterr().out)
        assert (answer["applied"], answer["errors"], answer["counts"]["created"]) == (True, 0, 2)

    def test_a_file_that_is_not_there_is_refused(self, tmp_path, capsys):
        assert cli.main(["import", "schools", str(tmp_path / "none.csv")]) == 1
        assert "none.csv" in capsys.readouterr().err


class TestRealFiles:
    def test_the_real_lycees_and_their_head_counts_go_in_once(self):
        lycees, counts = (DEMO / name for name in ("lycees.csv", "enrolment.csv"))
        assert load("schools", lycees.read_bytes()).counts["created"] == 470

        report = load("enrolment", counts.read_bytes())

        assert report.applied, report.problems
        assert Headcount.objects.count() == report.rows == 14_116
        assert Entry.objects.filter(fact="schools.school.counted").count() == 460
        before = state()
        assert load("enrolment", counts.read_bytes()).changes_nothing
        assert load("schools", lycees.read_bytes()).changes_nothing
        assert state() == before
