"""From the receipt of a ticket to the end of the work: who has it, and what its clock hears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _

from preau.journal.facts import Fact
from preau.tickets.states import (
    Channel,
    Extent,
    Handler,
    HoldCause,
    Nature,
    OutOfScope,
    Urgency,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def level_of(urgency: str) -> str:
    """An urgency as a sentence quotes it: "très haut"."""
    return str(Urgency(urgency).label).lower()


@dataclass(frozen=True, kw_only=True)
class Received(Fact):
    """A request reached CESAME: this proves that it did, and when (INC-13)."""

    name: ClassVar[str] = "tickets.ticket.received"
    channel: str
    urgency: str
    nature: str
    message_id: int

    def sentence(self, who: str) -> StrOrPromise:
        told = {
            Channel.FORM: _("%(who)s sent the request by the online form, urgency %(urgency)s."),
            Channel.MAIL: _("%(who)s sent the request by e-mail, urgency %(urgency)s."),
        }
        return told[Channel(self.channel)] % {"who": who, "urgency": level_of(self.urgency)}


@dataclass(frozen=True, kw_only=True)
class UrgencyRetained(Fact):
    """CESAME adjusted the urgency; the reason is in the message to the sender (INC-2)."""

    name: ClassVar[str] = "tickets.ticket.urgency_retained"
    urgency: str
    before: str
    message_id: int | None = None

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s set the urgency to %(urgency)s (it was %(before)s).") % {
            "who": who,
            "urgency": level_of(self.urgency),
            "before": level_of(self.before),
        }


@dataclass(frozen=True, kw_only=True)
class Qualified(Fact):
    """CESAME assessed the request: its nature, and who is cut off (INC-5)."""

    name: ClassVar[str] = "tickets.ticket.qualified"
    nature: str
    extent: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s qualified the ticket: %(nature)s, %(extent)s.") % {
            "who": who,
            "nature": str(Nature(self.nature).label).lower(),
            "extent": str(Extent(self.extent).label).lower(),
        }


@dataclass(frozen=True, kw_only=True)
class Dispatched(Fact):
    """CESAME handed the ticket to a service; to the contractor, this starts its clock (INC-7)."""

    name: ClassVar[str] = "tickets.ticket.dispatched"
    handler: str
    nature: str
    urgency: str
    message_id: int | None = None

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s handed the ticket to: %(handler)s.") % {
            "who": who,
            "handler": Handler(self.handler).label,
        }


@dataclass(frozen=True, kw_only=True)
class TakenBack(Fact):
    """The ticket came back to CESAME, to be dispatched anew."""

    name: ClassVar[str] = "tickets.ticket.taken_back"
    handler: str
    message_id: int | None = None

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s gave the ticket back to CESAME (it was with: %(handler)s).") % {
            "who": who,
            "handler": Handler(self.handler).label,
        }


@dataclass(frozen=True, kw_only=True)
class Appointed(Fact):
    """The contractor named the technician who takes charge (INC-6)."""

    name: ClassVar[str] = "tickets.ticket.appointed"
    technician_key: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s named the technician who takes charge.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Contacted(Fact):
    """The technician got in touch with the lycée (INC-6)."""

    name: ClassVar[str] = "tickets.ticket.contacted"
    message_id: int
    visit_at: str = ""

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s got in touch with the lycée.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Announced(Fact):
    """Whoever has the ticket gave the day on which it should be done."""

    name: ClassVar[str] = "tickets.ticket.announced"
    expected_on: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s announced a date.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Held(Fact):
    """The clock stopped for a listed cause, the message says what is awaited (INC-7)."""

    name: ClassVar[str] = "tickets.ticket.held"
    cause: str
    message_id: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s put the ticket on hold: %(cause)s.") % {
            "who": who,
            "cause": str(HoldCause(self.cause).label).lower(),
        }


@dataclass(frozen=True, kw_only=True)
class HoldContested(Fact):
    """The lycée contests a hold before CESAME (INC-7)."""

    name: ClassVar[str] = "tickets.ticket.hold_contested"
    message_id: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s contested the hold before CESAME.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Resumed(Fact):
    """The hold ended; the clock runs on.

    `until` is the instant (ISO 8601, UTC) at which the awaited answer had come, where it came
    before anyone noticed: the clock runs from there. `void`: CESAME found the hold unfounded,
    it never stopped the clock.
    """

    name: ClassVar[str] = "tickets.ticket.resumed"
    until: str = ""
    void: bool = False

    def sentence(self, who: str) -> StrOrPromise:
        if self.void:
            return _("%(who)s cancelled the hold: it does not stop the clock.") % {"who": who}
        return _("%(who)s ended the hold: the clock runs again.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Warned(Fact):
    """The limit is near, or passed: whoever has the ticket is told (INC-7)."""

    name: ClassVar[str] = "tickets.ticket.warned"
    late: bool = False

    def sentence(self, who: str) -> StrOrPromise:
        if self.late:
            return _("The limit has passed: %(who)s alerted CESAME and the service.") % {"who": who}
        return _("The limit is near: %(who)s alerted the service that has the ticket.") % {
            "who": who
        }


@dataclass(frozen=True, kw_only=True)
class DeclaredOutOfScope(Fact):
    """CESAME answered that somebody else is responsible, and who (INC-5, INC-11)."""

    name: ClassVar[str] = "tickets.ticket.declared_out_of_scope"
    reason: str
    message_id: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s declared the request out of scope: %(reason)s.") % {
            "who": who,
            "reason": str(OutOfScope(self.reason).label).lower(),
        }


@dataclass(frozen=True, kw_only=True)
class Reopened(Fact):
    """A withdrawn or out-of-scope ticket went back to CESAME."""

    name: ClassVar[str] = "tickets.ticket.reopened"
    message_id: int | None = None

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s asked CESAME to take the ticket up again.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Withdrawn(Fact):
    """The request is no longer needed."""

    name: ClassVar[str] = "tickets.ticket.withdrawn"
    message_id: int | None = None

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s withdrew the request.") % {"who": who}
