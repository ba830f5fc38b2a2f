"""One row being understood: each cell becomes a value, or a problem with its reason."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from preau.core.text import fold
from preau.schools.imports import uai as uais

if TYPE_CHECKING:
    from collections.abc import Mapping

    from preau.schools.imports.reading import Row
    from preau.schools.imports.reports import Report

_DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Line:
    """A row with its report. A cell that is absent or empty gives "" or None."""

    def __init__(self, row: Row, report: Report) -> None:
        self.number = row.number
        self._cells = row.cells
        self._report = report
        self.ok = True

    def has(self, column: str) -> bool:
        """Whether the file has the column and the cell says something."""
        return bool(self._cells.get(column))

    def problem(self, column: str, reason: str) -> None:
        """Refuse a cell of this row."""
        self.ok = False
        self._report.problem(self.number, column, reason)

    def repair(self, column: str, reason: str) -> None:
        """Tell that a cell of this row was put right."""
        self._report.repair(self.number, column, reason)

    def text(self, column: str, most: int, *, required: bool = False) -> str:
        """Words on one line, of a bounded length."""
        value = self._cells.get(column, "")
        if required and not value:
            self.problem(column, _("This cell must not be empty."))
        elif len(value) > most:
            self.problem(column, _("More than %(most)d characters.") % {"most": most})
        elif _CONTROL.search(value):
            return _CONTROL.sub(" ", value)
        return value

    def uai(self, column: str, *, required: bool = False) -> str:
        """A UAI whose key letter agrees, repaired where a spreadsheet harmed it."""
        typed = self._cells.get(column, "")
        if not typed:
            if required:
                self.problem(column, _("This cell must not be empty."))
            return ""
        value = uais.repaired(typed)
        if uais.is_valid(value):
            if value != typed:
                self.repair(
                    column, _("“%(typed)s” read as %(value)s.") % {"typed": typed, "value": value}
                )
            return value
        if re.fullmatch(r"[0-9]{7}[A-Z]", value):
            self.problem(
                column,
                _(
                    "The key letter of “%(typed)s” does not agree with its digits, which ask "
                    "for %(letter)s."
                )
                % {"typed": typed, "letter": uais.key_letter(value[:7])},
            )
        else:
            self.problem(
                column,
                _("“%(typed)s” is not a UAI: seven digits and a letter.") % {"typed": typed[:40]},
            )
        return ""

    def phone(self, column: str, most: int) -> str:
        """A telephone number, with the zero or the plus that a spreadsheet took for nothing."""
        typed = self.text(column, most)
        value = typed
        if re.fullmatch(r"[1-9][0-9]{8}", typed):
            value = f"0{typed}"
        elif re.fullmatch(r"33[1-9][0-9]{8}", typed):
            value = f"+{typed}"
        if value != typed:
            self.repair(
                column, _("“%(typed)s” read as %(value)s.") % {"typed": typed, "value": value}
            )
        return value

    def day(self, column: str) -> date | None:
        """A day, as 2026-09-01 or 01/09/2026."""
        typed = self._cells.get(column, "")
        if not typed:
            return None
        for form in _DAY_FORMATS:
            try:
                day = datetime.strptime(typed, form).date()  # noqa: DTZ007
            except ValueError:
                continue
            if 1800 <= day.year <= 2200:
                return day
        self.problem(
            column,
            _("“%(typed)s” is not a day: write 2026-09-01 or 01/09/2026.") % {"typed": typed[:40]},
        )
        return None

    def whole(self, column: str, most: int) -> int:
        """A whole number, not below zero."""
        typed = self._cells.get(column, "")
        if re.fullmatch(r"[0-9]{1,9}", typed) and int(typed) <= most:
            return int(typed)
        self.problem(
            column,
            _("“%(typed)s” is not a whole number from 0 to %(most)d.")
            % {"typed": typed[:40], "most": most},
        )
        return 0

    def degrees(self, column: str, most: int) -> float | None:
        """A latitude or a longitude, with a point or a comma."""
        typed = self._cells.get(column, "")
        if not typed:
            return None
        if re.fullmatch(r"-?[0-9]{1,3}([.,][0-9]{1,15})?", typed):
            value = float(typed.replace(",", "."))
            if abs(value) <= most:
                return value
        self.problem(
            column,
            _("“%(typed)s” is not a number of degrees from −%(most)d to %(most)d.")
            % {"typed": typed[:40], "most": most},
        )
        return None

    def email(self, column: str, *, required: bool = False) -> str:
        """An address, in lower case."""
        value = self.text(column, 254, required=required).lower()
        if value:
            try:
                validate_email(value)
            except ValidationError:
                self.problem(column, _("“%(typed)s” is not an address.") % {"typed": value[:60]})
        return value

    def choice(self, column: str, words: Mapping[str, str], *, required: bool = False) -> str:
        """One of several words, whatever its capitals and accents."""
        typed = self.text(column, 200, required=required)
        if not typed:
            return ""
        if (code := words.get(fold(typed))) is None:
            self.problem(
                column,
                _("“%(typed)s” is not one of: %(known)s.")
                % {"typed": typed[:40], "known": ", ".join(dict.fromkeys(words.values()))},
            )
        return code or ""
