"""The lives of tickets, told as the verbs tell them, three messages each."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from preau.core.actors import Actor
from preau.core.closure_days import closure_deadline, contest_deadline
from preau.core.moments import PARIS
from preau.core.text import fold
from preau.core.working_time import REGION
from preau.demo.bulk.region import then
from preau.journal.facts import Audience
from preau.tickets import facts, queries
from preau.tickets.models import Message, Ticket
from preau.tickets.states import Channel, Handler, HoldCause, OutOfScope, Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from preau.demo.bulk.region import Place
    from preau.journal.facts import Fact
    from preau.tickets.models import Form


class Life:
    """A ticket in the making: each verb leaves the row as that of `tickets.actions` does.

    `instants` says when each verb comes, one after the other.
    """

    def __init__(self, instants: Iterator[datetime], random: Random) -> None:
        self.instants, self.random = instants, random
        self.ticket = Ticket(version=1)
        self.messages: list[Message] = []
        self.told: list[tuple[type[Fact], Actor, Message | None, dict[str, Any]]] = []

    def facts(self) -> Iterator[tuple[Fact, Actor]]:
        """What the journal holds of it, once ticket and messages have their numbers."""
        for kind, by, message, codes in self.told:
            if message is not None:
                codes = {**codes, "message_id": message.pk}
            ids = {"thing_id": self.ticket.pk, "school_id": self.ticket.school_id}
            yield kind(**ids, **codes), by

    def send(
        self, place: Place, form: Form, incident: dict[str, Any], places: dict[str, str], **at: Any
    ) -> None:
        """The lycée sends its request."""
        by = self._now(place.sender)
        ticket = self.ticket
        ticket.school, ticket.form, ticket.nature = place.school, form, form.nature
        ticket.subject = incident["subject"].format(**places)[:200]
        # Rows written in bulk are not saved one by one, which would fold it.
        ticket.folded_subject = fold(ticket.subject)
        ticket.requested_urgency = ticket.urgency = incident["urgency"]
        ticket.room, ticket.asset = at["room"], at["asset"]
        ticket.channel, ticket.request_key = Channel.FORM, self._key()
        ticket.sent_by, ticket.received_at = by.person, by.at
        ticket.year = by.at.astimezone(PARIS).year
        message = self._write(by, incident["text"].format(**places))
        self._tell(
            facts.Received,
            by,
            message,
            channel=ticket.channel,
            urgency=ticket.urgency,
            nature=ticket.nature,
        )

    def write(self, actor: Actor, body: str) -> None:
        """Somebody writes what all read."""
        by = self._now(actor)
        self._tell(facts.Wrote, by, self._write(by, body), channel=Channel.FORM)

    def dispatch(
        self, actor: Actor, handler: Handler, incident: dict[str, Any], instructions: str = ""
    ) -> None:
        """CESAME qualifies the ticket and hands it to a service."""
        by, ticket = self._now(actor), self.ticket
        ticket.nature, ticket.extent = incident["nature"], incident["extent"]
        self._tell(facts.Qualified, by, nature=ticket.nature, extent=ticket.extent, is_kept=False)
        ticket.status, ticket.handler = Status.DISPATCHED, handler
        ticket.dispatched_at, ticket.dispatched_by = by.at, by.person
        ticket.reached_contractor = handler == Handler.CONTRACTOR
        ticket.reached_academy = handler == Handler.ACADEMY_SERVICES
        audience = {
            Handler.CONTRACTOR: Audience.EXCHANGE,
            Handler.ACADEMY_SERVICES: Audience.LYCEE,
        }.get(handler, Audience.REGION)
        message = self._write(by, instructions, audience) if instructions else None
        self._tell(
            facts.Dispatched,
            by,
            message,
            handler=handler,
            nature=ticket.nature,
            urgency=ticket.urgency,
        )

    def appoint(self, actor: Actor, technician: Actor) -> None:
        """The contractor names its technician."""
        by = self._now(actor)
        self.ticket.technician = technician.person
        self._tell(facts.Appointed, by, technician_key=technician.key)

    def record_contact(self, actor: Actor, body: str) -> None:
        """The technician calls the lycée and agrees on a visit."""
        by, ticket = self._now(actor), self.ticket
        day = by.at.astimezone(PARIS).date() + timedelta(days=2)
        ticket.contacted_at, ticket.contacted_by = by.at, by.person
        ticket.visit_at = datetime.combine(day, time(10), PARIS)
        visit = ticket.visit_at.isoformat()
        self._tell(facts.Contacted, by, self._write(by, body), visit_at=visit)

    def hold(self, actor: Actor, body: str) -> None:
        """The clock stops until the lycée answers."""
        by, ticket = self._now(actor), self.ticket
        ticket.hold_cause, ticket.held_at, ticket.held_by = HoldCause.ANSWER, by.at, by.person
        self._tell(facts.Held, by, self._write(by, body), cause=ticket.hold_cause)

    def nudge(self, actor: Actor, body: str) -> None:
        """The lycée asks where the matter stands."""
        by, ticket = self._now(actor), self.ticket
        ticket.nudges, ticket.nudged_at, ticket.nudged_by = 1, by.at, by.person
        ticket.nudge_due_at = queries.nudge_due_at(ticket, by.at)
        self._tell(facts.Nudged, by, self._write(by, body), count=1)

    def announce(self, actor: Actor) -> None:
        """A service without a limit says by which day."""
        by = self._now(actor)
        self.ticket.expected_on = by.at.astimezone(PARIS).date() + timedelta(days=14)
        self._tell(facts.Announced, by, expected_on=self.ticket.expected_on.isoformat())

    def close_technically(self, actor: Actor, solution: str) -> None:
        """Whoever did the work says what was done."""
        by, ticket = self._now(actor), self.ticket
        ticket.status, ticket.solution = Status.TECHNICALLY_CLOSED, solution.strip()
        ticket.technically_closed_at, ticket.technically_closed_by = by.at, by.person
        self._tell(facts.TechnicallyClosed, by, self._write(by, solution))

    def close(self, actor: Actor) -> None:
        """The lycée accepts."""
        self._close(self._now(actor))

    def lapse(self) -> None:
        """Ten days passed without a word: the clock closes."""
        deadline = closure_deadline(self.messages[-1].at, REGION)
        self._close(Actor.preau(deadline.closes_at))

    def _close(self, by: Actor) -> None:
        ticket = self.ticket
        ticket.status, ticket.is_closed_tacitly = Status.CLOSED, by.is_preau
        ticket.closed_at, ticket.closed_by = by.at, by.person
        ticket.contestable_until = contest_deadline(by.at)
        self._tell(facts.Closed, by, tacit=by.is_preau)

    def declare_out_of_scope(self, actor: Actor, reason: str, body: str) -> None:
        """CESAME says who else is responsible."""
        by, ticket = self._now(actor), self.ticket
        ticket.status, ticket.out_of_scope_reason = Status.OUT_OF_SCOPE, OutOfScope(reason)
        self._tell(facts.DeclaredOutOfScope, by, self._write(by, body), reason=reason)

    def withdraw(self, actor: Actor, body: str) -> None:
        """The lycée no longer needs it."""
        by = self._now(actor)
        self.ticket.status = Status.WITHDRAWN
        self._tell(facts.Withdrawn, by, self._write(by, body))

    def _now(self, actor: Actor) -> Actor:
        return then(actor, next(self.instants))

    def _key(self) -> uuid.UUID:
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def _write(self, by: Actor, body: str, audience: Audience = Audience.LYCEE) -> Message:
        message = Message(
            ticket=self.ticket,
            author=by.person,
            at=by.at,
            body=body.strip(),
            audience=audience,
            request_key=self._key(),
        )
        self.messages.append(message)
        return message

    def _tell(
        self,
        kind: type[Fact],
        by: Actor,
        message: Message | None = None,
        *,
        is_kept: bool = True,
        **codes: Any,
    ) -> None:
        """Note a fact; the verb then keeps the row under a new version."""
        self.told.append((kind, by, message, {key: _plain(value) for key, value in codes.items()}))
        if is_kept:
            self.ticket.version += 1
            self.ticket.updated_at = by.at


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Scene:
    """Who takes part in one life, and the words that they have."""

    place: Place
    agent: Actor
    dispatcher: Actor
    team: Actor
    incident: dict[str, Any]

    @property
    def handler(self) -> Handler:
        """The service that such incidents go to."""
        return Handler(self.incident["handler"])

    @property
    def treating(self) -> Actor:
        """Who treats it there."""
        return {
            Handler.CONTRACTOR: self.place.technician,
            Handler.DIGITAL_OFFICER: self.place.officer,
            Handler.ACADEMY_SERVICES: self.place.rectorat,
        }.get(self.handler, self.team)


_QUESTION = "Bonjour, depuis quand, et combien de postes sont touchés ?"
_REPLY = "Depuis ce matin à la première heure ; deux salles sur trois pour le moment."
_ADVICE = "Prévoir le matériel d’échange, le lycée est ouvert de 8 h à 18 h."
_VISIT = "Bonjour, comme convenu au téléphone je passe après-demain à 10 h."
_NUDGE = "Bonjour, où en est cette demande ? Les professeurs me la réclament chaque jour."
_STUDY = "Bonjour, j’étudie la demande avec le service concerné et je reviens vers vous."
_DONE = "La demande n’est plus utile, le poste fonctionne de nouveau."


def _received(life: Life, scene: Scene) -> None:
    life.write(scene.agent, scene.incident.get("question", _QUESTION))
    life.write(scene.place.sender, scene.incident.get("reply", _REPLY))


def _contacted(life: Life, scene: Scene) -> None:
    life.dispatch(scene.agent, scene.handler, scene.incident, _ADVICE)
    life.appoint(scene.dispatcher, scene.place.technician)
    life.record_contact(scene.place.technician, _VISIT)


def _nudged(life: Life, scene: Scene) -> None:
    life.dispatch(scene.agent, scene.handler, scene.incident, _ADVICE)
    life.nudge(scene.place.sender, _NUDGE)


def _held(life: Life, scene: Scene) -> None:
    life.dispatch(scene.agent, scene.handler, scene.incident, _ADVICE)
    life.appoint(scene.dispatcher, scene.place.technician)
    life.hold(scene.place.technician, scene.incident.get("question", _QUESTION))


def _studied(life: Life, scene: Scene) -> None:
    life.dispatch(scene.agent, scene.handler, scene.incident, _ADVICE)
    life.write(scene.treating, _STUDY)
    life.announce(scene.treating)


def _repaired(life: Life, scene: Scene) -> None:
    life.dispatch(scene.agent, scene.handler, scene.incident)
    life.appoint(scene.dispatcher, scene.place.technician)
    life.record_contact(scene.place.technician, _VISIT)
    life.close_technically(scene.place.technician, scene.incident["solution"])


def _closed(life: Life, scene: Scene) -> None:
    _repaired(life, scene)
    life.close(scene.place.sender)


def _lapsed(life: Life, scene: Scene) -> None:
    _repaired(life, scene)
    life.lapse()


def _answered(life: Life, scene: Scene) -> None:
    life.dispatch(scene.agent, scene.handler, scene.incident, _ADVICE)
    life.close_technically(scene.treating, scene.incident["solution"])
    life.close(scene.place.sender)


def _out_of_scope(life: Life, scene: Scene) -> None:
    life.write(scene.agent, _QUESTION)
    incident = scene.incident
    life.declare_out_of_scope(scene.agent, incident["out_of_scope"], incident["answer"])


def _withdrawn(life: Life, scene: Scene) -> None:
    life.write(scene.agent, _QUESTION)
    life.withdraw(scene.place.sender, _DONE)


def _by_contractor(incident: dict[str, Any]) -> bool:
    return "solution" in incident and incident["handler"] == Handler.CONTRACTOR


def _by_others(incident: dict[str, Any]) -> bool:
    return "solution" in incident and incident["handler"] != Handler.CONTRACTOR


def _by_nobody_here(incident: dict[str, Any]) -> bool:
    return "out_of_scope" in incident


@dataclass(frozen=True, slots=True)
class Kind:
    """A way that a ticket's life can go on after its receipt, and how often it does."""

    goes_on: Callable[[Life, Scene], None]
    weight: int
    is_open: bool = False
    fits: Callable[[dict[str, Any]], bool] = _by_contractor


#: Of 100 tickets six are open, as in a Region that keeps up.
KINDS = (
    Kind(_received, 10, is_open=True),
    Kind(_contacted, 15, is_open=True),
    Kind(_nudged, 5, is_open=True),
    Kind(_held, 10, is_open=True),
    Kind(_studied, 10, is_open=True, fits=_by_others),
    Kind(_repaired, 10, is_open=True),
    Kind(_closed, 590),
    Kind(_lapsed, 100),
    Kind(_answered, 170, fits=_by_others),
    Kind(_out_of_scope, 50, fits=_by_nobody_here),
    Kind(_withdrawn, 30),
)
OPEN_KINDS = tuple(kind for kind in KINDS if kind.is_open)
