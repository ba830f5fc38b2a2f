"""A list as a workbook: real dates and figures, texts that stay texts, and a sheet that says
what the list is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from preau.ui import formats
from preau.ui.exports import Kind
from preau.ui.exports.cells import LONGEST, local, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlsxwriter.worksheet import Worksheet

    from preau.ui.exports import Column
    from preau.ui.exports.running import Run

#: A worksheet holds no more lines, its heading included.
MOST_LINES = 1_048_576
#: Worksheets count days from here on.
_FIRST_DAY = date(1900, 3, 1)
_PATTERNS = {
    Kind.DAY: "dd/mm/yyyy",
    Kind.MOMENT: "dd/mm/yyyy hh:mm",
    Kind.MONEY: '#,##0.00\u00a0"€"',
}
# Nothing is guessed from a text, and a line that is written leaves the memory.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True)
class About:
    """Who takes the list, when; `mark` tells this file from any other."""

    who: str
    at: datetime
    mark: str


def write(
    run: Run, target: IO[bytes], about: About, *, advance: Callable[[], None] | None = None
) -> None:
    """Write the workbook; `advance` is called after each batch. `Ended` leaves it unfinished."""
    columns = run.columns
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        book.set_properties({"title": plain(run.export.title), "author": "Préau"})
        book.set_custom_property("Préau", about.mark)
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        styles = {
            kind: book.add_format({"num_format": pattern, "valign": "top"})
            for kind, pattern in _PATTERNS.items()
        }
        sheet = book.add_worksheet(_sheet_name(run))
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, plain(column.label), bold)
        sheet.freeze_panes(1, 0)
        line = 0
        try:
            for rows in run.batches():
                for row in rows:
                    line += 1
                    for place, column in enumerate(columns):
                        _write(sheet, line, place, column, row, styles)
                if advance is not None:
                    advance()
        finally:
            # Also where the rest is not to be given: the workbook closes, and is thrown away.
            sheet.autofilter(0, 0, line, max(len(columns) - 1, 0))
            _describe(book.add_worksheet(pgettext("sheet", "About")), run, about, bold)


def _sheet_name(run: Run) -> str:
    """The title, as far as a tab bears it: 31 signs, none of which says where a cell is."""
    title = "".join(c for c in plain(run.export.title) if c not in "[]:*?/\\").strip("' ")
    return title[:31].strip() or pgettext("file", "List")


def _write(
    sheet: Worksheet, line: int, place: int, column: Column, row: Any, styles: dict[Kind, Any]
) -> None:
    value = column.value(row)
    if value is None or value == "":
        return
    if column.kind == Kind.NUMBER:
        sheet.write_number(line, place, value)
    elif column.kind == Kind.MONEY:
        sheet.write_number(line, place, value / 100, styles[Kind.MONEY])
    elif isinstance(value, date) and (day := _day(column, value)) is not None:
        sheet.write_datetime(line, place, day, styles[column.kind])
    else:
        sheet.write_string(line, place, plain(value)[:LONGEST])


def _day(column: Column, value: date) -> date | None:
    """The day or the instant as a worksheet counts it; None where it cannot."""
    if column.kind not in {Kind.DAY, Kind.MOMENT}:
        return None
    found = local(value) if isinstance(value, datetime) else value
    if column.kind == Kind.DAY and isinstance(found, datetime):
        found = found.date()
    day = found.date() if isinstance(found, datetime) else found
    return found if day >= _FIRST_DAY else None


def _describe(sheet: Worksheet, run: Run, about: About, bold: Any) -> None:
    """The second sheet: which list this is, for whom, and what its columns mean."""
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    narrowed = pgettext("file", "Filter") + pgettext("before a value", ":")
    told = [
        (pgettext("file", "List"), plain(run.export.title)),
        (_("Taken on"), formats.moment(about.at)),
        (_("By"), about.who),
        (_("Lines"), formats.number(run.done)),
        *[(f"{narrowed} {label}", said) for label, said in run.listing.filters],
    ]
    if not run.listing.filters:
        told.append((_("Filters"), _("none: the whole list that this person sees")))
    line = 0
    for label, said in told:
        sheet.write_string(line, 0, plain(label), bold)
        sheet.write_string(line, 1, plain(said)[:LONGEST])
        line += 1
    line += 1
    sheet.write_string(line, 0, _("Column"), bold)
    sheet.write_string(line, 1, _("What it means"), bold)
    for column in run.columns:
        if column.meaning:
            line += 1
            sheet.write_string(line, 0, plain(column.label))
            sheet.write_string(line, 1, plain(column.meaning))
