"""The two closures of a ticket, what the lycée answers, and its opinion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _

from preau.journal.facts import Audience, Fact

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class TechnicallyClosed(Fact):
    """Whoever did the work declared it done; the lycée has its say (INC-8)."""

    name: ClassVar[str] = "tickets.ticket.technically_closed"
    message_id: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s closed the ticket technically.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ClosureRefused(Fact):
    """The lycée refused the technical closure: the ticket goes back (INC-8)."""

    name: ClassVar[str] = "tickets.ticket.closure_refused"
    message_id: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s refused the technical closure: the ticket goes back.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Reminded(Fact):
    """Préau reminded the lycée that its closure is awaited (INC-8)."""

    name: ClassVar[str] = "tickets.ticket.reminded"
    day: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s reminded the lycée: day %(day)d of 10.") % {"who": who, "day": self.day}


@dataclass(frozen=True, kw_only=True)
class Closed(Fact):
    """The administrative closure, by the lycée or tacitly after ten days (INC-8)."""

    name: ClassVar[str] = "tickets.ticket.closed"
    tacit: bool = False

    def sentence(self, who: str) -> StrOrPromise:
        if self.tacit:
            return _("Nobody answered within ten days: %(who)s closed the ticket tacitly.") % {
                "who": who
            }
        return _("%(who)s closed the ticket administratively.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Contested(Fact):
    """The lycée contested a closure: the ticket is open again (INC-8)."""

    name: ClassVar[str] = "tickets.ticket.contested"
    message_id: int | None = None

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s contested the closure: the ticket is open again.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Rated(Fact):
    """The lycée said how satisfied it is with the treatment; the words are beside (INC-17)."""

    name: ClassVar[str] = "tickets.ticket.rated"
    audience: ClassVar[Audience] = Audience.REGION
    level: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s gave an opinion on the treatment: %(level)d out of 5.") % {
            "who": who,
            "level": self.level,
        }
