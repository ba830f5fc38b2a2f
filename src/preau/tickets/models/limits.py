"""The figures of the limits, dated and versioned; and the alerts that follow from them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from preau.core.constraints import both_or_neither
from preau.tickets.models.tickets import Ticket

#: The columns that hold a figure, in the order in which they are read.
FIGURES = (
    "dispatch_very_high",
    "dispatch_medium",
    "dispatch_low",
    "network_very_high",
    "network_medium",
    "network_low",
    "office",
    "warning_percent",
)
_MOST_UNITS = 200
_WHOLE = 100


class LimitFigures(models.Model):
    """The figures of INC-5 to INC-7 from an instant on: hours to dispatch, days to treat.

    A ticket keeps the figures that held when its clock started: a new version moves no date that
    was already promised. `dispatch_…` are service hours, `network_…` and `office` working days.
    """

    number = models.PositiveIntegerField(unique=True)
    holds_from = models.DateTimeField(unique=True)
    dispatch_very_high = models.PositiveSmallIntegerField()
    dispatch_medium = models.PositiveSmallIntegerField()
    dispatch_low = models.PositiveSmallIntegerField()
    network_very_high = models.PositiveSmallIntegerField()
    network_medium = models.PositiveSmallIntegerField()
    network_low = models.PositiveSmallIntegerField()
    office = models.PositiveSmallIntegerField()
    warning_percent = models.PositiveSmallIntegerField()
    reason = models.TextField()
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["holds_from"]
        constraints = [
            both_or_neither("edited_at", "edited_by", name="limit_figures_editor_known"),
            models.CheckConstraint(
                condition=Q(warning_percent__gte=1, warning_percent__lt=_WHOLE),
                name="limit_figures_warning_before",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__gte": 1, f"{name}__lte": _MOST_UNITS}),
                    name=f"limit_figures_{name}",
                )
                for name in FIGURES[:-1]
            ),
            models.CheckConstraint(
                condition=Q(
                    dispatch_very_high__lte=F("dispatch_medium"),
                    dispatch_medium__lte=F("dispatch_low"),
                    network_very_high__lte=F("network_medium"),
                    network_medium__lte=F("network_low"),
                ),
                name="limit_figures_urgent_first",
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.number}"


class Alert(models.Model):
    """A limit that is near or passed, until those concerned have been written to (INC-7)."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="alerts_told")
    at = models.DateTimeField()
    is_late = models.BooleanField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(told_at=None), name="alert_to_tell")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {'late' if self.is_late else 'near'}"
