"""A list as CSV: for French spreadsheets, without live formulas, in as many parts as it takes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from defusedcsv import csv  # type: ignore[import-untyped]

from preau.ui.exports.cells import defused, plain, written
from preau.ui.exports.running import Ended

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from preau.ui.exports.running import Run

#: Without this mark, spreadsheets take UTF-8 for something else.
_MARK = "\ufeff"


def parts(run: Run) -> Iterator[bytes]:
    """The file, a batch of lines at a time; its last line says it where the rest is missing."""
    columns = run.columns
    yield _lines([[defused(plain(column.label)) for column in columns]], _MARK)
    try:
        for rows in run.batches():
            yield _lines([written(column, row) for column in columns] for row in rows)
    except Ended:
        yield _lines([[run.cut_short()]])


def _lines(rows: Iterable[list[str]], before: str = "") -> bytes:
    text = io.StringIO(before, newline="")
    text.seek(0, io.SEEK_END)
    # All in quotation marks: a line break or a separator in a text never begins a cell.
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue().encode()
