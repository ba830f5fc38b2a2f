"""Workbooks, read as CSV files are: the same rows, the same errors, the same places."""

from __future__ import annotations

import csv
import io
import re
import time
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from preau.accounts.roles import Role
from preau.config.cli import main
from preau.core.actors import Actor
from preau.journal.models import Entry
from preau.schools.imports import limits, workbooks
from preau.schools.imports.kinds import KINDS, run
from preau.schools.imports.lines import Line
from preau.schools.imports.reading import Columns, Row, rows_of
from preau.schools.imports.reports import Report
from preau.schools.models import Mandate, School
from tests.instants import NOON
from tests.schools.factories import SchoolFactory, make_person
from tests.schools.test_imports import OPENED

COLUMNS = Columns(required=("uai", "name"), optional=("phone", "day"), unread=("note",))


def written(*rows, title="Feuille 1", touch=None):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if touch:
        touch(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data, columns=COLUMNS):
    report = Report(kind="schools", file="f", dry_run=False)
    return rows_of(data, columns, report), report


def problems(report):
    return [(p.row, p.where) for p in report.problems]


def changed(data, name, change):
    """The workbook with one of its parts changed by hand."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            new.writestr(part, change(text) if part == name else text)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


class TestReading:
    def test_reads_the_cells_of_the_first_sheet(self):
        rows, report = read(written(["UAI", " Name "], ["0750654D", "Lycée Évariste"], [], ["1"]))

        assert report.ok
        assert rows == [
            Row(2, {"uai": "0750654D", "name": "Lycée Évariste"}),
            Row(4, {"uai": "1", "name": ""}),
        ]

    def test_numbers_dates_and_truths_become_what_a_csv_file_says(self):
        day = datetime(2026, 9, 1)  # noqa: DTZ001
        rows, report = read(
            written(
                ["uai", "name", "phone", "day"],
                [750654, 48.85, 145227695.0, day],
                [True, "=", "x", date(2026, 9, 2)],
                [0.1, -3, 33612345678, datetime(2026, 9, 1, 8, 30)],  # noqa: DTZ001
            )
        )

        assert report.problems == []
        assert [list(row.cells.values()) for row in rows] == [
            ["750654", "48.85", "145227695", "2026-09-01"],
            ["true", "=", "x", "2026-09-02"],
            ["0.1", "-3", "33612345678", "2026-09-01 08:30:00"],
        ]

    def test_zeros_that_only_the_format_shows_are_kept(self):
        def pad(book, sheet):
            sheet["A2"].number_format = "00000"

        rows, _report = read(written(["uai", "name"], [1230, "x"], touch=pad))

        assert rows[0].cells["uai"] == "01230"

    def test_a_telephone_number_kept_as_a_number_is_put_right_and_told(self):
        rows, report = read(written(["uai", "name", "phone"], ["1", "a", 145227695]))
        line = Line(rows[0], report)

        assert line.phone("phone", 30) == "0145227695"
        assert report.repairs[0].where == "phone (C)"
        assert Line(Row(3, {"phone": "33612345678"}), report).phone("phone", 30) == "+33612345678"
        assert Line(Row(3, {"phone": "01 45"}), report).phone("phone", 30) == "01 45"

    def test_a_number_longer_than_a_spreadsheet_can_count_is_refused(self):
        _rows, report = read(written(["uai", "name"], ["1", 1234567890123456]))

        assert problems(report) == [(2, "name (B)")]

    def test_the_header_is_found_below_a_title_and_named(self):
        def merge(book, sheet):
            sheet.merge_cells("A1:D1")

        data = written(["Liste des lycées"], [], ["uai", "name"], ["1", "a"], touch=merge)

        rows, report = read(data)

        assert report.ok, report.problems
        assert [row.number for row in rows] == [4]
        assert "3" in report.notes[0]

    def test_the_header_is_found_in_a_csv_file_as_well(self):
        rows, report = read("Liste des lycées;;\n\nuai;name\n1;a\n".encode())

        assert report.ok
        assert [row.number for row in rows] == [4]

    def test_says_which_of_several_sheets_was_read(self):
        def add(book, sheet):
            book.create_sheet("Brouillon").append(["uai", "name"])
            hidden = book.create_sheet("Masquée", 0)
            hidden.sheet_state = "hidden"

        rows, report = read(written(["uai", "name"], ["1", "a"], title="Lycées", touch=add))

        assert len(rows) == 1
        assert "Lycées" in report.notes[0]

    def test_names_a_hidden_row_and_a_hidden_column_and_reads_them(self):
        def hide(book, sheet):
            sheet.row_dimensions[3].hidden = True
            sheet.column_dimensions["B"].hidden = True

        rows, report = read(written(["uai", "name"], ["1", "a"], ["2", "b"], touch=hide))

        assert len(rows) == 2
        assert report.notes[0].endswith("3.")
        assert report.notes[1].endswith("B.")

    def test_a_long_list_of_hidden_rows_is_cut_short(self):
        def hide(book, sheet):
            for row in range(2, 42):
                sheet.row_dimensions[row].hidden = True

        _rows, report = read(written(["uai", "name"], *[["1", "a"]] * 40, touch=hide))

        assert "…" in report.notes[0]


class TestRefusals:
    def test_a_formula_that_nobody_computed_is_refused_where_it_stands(self):
        rows, report = read(written(["uai", "name"], ["1", "=A2"], ["2", "b"]))

        assert problems(report) == [(2, "name (B)")]
        assert [row.number for row in rows] == [3]

    def test_a_computed_formula_gives_its_value_even_an_empty_one(self):
        data = written(["uai", "name", "phone"], ["1", "=UPPER(A2)", '=""'])
        data = changed(
            data,
            SHEET,
            lambda xml: re.sub(
                rb'<c r="B2"><f>(.*?)</f><v ?/?>(?:</v>)?</c>'
                rb'<c r="C2"><f>(.*?)</f><v ?/?>(?:</v>)?</c>',
                rb'<c r="B2" t="str"><f>\1</f><v>valeur</v></c>'
                rb'<c r="C2" t="str"><f>\2</f><v></v></c>',
                xml,
            ),
        )

        rows, report = read(data)

        assert report.ok, report.problems
        assert rows[0].cells == {"uai": "1", "name": "valeur", "phone": ""}

    def test_a_row_of_nothing_but_a_formula_is_not_passed_over(self):
        assert problems(read(written(["uai", "name"], ["=B2"]))[1]) == [(2, "uai (A)")]

    def test_a_formula_far_beside_the_table_is_nothing_to_us(self):
        row = ["1", "a", *[""] * 60, "=A1"]

        assert read(written(["uai", "name"], row))[1].ok

    def test_an_error_shown_by_the_sheet_is_refused(self):
        def err(book, sheet):
            sheet["B2"].value = "#N/A"
            sheet["B2"].data_type = "e"

        _rows, report = read(written(["uai", "name"], ["1", "x"], touch=err))

        assert problems(report) == [(2, "name (B)")]
        assert "#N/A" in report.problems[0].reason

    def test_merged_cells_below_the_header_are_refused_each(self):
        def merge(book, sheet):
            sheet.merge_cells("B2:B4")

        _rows, report = read(written(["uai", "name"], *[["1", "a"]] * 4, touch=merge))

        assert problems(report) == [(3, "name (B)"), (4, "name (B)")]

    @pytest.mark.parametrize(
        "data",
        [
            b"PK\x03\x04rest",
            b"\xd0\xcf\x11\xe0rest",
            written(["uai", "name"])[:-40],
        ],
    )
    def test_what_is_no_workbook_is_refused_in_words(self, data):
        rows, report = read(data)

        assert rows == []
        assert [p.row for p in report.problems] == [0]

    def test_other_archives_and_formats_are_named(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")

        assert "XLSX" in read(out.getvalue())[1].problems[0].reason

    @pytest.mark.parametrize(
        ("part", "change"),
        [
            (SHEET, lambda xml: xml[:200]),
            (SHEET, lambda xml: xml.replace(b"<v>", b"<v>x")),
            ("xl/workbook.xml", lambda xml: b"<workbook/>"),
            (
                SHEET,
                lambda xml: b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml.replace(b"<v>", b"<v>&b;"),
            ),
        ],
    )
    def test_damaged_and_hostile_parts_are_refused(self, part, change):
        data = written(["uai", "name"], [1, 2])

        assert not read(changed(data, part, change))[1].ok

    def test_a_workbook_without_a_sheet_that_can_be_seen(self):
        data = changed(
            written(["uai", "name"]),
            "xl/workbook.xml",
            lambda xml: xml.replace(b'state="visible"', b'state="hidden"'),
        )

        assert not read(data)[1].ok

    def test_a_bomb_is_refused_before_it_is_unpacked(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", b"<a/>")
            archive.writestr(SHEET, b" " * 60_000_000)
        began = time.monotonic()

        _rows, report = read(out.getvalue())

        assert len(out.getvalue()) < 200_000
        assert report.error_count == 1
        assert time.monotonic() - began < 0.5

    @pytest.mark.parametrize("limit", ["LARGEST_UNPACKED", "MOST_PARTS"])
    def test_a_workbook_beyond_measure_is_refused(self, monkeypatch, limit):
        monkeypatch.setattr(limits, limit, 3)

        assert not read(written(["uai", "name"], ["1", "a"]))[1].ok

    def test_a_locked_part_is_refused(self):
        data = bytearray(written(["uai", "name"]))
        entry = data.rindex(b"PK\x01\x02")
        data[entry + 8] |= 1

        assert not read(bytes(data))[1].ok

    def test_too_many_rows_are_refused_wherever_they_say_they_are(self, monkeypatch):
        monkeypatch.setattr(limits, "MOST_ROWS", 1000)
        far = changed(
            written(["uai", "name"], ["1", "a"]),
            SHEET,
            lambda xml: xml.replace(b'r="2"', b'r="1048576000"').replace(b'r="A2"', b'r="A9"'),
        )

        assert not read(far)[1].ok

    def test_a_sheet_that_lies_about_its_size_costs_nothing(self):
        data = changed(
            written(["uai", "name"], ["1", "a"]),
            SHEET,
            lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', xml),
        )
        began = time.monotonic()

        rows, report = read(data)

        assert (len(rows), report.ok) == (1, True)
        assert time.monotonic() - began < 1

    @pytest.mark.parametrize("reference", ["A2:XFD1048576", "A2:B900"])
    def test_merged_cells_without_end_are_refused(self, monkeypatch, reference):
        monkeypatch.setattr(limits, "MOST_MERGED", 800)
        data = changed(
            written(["uai", "name"], ["1", "a"]),
            SHEET,
            lambda xml: xml.replace(
                b"</sheetData>",
                b'</sheetData><mergeCells><mergeCell ref="%s"/></mergeCells>' % reference.encode(),
            ),
        )

        assert not read(data)[1].ok


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
