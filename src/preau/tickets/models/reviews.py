"""The fortnightly review of a lycée's open tickets (INC-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from preau.accounts.roles import Permission
from preau.core.constraints import both_or_neither
from preau.schools.reach import within

if TYPE_CHECKING:
    from preau.core.actors import Actor


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews, as pages narrow them."""

    def visible_to(self, actor: Actor) -> ReviewQuerySet:
        """Those of the lycées whose tickets the person sees by the lycée, not one by one."""
        held = [h for h in actor.mandates if Permission.TICKET_SEND in h.permissions]
        held += [h for h in actor.mandates if Permission.TICKET_NOTE in h.permissions]
        return self.filter(within(held, "school"))

    def waiting(self) -> ReviewQuerySet:
        """Put before the correspondent, and not done yet."""
        return self.filter(done_at=None)


class Review(models.Model):
    """The open tickets of a lycée, put before its correspondent on one day (INC-4).

    One waits at a time: where it is not done, the next fortnight puts it anew, and `times_put`
    says how often it was.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="reviews")
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    times_put = models.PositiveSmallIntegerField(default=1)
    tickets = models.PositiveIntegerField(default=0)
    current = models.PositiveIntegerField(default=0)
    solved = models.PositiveIntegerField(default=0)
    nudged = models.PositiveIntegerField(default=0)
    #: Of the form by which it was done: the clock opens it without one.
    request_key = models.UUIDField(null=True, blank=True, unique=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-opened_at", "-pk"]
        constraints = [
            both_or_neither("done_at", "done_by", name="review_author_known"),
            models.UniqueConstraint(
                fields=["school"], condition=Q(done_at=None), name="review_one_waits"
            ),
        ]
        indexes = [models.Index(fields=["school", "-done_at"])]

    def __str__(self) -> str:
        return f"{self.school_id} {self.opened_at:%Y-%m-%d}"
