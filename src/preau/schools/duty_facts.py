"""What can happen to the duties of people who stay: absences, and the yearly confirmation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _

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
