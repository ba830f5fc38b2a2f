"""To keep the copies that figures are counted from complete, and to make them anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from preau.tickets.actions import measure
from preau.tickets.models import Ticket, Treatment
from preau.tickets.states import TREATED

if TYPE_CHECKING:
    from datetime import datetime

    from preau.tickets.models import TicketQuerySet

_BATCH = 500


def complete(at: datetime) -> None:
    """Measure the treated tickets that have not been: those of before there were figures."""
    _measure(Ticket.objects.filter(status__in=TREATED, treatment=None))


def rebuild() -> tuple[int, int]:
    """Measure every treated ticket anew; says how many there are, and how many went away."""
    count = _measure(Ticket.objects.filter(status__in=TREATED))
    gone, _kinds = Treatment.objects.exclude(ticket__status__in=TREATED).delete()
    return count, gone


def _measure(tickets: TicketQuerySet) -> int:
    """Measure tickets batch by batch, in the order of their numbers."""
    count, last = 0, 0
    while True:
        with transaction.atomic():
            # Locked, so that no closure is refused between the reading and the writing.
            locked = tickets.filter(pk__gt=last).select_for_update(of=("self",)).order_by("pk")
            batch = list(locked[:_BATCH])
            if not batch:
                return count
            count += measure(batch)
        last = batch[-1].pk
