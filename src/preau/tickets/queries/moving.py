"""Which open tickets have other dates under the calendars as they now are (INC-15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from preau.schools.wiring import Moved
from preau.tickets.models import Ticket
from preau.tickets.queries.promises import due_at_of, promises_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

#: A trial on a page looks at so many: the rest is counted when it is saved.
_MOST = 10_000
_BATCH = 500


def open_batches(size: int) -> Iterator[list[Ticket]]:
    """The open tickets, so many at a time, in the order of their numbers."""
    last = 0
    while batch := list(Ticket.objects.open().filter(pk__gt=last).order_by("pk")[:size]):
        yield batch
        last = batch[-1].pk


def misdated(tickets: list[Ticket], at: datetime) -> list[Ticket]:
    """Those whose date or warning is not what their journal and the calendars say."""
    promises = promises_of(tickets, at)
    found = []
    for ticket in tickets:
        promise = promises[ticket.pk]
        dates = (due_at_of(ticket, promise), promise.warning_at if promise else None)
        if dates != (ticket.due_at, ticket.warning_at):
            found.append(ticket)
    return found


def moved_by_calendars(at: datetime) -> Moved:
    """How many of the open tickets the calendars, as they now are, would give another date."""
    looked, found = 0, 0
    for batch in open_batches(_BATCH):
        looked += len(batch)
        found += len(misdated(batch, at))
        if looked >= _MOST:
            break
    return Moved(_("open tickets"), found, looked)
