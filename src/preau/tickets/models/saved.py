"""The filters of the list that somebody keeps under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from preau.accounts.roles import Role
from preau.core.constraints import one_of

if TYPE_CHECKING:
    from preau.core.actors import Actor


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Saved views, as the list and the navigation show them."""

    def visible_to(self, actor: Actor) -> SavedViewQuerySet:
        """One's own, and those that are shared with a service whose mandate one holds."""
        if actor.person is None:
            return self.none()
        return self.filter(Q(owner=actor.person) | Q(shared_with__in=sorted(actor.roles)))

    def kept(self) -> SavedViewQuerySet:
        """Those that were not deleted."""
        return self.filter(deleted_at=None)


class SavedView(models.Model):
    """Filters of the list of tickets under a name, for oneself or for one's service (INC-17).

    It holds filters and nothing else: whoever opens it sees what they may see, no more.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    shared_with = models.CharField(max_length=30, choices=Role, blank=True)
    position = models.PositiveIntegerField(default=0)
    #: Of the form by which it was kept.
    request_key = models.UUIDField(null=True, blank=True, unique=True)
    updated_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints = [one_of("shared_with", ["", *Role.values], name="saved_view_service_known")]
        indexes = [models.Index(fields=["shared_with"], name="saved_view_shared")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The list with its filters."""
        return f"{reverse('tickets:tickets')}?{self.query}&saved={self.pk}"
