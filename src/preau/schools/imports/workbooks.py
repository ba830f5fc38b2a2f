"""XLSX workbooks, read as the rows of their first sheet: the same rows that a CSV file gives."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import iterparse

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.schools.imports import limits
from preau.schools.imports.limits import Flaw, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from preau.schools.imports.reports import Report

ZIP = b"PK\x03\x04"
#: What Excel before 2007 wrote, and still writes around a workbook with a password.
OLD = b"\xd0\xcf\x11\xe0"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A spreadsheet keeps fifteen digits of a number, and zeros for the others.
_EXACT = 10**15
_PADDED = re.compile(r"0+")
_LISTED = 20
_CHUNK = 1 << 20
_MARKS = re.compile(rb"hidden=|mergeCell\s|<(?:\w+:)?f[\s/>]")


@dataclass(slots=True)
class _Seen:
    """What the sheet hides from whoever only reads its cells."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    #: Formulas that no spreadsheet has computed yet, by row and column.
    uncomputed: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    #: By row: first and last column of cells that were merged, and whether the text is theirs.
    merged: dict[int, list[tuple[int, int, bool]]] = field(
        default_factory=lambda: defaultdict(list)
    )


def letter_of(column: int) -> str:
    """What a spreadsheet calls a column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def records_of(data: bytes, width: int, report: Report) -> Iterator[tuple[int, list[str]]]:
    """Each row of the first sheet that is not blank, with its number, up to a width."""
    # Loading it takes a fifth of a second, which only those who bring workbooks need to wait.
    import openpyxl

    archive = _opened(data)
    try:
        marked = _searched(archive)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = _first_sheet(book, report)
        path = sheet._worksheet_path.lstrip("/")  # noqa: SLF001 - it is told nowhere else.
        seen = _look(archive, path, width) if path in marked else _Seen()
        sheet.reset_dimensions()
        yield from _records(sheet.iter_rows(max_col=width), seen, report)
    except Unreadable:
        raise
    except Exception as error:  # Whatever a broken or hostile workbook makes the library do.
        raise Unreadable(
            _("The workbook is damaged. Open it, save it again as “.xlsx” or “CSV UTF-8”.")
        ) from error


def _opened(data: bytes) -> zipfile.ZipFile:
    """The archive, once it is known what unpacking it would cost; a part never gives more."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable(
            _("The workbook is damaged. Open it, save it again as “.xlsx” or “CSV UTF-8”.")
        ) from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise Unreadable(
            _(
                "The file is neither CSV nor an XLSX workbook (another format, or an archive). "
                "Save the sheet as “.xlsx” or “CSV UTF-8”."
            )
        )
    unpacked = sum(part.file_size for part in parts)
    is_swollen = unpacked > max(limits.HARMLESS, limits.MOST_UNPACKED * len(data))
    if len(parts) > limits.MOST_PARTS or unpacked > limits.LARGEST_UNPACKED or is_swollen:
        raise Unreadable(
            _("The workbook is too large once unpacked. Keep one sheet, without images; split it.")
        )
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(_("The workbook is locked. Save it again without a password."))
    return archive


def _searched(archive: zipfile.ZipFile) -> set[str]:
    """The parts that hide, merge or compute; none may define entities, nor be in UTF-16.

    Most sheets do none of it, and reading a large one once more takes as long as the first time.
    """
    marked: set[str] = set()
    for name in archive.namelist():
        if not name.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(name) as part:
            end = b""
            while chunk := part.read(_CHUNK):
                text = end + chunk
                if b"<!DOCTYPE" in text or b"\0" in text:
                    raise ValueError("a document type, or another encoding")
                if _MARKS.search(text):
                    marked.add(name)
                end = text[-16:]
    return marked


def _first_sheet(book: Any, report: Report) -> Any:
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise Unreadable(_("The workbook has no sheet that can be seen."))
    others = len(book.sheetnames) - 1
    if others:
        report.notes.append(
            ngettext(
                "The workbook has %(n)d other sheet, which was not read: only “%(name)s” was.",
                "The workbook has %(n)d other sheets, which were not read: only “%(name)s” was.",
                others,
            )
            % {"n": others, "name": sheets[0].title}
        )
    return sheets[0]


def _look(archive: zipfile.ZipFile, path: str, width: int) -> _Seen:
    """Find what is hidden, merged or not computed."""
    seen = _Seen()
    row = column = merged = 0
    with archive.open(path) as part:
        # Without a document type, which was refused before, there is no entity to beware of.
        for event, element in iterparse(part, events=("start", "end")):  # noqa: S314
            name = element.tag.rpartition("}")[2]
            if event == "start":
                if name == "row":
                    row, column = int(element.get("r") or row + 1), 0
                    if _is_true(element.get("hidden")):
                        seen.hidden_rows.add(row)
                elif name == "c":
                    column = _column_of(element.get("r")) or column + 1
                elif name == "col" and _is_true(element.get("hidden")):
                    last = min(int(element.get("max") or 0), width)
                    seen.hidden_columns.update(range(int(element.get("min") or 1), last + 1))
                continue
            if name == "c" and _is_uncomputed(element):
                seen.uncomputed[row].append(column)
            elif name == "mergeCell":
                merged += _remember(seen, element.get("ref") or "")
                if merged > limits.MOST_MERGED:
                    raise Unreadable(_("The sheet has too many merged cells. Split them."))
            # Else the whole sheet would stay in memory.
            if name in ("row", "mergeCell"):
                element.clear()
    return seen


