"""What an import found, repaired and changed, for people and for machines."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

#: How many lines of each sort are kept to be read; all of them are counted.
SHOWN = 100


class Effect(models.TextChoices):
    """What became of a row."""

    CREATED = "created", _("new")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said about one cell; row 0 is the file as a whole."""

    row: int
    column: str
    reason: str
    #: The letter of the column in a spreadsheet, where it is one column.
    letter: str = ""

    @property
    def where(self) -> str:
        """The column, by its title and its letter."""
        return f"{self.column} ({self.letter})" if self.letter else self.column


@dataclass(frozen=True, slots=True)
class Change:
    """What one row does to the register."""

    row: int
    effect: str
    subject: str
    what: str


@dataclass(kw_only=True)
class Report:
    """The outcome of one file: nothing was written if it has a problem, or if it was dry."""

    kind: str
    file: str
    dry_run: bool
    rows: int = 0
    problems: list[Remark] = field(default_factory=list)
    error_count: int = 0
    repairs: list[Remark] = field(default_factory=list)
    repair_count: int = 0
    changes: list[Change] = field(default_factory=list)
    change_lines: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Effect.values, 0))
    notes: list[str] = field(default_factory=list)
    #: The letter of each column of the file, by its title.
    letters: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the file is sound."""
        return not self.error_count

    @property
    def changes_nothing(self) -> bool:
        """Whether all that it says is known already."""
        return self.ok and not self.change_count

    @property
    def change_count(self) -> int:
        """How many things are new or changed."""
        return self.counts[Effect.CREATED] + self.counts[Effect.CHANGED]

    @property
    def applied(self) -> bool:
        """Whether the register now says what the file says."""
        return self.ok and not self.dry_run

    @property
    def hidden_problems(self) -> int:
        """How many problems are counted but not listed."""
        return self.error_count - len(self.problems)

    @property
    def hidden_repairs(self) -> int:
        """How many repairs are counted but not listed."""
        return self.repair_count - len(self.repairs)

    @property
    def hidden_changes(self) -> int:
        """How many changes are counted but not listed."""
        return self.change_lines - len(self.changes)

    def problem(self, row: int, column: str, reason: str) -> None:
        """Refuse a cell, and with it the file."""
        self.error_count += 1
        if len(self.problems) < SHOWN:
            self.problems.append(self._remark(row, column, reason))

    def _remark(self, row: int, column: str, reason: str) -> Remark:
        return Remark(row, column, reason, self.letters.get(column, ""))

    def repair(self, row: int, column: str, reason: str) -> None:
        """Tell that a cell was put right on the way."""
        self.repair_count += 1
        if len(self.repairs) < SHOWN:
            self.repairs.append(self._remark(row, column, reason))

    def tally(self, effect: Effect, number: int = 1) -> None:
        """Count what rows do."""
        self.counts[effect] += number

    def change(self, effect: Effect, row: int, subject: str, what: str = "") -> None:
        """Tell what changes, in one line."""
        self.change_lines += 1
        if len(self.changes) < SHOWN:
            self.changes.append(Change(row, effect.value, subject, what))

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "kind": self.kind,
            "file": self.file,
            "dry_run": self.dry_run,
            "applied": self.applied,
            "rows": self.rows,
            "counts": self.counts,
            "errors": self.error_count,
            "problems": [asdict(problem) for problem in self.problems],
            "repairs": [asdict(repair) for repair in self.repairs],
            "repairs_total": self.repair_count,
            "changes": [asdict(change) for change in self.changes],
            "notes": self.notes,
        }
