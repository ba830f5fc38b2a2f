"""What the lycée thinks of the treatment of a ticket, once it is closed (INC-17)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from preau.tickets.models.tickets import Ticket


class Level(models.IntegerChoices):
    """How satisfied, in five steps."""

    VERY_GOOD = 5, _("Very satisfied")
    GOOD = 4, _("Satisfied")
    FAIR = 3, _("Neither one nor the other")
    BAD = 2, _("Dissatisfied")
    VERY_BAD = 1, _("Very dissatisfied")


class Satisfaction(models.Model):
    """One question to one person about one closed ticket, and the answer, if one came."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="satisfaction")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    level = models.PositiveSmallIntegerField(choices=Level, null=True, blank=True)
    comment = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level=None, answered_at=None)
                | Q(level__gte=1, level__lte=5, answered_at__isnull=False),
                name="satisfaction_answer_has_instant",
            )
        ]
        indexes = [models.Index(fields=["person", "-asked_at"])]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.level or '?'}"
