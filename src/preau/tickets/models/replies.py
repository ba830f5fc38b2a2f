"""What a service writes often, and the requests that a lycée makes often."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse

from preau.accounts.roles import Permission, Role
from preau.core.constraints import one_of
from preau.tickets.models.forms import Form
from preau.tickets.states import SERVICES, Handler

if TYPE_CHECKING:
    from preau.core.actors import Actor


class CannedReplyQuerySet(models.QuerySet["CannedReply"]):
    """Canned replies, as pages narrow them."""

    def visible_to(self, actor: Actor) -> CannedReplyQuerySet:
        """Those of the services to which the person belongs."""
        own = [service for service, roles in SERVICES.items() if roles & actor.roles]
        return self.filter(service__in=own)

    def described(self) -> CannedReplyQuerySet:
        """With the title of the newest version, and how many messages were made of them all."""
        newest = CannedVersion.objects.filter(reply=OuterRef("pk")).order_by("-number")
        return self.annotate(
            title=Subquery(newest.values("title")[:1]),
            number=Subquery(newest.values("number")[:1]),
            edited_at=Subquery(newest.values("edited_at")[:1]),
            uses=Count("versions__messages"),
        ).order_by("service", "title", "pk")


class CannedReply(models.Model):
    """A text that a service writes often; its words are in its versions (INC-17)."""

    service = models.CharField(max_length=20, choices=Handler)
    is_offered = models.BooleanField(default=True)
    request_key = models.UUIDField(default=uuid.uuid4, unique=True)

    objects = CannedReplyQuerySet.as_manager()

    class Meta:
        constraints = [one_of("service", Handler.values, name="canned_reply_service_known")]

    def __str__(self) -> str:
        return f"{self.service} {self.pk}"

    def get_absolute_url(self) -> str:
        """The page that shows and edits it."""
        return reverse("tickets:canned", args=[self.pk])


class CannedVersion(models.Model):
    """The words of a canned reply from an instant on; a message remembers which it was made of."""

    reply = models.ForeignKey(CannedReply, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField()
    edited_at = models.DateTimeField()
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["reply", "number"], name="canned_version_unique"),
            models.CheckConstraint(
                # The first ones may come with Préau itself.
                condition=Q(edited_by__isnull=False) | Q(number=1),
                name="canned_version_has_author",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RecurringRequestQuerySet(models.QuerySet["RecurringRequest"]):
    """Recurring requests, as pages narrow them."""

    def visible_to(self, actor: Actor) -> RecurringRequestQuerySet:
        """Those of all lycées, and those of the person's own; CESAME sees all."""
        if actor.roles & {Role.SERVICE_DESK, Role.REGIONAL_ADMIN}:
            return self
        own = [
            held.school_id
            for held in actor.mandates
            if Permission.TICKET_SEND in held.permissions and held.school_id
        ]
        return self.filter(Q(school_id__in=own) | Q(school=None)) if own else self.none()


class RecurringRequest(models.Model):
    """A request that comes back each year: its form, with what is always the same filled in.

    Without a lycée it is offered to all. The urgency is never filled in: the sender says it each
    time (INC-2).
    """

    school = models.ForeignKey(
        "schools.School", models.CASCADE, null=True, blank=True, related_name="+"
    )
    form = models.ForeignKey(Form, models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    subject = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    is_offered = models.BooleanField(default=True)
    edited_at = models.DateTimeField()
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    request_key = models.UUIDField(default=uuid.uuid4, unique=True)

    objects = RecurringRequestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page that shows and edits it."""
        return reverse("tickets:recurring", args=[self.pk])
