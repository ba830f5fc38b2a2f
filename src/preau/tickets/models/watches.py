"""Who follows a ticket besides those who have to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from preau.tickets.models.tickets import Ticket

if TYPE_CHECKING:
    from preau.core.actors import Actor


class WatchQuerySet(models.QuerySet["Watch"]):
    """Watches, as pages narrow them."""

    def visible_to(self, actor: Actor) -> WatchQuerySet:
        """Those of the tickets that the person may read."""
        return self.filter(ticket__in=Ticket.objects.visible_to(actor))


class Watch(models.Model):
    """Somebody follows a ticket: its letters reach them while they may read it (INC-17).

    It gives no right: at each sending their mandates are asked anew.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="watches")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="watched_tickets"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = WatchQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="watch_once_each")]

    def __str__(self) -> str:
        return f"{self.person_id} watches {self.ticket_id}"
