"""An act on several tickets: what was asked, and what became of each."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from preau.core.constraints import one_of
from preau.tickets.models.tickets import Ticket
from preau.tickets.states import BatchOutcome, BulkAct

if TYPE_CHECKING:
    from preau.core.actors import Actor


class BatchQuerySet(models.QuerySet["Batch"]):
    """Bulk acts, as pages narrow them."""

    def visible_to(self, actor: Actor) -> BatchQuerySet:
        """One's own: the report is for whoever asked for the act."""
        return self.filter(by=actor.person) if actor.person is not None else self.none()


class Batch(models.Model):
    """One act asked for several tickets at once, done ticket by ticket (INC-17).

    The same `request_key` sent again goes on where it stopped and does nothing twice. `words`
    are what was chosen and typed, the same for all.
    """

    act = models.CharField(max_length=20, choices=BulkAct)
    words = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    request_key = models.UUIDField(default=uuid.uuid4, unique=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        constraints = [one_of("act", BulkAct.values, name="batch_act_known")]

    def __str__(self) -> str:
        return f"{self.act} {self.pk}"

    def get_absolute_url(self) -> str:
        """Its report."""
        return reverse("tickets:batch", args=[self.pk])


class BatchLine(models.Model):
    """One ticket of a bulk act, as it was read, and what became of it; empty until it was tried."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="lines")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    seen = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=BatchOutcome, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "ticket"], name="batch_line_once_each"),
            one_of("outcome", ["", *BatchOutcome.values], name="batch_line_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.ticket_id} {self.outcome}"
