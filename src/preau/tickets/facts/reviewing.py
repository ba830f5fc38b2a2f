"""The fortnightly review of what is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.journal.facts import Fact

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Reviewed(Fact):
    """At the fortnightly review, the lycée said that the matter is still so (INC-4)."""

    name: ClassVar[str] = "tickets.ticket.reviewed"

    def sentence(self, who: str) -> StrOrPromise:
        return _("At the review of open tickets, %(who)s said that it is still so.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ReviewOpened(Fact):
    """The open tickets of a lycée were put before its correspondent (INC-4)."""

    name: ClassVar[str] = "tickets.review.opened"

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s put the open tickets before the correspondent.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ReviewDone(Fact):
    """The lycée reviewed its open tickets (INC-4)."""

    name: ClassVar[str] = "tickets.review.done"
    tickets: int

    def sentence(self, who: str) -> StrOrPromise:
        return ngettext(
            "%(who)s reviewed %(count)d open ticket.",
            "%(who)s reviewed %(count)d open tickets.",
            self.tickets,
        ) % {"who": who, "count": self.tickets}
