"""Workbooks written for the tests, whole and spoiled."""

from __future__ import annotations

import io
import zipfile

import openpyxl

from preau.schools.imports.reading import Columns, rows_of
from preau.schools.imports.reports import Report

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
