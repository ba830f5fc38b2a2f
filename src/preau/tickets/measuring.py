"""What the treatment of a ticket took, told from its journal alone (INC-13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from preau.tickets import clock
from preau.tickets.history import read
from preau.tickets.limits import THE_TEXT
from preau.tickets.states import TREATED, Ending, Handler, Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from preau.core.working_time import Calendar
    from preau.journal.queries import Recorded
    from preau.tickets.limits import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """The times of a ticket whose technical closure stands.

    `contractor_minutes` is None where somebody else closed it; `is_within` also where no limit
    held.
    """

    done_at: datetime
    calendar_minutes: int
    working_minutes: int
    contractor_minutes: int | None
    is_within: bool | None
    ending: Ending


def measure_of(
    entries: Sequence[Recorded], calendar: Calendar, *, limits: Book = THE_TEXT
) -> Measure | None:
    """Measure a ticket; None while its work is not declared done, or that was refused."""
    story = read(entries)
    if (
        story.status not in TREATED
        or story.done_at is None
        or (treated := clock.treatment(entries, calendar, at=story.done_at)) is None
    ):
        return None
    is_contractors = story.handler == Handler.CONTRACTOR
    limit = None
    if is_contractors:
        limit = clock.contractor_limit(entries, calendar, at=story.done_at, limits=limits)
    ending = Ending.AWAITED
    if story.status == Status.CLOSED:
        ending = Ending.TACIT if story.is_tacit else Ending.ACCEPTED
    return Measure(
        done_at=story.done_at,
        calendar_minutes=treated.calendar_minutes,
        working_minutes=treated.working_minutes,
        contractor_minutes=treated.contractor_minutes if is_contractors else None,
        is_within=None if limit is None else not limit.is_late,
        ending=ending,
    )
