"""What the tests of figures share."""

from __future__ import annotations

from collections.abc import Generator

import pytest
import time_machine

from tests.insight.treatments import LATER
from tests.instants import NOON
from tests.tickets.factories import Crew


@pytest.fixture
def crew(db: None) -> Crew:
    """A lycée, and everyone whom its tickets meet."""
    return Crew()


@pytest.fixture
def in_november() -> Generator[None]:
    """Read the figures after the term that they count."""
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def in_october() -> Generator[None]:
    """Read the figures in the midst of it."""
    with time_machine.travel(NOON, tick=True):
        yield
