"""The verbs of a ticket's page: who may do each, on which ticket, with which words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from preau.tickets.models import Ticket
from preau.tickets.states import Extent, Handler, HoldCause, Nature, OutOfScope, Status, Urgency
from tests.instants import NOON
from tests.tickets import factories
from tests.tickets.factories import Crew

EVERYBODY = [
    "head",
    "correspondent",
    "deputy",
    "agent",
    "dispatcher",
    "onsite",
    "technician",
    "officer",
    "rectorat",
    "region",
    "admin",
]


LYCEE = {"correspondent", "deputy"}


TYPED = "L’écran « bleu » revient à chaque démarrage."


@dataclass(frozen=True)
class Case:
    """A verb: its page, the stage it is for, what is typed, who may, and what it leads to."""

    name: str
    stage: Callable[..., Ticket]
    may: set[str]
    data: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    with_seen: bool = True

    def __str__(self) -> str:
        return self.name


def on_hold_contested(crew: Crew) -> Ticket:
    """A hold that the lycée brought before CESAME."""
    from preau.tickets import actions

    ticket = factories.on_hold(crew)
    return actions.contest_hold(
        ticket, by=crew.actor("correspondent", NOON), body="Nous avons répondu par téléphone."
    )


CASES = [
    Case(
        "message",
        factories.appointed,
        LYCEE | {"agent", "dispatcher", "technician", "onsite", "officer", "region", "admin"},
        {"body": TYPED, "audience": "lycee"},
        with_seen=False,
    ),
    Case("nudge", factories.dispatched, LYCEE, {"body": TYPED}, {"nudges": 1}, with_seen=False),
    Case(
        "withdrawal",
        factories.dispatched,
        LYCEE,
        {"body": TYPED},
        {"status": Status.WITHDRAWN},
    ),
    Case(
        "reopening",
        factories.out_of_scope,
        LYCEE | {"agent"},
        {"body": TYPED},
        {"status": Status.RECEIVED},
    ),
    Case(
        "dispatch",
        factories.received,
        {"agent"},
        {
            "nature": Nature.NETWORK_INCIDENT,
            "extent": Extent.PART,
            "urgency": Urgency.MEDIUM,
            "urgency_reason": TYPED,
            "handler": Handler.CONTRACTOR,
            "instructions": "Voir l’armoire B.",
        },
        {"status": Status.DISPATCHED, "handler": Handler.CONTRACTOR, "urgency": Urgency.MEDIUM},
    ),
    Case(
        "urgency",
        factories.dispatched,
        {"agent"},
        {"urgency": Urgency.LOW, "reason": TYPED},
        {"urgency": Urgency.LOW},
    ),
    Case(
        "return",
        factories.dispatched,
        {"agent", "dispatcher", "technician", "onsite"},
        {"reason": TYPED},
        {"status": Status.RECEIVED, "handler": Handler.SERVICE_DESK},
    ),
    Case(
        "scope",
        factories.received,
        {"agent"},
        {"reason": OutOfScope.OWN_FUNDS, "body": TYPED},
        {"status": Status.OUT_OF_SCOPE, "out_of_scope_reason": OutOfScope.OWN_FUNDS},
    ),
    Case(
        "contact",
        factories.appointed,
        {"dispatcher", "technician", "onsite"},
        {"body": TYPED, "visit_at": "2026-10-07T14:30"},
        with_seen=False,
    ),
    Case(
        "announcement",
        factories.appointed,
        {"dispatcher", "technician", "onsite"},
        {"expected_on": "2026-10-08"},
    ),
    Case(
        "hold",
        factories.appointed,
        {"dispatcher", "technician", "onsite"},
        {"cause": HoldCause.ACCESS, "body": TYPED},
        {"hold_cause": HoldCause.ACCESS},
    ),
    Case(
        "hold_end",
        factories.on_hold,
        {"agent", "dispatcher", "technician", "onsite"},
        after={"hold_cause": ""},
    ),
    Case("hold_cancellation", on_hold_contested, {"agent"}, after={"hold_cause": ""}),
    Case(
        "hold_contest",
        factories.on_hold,
        LYCEE,
        {"body": TYPED},
        {"is_hold_contested": True},
        with_seen=False,
    ),
    Case(
        "technical_closure",
        factories.appointed,
        {"dispatcher", "technician", "onsite"},
        {"solution": TYPED},
        {"status": Status.TECHNICALLY_CLOSED, "solution": TYPED},
    ),
    Case(
        "closure",
        factories.technically_closed,
        LYCEE,
        {"body": TYPED},
        {"status": Status.CLOSED},
    ),
    Case(
        "refusal",
        factories.technically_closed,
        LYCEE,
        {"reason": TYPED},
        {"status": Status.DISPATCHED, "refusals": 1},
    ),
    Case(
        "contest",
        factories.closed,
        LYCEE,
        {"reason": TYPED},
        {"status": Status.DISPATCHED, "refusals": 1},
    ),
]
