"""What the tests of tickets share."""

import pytest

from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.mail import actions as mail
from preau.mail.models import Letter
from preau.schools.models import Room
from tests.instants import NOON
from tests.schools.factories import RoomFactory, make_person
from tests.tickets.factories import Crew


@pytest.fixture
def letter(db: None) -> Letter:
    """A letter that was kept."""
    return mail.receive(b"From: a@b.invalid\r\nSubject: x\r\n\r\nOui.\r\n", road="file", at=NOON)


@pytest.fixture
def crew(db: None) -> Crew:
    """A lycée, and everyone whom its tickets meet."""
    return Crew()


@pytest.fixture
def room(crew: Crew) -> Room:
    """A room of the lycée."""
    return RoomFactory(school=crew.school, name="B204")


@pytest.fixture
def colleague(crew: Crew) -> User:
    """Another teacher of the lycée."""
    return make_person(Role.STAFF, school=crew.school)
