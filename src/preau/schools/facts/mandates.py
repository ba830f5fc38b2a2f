"""What can happen to a mandate, and to the duties of whoever is away or stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _

from preau.accounts.roles import Role
from preau.journal.facts import Fact

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrOrPromise
from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from preau.core.moments import say_moment

if TYPE_CHECKING:
    from datetime import datetime

    from django_stubs_ext import StrOrPromise


def duty_of(role: str) -> str:
    """A role as a sentence quotes it: "Correspondant"."""
    return str(Role(role).label)


@dataclass(frozen=True, kw_only=True)
class MandateGiven(Fact):
    """A person received a duty in a place; `tell` says whether a letter tells them."""

    name: ClassVar[str] = "schools.mandate.given"
    role: str
    person_key: str
    tell: bool = True

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s gave the mandate “%(role)s”.") % {"who": who, "role": duty_of(self.role)}


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
        return told % {"who": who, "role": duty_of(self.role)}


@dataclass(frozen=True, kw_only=True)
class MandateRestored(Fact):
    """A mandate that was to end for a successor runs on: the successor's was given up."""

    name: ClassVar[str] = "schools.mandate.restored"
    role: str
    person_key: str
    until: datetime | None = None

    def sentence(self, who: str) -> StrOrPromise:
        return _("The successor’s designation is given up: the mandate “%(role)s” runs on.") % {
            "role": duty_of(self.role)
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
        ) % {"role": duty_of(self.role)}


@dataclass(frozen=True, kw_only=True)
class MandateConfirmed(Fact):
    """The present correspondent keeps a deputy that a predecessor had chosen."""

    name: ClassVar[str] = "schools.mandate.confirmed"
    role: str
    person_key: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s confirmed the mandate “%(role)s”.") % {
            "who": who,
            "role": duty_of(self.role),
        }


@dataclass(frozen=True, kw_only=True)
class LeftWithoutCorrespondent(Fact):
    """Nobody is correspondent: the head is asked to designate one (ROL-1)."""

    name: ClassVar[str] = "schools.school.left_without_correspondent"

    def sentence(self, who: str) -> StrOrPromise:
        return _("The lycée has no correspondent; its head is asked to designate one.")


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
