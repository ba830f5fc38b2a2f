"""What the tests of tickets share."""

import pytest

from preau.mail import actions as mail
from preau.mail.models import Letter
from tests.instants import NOON
from tests.tickets.factories import Crew


@pytest.fixture
def letter(db: None) -> Letter:
    """A letter that was kept."""
    return mail.receive(b"From: a@b.invalid\r\nSubject: x\r\n\r\nOui.\r\n", road="file", at=NOON)


@pytest.fixture
def crew(db: None) -> Crew:
    """A lycée, and everyone whom its tickets meet."""
    return Crew()
