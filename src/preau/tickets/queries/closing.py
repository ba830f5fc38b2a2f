"""What the clock of the administrative closure has to do, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preau.journal import queries as journal
from preau.tickets.queries.promises import KIND, promises_of, tells_reminder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from preau.tickets.models import Ticket


def closures_due(tickets: Iterable[Ticket], at: datetime) -> list[tuple[Ticket, int | None]]:
    """Of tickets that await their closure, those on which the clock has to act (INC-8).

    Each with the day of the reminder that is owed, or None where the ten days are over.
    """
    rows = list(tickets)
    days: dict[int, int | None] = {}
    for pk, promise in promises_of(rows, at).items():
        if promise is None:
            continue
        if promise.due_at is not None and promise.due_at <= at:
            days[pk] = None
        elif passed := [reminder.day for reminder in promise.reminders if reminder.at <= at]:
            days[pk] = passed[-1]
    told = journal.histories(KIND, [pk for pk, day in days.items() if day is not None])
    return [
        (ticket, day)
        for ticket in rows
        if ticket.pk in days
        and ((day := days[ticket.pk]) is None or not tells_reminder(told[ticket.pk], day))
    ]
