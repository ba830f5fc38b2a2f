"""Workbooks, read as CSV files are: the same rows, the same errors, the same places."""

from __future__ import annotations

import io
import re
import time
import zipfile
from datetime import date, datetime

import pytest

from preau.schools.imports import limits
from preau.schools.imports.lines import Line
from preau.schools.imports.reading import Row
from tests.schools.workbooks import SHEET, changed, problems, read, written


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
