"""A table gives the same from a workbook as from a CSV file, on every door."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from preau.accounts.roles import Role
from preau.config.cli import main
from preau.core.actors import Actor
from preau.journal.models import Entry
from preau.schools.imports import workbooks
from preau.schools.imports.kinds import KINDS, run
from preau.schools.imports.lines import Line
from preau.schools.models import Mandate, School
from tests.instants import NOON
from tests.schools.factories import SchoolFactory, make_person
from tests.schools.test_imports import OPENED
from tests.schools.workbooks import read, written

TEXTS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=["Cs", "Cc", "Cn"]),
    max_size=12,
)


#: What a spreadsheet may hold in a cell, and what it writes of it into a CSV file.
CELLS = st.one_of(
    TEXTS.filter(lambda text: not text.startswith("=") and "_x" not in text).map(
        lambda text: (text, text)
    ),
    st.integers(-(10**14), 10**14).map(lambda number: (number, str(number))),
    st.dates(date(1900, 3, 1), date(2200, 1, 1)).map(lambda day: (day, day.isoformat())),
    st.sampled_from(["0750654D", "750654D", "0750654E", "claire@ecole.invalid", "", " "]).map(
        lambda text: (text, text)
    ),
)


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(
        st.sampled_from(["uai", "name", "phone", "day", "note", "uia", ""]), min_size=1, max_size=6
    ),
    data=st.data(),
)
def test_the_same_table_gives_the_same_by_both_roads(names, data):
    row = st.lists(CELLS, min_size=len(names), max_size=len(names))
    table = data.draw(st.lists(row, max_size=8))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(names)
    writer.writerows([[text for _value, text in row] for row in table])

    by_csv, csv_report = read(out.getvalue().encode("utf-8-sig"))
    by_xlsx, xlsx_report = read(written(names, *([value for value, _text in row] for row in table)))

    for rows, report in ((by_csv, csv_report), (by_xlsx, xlsx_report)):
        for row in rows:
            line = Line(row, report)
            line.uai("uai")
            line.day("day")
            line.phone("phone", 30)
            line.text("name", 10, required=True)
    assert by_csv == by_xlsx
    assert csv_report.as_json() == xlsx_report.as_json()


@pytest.mark.django_db
class TestKinds:
    """Each kind of file has the same effect by both roads."""

    FILES = {
        "schools": OPENED,
        "people": (
            "email;last_name;role;place;from;phone\n"
            "claire@ecole.invalid;Martin;correspondant;0750654D;01/09/2026;145227695\n"
        ),
        "enrolment": (
            "uai;school_year;track;stream;level;pupils\n"
            "750654D;2026-2027;general_technological;general;seconde;120\n"
        ),
        "assets": (
            "tag;uai;room;kind;name;commissioned_on\n"
            "IDF-1;0750654D;B204;projector;Phare 4000;2024-09-01\n"
            "IDF-2;0750654Z;B204;projector;Phare 4000;2024-09-01\n"
        ),
    }

    @pytest.mark.parametrize("kind", FILES)
    @pytest.mark.parametrize("dry_run", [True, False])
    def test_the_report_is_the_same(self, kind, dry_run):
        if kind != "schools":
            SchoolFactory(uai="0750654D")
        text = self.FILES[kind]
        delimiter = ";" if ";" in text.splitlines()[0] else ","
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        typed = [rows[0], *([_as_a_person_types(cell) for cell in row] for row in rows[1:])]
        by = Actor.preau(NOON)

        by_csv = run(KINDS[kind], text.encode(), "f", by=by, dry_run=True).as_json()
        by_xlsx = run(KINDS[kind], written(*typed), "f", by=by, dry_run=dry_run).as_json()

        assert by_csv["problems"] or by_csv["changes"]
        for told in (by_csv, by_xlsx):
            told.pop("dry_run")
            told.pop("applied")
        assert by_csv == by_xlsx

    def test_twice_is_the_same_as_once(self):
        rows = list(csv.reader(io.StringIO(OPENED), delimiter=","))
        if len(rows[0]) == 1:
            rows = list(csv.reader(io.StringIO(OPENED), delimiter=";"))
        run(KINDS["schools"], written(*rows), "f", by=Actor.preau(NOON))
        known = (School.objects.count(), Entry.objects.count())

        report = run(KINDS["schools"], written(*rows), "f", by=Actor.preau(NOON))

        assert report.changes_nothing
        assert (School.objects.count(), Entry.objects.count()) == known

    @pytest.mark.parametrize("kind", KINDS)
    def test_the_empty_workbook_asks_for_rows_only(self, kind):
        data = KINDS[kind].workbook

        report = run(KINDS[kind], data, "f", by=Actor.preau(NOON))

        assert [p.row for p in report.problems] == [0]
        book = openpyxl.load_workbook(io.BytesIO(data))
        assert book.worksheets[0].column_dimensions["A"].number_format == "@"
        examples = [cell.value for cell in book.worksheets[1]["C"]][1:]
        assert [text or "" for text in examples] == [e for _n, _r, e in KINDS[kind].explained]


def _as_a_person_types(cell):
    """A spreadsheet makes numbers and days of what looks like them."""
    if re.fullmatch(r"[1-9][0-9]{0,12}", cell):
        return int(cell)
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", cell):
        return date(*map(int, match.groups()))
    return cell


@pytest.mark.django_db
class TestDoors:
    def test_a_workbook_is_tried_and_applied_on_the_page_whatever_its_name(self, client_for):
        SchoolFactory(uai="0750654D")
        admin = client_for(make_person(Role.REGIONAL_ADMIN))
        data = written(
            ["email", "last_name", "role", "place"],
            ["paul@rectorat.invalid", "Durand", "rectorat", "Paris"],
        )
        url = "/schools/imports/people/"

        tried = admin.post(url, {"file": SimpleUploadedFile("sans-extension", data)})
        assert tried.status_code == 200, tried.content.decode()
        done = admin.post(url, {"tried": tried.context["tried"]})

        assert done.status_code == 302
        assert Mandate.objects.filter(person__email="paul@rectorat.invalid").exists()

    def test_errors_are_shown_with_the_letter_of_their_column(self, client_for):
        admin = client_for(make_person(Role.REGIONAL_ADMIN))
        data = written(["tag", "uai"], ["IDF-1", "=A1"])

        answer = admin.post(
            "/schools/imports/assets/", {"file": SimpleUploadedFile("a.xlsx", data)}
        )

        assert answer.status_code == 422
        assert "uai (B)" in answer.content.decode()

    def test_an_empty_workbook_is_offered_beside_the_csv_file(self, client_for):
        admin = client_for(make_person(Role.REGIONAL_ADMIN))

        page = admin.get("/schools/imports/assets/").content.decode()
        answer = admin.get("/schools/imports/assets/workbook/")

        assert "/schools/imports/assets/workbook/" in page
        assert answer["Content-Type"] == workbooks.CONTENT_TYPE
        assert "assets.xlsx" in answer["Content-Disposition"]

    def test_the_command_takes_a_workbook(self, tmp_path, capsys):
        SchoolFactory(uai="0750654D")
        file = tmp_path / "materiel"
        file.write_bytes(
            written(["tag", "uai", "kind", "name"], ["IDF-1", "0750654E", "projector", "P"])
        )

        assert main(["import", "assets", str(file)]) == 1
        assert "uai (B)" in capsys.readouterr().err

        file.write_bytes(
            written(["tag", "uai", "kind", "name"], ["IDF-1", "0750654D", "projector", "P"])
        )
        assert main(["import", "assets", str(file)]) == 0
