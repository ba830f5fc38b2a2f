"""What the tests of accounts share."""

from __future__ import annotations

import pytest

from preau.accounts.models import User
from preau.accounts.roles import Role
from tests.schools.factories import make_person


@pytest.fixture
def agent(db: None) -> User:
    """An agent of CESAME, who owes a second factor."""
    return make_person(Role.SERVICE_DESK, signs_in=True)