def _is_true(text: str | None) -> bool:
    return text in ("1", "true", "on")


def _column_of(reference: str | None) -> int:
    number = 0
    for letter in (reference or "")[:3]:
        if "A" <= letter <= "Z":
            number = number * 26 + ord(letter) - 64
    return number


def _is_uncomputed(cell: Any) -> bool:
    parts = {child.tag.rpartition("}")[2]: child for child in cell}
    if "f" not in parts:
        return False
    value = parts.get("v")
    # A formula may well have given an empty text.
    return value is None or not (value.text or cell.get("t") == "str")


def _remember(seen: _Seen, reference: str) -> int:
    """Enter merged cells row by row; how many rows that were."""
    from openpyxl.utils import range_boundaries

    left, top, right, bottom = range_boundaries(reference)
    bottom = min(bottom, limits.MOST_ROWS)
    if bottom - top > limits.MOST_MERGED:
        return int(bottom - top)
    for row in range(top, bottom + 1):
        seen.merged[row].append((left, right, row == top))
    return int(bottom - top + 1)


def _records(rows: Iterable[Any], seen: _Seen, report: Report) -> Iterator[tuple[int, list[str]]]:
    hidden: list[int] = []
    for number, cells in enumerate(rows, start=1):
        if number > limits.MOST_ROWS:
            raise Unreadable(
                _("The file has more than %(most)d rows. Split it.") % {"most": limits.MOST_ROWS}
            )
        record = [_text(cell) for cell in cells]
        for left, right, is_first in seen.merged.get(number, ()):
            for column in range(left + is_first, min(right, len(record)) + 1):
                record[column - 1] = Flaw(_("This cell is merged with another: split them."))
        for column in seen.uncomputed.get(number, ()):
            if column <= len(record):
                record[column - 1] = Flaw(
                    _(
                        "This formula has not been computed: open the file in a spreadsheet and "
                        "save it, or write the value."
                    )
                )
        if not any(isinstance(cell, Flaw) or cell.strip() for cell in record):
            continue
        if number in seen.hidden_rows:
            hidden.append(number)
        yield number, record
    _tell_hidden(hidden, sorted(seen.hidden_columns), report)


def _tell_hidden(rows: list[int], columns: list[int], report: Report) -> None:
    if rows:
        report.notes.append(
            ngettext(
                "This row is hidden in the sheet, and was read like the others: %(rows)s.",
                "These rows are hidden in the sheet, and were read like the others: %(rows)s.",
                len(rows),
            )
            % {"rows": _listed([str(row) for row in rows])}
        )
    if columns:
        report.notes.append(
            ngettext(
                "This column is hidden in the sheet, and was read like the others: %(columns)s.",
                "These columns are hidden in the sheet, and were read like the others: "
                "%(columns)s.",
                len(columns),
            )
            % {"columns": _listed([letter_of(column) for column in columns])}
        )


def _listed(words: list[str]) -> str:
    return ", ".join(words[:_LISTED]) + (" …" if len(words) > _LISTED else "")


def _text(cell: Any) -> str:
    """What a cell says, as a French spreadsheet would write it into a CSV file."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        return Flaw(_("This cell shows the error %(error)s.") % {"error": str(value)[:20]})
    if isinstance(value, str):
        return value.replace("_x000D_", "\r")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        moment = value.replace(microsecond=0)
        return str(moment.date() if moment.time() == time() else moment)
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _number(value: float, form: str) -> str:
    if abs(value) >= _EXACT:
        return Flaw(
            _(
                "This number has more than fifteen digits, of which the spreadsheet has lost the "
                "last: enter it as text."
            )
        )
    if value != int(value):
        return repr(float(value))
    # "00000" shows the zeros that a number cannot keep.
    return str(int(value)).zfill(len(form) if _PADDED.fullmatch(form) else 0)


def model(label: str, columns: Iterable[tuple[str, bool, str]]) -> bytes:
    """An empty workbook: the columns, as text so that no zero is lost, and a sheet on them."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet, explained = book.active, book.create_sheet(_("What the columns hold")[:31])
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", label)[:31]
    explained.append([_("Column"), _("Needed"), _("Example")])
    for number, (name, is_needed, example) in enumerate(columns, start=1):
        head = sheet.cell(1, number, name)
        head.font = Font(bold=is_needed)
        letter = letter_of(number)
        sheet.column_dimensions[letter].number_format = "@"
        sheet.column_dimensions[letter].width = max(14, len(name) + 4)
        explained.append([name, _("yes") if is_needed else _("no"), ""])
        # As text: an example that begins with a sign must not become a formula.
        cell = explained.cell(number + 1, 3)
        cell.value, cell.data_type = example, "s"
    sheet.freeze_panes = "A2"
    for letter, size in (("A", 24), ("B", 12), ("C", 40)):
        explained.column_dimensions[letter].width = size
        explained[f"{letter}1"].font = Font(bold=True)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
