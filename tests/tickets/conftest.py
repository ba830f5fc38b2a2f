"""What the tests of tickets share."""

import pytest

from preau.mail import actions as mail
from preau.mail.models import Letter
from tests.instants import NOON


@pytest.fixture
def letter(db: None) -> Letter:
    """A letter that was kept."""
    return mail.receive(b"From: a@b.invalid\r\nSubject: x\r\n\r\nOui.\r\n", road="file", at=NOON)
