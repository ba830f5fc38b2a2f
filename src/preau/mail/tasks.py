"""The work of letters that waits as rows, for the worker to drain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preau.mail import actions

if TYPE_CHECKING:
    from datetime import datetime

#: Letters that a worker keeps to itself at a time: few, should it die.
CLAIMED = 10


def read_waiting(at: datetime, limit: int) -> int:
    """Give waiting letters their outcome."""
    letters = actions.claim(at, min(limit, CLAIMED))
    for letter in letters:
        letter.attempts += 1
        actions.understand(letter, at=at)
    return len(letters)


def send_due(at: datetime, limit: int) -> int:
    """Send our letters that are due."""
    return actions.send_due(at, limit)
