"""What a ticket's journal says about its clocks: who had it when, and when they stood still."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy

from preau.core.working_time import Interval
from preau.tickets import facts
from preau.tickets.states import Handler, HoldCause, Nature, Status, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrOrPromise

    from preau.journal.queries import Recorded

_HOLDS: Final = {
    HoldCause.ANSWER: gettext_lazy("waiting for an answer from the lycée"),
    HoldCause.ACCESS: gettext_lazy("waiting for access to the premises of the lycée"),
}
_DONE: Final = gettext_lazy("technically closed, the lycée has its say")
_AWAY: Final = gettext_lazy("not with the contractor")


@dataclass(slots=True)
class History:
    """What the facts say, read in the order in which they came."""

    status: Status | None = None
    handler: Handler = Handler.SERVICE_DESK
    nature: Nature | None = None
    urgency: Urgency = Urgency.MEDIUM
    received_at: datetime | None = None
    #: When CESAME last got the ticket: its target starts anew each time.
    arrived_at: datetime | None = None
    #: When the contractor first got it: its time adds up over its assignments.
    assigned_at: datetime | None = None
    #: The technical closure that was not refused.
    done_at: datetime | None = None
    is_tacit: bool = False
    past: list[Interval] = field(default_factory=list)
    hold: Interval | None = None
    stop: Interval | None = None

    def pauses(self) -> tuple[Interval, ...]:
        """When the contractor's clock stood still, its present hold or stop included."""
        return (*self.past, *(open_one for open_one in (self.hold, self.stop) if open_one))

    def end_hold(self, at: datetime) -> None:
        """The hold counts up to an instant."""
        if self.hold is not None:
            self.past.append(replace(self.hold, end=max(at, self.hold.start)))
            self.hold = None

    def halt(self, at: datetime, label: StrOrPromise) -> None:
        """The contractor's clock stops, a hold with it."""
        self.end_hold(at)
        if self.assigned_at is not None and self.stop is None:
            self.stop = Interval(at, None, label)

    def run(self, at: datetime) -> None:
        """The contractor's clock starts, or runs on with what was already used."""
        if self.assigned_at is None:
            self.assigned_at = at
        if self.stop is not None:
            self.past.append(replace(self.stop, end=max(at, self.stop.start)))
            self.stop = None

    def back_to_cesame(self, at: datetime) -> None:
        """CESAME has the ticket, to be dispatched."""
        self.status, self.handler, self.arrived_at = Status.RECEIVED, Handler.SERVICE_DESK, at

    def back_to_treatment(self, at: datetime) -> None:
        """Whoever declared the work done has it again."""
        self.status, self.done_at, self.is_tacit = Status.DISPATCHED, None, False
        if self.handler == Handler.CONTRACTOR:
            self.run(at)


def read(entries: Iterable[Recorded]) -> History:
    """Read the facts of one ticket in the order in which they came."""
    story = History()
    for entry in entries:
        at = entry.at
        match entry.fact:
            case facts.Received(urgency=urgency, nature=nature):
                story.received_at = at
                story.urgency, story.nature = Urgency(urgency), Nature(nature)
                story.back_to_cesame(at)
            case facts.UrgencyRetained(urgency=urgency):
                story.urgency = Urgency(urgency)
            case facts.Qualified(nature=nature):
                story.nature = Nature(nature)
            case facts.Dispatched(handler=handler, nature=nature, urgency=urgency):
                story.status, story.handler = Status.DISPATCHED, Handler(handler)
                story.urgency, story.nature = Urgency(urgency), Nature(nature)
                if story.handler == Handler.CONTRACTOR:
                    story.run(at)
            case facts.Held(cause=cause):
                story.end_hold(at)
                story.hold = Interval(at, None, _HOLDS[HoldCause(cause)])
            case facts.Resumed(void=True):
                story.hold = None
            case facts.Resumed(until=until):
                story.end_hold(datetime.fromisoformat(until) if until else at)
            case facts.TakenBack() | facts.Reopened() | facts.Separated():
                story.halt(at, _AWAY)
                story.back_to_cesame(at)
            case facts.TechnicallyClosed():
                story.status, story.done_at = Status.TECHNICALLY_CLOSED, at
                story.halt(at, _DONE)
            case facts.ClosureRefused() | facts.Contested():
                story.back_to_treatment(at)
            case facts.Closed(tacit=tacit):
                story.status, story.is_tacit = Status.CLOSED, tacit
            case facts.Withdrawn() | facts.Merged():
                story.status = Status.WITHDRAWN
                story.halt(at, _AWAY)
            case facts.DeclaredOutOfScope():
                story.status = Status.OUT_OF_SCOPE
    return story
