"""What can happen to the duties of people who stay: absences, and the yearly confirmation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.accounts.roles import Role
from preau.core.moments import say_moment
from preau.journal.facts import Fact

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class AbsenceDeclared(Fact):
    """The holder of a mandate is to be away; others stand in, in the order of their keys."""

    name: ClassVar[str] = "schools.absence.declared"
    role: str
    person_key: str
    substitute_keys: list[str]
    from_at: datetime
    until: datetime

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s declared an absence of “%(role)s” from %(start)s until %(end)s.") % {
            "who": who,
            "role": Role(self.role).label,
            "start": say_moment(self.from_at),
            "end": say_moment(self.until),
        }


@dataclass(frozen=True, kw_only=True)
class AbsenceBegun(Fact):
    """The first day of an absence has come: whoever stands in is told."""

    name: ClassVar[str] = "schools.absence.begun"
    role: str
    person_key: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("The absence of “%(role)s” has begun.") % {"role": Role(self.role).label}


@dataclass(frozen=True, kw_only=True)
class AbsenceEnded(Fact):
    """An absence was ended early, or given up before it began."""

    name: ClassVar[str] = "schools.absence.ended"
    role: str
    person_key: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s ended the absence of “%(role)s” early.") % {
            "who": who,
            "role": Role(self.role).label,
        }


@dataclass(frozen=True, kw_only=True)
class AbsenceOver(Fact):
    """An absence is over: the person is told what comes back to them."""

    name: ClassVar[str] = "schools.absence.over"
    role: str
    person_key: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("The absence of “%(role)s” is over.") % {"role": Role(self.role).label}


# --- The yearly confirmation ------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class ConfirmationAsked(Fact):
    """The head is asked to look at the mandates of the lycée, for a school year."""

    name: ClassVar[str] = "schools.confirmation.asked"
    school_year: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s asked the head to confirm the mandates for %(year)s.") % {
            "who": who,
            "year": self.school_year,
        }


@dataclass(frozen=True, kw_only=True)
class ConfirmationReminded(Fact):
    """The head has not answered yet, and is reminded; `number` of the reminder."""

    name: ClassVar[str] = "schools.confirmation.reminded"
    school_year: str
    number: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s reminded the head to confirm the mandates (reminder %(number)d).") % {
            "who": who,
            "number": self.number,
        }


@dataclass(frozen=True, kw_only=True)
class MandatesConfirmed(Fact):
    """The head looked at every mandate of the lycée: so many go on, so many were ended."""

    name: ClassVar[str] = "schools.confirmation.given"
    school_year: str
    kept: int
    ended: int

    def sentence(self, who: str) -> StrOrPromise:
        kept = ngettext(
            "%(who)s confirmed %(kept)d mandate for %(year)s",
            "%(who)s confirmed %(kept)d mandates for %(year)s",
            self.kept,
        ) % {"who": who, "kept": self.kept, "year": self.school_year}
        if not self.ended:
            return _("%(kept)s.") % {"kept": kept}
        return ngettext(
            "%(kept)s, and ended %(ended)d.", "%(kept)s, and ended %(ended)d.", self.ended
        ) % {"kept": kept, "ended": self.ended}
