"""The figures as a file that a spreadsheet opens, without live formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from defusedcsv import csv  # type: ignore[import-untyped]
from django.http import HttpResponse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A table as CSV, in the UTF-8 with a mark that spreadsheets recognise."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(response, delimiter=";")
    writer.writerow(head)
    writer.writerows(rows)
    return response
