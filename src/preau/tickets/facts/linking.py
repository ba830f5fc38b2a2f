"""Twins joined, parts of one outage, what follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _

from preau.journal.facts import Fact
from preau.tickets.states import (
    LinkKind,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Merged(Fact):
    """CESAME joined a twin with another ticket of the lycée, which goes on: this one is over."""

    name: ClassVar[str] = "tickets.ticket.merged"
    other_id: int
    message_id: int | None = None

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s joined the ticket with another one, which goes on.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Absorbed(Fact):
    """A twin was joined with this ticket, which goes on for both."""

    name: ClassVar[str] = "tickets.ticket.absorbed"
    other_id: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s joined a twin with this ticket, which goes on for both.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Separated(Fact):
    """The twin is a ticket of its own again: CESAME qualifies it."""

    name: ClassVar[str] = "tickets.ticket.separated"
    other_id: int
    message_id: int | None = None

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s separated the ticket from its twin: CESAME has it again.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Released(Fact):
    """A ticket that had been joined with this one stands on its own again."""

    name: ClassVar[str] = "tickets.ticket.released"
    other_id: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s separated a twin from this ticket.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Linked(Fact):
    """The ticket was tied to another; `is_target` where the tie leads to this one.

    The sentence names neither number nor lycée: a reader may not see the other ticket.
    """

    name: ClassVar[str] = "tickets.ticket.linked"
    kind: str
    other_id: int
    is_target: bool = False

    def sentence(self, who: str) -> StrOrPromise:
        told = {
            (LinkKind.CHILD_OF, False): _("%(who)s attached the ticket to a common outage."),
            (LinkKind.CHILD_OF, True): _("%(who)s attached another ticket to this outage."),
            (LinkKind.FOLLOWS, False): _("%(who)s noted that this ticket follows an earlier one."),
            (LinkKind.FOLLOWS, True): _("%(who)s noted that a later ticket follows this one."),
        }
        return told[LinkKind(self.kind), self.is_target] % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Unlinked(Fact):
    """A tie to another ticket was taken away, or left when its closure was refused (INC-14)."""

    name: ClassVar[str] = "tickets.ticket.unlinked"
    kind: str
    other_id: int
    is_target: bool = False

    def sentence(self, who: str) -> StrOrPromise:
        told = {
            (LinkKind.CHILD_OF, False): _("%(who)s detached the ticket from the common outage."),
            (LinkKind.CHILD_OF, True): _("%(who)s detached another ticket from this outage."),
            (LinkKind.FOLLOWS, False): _("%(who)s removed the link to an earlier ticket."),
            (LinkKind.FOLLOWS, True): _("%(who)s removed the link to a later ticket."),
        }
        return told[LinkKind(self.kind), self.is_target] % {"who": who}
