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
