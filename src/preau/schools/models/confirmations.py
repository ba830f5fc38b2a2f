"""The yearly confirmation: once a year the head looks at the mandates of the lycée."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models

from preau.core.constraints import both_or_neither

if TYPE_CHECKING:
    from preau.core.actors import Actor

#: After how many days the head is reminded, once each ◇.
REMINDERS = (14, 28)


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    """Confirmations, as pages read them."""

    def awaited(self) -> Self:
        """Those that nobody has answered; only the latest of a lycée is asked for."""
        return self.filter(confirmed_at=None, replaced_at=None)

    def visible_to(self, actor: Actor) -> Self:
        """Those of the lycées that the person sees."""
        from preau.schools.models import School  # It imports this module.

        return self.filter(school__in=School.objects.visible_to(actor))


class Confirmation(models.Model):
    """The question that a lycée was asked in one year, and when its head answered.

    An answer that does not come changes nothing: the mandates go on. The question of a year is
    replaced by that of the next.
    """

    school = models.ForeignKey("schools.School", models.CASCADE, related_name="confirmations")
    school_year = models.CharField(max_length=9)
    asked_at = models.DateTimeField()
    reminders = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-school_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year"], name="confirmation_once_a_year"
            ),
            both_or_neither("confirmed_at", "confirmed_by", name="confirmation_author_known"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.school_year}"


def season_of(day: date) -> date | None:
    """The first day of the season that a day is in; None outside it (`PREAU_CONFIRMATION`)."""
    (first_month, first_day), (last_month, last_day) = settings.PREAU_CONFIRMATION
    first = date(day.year, first_month, first_day)
    return first if first <= day <= date(day.year, last_month, last_day) else None


def year_of(first: date) -> str:
    """The school year that a season opens: "2026-2027"."""
    return f"{first.year}-{first.year + 1}"
