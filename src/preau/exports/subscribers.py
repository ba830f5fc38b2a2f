"""What this room does when somebody asks for a long list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preau.exports import facts, tasks
from preau.journal import wiring as journal

if TYPE_CHECKING:
    from datetime import datetime

    from preau.journal.queries import Recorded


def _hand_to_worker(recorded: Recorded, at: datetime) -> None:
    """Heard twice, the second task finds nothing left to write."""
    tasks.write.enqueue(recorded.fact.thing_id)


def wire() -> None:
    """Sign up."""
    journal.subscribe("exports.write", [facts.Asked], _hand_to_worker)
