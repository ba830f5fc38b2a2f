"""Files of lists: cells that no program takes for a formula, French CSV, workbooks, calendars."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.http import Http404, QueryDict
from icalendar import Calendar

from preau.core.actors import Actor
from preau.core.verdicts import no
from preau.ui.exports import (
    EXPORTS,
    Asked,
    Column,
    Event,
    Export,
    Format,
    Kind,
    Listing,
    agenda_file,
    csv_file,
    export,
)
from preau.ui.exports.cells import LONGEST, defused, plain, written
from preau.ui.exports.names import disposition, file_name
from preau.ui.exports.running import Ended, Run
from preau.ui.exports.workbook import About, write
from tests.instants import NOON, paris

ACTOR = Actor(at=NOON)
NBSP = "\u00a0"
SECOND = timedelta(seconds=1)
#: What people have typed to make a spreadsheet of somebody else act.
HOSTILE = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example.invalid";"ici")',
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    f"{NBSP}=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202e=1+1",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff20SUM(1)",
    "|calc",
    "%0A=1",
    '=1+1";="2',
    "'=1+1",
]
TYPOGRAPHIC = [
    "L’écran du « CDI » : éteint ?",
    "œuvre, cœur, Noël, ÿ, €",
    f"1{NBSP}234,56{NBSP}€",
    "deux\nlignes",
    "– vérifier le câble",
    "\u22124 °C en salle des serveurs",
    'des "guillemets"; et un point-virgule',
    "emoji 🖥️ et 漢字",
]


def _export(columns: list[Column], rows: list[Any], **words: Any) -> Export:
    return Export(
        name="things",
        title="Éléments",
        page="ui:home",
        columns=columns,
        listing=lambda asked: Listing(found=rows, filters=[("Vue", "Ouverts")]),
        **words,
    )


def _run(columns: list[Column], rows: list[Any], **words: Any) -> Run:
    return Run(_export(columns, rows, **words), Asked(ACTOR, QueryDict()), lambda: ACTOR)


def _csv(run: Run) -> list[list[str]]:
    data = b"".join(csv_file.parts(run))
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def _book(run: Run) -> openpyxl.Workbook:
    target = io.BytesIO()
    write(run, target, About(who="Claire Martin", at=NOON, mark="m"))
    return openpyxl.load_workbook(target)


TEXT = Column("Texte", lambda row: row, meaning="Ce qui est écrit.")


class TestCells:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_a_formula_is_shown_and_not_run(self, text):
        [_head, [cell]] = _csv(_run([TEXT], [text]))

        assert cell.startswith("'")
        assert cell.lstrip("'\\").replace("\\|", "|") == plain(text).lstrip("'")

    @pytest.mark.parametrize("text", TYPOGRAPHIC)
    def test_typography_stays(self, text):
        assert _csv(_run([TEXT], [text]))[1] == [text]

    @pytest.mark.parametrize("text", ["-12", "+33 1 43 00 00 00", "-1 234,5", "12", "2026-000123"])
    def test_a_number_typed_as_text_is_none_the_worse(self, text):
        assert defused(text) == text

    def test_what_no_keyboard_types_is_dropped(self):
        assert plain("a\x00b\x1fc\ud800d\r\ne\rf") == "abcd\ne\nf"

    @pytest.mark.parametrize(
        ("kind", "value", "said"),
        [
            (Kind.DAY, date(2026, 10, 5), "05/10/2026"),
            (Kind.DAY, datetime(2026, 10, 5, 22, 30, tzinfo=UTC), "06/10/2026"),
            (Kind.MOMENT, datetime(2026, 10, 5, 14, 0, tzinfo=UTC), "05/10/2026 16:00"),
            (Kind.NUMBER, 1234, "1234"),
            (Kind.NUMBER, 0.25, "0,25"),
            (Kind.NUMBER, 0, "0"),
            (Kind.NUMBER, Decimal("-3.50"), "-3,50"),
            (Kind.MONEY, 123456, "1234,56"),
            (Kind.MONEY, None, ""),
            (Kind.TEXT, None, ""),
            (Kind.DAY, "sans date", "sans date"),
        ],
    )
    def test_days_and_figures_are_french(self, kind, value, said):
        assert written(Column("x", lambda row: row, kind), value) == said


class TestCsv:
    def test_a_heading_is_defused_as_well(self):
        assert _csv(_run([Column("=1+1", str)], []))[0] == ["'=1+1"]

    def test_lines_end_as_spreadsheets_expect(self):
        assert b"".join(csv_file.parts(_run([TEXT], ["a"]))).endswith(b'"a"\r\n')


class TestWorkbook:
    @pytest.mark.parametrize("text", [*HOSTILE, *TYPOGRAPHIC, "https://example.org", "007", "12"])
    def test_a_text_stays_a_text(self, text):
        cell = _book(_run([TEXT], [text])).worksheets[0]["A2"]

        assert cell.data_type == "s"
        assert cell.value == plain(text)
        assert cell.hyperlink is None

    def test_a_text_longer_than_a_cell_is_cut_and_kept(self):
        assert _book(_run([TEXT], ["x" * 40_000])).worksheets[0]["A2"].value == "x" * LONGEST

    def test_days_instants_and_figures_are_real(self):
        columns = [
            Column("Jour", lambda row: row.day, Kind.DAY),
            Column("Instant", lambda row: row.at, Kind.MOMENT),
            Column("Nombre", lambda row: row.n, Kind.NUMBER),
            Column("Somme", lambda row: row.cents, Kind.MONEY),
            Column("Ancien", lambda row: row.old, Kind.DAY),
            Column("Rien", lambda row: None),
        ]
        row = SimpleNamespace(
            day=paris("2026-10-05 23:30"), at=NOON, n=12, cents=123_456, old=date(1871, 3, 18)
        )

        sheet = _book(_run(columns, [row])).worksheets[0]

        assert [cell.value for cell in sheet[2]][:4] == [
            datetime.fromisoformat("2026-10-05"),
            datetime.fromisoformat("2026-10-05T12:00"),
            12,
            1234.56,
        ]
        assert sheet["E2"].value == "1871-03-18"
        assert sheet["F2"].value is None
        assert sheet["A2"].number_format == "dd/mm/yyyy"
        assert "€" in sheet["D2"].number_format

    def test_the_heading_stays_and_filters_are_there(self):
        sheet = _book(_run([TEXT], ["a", "b"])).worksheets[0]

        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == "A1:A3"
        assert sheet.title == "Éléments"
        assert sheet.column_dimensions["A"].width > 19

    def test_the_second_sheet_says_what_the_list_is(self):
        about = _book(_run([TEXT], ["a", "b"])).worksheets[1]
        told = {row[0].value: row[1].value for row in about.iter_rows() if row[0].value}

        assert about.title == "À propos"
        assert told["Liste"] == "Éléments"
        assert told["Par"] == "Claire Martin"
        assert told["Emportée le"] == f"lundi 5{NBSP}octobre{NBSP}2026 à{NBSP}12{NBSP}h{NBSP}00"
        assert told["Lignes"] == "2"
        assert told[f"Filtre{NBSP}: Vue"] == "Ouverts"
        assert told["Texte"] == "Ce qui est écrit."

    def test_a_title_that_no_tab_bears_is_cut(self):
        made = _export([TEXT], [])
        run = Run(
            Export(**{**_fields(made), "title": "a/b:c[d]*?" + "x" * 40}),
            Asked(ACTOR, QueryDict()),
            lambda: ACTOR,
        )

        assert _book(run).worksheets[0].title == "abcd" + "x" * 27


def _fields(made: Export) -> dict[str, Any]:
    return {name: getattr(made, name) for name in made.__dataclass_fields__}


class TestCalendar:
    def _calendar(self, *events: Event) -> Any:
        run = _run([TEXT], list(events), events=lambda event: [event])
        return Calendar.from_ical(b"".join(agenda_file.parts(run, NOON)))

    def test_a_date_is_the_same_for_ever(self):
        due = Event(
            uid="ticket-7-due",
            starts_at=paris("2026-10-26 16:00"),
            summary="2026-000007 · traitement",
            place="Lycée Évariste-Galois, Paris",
            path="/tickets/2026-000007/",
            changed_at=NOON,
            version=3,
        )

        [entry] = self._calendar(due).walk("VEVENT")

        assert entry["UID"] == "ticket-7-due@localhost"
        assert entry["DTSTART"].dt.astimezone(UTC) == due.starts_at.astimezone(UTC)
        assert entry["DTSTART"].params["TZID"] == "Europe/Paris"
        assert entry["SEQUENCE"] == 3
        assert entry["URL"] == "http://localhost:8000/tickets/2026-000007/"
        assert entry["LAST-MODIFIED"].dt == NOON

    @pytest.mark.parametrize("year", range(2024, 2036))
    def test_the_time_of_paris_is_said_with_it(self, year):
        [zone] = self._calendar().walk("VTIMEZONE")
        real = ZoneInfo("Europe/Paris")
        parts = zone.subcomponents

        assert [part["RRULE"]["BYMONTH"] for part in parts] == [[3], [10]]
        for part in parts:
            before, after = part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td
            month = date(year, part["RRULE"]["BYMONTH"][0], 31)
            assert part["RRULE"]["BYDAY"] == ["-1SU"]
            sunday = month - timedelta(days=(month.weekday() + 1) % 7)
            # RFC 5545: the hour is the one that clocks show before the change.
            local = datetime.combine(sunday, part["DTSTART"].dt.time(), UTC)
            change = (local - before).astimezone(real)
            assert change.utcoffset() == after
            assert (change.astimezone(UTC) - SECOND).astimezone(real).utcoffset() == before


class TestRun:
    def test_whoever_may_not_take_it_gets_nothing(self):
        from preau.core.verdicts import Refused

        with pytest.raises(Refused):
            _run([TEXT], ["a"], can_take=lambda actor: no("Non."))

    def test_a_computed_list_has_one_batch_and_numbers_of_its_own(self):
        run = _run([TEXT], ["a", "b"])

        assert list(run.numbers) == [0, 1]
        assert list(run.batches()) == [["a", "b"]]
        assert run.done == run.total == 2

    @pytest.mark.parametrize("way", ["right", "page"])
    def test_a_right_that_ends_ends_the_file_with_an_honest_line(self, way):
        asked = 0

        def again() -> Actor:
            if way == "right":
                raise Ended
            return ACTOR

        def listing(one: Asked) -> Listing:
            nonlocal asked
            asked += 1
            if asked > 1:
                raise Http404
            return Listing(found=[str(n) for n in range(1200)])

        made = Export(name="x", title="X", page="ui:home", columns=[TEXT], listing=listing)
        run = Run(made, Asked(ACTOR, QueryDict()), again)

        lines = _csv(run)

        assert len(lines) == 1 + 500 + 1
        assert lines[-1] == [
            f"Fichier incomplet{NBSP}: votre droit de lire cette liste a pris fin pendant son"
            " écriture, après 500 lignes sur 1200."
        ]

    def test_a_calendar_says_it_with_a_note(self):
        def again() -> Actor:
            raise Ended

        due = Event(uid="x", starts_at=NOON, summary="x")
        made = Export(
            name="x",
            title="X",
            page="ui:home",
            listing=lambda asked: Listing(found=list(range(501))),
            events=lambda n: [due] if n == 0 else [],
        )
        run = Run(made, Asked(ACTOR, QueryDict()), again)

        calendar = Calendar.from_ical(b"".join(agenda_file.parts(run, NOON)))

        assert [str(each["SUMMARY"])[:17] for each in calendar.walk("VEVENT")] == [
            "x",
            "Fichier incomplet",
        ]


class TestNames:
    def test_words_a_day_and_a_form(self):
        name = file_name(["Tickets", "Ouverts"], date(2026, 11, 23), Format.CSV)

        assert name == "tickets-ouverts-2026-11-23.csv"

    def test_both_spellings_go_out(self):
        name = file_name(["Lycées", "À répartir"], date(2026, 11, 23), Format.XLSX)

        assert disposition(name) == (
            'attachment; filename="lycees-a-repartir-2026-11-23.xlsx"; '
            "filename*=UTF-8''lyc%C3%A9es-%C3%A0-r%C3%A9partir-2026-11-23.xlsx"
        )


class TestSigningUp:
    def test_twice_is_a_mistake(self):
        with pytest.raises(ValueError, match="signed up twice"):
            export(EXPORTS["tickets"])

    def test_an_agenda_is_offered_where_there_are_dates(self):
        assert EXPORTS["tickets"].formats == ["csv", "xlsx", "ics"]
        assert EXPORTS["rooms"].formats == ["csv", "xlsx"]
