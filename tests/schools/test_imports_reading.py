"""Files as spreadsheets really write them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from preau.schools.imports import reading, uai
from preau.schools.imports.lines import Line
from preau.schools.imports.reading import Columns, Row, rows_of
from preau.schools.imports.reports import SHOWN, Report

COLUMNS = Columns(required=("uai", "name"), optional=("phone",), unread=("note",))
LYCEES = Path(__file__).parents[2] / "src/preau/demo/data/lycees.csv"


def read(data: bytes | str, columns: Columns = COLUMNS) -> tuple[list[Row], Report]:
    report = Report(kind="schools", file="f.csv", dry_run=False)
    raw = data.encode() if isinstance(data, str) else data
    return rows_of(raw, columns, report), report


def reasons(report: Report) -> str:
    return " / ".join(f"{p.row} {p.column} {p.reason}" for p in report.problems)


class TestReading:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_reads_what_spreadsheets_save(self, encoding, delimiter, end):
        text = end.join(["uai,name", '0750654D,"Lycée Évariste"', "0750655E,Œuvre", ""])

        rows, report = read(text.replace(",", delimiter).encode(encoding))

        assert report.ok
        assert [row.cells["name"] for row in rows] == ["Lycée Évariste", "Œuvre"]
        assert [row.number for row in rows] == [2, 3]

    def test_says_that_a_file_was_not_in_utf_8(self):
        _rows, report = read("uai,name\n0750654D,Lycée".encode("cp1252"))

        assert report.repair_count == 1

    def test_keeps_line_breaks_inside_quotation_marks_and_counts_spreadsheet_rows(self):
        rows, report = read('uai,name\n1,"deux\nlignes"\n\n2,b\n')

        assert report.ok
        assert [(row.number, row.cells["name"]) for row in rows] == [(2, "deux\nlignes"), (4, "b")]

    def test_accepts_headers_in_capitals_with_spaces_and_in_any_order(self):
        rows, report = read(" NAME ; UAI ;;\nb;1;;\n")

        assert report.ok
        assert rows[0].cells == {"name": "b", "uai": "1"}

    def test_tells_which_columns_are_not_read(self):
        _rows, report = read("uai,name,note\n1,b,c\n")

        assert report.ok
        assert "note" in report.notes[0]

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"", "0  "),
            (b"\xef\xbb\xbf", "0  "),
            (b"\n\n", "0  "),
            ("uai,name\n1,b".encode("utf-16"), "UTF-16"),
            (b"u\0a\0i\0", "NUL"),
            (b"uai,name\n1,b\n2,c\0d", "3  "),
            (b"PK\x03\x04rest", "CSV"),
            (b"uai,name\n1,\x81", "2  "),
            ("uai,name\n", "0  "),
            ("uai\n1", "1 name"),
            ("uai,name,name\n1,b,c", "1 name"),
            ("uai,name,fone\n1,b,c", "phone"),
            ("uai,name,\n1,b,c", "2  "),
            ("uai,,name\n1,b,c", "1 –"),
            ("uai,name\n1,b,c", "2  "),
            ("uai,name,phone\n1,b", "2  "),
            ('uai,name\n1,"b', "2  "),
            ('uai,name\n1,"b"c', "2  "),
            ("uai,name\n1," + "b" * 2001, "2 name"),
            ('uai,name\n1,"' + "b" * 140_000, "2  "),
        ],
    )
    def test_refuses_the_rest_and_says_where(self, data, said):
        rows, report = read(data)

        assert not report.ok
        assert said in reasons(report)
        if "b" * 2001 not in str(data):
            assert not [row for row in rows if row.number == report.problems[0].row]

    def test_refuses_a_file_beyond_measure(self, monkeypatch):
        monkeypatch.setattr(reading, "LARGEST_FILE", 10)

        assert not read("uai,name\n1,b")[1].ok

    def test_refuses_too_many_rows(self, monkeypatch):
        monkeypatch.setattr(reading, "MOST_ROWS", 2)

        assert not read("uai,name\n1,b\n2,c\n")[1].ok

    def test_counts_all_problems_and_lists_a_bounded_number(self):
        _rows, report = read("uai,name\n" + "1,b,c\n" * 250)

        assert (report.error_count, len(report.problems)) == (250, SHOWN)
        assert report.hidden_problems == 150


class TestUai:
    def test_all_letters_of_the_public_directory_agree(self):
        with LYCEES.open(encoding="utf-8") as file:
            uais = [row["uai"] for row in csv.DictReader(file)]

        assert len(uais) == 470
        assert all(uai.is_valid(each) for each in uais)

    def test_a_slip_of_the_pen_is_found(self):
        assert uai.is_valid("0750654D")
        for wrong in ("0750654E", "0750645D", "075065D", "0750654d", "07506544", "", "٠750654D"):  # noqa: RUF001
            assert not uai.is_valid(wrong)

    @pytest.mark.parametrize("typed", ["750654D", "0750654d", " 750654d ", "075 0654 D"])
    def test_repairs_what_spreadsheets_do(self, typed):
        assert uai.repaired(typed) == "0750654D"


def line(**cells: str) -> tuple[Line, Report]:
    report = Report(kind="schools", file="f.csv", dry_run=False)
    return Line(Row(2, cells), report), report


class TestLine:
    def test_reports_a_repaired_uai(self):
        one, report = line(uai="750654d")

        assert one.uai("uai") == "0750654D"
        assert report.ok
        assert "0750654D" in report.repairs[0].reason

    def test_names_the_letter_that_the_digits_ask_for(self):
        one, report = line(uai="0750654E")

        assert one.uai("uai") == ""
        assert not one.ok
        assert "D" in report.problems[0].reason.rpartition("0750654E")[2]

    @pytest.mark.parametrize("typed", ["2026-09-01", "01/09/2026"])
    def test_reads_days(self, typed):
        one, report = line(day=typed)

        assert str(one.day("day")) == "2026-09-01"
        assert report.ok

    @pytest.mark.parametrize("typed", ["2026-02-30", "1/2", "hier", "0001-01-01", "46266"])
    def test_refuses_what_is_no_day(self, typed):
        one, report = line(day=typed)

        assert one.day("day") is None
        assert not report.ok

    @pytest.mark.parametrize("typed", ["-1", "1.5", "1e3", "", "99999999999999999999", "²", "٣"])
    def test_refuses_what_is_no_number(self, typed):
        one, report = line(pupils=typed)

        one.whole("pupils", 20_000)
        assert not report.ok

    def test_reads_degrees_with_a_comma(self):
        assert line(latitude="48,85")[0].degrees("latitude", 90) == 48.85
        one, report = line(latitude="148.85")
        assert one.degrees("latitude", 90) is None
        assert not report.ok

    def test_takes_control_characters_out(self):
        assert line(name="a\u202eb\nc")[0].text("name", 10) == "a b c"

    def test_refuses_what_is_no_address(self):
        one, report = line(email="personne@@ecole")

        one.email("email")
        assert not report.ok
