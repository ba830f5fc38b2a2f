"""What ties two tickets together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from preau.core.constraints import one_of
from preau.tickets.models.tickets import Ticket
from preau.tickets.states import LinkKind

if TYPE_CHECKING:
    from preau.core.actors import Actor


class LinkQuerySet(models.QuerySet["Link"]):
    """Links, as pages narrow them."""

    def visible_to(self, actor: Actor) -> LinkQuerySet:
        """Those of which the person may read both tickets: no subject of another lycée leaks."""
        seen = Ticket.objects.visible_to(actor)
        return self.filter(source__in=seen, target__in=seen)

    def about(self, ticket: Ticket) -> LinkQuerySet:
        """Those that start or end at a ticket."""
        return self.filter(Q(source=ticket) | Q(target=ticket))


class Link(models.Model):
    """One ticket is the twin of another, part of its outage, or follows it (INC-14, INC-17).

    Two tickets have one tie at most, whichever way it goes: so neither can be the twin of the
    other and have it for a twin.
    """

    source = models.ForeignKey(Ticket, models.CASCADE, related_name="links")
    target = models.ForeignKey(Ticket, models.CASCADE, related_name="linked")
    kind = models.CharField(max_length=20, choices=LinkKind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", LinkKind.values, name="link_kind_known"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="link_to_another"),
            models.CheckConstraint(
                # What follows was received later: no round of tickets that follow each other.
                condition=~Q(kind=LinkKind.FOLLOWS) | Q(source__gt=F("target")),
                name="link_follows_an_earlier",
            ),
            models.UniqueConstraint(
                Least("source", "target"), Greatest("source", "target"), name="link_once_a_pair"
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(kind=LinkKind.DUPLICATE_OF),
                name="link_twin_of_one",
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(kind=LinkKind.CHILD_OF),
                name="link_part_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"
