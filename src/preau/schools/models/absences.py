"""Absences: from when to when somebody is away, and who has what waits meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from datetime import datetime

    from preau.core.actors import Actor


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Absences, as pages and rights read them."""

    def running(self, at: datetime) -> Self:
        """Those that have begun, and are not over."""
        return self.filter(starts_at__lte=at, ends_at__gt=at)

    def not_over(self, at: datetime) -> Self:
        """Those that run, or are to come."""
        return self.filter(Q(ends_at__gt=F("starts_at")), ends_at__gt=at)

    def visible_to(self, actor: Actor) -> Self:
        """Those from the mandates that the person sees."""
        from preau.schools.models import Mandate  # It imports this module.

        return self.filter(mandate__in=Mandate.objects.visible_to(actor))


class Absence(models.Model):
    """The days on which the holder of a mandate is away, and who stands in, in order.

    It takes nothing from the absent person, who may still act. It begins and ends by its dates
    alone: nothing has to happen for it. One that ends early gets an earlier end.
    """

    mandate = models.ForeignKey("schools.Mandate", models.PROTECT, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    begun_told_at = models.DateTimeField(null=True, blank=True)
    over_told_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")), name="absence_ends_after_start"
            )
        ]
        indexes = [models.Index(fields=["ends_at", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.mandate_id}: {self.starts_at:%Y-%m-%d} – {self.ends_at:%Y-%m-%d}"


class Substitute(models.Model):
    """Somebody who stands in during an absence; the first of them who is there does."""

    absence = models.ForeignKey(Absence, models.CASCADE, related_name="substitutes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["absence", "rank"], name="substitute_rank_once"),
            models.UniqueConstraint(fields=["absence", "person"], name="substitute_named_once"),
        ]

    def __str__(self) -> str:
        return f"{self.absence_id}.{self.rank}"
