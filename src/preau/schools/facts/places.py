"""What can happen to a lycée: its register, its rooms, whom it lets report, what it agrees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _

from preau.journal.facts import Fact
from preau.schools.states import ReportingMode

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Opened(Fact):
    """A lycée opened, or was entered in the register."""

    name: ClassVar[str] = "schools.school.opened"

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s entered the lycée in the register.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Reopened(Fact):
    """A closed lycée is open again; its former mandates stay ended."""

    name: ClassVar[str] = "schools.school.reopened"

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s recorded that the lycée opens again.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Closed(Fact):
    """A lycée closed for good; its mandates ended with it."""

    name: ClassVar[str] = "schools.school.closed"

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s recorded that the lycée closed.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Merged(Fact):
    """A lycée closed and lives on in another."""

    name: ClassVar[str] = "schools.school.merged"
    successor_id: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s recorded that the lycée merged into another one.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Renamed(Fact):
    """A lycée took another name; the former one can still be found."""

    name: ClassVar[str] = "schools.school.renamed"

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s gave the lycée its new name.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Corrected(Fact):
    """The lycée's details were corrected; `fields` names which."""

    name: ClassVar[str] = "schools.school.corrected"
    fields: list[str]

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s corrected the lycée's details.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Counted(Fact):
    """Head counts were entered or replaced, for these school years."""

    name: ClassVar[str] = "schools.school.counted"
    school_years: list[str]

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s entered head counts for %(years)s.") % {
            "who": who,
            "years": ", ".join(self.school_years),
        }


@dataclass(frozen=True, kw_only=True)
class ReportingSet(Fact):
    """The head decided which of the staff may report to the correspondent (ROL-4)."""

    name: ClassVar[str] = "schools.school.reporting_set"
    mode: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s set the reporting of the staff to: %(mode)s.") % {
            "who": who,
            "mode": str(ReportingMode(self.mode).label).lower(),
        }


@dataclass(frozen=True, kw_only=True)
class ReporterNamed(Fact):
    """A member of staff may report, by name."""

    name: ClassVar[str] = "schools.school.reporter_named"
    reporter_key: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s named a member of staff who may report.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ReporterWithdrawn(Fact):
    """A member of staff may no longer report by name."""

    name: ClassVar[str] = "schools.school.reporter_withdrawn"
    reporter_key: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s withdrew a member of staff from those who may report.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class RoomNamed(Fact):
    """A room was added to the lycée's list."""

    name: ClassVar[str] = "schools.room.named"

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s added a room.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ArrangementSet(Fact):
    """Lycée and RTN wrote down how they communicate."""

    name: ClassVar[str] = "schools.school.arrangement_set"

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s wrote down how lycée and RTN communicate.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ExchangeWritten(Fact):
    """An exchange between lycée and RTN was added to their log."""

    name: ClassVar[str] = "schools.exchange.written"

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s wrote down an exchange and the points agreed.") % {"who": who}
