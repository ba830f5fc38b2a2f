"""What can happen to a lycée, its mandates and its calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _

from preau.accounts.roles import Role
from preau.core.moments import say_day
from preau.journal.facts import Fact
from preau.schools.states import ProposedUrgency, ReportingMode

if TYPE_CHECKING:
    from datetime import date, datetime

    from django_stubs_ext import StrOrPromise


def _duty(role: str) -> str:
    """A role as a sentence quotes it: "Correspondant"."""
    return str(Role(role).label)


# --- Mandates -------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class MandateGiven(Fact):
    """A person received a duty in a place; `tell` says whether a letter tells them."""

    name: ClassVar[str] = "schools.mandate.given"
    role: str
    person_key: str
    tell: bool = True

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s gave the mandate “%(role)s”.") % {"who": who, "role": _duty(self.role)}


@dataclass(frozen=True, kw_only=True)
class MandateEnded(Fact):
    """A mandate ended; with `handed_over`, at the very instant that a successor's began."""

    name: ClassVar[str] = "schools.mandate.ended"
    role: str
    person_key: str
    handed_over: bool = False

    def sentence(self, who: str) -> StrOrPromise:
        if self.handed_over:
            told = _("%(who)s handed the mandate “%(role)s” over to a successor.")
        else:
            told = _("%(who)s ended the mandate “%(role)s”.")
        return told % {"who": who, "role": _duty(self.role)}


@dataclass(frozen=True, kw_only=True)
class MandateRestored(Fact):
    """A mandate that was to end for a successor runs on: the successor's was given up."""

    name: ClassVar[str] = "schools.mandate.restored"
    role: str
    person_key: str
    until: datetime | None = None

    def sentence(self, who: str) -> StrOrPromise:
        return _("The successor’s designation is given up: the mandate “%(role)s” runs on.") % {
            "role": _duty(self.role)
        }


@dataclass(frozen=True, kw_only=True)
class MandateLimited(Fact):
    """A deputy's mandate outlives the correspondent who gave it, until an instant at most."""

    name: ClassVar[str] = "schools.mandate.limited"
    role: str
    person_key: str
    until: datetime

    def sentence(self, who: str) -> StrOrPromise:
        return _(
            "The correspondent changes: the mandate “%(role)s” ends on its own unless the"
            " successor confirms it."
        ) % {"role": _duty(self.role)}


@dataclass(frozen=True, kw_only=True)
class MandateConfirmed(Fact):
    """The present correspondent keeps a deputy that a predecessor had chosen."""

    name: ClassVar[str] = "schools.mandate.confirmed"
    role: str
    person_key: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s confirmed the mandate “%(role)s”.") % {
            "who": who,
            "role": _duty(self.role),
        }


# --- Lycées ---------------------------------------------------------------------------------
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
class LeftWithoutCorrespondent(Fact):
    """Nobody is correspondent: the head is asked to designate one (ROL-1)."""

    name: ClassVar[str] = "schools.school.left_without_correspondent"

    def sentence(self, who: str) -> StrOrPromise:
        return _("The lycée has no correspondent; its head is asked to designate one.")


# --- Calendar -------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class ClosureDeclared(Fact):
    """The lycée says on which days it is closed."""

    name: ClassVar[str] = "schools.closure.declared"

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s declared days on which the lycée is closed.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ClosureCancelled(Fact):
    """The lycée is open on those days after all."""

    name: ClassVar[str] = "schools.closure.cancelled"

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s cancelled a declared closure.") % {"who": who}


# --- Calendars of the Region ------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class HoursLaidDown(Fact):
    """Other hours of service hold from a day on (INC-7)."""

    name: ClassVar[str] = "schools.service_hours.laid_down"
    from_on: date
    opens: str
    closes: str
    weekdays: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s set the hours of service: %(opens)s–%(closes)s from %(day)s on.") % {
            "who": who,
            "opens": self.opens,
            "closes": self.closes,
            "day": say_day(self.from_on),
        }


@dataclass(frozen=True, kw_only=True)
class HoursWithdrawn(Fact):
    """Hours that were to come will not hold."""

    name: ClassVar[str] = "schools.service_hours.withdrawn"
    from_on: date

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s withdrew the hours of service that were to hold from %(day)s on.") % {
            "who": who,
            "day": say_day(self.from_on),
        }


@dataclass(frozen=True, kw_only=True)
class HolidaySet(Fact):
    """A school holiday has these days, from an official calendar (INC-8)."""

    name: ClassVar[str] = "schools.school_holiday.set"
    first_on: date
    last_on: date
    before_first_on: date | None = None
    before_last_on: date | None = None

    def sentence(self, who: str) -> StrOrPromise:
        days = {"who": who, "first": say_day(self.first_on), "last": say_day(self.last_on)}
        if self.before_first_on is None or self.before_last_on is None:
            return _("%(who)s entered the school holidays from %(first)s to %(last)s.") % days
        return _(
            "%(who)s moved the school holidays: from %(first)s to %(last)s "
            "(they were from %(before_first)s to %(before_last)s)."
        ) % {
            **days,
            "before_first": say_day(self.before_first_on),
            "before_last": say_day(self.before_last_on),
        }


@dataclass(frozen=True, kw_only=True)
class ExamsWritten(Fact):
    """A period of examination was entered or changed: it proposes an urgency (INC-18)."""

    name: ClassVar[str] = "schools.exam_period.written"
    first_on: date
    last_on: date
    urgency: str
    kinds: tuple[str, ...] = ()

    def sentence(self, who: str) -> StrOrPromise:
        return _(
            "%(who)s entered a period of examination from %(first)s to %(last)s, which proposes "
            "the urgency “%(urgency)s”."
        ) % {
            "who": who,
            "first": say_day(self.first_on),
            "last": say_day(self.last_on),
            "urgency": ProposedUrgency(self.urgency).label,
        }


@dataclass(frozen=True, kw_only=True)
class ExamsWithdrawn(Fact):
    """A period of examination proposes nothing any more."""

    name: ClassVar[str] = "schools.exam_period.withdrawn"

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s withdrew the period of examination.") % {"who": who}


# --- Exchanges with the RTN -----------------------------------------------------------------
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
