"""What the tests of lycées and mandates share."""

from __future__ import annotations

import pytest

from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.core.actors import Actor
from preau.schools.models import School
from tests.instants import NOON
from tests.schools.factories import SchoolFactory, TerritoryFactory, actor, make_person


@pytest.fixture
def school(db: None) -> School:
    """A lycée with a territory and a mailbox of its own."""
    return SchoolFactory(
        name="Lycée Marie-Laurencin",
        email="ce.0750001x@ac-paris.invalid",
        territory=TerritoryFactory(),
    )


@pytest.fixture
def head(school: School) -> User:
    """Its head."""
    return make_person(Role.HEAD, school, first_name="Paule", last_name="Durand")


@pytest.fixture
def admin(db: None) -> Actor:
    """An administrator of the Region, at noon."""
    return actor(make_person(Role.REGIONAL_ADMIN), NOON)


@pytest.fixture
def claire(school: School) -> User:
    """Its correspondent."""
    return make_person(Role.CORRESPONDENT, school, first_name="Claire", last_name="Martin")


@pytest.fixture
def ines(school: School, claire: User) -> User:
    """A deputy of hers."""
    return make_person(
        Role.DEPUTY, school, first_name="Inès", last_name="Bernard", stands_for=claire
    )


@pytest.fixture
def paul(school: School, claire: User) -> User:
    """Another one."""
    return make_person(Role.DEPUTY, school, first_name="Paul", last_name="Ami", stands_for=claire)
