"""What the sweeps need of each room: a thing of a lycée for every URL that names one.

A room adds its own in `tests/<room>/samples.py`, which is found by its name:

    @sample("tickets:ticket", "tickets:closure")
    def a_ticket(school: School) -> Sample:
        ticket = TicketFactory(school=school)
        return Sample(ticket, {"ref": ticket.ref})

A thing whose manager has `visible_to` must be absent (404) for those who do not see it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from preau.accounts.models import User
from preau.accounts.roles import SCHOOL_ROLES, Role
from preau.schools.models import School, Territory
from tests.accounts.factories import UserFactory
from tests.schools.factories import SchoolFactory, TerritoryFactory, make_person


@dataclass(frozen=True)
class Sample:
    """A thing, and the arguments that name it in a URL."""

    thing: Any
    kwargs: dict[str, Any] = field(default_factory=dict)


#: By URL name; the same function may serve many URLs.
SAMPLES: dict[str, Callable[[School], Sample]] = {}
#: Values for the fields of a fact that cannot be guessed, by the name of the fact.
FACT_FIELDS: dict[str, dict[str, Any]] = {}


def sample(*url_names: str) -> Callable[[Callable[[School], Sample]], Callable[[School], Sample]]:
    """Say how to make the thing that URLs of these names show."""

    def register(function: Callable[[School], Sample]) -> Callable[[School], Sample]:
        for name in url_names:
            SAMPLES[name] = function
        return function

    return register


def sample_fact(name: str, **values: Any) -> None:
    """Say what the fields of a fact can hold, where their names do not tell."""
    FACT_FIELDS[name] = values


def load() -> None:
    """Import the samples of every room."""
    tests = Path(__file__).resolve().parent.parent
    for path in sorted(tests.glob("*/samples.py")):
        if path.parent.name != "sweeps":
            importlib.import_module(f"tests.{path.parent.name}.samples")


#: The roles that are held in one place.
PLACED = SCHOOL_ROLES | {Role.ONSITE, Role.DIGITAL_OFFICER, Role.ACADEMY_SERVICES}


@dataclass(frozen=True)
class Somebody:
    """A person, under the label that a failing test shows."""

    label: str
    user: User


@dataclass(frozen=True)
class World:
    """Two lycées of two académies and two territories, and a person of every kind."""

    own: School
    other: School
    people: list[Somebody]

    @classmethod
    def make(cls, roles: Iterable[Role] = tuple(Role)) -> World:
        """Make the lycées, and each role with the first, with the second; and nobody's person."""
        ours, theirs = TerritoryFactory(), TerritoryFactory()
        own = SchoolFactory(territory=ours, academy="Paris")
        other = SchoolFactory(territory=theirs, academy="Créteil")
        people = [
            Somebody(f"{role.value} of {label}", cls._person(role, school, territory))
            for label, school, territory in (("own", own, ours), ("other", other, theirs))
            for role in roles
            # Who serves the whole Region has no other lycée than the own ones.
            if label == "own" or role in PLACED
        ]
        return cls(own, other, [*people, Somebody("no mandate", UserFactory())])

    @staticmethod
    def _person(role: Role, school: School, territory: Territory) -> User:
        if role in SCHOOL_ROLES or role == Role.ONSITE:
            return make_person(role, school)
        if role == Role.DIGITAL_OFFICER:
            return make_person(role, territory=territory)
        if role == Role.ACADEMY_SERVICES:
            return make_person(role, academy=school.academy)
        return make_person(role)
