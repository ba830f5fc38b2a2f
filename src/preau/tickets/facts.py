"""What can happen to a ticket or a report, and its sentence in the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.journal.facts import Audience, Fact
from preau.tickets.states import (
    Channel,
    Extent,
    Handler,
    HoldCause,
    LinkKind,
    Nature,
    OutOfScope,
    Urgency,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _level(urgency: str) -> str:
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
        return told[Channel(self.channel)] % {"who": who, "urgency": _level(self.urgency)}


@dataclass(frozen=True, kw_only=True)
class Wrote(Fact):
    """A message that lycée, Region and contractor read."""

    name: ClassVar[str] = "tickets.ticket.written"
    message_id: int
    channel: str = Channel.FORM
    #: CESAME attached a letter that had been held: its words are somebody else's.
    attached: bool = False

    def sentence(self, who: str) -> StrOrPromise:
        if self.attached:
            return _("%(who)s attached an e-mail to the ticket.") % {"who": who}
        if self.channel == Channel.MAIL:
            return _("%(who)s answered by e-mail.") % {"who": who}
        return _("%(who)s added a message.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Exchanged(Fact):
    """A message between the Region's services and the contractor."""

    name: ClassVar[str] = "tickets.ticket.exchanged"
    audience: ClassVar[Audience] = Audience.EXCHANGE
    message_id: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s wrote to the services that treat the ticket.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Noted(Fact):
    """A note that the Region's services keep among themselves."""

    name: ClassVar[str] = "tickets.ticket.noted"
    audience: ClassVar[Audience] = Audience.REGION
    message_id: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s left an internal note.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Nudged(Fact):
    """A relance: the lycée asks whoever has the ticket where it stands (INC-4)."""

    name: ClassVar[str] = "tickets.ticket.nudged"
    count: int
    message_id: int | None = None

    def sentence(self, who: str) -> StrOrPromise:
        return ngettext(
            "%(who)s sent a reminder: the first one.",
            "%(who)s sent a reminder: number %(count)d.",
            self.count,
        ) % {"who": who, "count": self.count}


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
            "urgency": _level(self.urgency),
            "before": _level(self.before),
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


@dataclass(frozen=True, kw_only=True)
class Disowned(Fact):
    """The owner of the address says that the mail was not theirs (INC-3)."""

    name: ClassVar[str] = "tickets.ticket.disowned"

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s says that they did not send this e-mail.") % {"who": who}


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
class Reported(Fact):
    """A member of staff reported a matter to the correspondent (ROL-4)."""

    name: ClassVar[str] = "tickets.report.reported"
    channel: str = Channel.FORM

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s reported the matter to the correspondent.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class WroteOnReport(Fact):
    """The author of a report, or the correspondent, wrote to the other about it (INC-3)."""

    name: ClassVar[str] = "tickets.report.written"
    message_id: int
    channel: str = Channel.FORM

    def sentence(self, who: str) -> StrOrPromise:
        if self.channel == Channel.MAIL:
            return _("%(who)s answered about the report by e-mail.") % {"who": who}
        return _("%(who)s added a message to the report.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Forwarded(Fact):
    """The correspondent sent a report on to CESAME (ROL-4)."""

    name: ClassVar[str] = "tickets.report.forwarded"
    ticket_id: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s forwarded the report to CESAME.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Answered(Fact):
    """The correspondent answered a report (ROL-4)."""

    name: ClassVar[str] = "tickets.report.answered"

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s answered the report.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Declined(Fact):
    """The correspondent declined a report, with the reason (ROL-4)."""

    name: ClassVar[str] = "tickets.report.declined"

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s declined the report.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class FormEdited(Fact):
    """The Region changed the questions of a form (INC-1)."""

    name: ClassVar[str] = "tickets.form.edited"
    audience: ClassVar[Audience] = Audience.REGION
    version: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s changed the questions: version %(version)d.") % {
            "who": who,
            "version": self.version,
        }


@dataclass(frozen=True, kw_only=True)
class Watched(Fact):
    """Somebody follows the ticket from now on, by their own will or a colleague's (INC-17)."""

    name: ClassVar[str] = "tickets.ticket.watched"
    audience: ClassVar[Audience] = Audience.REGION
    watcher_key: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s had the ticket followed.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Unwatched(Fact):
    """Somebody follows the ticket no longer."""

    name: ClassVar[str] = "tickets.ticket.unwatched"
    audience: ClassVar[Audience] = Audience.REGION
    watcher_key: str

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s ended the following of the ticket.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class Joined(Fact):
    """A colleague is affected by the matter of a report as well (INC-14)."""

    name: ClassVar[str] = "tickets.report.joined"

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s is affected too.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class LimitsSet(Fact):
    """The Region changed the figures of the limits, from a moment on (INC-5, INC-7)."""

    name: ClassVar[str] = "tickets.limits.set"
    version: int

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s changed the figures of the limits: version %(version)d.") % {
            "who": who,
            "version": self.version,
        }


@dataclass(frozen=True, kw_only=True)
class ReplyEdited(Fact):
    """A service changed the words of a canned reply, or whether it is offered (INC-17)."""

    name: ClassVar[str] = "tickets.canned_reply.edited"
    audience: ClassVar[Audience] = Audience.EXCHANGE
    version: int
    is_offered: bool = True

    def sentence(self, who: str) -> StrOrPromise:
        if not self.is_offered:
            return _("%(who)s no longer offers the reply.") % {"who": who}
        return _("%(who)s wrote the reply: version %(version)d.") % {
            "who": who,
            "version": self.version,
        }


@dataclass(frozen=True, kw_only=True)
class RecurringEdited(Fact):
    """A recurring request was written, changed, or is no longer offered (INC-17)."""

    name: ClassVar[str] = "tickets.recurring_request.edited"
    version: int
    is_offered: bool = True

    def sentence(self, who: str) -> StrOrPromise:
        if not self.is_offered:
            return _("%(who)s no longer offers the recurring request.") % {"who": who}
        return _("%(who)s wrote the recurring request: version %(version)d.") % {
            "who": who,
            "version": self.version,
        }


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


@dataclass(frozen=True, kw_only=True)
class ViewSaved(Fact):
    """Somebody kept filters of the list under a name, perhaps for a service (INC-17)."""

    name: ClassVar[str] = "tickets.view.saved"
    audience: ClassVar[Audience] = Audience.REGION
    shared_with: str = ""

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s saved a view of the list.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ViewRenamed(Fact):
    """A saved view got another name."""

    name: ClassVar[str] = "tickets.view.renamed"
    audience: ClassVar[Audience] = Audience.REGION

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s renamed a view of the list.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ViewDeleted(Fact):
    """A saved view was taken away; it can be brought back."""

    name: ClassVar[str] = "tickets.view.deleted"
    audience: ClassVar[Audience] = Audience.REGION

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s deleted a view of the list.") % {"who": who}


@dataclass(frozen=True, kw_only=True)
class ViewRestored(Fact):
    """A deleted view is back."""

    name: ClassVar[str] = "tickets.view.restored"
    audience: ClassVar[Audience] = Audience.REGION

    def sentence(self, who: str) -> StrOrPromise:
        return _("%(who)s brought a view of the list back.") % {"who": who}


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
