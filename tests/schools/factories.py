"""Lycées and mandates for the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import factory

from preau.accounts.models import User
from preau.core.actors import Actor
from preau.schools.models import Mandate, Room, School, Territory
from preau.schools.queries import actor_of
from tests.accounts.factories import UserFactory
from tests.instants import NOON, paris

if TYPE_CHECKING:
    from datetime import datetime

#: When the mandates that a test takes for granted began.
START_OF_TERM = paris("2026-09-01 08:00")


class TerritoryFactory(factory.django.DjangoModelFactory[Territory]):
    """The lycées of one RTN."""

    class Meta:
        model = Territory

    name = factory.Sequence(lambda n: f"Territoire {n}")


class SchoolFactory(factory.django.DjangoModelFactory[School]):
    """A lycée of Paris."""

    class Meta:
        model = School

    #: Of no real département: never the code that a test writes out.
    uai = factory.Sequence(lambda n: f"099{n:04d}{'ABCDEFGHJKLMNPRSTUVWXYZ'[(990000 + n) % 23]}")
    name = factory.Sequence(lambda n: f"Lycée Évariste-Galois {n}")
    kind = "LGT"
    academy = "Paris"
    department_code = "075"
    department_name = "Paris"
    commune = "Paris 11e"
    phone = "01 43 00 00 00"


class RoomFactory(factory.django.DjangoModelFactory[Room]):
    """A room."""

    class Meta:
        model = Room

    school = factory.SubFactory(SchoolFactory)
    name = factory.Sequence(lambda n: f"B{200 + n}")


class MandateFactory(factory.django.DjangoModelFactory[Mandate]):
    """A mandate in force since the start of term."""

    class Meta:
        model = Mandate

    person = factory.SubFactory(UserFactory)
    role = "correspondent"
    school = factory.SubFactory(SchoolFactory)
    starts_at = START_OF_TERM
    given_at = factory.SelfAttribute("starts_at")


def make_person(
    role: str,
    school: School | None = None,
    *,
    territory: Territory | None = None,
    academy: str = "",
    at: datetime = START_OF_TERM,
    until: datetime | None = None,
    stands_for: User | None = None,
    **person: Any,
) -> User:
    """A person who holds a role somewhere since `at`."""
    user = UserFactory(**person)
    MandateFactory(
        person=user,
        role=role,
        school=school,
        territory=territory,
        academy=academy,
        starts_at=at,
        ends_at=until,
        stands_for=stands_for,
    )
    return user


def actor(user: User, at: datetime = NOON) -> Actor:
    """The person, acting at an instant."""
    return actor_of(user, at)
