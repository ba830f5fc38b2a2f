"""Tickets' journals written by hand: facts and instants, with no database behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preau.journal.facts import Audience
from preau.journal.queries import Recorded
from preau.tickets import facts
from preau.tickets.states import Channel, Handler, HoldCause, Nature, Urgency
from tests.instants import paris

if TYPE_CHECKING:
    from datetime import datetime

    from preau.journal.facts import Fact

THING = {"thing_id": 1, "school_id": 1}


class Story:
    """One ticket's life, told fact after fact: `Story().received("2026-10-05 09:00")…`."""

    def __init__(
        self, *, nature: Nature = Nature.NETWORK_INCIDENT, urgency: Urgency = Urgency.VERY_HIGH
    ) -> None:
        self.nature = nature
        self.urgency = urgency
        self.entries: list[Recorded] = []

    def tell(self, at: datetime | str, fact: type[Fact], **values: Any) -> Story:
        """Add a fact at an instant."""
        instant = paris(at) if isinstance(at, str) else at
        position = len(self.entries) + 1
        self.entries.append(
            Recorded(
                id=position,
                fact=fact(**THING, **values),
                at=instant,
                person_key="preau",
                behalf_key="",
                role="",
                audience=Audience.LYCEE,
                position=position,
            )
        )
        return self

    def received(self, at: datetime | str) -> Story:
        return self.tell(
            at,
            facts.Received,
            channel=Channel.FORM,
            urgency=self.urgency,
            nature=self.nature,
            message_id=1,
        )

    def dispatched(self, at: datetime | str, handler: Handler = Handler.CONTRACTOR) -> Story:
        return self.tell(
            at, facts.Dispatched, handler=handler, nature=self.nature, urgency=self.urgency
        )

    def qualified(self, at: datetime | str, nature: Nature) -> Story:
        self.nature = nature
        return self.tell(at, facts.Qualified, nature=nature, extent="post")

    def retained(self, at: datetime | str, urgency: Urgency) -> Story:
        before, self.urgency = self.urgency, urgency
        return self.tell(at, facts.UrgencyRetained, urgency=urgency, before=before)

    def held(self, at: datetime | str, cause: HoldCause = HoldCause.ANSWER) -> Story:
        return self.tell(at, facts.Held, cause=cause, message_id=1)

    def resumed(self, at: datetime | str, *, until: str = "", void: bool = False) -> Story:
        return self.tell(
            at, facts.Resumed, until=paris(until).isoformat() if until else "", void=void
        )

    def taken_back(self, at: datetime | str) -> Story:
        return self.tell(at, facts.TakenBack, handler=Handler.CONTRACTOR)

    def done(self, at: datetime | str) -> Story:
        return self.tell(at, facts.TechnicallyClosed, message_id=1)

    def refused(self, at: datetime | str) -> Story:
        return self.tell(at, facts.ClosureRefused, message_id=1)

    def closed(self, at: datetime | str, *, tacit: bool = False) -> Story:
        return self.tell(at, facts.Closed, tacit=tacit)

    def contested(self, at: datetime | str) -> Story:
        return self.tell(at, facts.Contested)

    def withdrawn(self, at: datetime | str) -> Story:
        return self.tell(at, facts.Withdrawn)

    def reopened(self, at: datetime | str) -> Story:
        return self.tell(at, facts.Reopened)

    def out_of_scope(self, at: datetime | str) -> Story:
        return self.tell(at, facts.DeclaredOutOfScope, reason="own_funds", message_id=1)
