"""What the tests of verbs share."""

from __future__ import annotations

from preau.journal.models import Entry
from preau.tickets.models import Ticket


def told(ticket: Ticket) -> list[str]:
    """The facts of a ticket, in order."""
    entries = Entry.objects.filter(thing_kind="tickets.ticket", thing_id=ticket.pk)
    return list(entries.order_by("position").values_list("fact", flat=True))
