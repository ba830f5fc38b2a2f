"""Tickets in every situation, made by the verbs that lead there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.core.actors import Actor
from preau.schools.models import School
from preau.tickets import actions
from preau.tickets.models import Form, Ticket
from preau.tickets.states import Extent, Handler, HoldCause, Nature, OutOfScope, Urgency
from tests.instants import MORNING
from tests.schools.factories import SchoolFactory, TerritoryFactory, actor, make_person

STEP = timedelta(minutes=5)


class Crew:
    """Everyone who takes part in the tickets of one lycée."""

    def __init__(self, school: School | None = None, **fields: Any) -> None:
        self.school = school or SchoolFactory(territory=TerritoryFactory(), **fields)
        self.head = make_person(Role.HEAD, school=self.school)
        self.correspondent = make_person(Role.CORRESPONDENT, school=self.school)
        self.deputy = make_person(Role.DEPUTY, school=self.school)
        self.teacher = make_person(Role.STAFF, school=self.school)
        self.agent = make_person(Role.SERVICE_DESK)
        self.dispatcher = make_person(Role.DISPATCHER)
        self.onsite = make_person(Role.ONSITE, school=self.school)
        self.technician = make_person(Role.FIELD)
        self.officer = make_person(Role.DIGITAL_OFFICER, territory=self.school.territory)
        self.rectorat = make_person(Role.ACADEMY_SERVICES, academy=self.school.academy)
        self.region = make_person(Role.REGION)
        self.admin = make_person(Role.REGIONAL_ADMIN)

    def of(self, name: str) -> User:
        """The person of a part: "agent", "technician" …"""
        return getattr(self, name)

    def actor(self, name: str, at: datetime = MORNING) -> Actor:
        """The same, as an actor at an instant."""
        return actor(self.of(name), at)


def form(code: str = "network") -> Form:
    """One of the forms of the service."""
    return Form.objects.get(code=code)


def received(crew: Crew, *, at: datetime = MORNING, **fields: Any) -> Ticket:
    """A request that reached CESAME at an instant."""
    values: dict[str, Any] = {
        "form": form(),
        "subject": "Plus de réseau au CDI",
        "description": "Plus aucun poste du CDI n’accède à Internet depuis ce matin.",
        "urgency": Urgency.VERY_HIGH,
    }
    return actions.send(crew.school, by=crew.actor("correspondent", at), **{**values, **fields})


def dispatched(
    crew: Crew,
    *,
    at: datetime = MORNING,
    handler: str = Handler.CONTRACTOR,
    nature: str = Nature.NETWORK_INCIDENT,
    extent: str = Extent.PART,
    **fields: Any,
) -> Ticket:
    """A request that CESAME handed to a service five minutes after its receipt."""
    ticket = received(crew, at=at, **fields)
    return actions.dispatch(
        ticket,
        by=crew.actor("agent", at + STEP),
        seen=ticket.version,
        nature=nature,
        extent=extent,
        urgency=ticket.urgency,
        handler=handler,
    )


def appointed(crew: Crew, *, at: datetime = MORNING, **fields: Any) -> Ticket:
    """A ticket whose technician is named."""
    ticket = dispatched(crew, at=at, **fields)
    return actions.appoint(
        ticket,
        by=crew.actor("dispatcher", at + 2 * STEP),
        seen=ticket.version,
        technician=crew.technician,
    )


def on_hold(
    crew: Crew, *, at: datetime = MORNING, cause: str = HoldCause.ANSWER, **fields: Any
) -> Ticket:
    """A ticket whose clock waits for the lycée."""
    ticket = appointed(crew, at=at, **fields)
    return actions.hold(
        ticket,
        by=crew.actor("technician", at + 3 * STEP),
        seen=ticket.version,
        cause=cause,
        body="Dans quelle armoire le commutateur se trouve-t-il ?",
    )


def technically_closed(crew: Crew, *, at: datetime = MORNING, **fields: Any) -> Ticket:
    """A ticket whose work is declared done, and that awaits the lycée."""
    ticket = appointed(crew, at=at, **fields)
    return actions.close_technically(
        ticket,
        by=crew.actor("technician", at + 4 * STEP),
        seen=ticket.version,
        solution="Commutateur remplacé, configuration remise en place.",
    )


def closed(crew: Crew, *, at: datetime = MORNING, **fields: Any) -> Ticket:
    """A ticket that the lycée closed."""
    ticket = technically_closed(crew, at=at, **fields)
    return actions.close(ticket, by=crew.actor("correspondent", at + 5 * STEP), seen=ticket.version)


def out_of_scope(crew: Crew, *, at: datetime = MORNING, **fields: Any) -> Ticket:
    """A request that is not the Region's to treat."""
    ticket = received(crew, at=at, **fields)
    return actions.declare_out_of_scope(
        ticket,
        by=crew.actor("agent", at + STEP),
        seen=ticket.version,
        reason=OutOfScope.ACADEMIC_SOFTWARE,
        body="Pronote dépend des services académiques : 01 57 02 60 00.",
    )


def withdrawn(crew: Crew, *, at: datetime = MORNING, **fields: Any) -> Ticket:
    """A request that the lycée gave up."""
    ticket = received(crew, at=at, **fields)
    return actions.withdraw(ticket, by=crew.actor("correspondent", at + STEP), seen=ticket.version)


def merged(crew: Crew, *, at: datetime = MORNING, into: Ticket | None = None) -> Ticket:
    """A twin that CESAME joined with another ticket of the lycée."""
    goes_on = into or dispatched(crew, at=at)
    twin = received(crew, at=at + STEP, subject="Internet en panne au CDI")
    return actions.merge(
        twin, by=crew.actor("agent", at + 2 * STEP), seen=twin.version, into=goes_on
    )
