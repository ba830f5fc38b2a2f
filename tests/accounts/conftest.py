"""What the tests of accounts share."""

from __future__ import annotations

from collections.abc import Generator

import pytest
import time_machine

from preau.accounts.models import User
from preau.accounts.roles import Role
from tests.instants import NOON
from tests.schools.factories import make_person


@pytest.fixture
def at_noon() -> Generator[time_machine.Coordinates]:
    """Doors are opened at noon; the clock can be moved on."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def agent(db: None) -> User:
    """An agent of CESAME, who owes a second factor."""
    return make_person(Role.SERVICE_DESK, signs_in=True)
