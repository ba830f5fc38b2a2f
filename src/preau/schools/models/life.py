"""What a lycée declares and agrees: days when it is closed, talks with its RTN."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from preau.accounts.roles import Permission
from preau.core.constraints import both_or_neither, one_of
from preau.schools.states import ExchangeKind

if TYPE_CHECKING:
    from preau.core.actors import Actor
from preau.schools.models.places import School


class ClosureQuerySet(models.QuerySet["Closure"]):
    """Closures, as lists narrow them."""

    def visible_to(self, actor: Actor) -> Self:
        """The closures of the lycées that the person sees."""
        return self.filter(school__in=School.objects.visible_to(actor))

    def standing(self) -> Self:
        """Those that were not cancelled."""
        return self.filter(cancelled_at=None)


class Closure(models.Model):
    """Days on which a lycée declared itself closed: they count in INC-7 and INC-8."""

    school = models.ForeignKey(School, models.CASCADE, related_name="closures")
    first_on = models.DateField()
    last_on = models.DateField()
    reason = models.CharField(max_length=120)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ClosureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="closure_ordered"),
            both_or_neither("cancelled_at", "cancelled_by", name="closure_canceller_known"),
        ]

    def __str__(self) -> str:
        return f"{self.first_on} – {self.last_on}"


class ExchangeQuerySet(models.QuerySet["Exchange"]):
    """Exchanges, as lists narrow them."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of one's own lycée, or of an RTN's: they are no business of the contractor."""
        return self.filter(school__in=School.objects.granting(actor, Permission.EXCHANGE_SEE))


class Exchange(models.Model):
    """A meeting or a call between a lycée and its RTN, and the points agreed (ROL-6)."""

    school = models.ForeignKey(School, models.CASCADE, related_name="exchanges")
    held_on = models.DateField()
    kind = models.CharField(max_length=10, choices=ExchangeKind)
    points = models.TextField(max_length=4000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    request_key = models.UUIDField(unique=True)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-held_on", "-pk"]
        constraints = [one_of("kind", ExchangeKind.values, name="exchange_kind_known")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.held_on}"
