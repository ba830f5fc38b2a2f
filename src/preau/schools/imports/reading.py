"""CSV and XLSX as spreadsheets really write them, read strictly or refused with a reason."""

from __future__ import annotations

import csv
import difflib
import io
import itertools
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.schools.imports import workbooks
from preau.schools.imports.limits import LARGEST_CELL, LARGEST_FILE, MOST_ROWS, Flaw, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from preau.schools.imports.reports import Report

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = (";", ",", "\t")
#: The names of the columns are looked for in so many rows: a title may stand above them.
_TOP = 30
#: A sheet may be wider than its table: so many columns beyond the known ones are looked at.
_MARGIN = 20


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The columns of one kind of file: the needed, the welcome, and those left unread."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        """Every column that the file may have."""
        return self.required + self.optional + self.unread


@dataclass(frozen=True, slots=True)
class Row:
    """One record. `number` is that of the spreadsheet, where blank rows count."""

    number: int
    cells: dict[str, str]


def rows_of(data: bytes, columns: Columns, report: Report) -> list[Row]:
    """Read a file into rows; whatever is wrong with it is put on the report."""
    try:
        records = _records_of(data, columns, report)
        top = list(itertools.islice(records, _TOP))
        if not top:
            report.problem(0, "", _("The file is empty. Its first row must name the columns."))
            return []
        place = _place_of_header(top, columns)
        if place:
            report.notes.append(
                _("The names of the columns are on row %(row)d: what is above was not read.")
                % {"row": top[place][0]}
            )
        header = _header(*top[place], columns, report)
        return _rows(itertools.chain(top[place + 1 :], records), header, report) if header else []
    except Unreadable as problem:
        report.problem(problem.row, "", problem.reason)
        return []


def _records_of(data: bytes, columns: Columns, report: Report) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with its number: what the file is, its content says."""
    if len(data) > LARGEST_FILE:
        raise Unreadable(
            _("The file is larger than %(size)d MB. Split it.") % {"size": LARGEST_FILE // 10**6}
        )
    if data.startswith(workbooks.ZIP):
        return workbooks.records_of(data, len(columns.known) + _MARGIN, report)
    if data.startswith(workbooks.OLD):
        raise Unreadable(
            _(
                "The file is a workbook of an old Excel, or locked by a password. Save it again as "
                "“.xlsx” without password, or “CSV UTF-8”."
            )
        )
    text = _decoded(data, report)
    return _csv_records(text, _delimiter(text, columns))


def _decoded(data: bytes, report: Report) -> str:
    if data.startswith(_UTF16):
        raise Unreadable(
            _("The file is in UTF-16. Save it again as “CSV UTF-8”: every spreadsheet offers it.")
        )
    if (nul := data.find(b"\0")) >= 0:
        raise Unreadable(
            _("The file holds a NUL byte: it is damaged, or not text. Save it as “CSV UTF-8”."),
            row=data.count(b"\n", 0, nul) + 1,
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Unreadable(
            _("The file is neither in UTF-8 nor in Windows-1252. Save it again as “CSV UTF-8”."),
            row=data.count(b"\n", 0, error.start) + 1,
        ) from error
    report.repair(0, "", _("The file was not in UTF-8: it was read as Windows-1252."))
    return text


def _delimiter(text: str, columns: Columns) -> str:
    """The separator under which most columns of one of the first rows are known ones."""
    top = text[:100_000].splitlines()[:_TOP]

    def recognised(delimiter: str) -> int:
        return max(
            (_recognised(names, columns) for names in csv.reader(top, delimiter=delimiter)),
            default=0,
        )

    return max(_DELIMITERS, key=recognised)


def _csv_records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with its number."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for record in reader:
            number += 1
            if number > MOST_ROWS:
                raise Unreadable(
                    _("The file has more than %(most)d rows. Split it.") % {"most": MOST_ROWS}
                )
            if any(cell.strip() for cell in record):
                yield number, record
    except csv.Error as error:
        raise Unreadable(_csv_reason(error), row=number + 1) from error


def _csv_reason(error: csv.Error) -> str:
    if "field larger" in str(error):
        return _("A cell is too long: a quotation mark was probably opened and never closed.")
    if "end of data" in str(error):
        return _("A quotation mark is opened here or above and never closed.")
    return _("The quotation marks of this row are not where CSV wants them.")


def _plain(name: str) -> str:
    return name.strip().lower()


def _recognised(names: Iterable[str], columns: Columns) -> int:
    return sum(_plain(name) in columns.known for name in names)


def _place_of_header(top: list[tuple[int, list[str]]], columns: Columns) -> int:
    """The first of the rows that name most columns; the very first where none does."""
    counted = [_recognised(record, columns) for _number, record in top]
    return counted.index(max(counted))


def _header(row: int, cells: list[str], columns: Columns, report: Report) -> list[str]:
    """The names of the columns, or nothing when they make the file useless."""
    names = [_plain(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    report.letters = {
        name: workbooks.letter_of(number) for number, name in enumerate(names, start=1)
    }
    for name in _repeated(names):
        report.problem(row, name, _("This column appears twice."))
    for name in names:
        if name not in columns.known:
            report.problem(row, name or "–", _unknown(name, columns))
    for name in columns.required:
        if name not in names:
            report.problem(row, name, _("This column is missing."))
    unread = [name for name in names if name in columns.unread]
    if unread:
        report.notes.append(
            ngettext("Column not read: %(names)s.", "Columns not read: %(names)s.", len(unread))
            % {"names": ", ".join(unread)}
        )
    return [] if report.error_count else names


def _repeated(names: Iterable[str]) -> list[str]:
    counted = Counter(names)
    return [name for name, times in counted.items() if name and times > 1]


def _unknown(name: str, columns: Columns) -> str:
    if not name:
        return _("A column has cells but no name.")
    near = difflib.get_close_matches(name, columns.known, n=1)
    if near:
        return _("Unknown column; did you mean “%(near)s”?") % {"near": near[0]}
    return _("Unknown column. The known ones are: %(names)s.") % {
        "names": ", ".join(columns.required + columns.optional)
    }


def _rows(records: Iterable[tuple[int, list[str]]], header: list[str], report: Report) -> list[Row]:
    rows: list[Row] = []
    for number, record in records:
        filled = max(
            (place for place, cell in enumerate(record, start=1) if cell.strip()), default=0
        )
        if filled > len(header):
            report.problem(
                number,
                "",
                _("This row has %(cells)d cells for %(columns)d columns.")
                % {"cells": filled, "columns": len(header)},
            )
            continue
        if len(record) < len(header):
            report.problem(
                number,
                "",
                _("This row stops after %(cells)d cells of %(columns)d.")
                % {"cells": len(record), "columns": len(header)},
            )
            continue
        flaws = [
            (name, cell)
            for name, cell in zip(header, record, strict=False)
            if isinstance(cell, Flaw)
        ]
        for name, flaw in flaws:
            report.problem(number, name, flaw.reason)
        if flaws:
            continue
        cells = {name: cell.strip() for name, cell in zip(header, record, strict=False)}
        too_long = [name for name, cell in cells.items() if len(cell) > LARGEST_CELL]
        for name in too_long:
            report.problem(
                number, name, _("More than %(most)d characters.") % {"most": LARGEST_CELL}
            )
        if not too_long:
            rows.append(Row(number, cells))
    if not rows and not report.error_count:
        report.problem(0, "", _("The file names its columns, but has no row below them."))
    return rows
