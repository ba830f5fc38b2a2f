"""The kinds of file that Préau takes in; a room registers its own when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from preau.core.verdicts import Refused
from preau.schools.imports import workbooks
from preau.schools.imports.reading import rows_of
from preau.schools.imports.reports import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django_stubs_ext import StrOrPromise

    from preau.core.actors import Actor
    from preau.schools.imports.lines import Line
    from preau.schools.imports.reading import Columns, Row


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of file: its columns, an example row, and the verb that applies its rows.

    `apply` runs inside one transaction, puts what is wrong on the report rather than raising,
    and writes nothing for a row that says what is known already. `prepare` makes the house's own
    columns of a file that comes in another form.
    """

    name: str
    label: StrOrPromise
    help: StrOrPromise
    columns: Columns
    example: Mapping[str, str]
    permission: str
    order: int = 50
    prepare: Callable[[bytes, Report], bytes] | None = None
    apply: Callable[[list[Row], Report, Actor], None]

    @property
    def model(self) -> str:
        """An empty file with every column, as a French spreadsheet opens and saves it."""
        return "\ufeff" + ";".join(self.columns.required + self.columns.optional) + "\r\n"

    @property
    def workbook(self) -> bytes:
        """The same as a workbook, whose cells are text from the start."""
        return workbooks.model(str(self.label), self.explained)

    @property
    def explained(self) -> list[tuple[str, bool, str]]:
        """Each column, whether it is needed, and what it may hold."""
        return [
            (name, name in self.columns.required, self.example.get(name, ""))
            for name in self.columns.required + self.columns.optional
        ]


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Sign a kind of file up, for the command and the page."""
    KINDS[kind.name] = kind


def run(kind: Kind, data: bytes, file: str, *, by: Actor, dry_run: bool = False) -> Report:
    """Apply a file as a whole, or find out what it would do; one problem and nothing is written."""
    report = Report(kind=kind.name, file=file, dry_run=dry_run)
    if kind.prepare is not None:
        data = kind.prepare(data, report)
    rows = rows_of(data, kind.columns, report) if report.ok else []
    report.rows = len(rows)
    if not rows:
        return report
    with transaction.atomic():
        kind.apply(rows, report, by)
        if dry_run or not report.ok:
            transaction.set_rollback(True)
    return report


def attempt(line: Line, column: str, verb: Callable[[], object]) -> bool:
    """Call a verb for a row; its refusal becomes a problem of the row."""
    try:
        # No savepoint of its own: one problem undoes the file, and every verb has one.
        verb()
    except Refused as refusal:
        line.problem(column, str(refusal.verdict.reason))
        return False
    return True
