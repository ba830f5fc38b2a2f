"""What can happen to the calendars, of a lycée and of the Region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _

from preau.core.moments import say_day
from preau.journal.facts import Fact
from preau.schools.states import ProposedUrgency

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


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
