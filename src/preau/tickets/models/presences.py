"""Who is writing on a ticket at this moment."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from preau.tickets.models.tickets import Ticket

if TYPE_CHECKING:
    from datetime import datetime

#: Who has typed nothing for as long is no longer writing.
LASTS = timedelta(seconds=60)


class PresenceQuerySet(models.QuerySet["Presence"]):
    """Presences, as pages narrow them."""

    def fresh(self, at: datetime) -> PresenceQuerySet:
        """Those of the last minute."""
        return self.filter(at__gt=at - LASTS)

    def past(self, at: datetime) -> PresenceQuerySet:
        """All the others: nobody writes any more."""
        return self.filter(at__lte=at - LASTS)


class Presence(models.Model):
    """Somebody of a service is writing on a ticket: colleagues see it, nothing is locked (INC-17).

    One row for a person and a ticket, renewed while they type, and gone within the hour.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="presences")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "person"], name="presence_once_each")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.ticket_id}"
