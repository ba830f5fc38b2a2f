"""Deliveries, ticks of the clock and the pulse of the workers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from preau.agenda.states import DeliveryState
from preau.core.constraints import one_of

if TYPE_CHECKING:
    from datetime import datetime


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries, as the worker looks for them."""

    def due(self, at: datetime) -> DeliveryQuerySet:
        """Those to be made now."""
        return self.filter(state=DeliveryState.DUE, due_at__lte=at)

    def lost(self, at: datetime) -> DeliveryQuerySet:
        """Those whose worker never came back to say how it went."""
        return self.filter(state=DeliveryState.RUNNING, due_at__lte=at)

    def awaited(self, at: datetime) -> DeliveryQuerySet:
        """Those due or lost: what a worker has to do now."""
        states = (DeliveryState.DUE, DeliveryState.RUNNING)
        return self.filter(state__in=states, due_at__lte=at)

    def failed(self) -> DeliveryQuerySet:
        """Those given up."""
        return self.filter(state=DeliveryState.FAILED)


class Delivery(models.Model):
    """One fact, to be told to one subscriber.

    Written in the transaction of the fact, so that there is one exactly when the fact is true.
    `due_at` is when to try (again) or, while it runs, when its worker is taken for lost.
    """

    subscriber = models.CharField(max_length=80)
    entry_id = models.BigIntegerField()
    state = models.CharField(
        max_length=10,
        choices=DeliveryState,
        default=DeliveryState.DUE,
        db_default=DeliveryState.DUE,
    )
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    losses = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=36, blank=True)
    last_error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry_id", "subscriber"], name="delivery_once"),
            one_of("state", DeliveryState.values, name="delivery_state_known"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.DONE, done_at__isnull=False)
                | (~Q(state=DeliveryState.DONE) & Q(done_at=None)),
                name="delivery_done_is_dated",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at", "id"], name="delivery_by_due"),
            models.Index(fields=["state", "done_at"], name="delivery_by_done"),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} {self.entry_id} {self.state}"


class Tick(models.Model):
    """When a periodic job runs next: moved on by one worker only."""

    name = models.CharField(max_length=80, unique=True)
    expression = models.CharField(max_length=60)
    next_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.name} {self.next_at:%Y-%m-%d %H:%M}"


class Beat(models.Model):
    """The pulse of one worker process: silent for too long, its work is given to others."""

    worker = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.worker
