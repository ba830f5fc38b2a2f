"""What the staff tell the correspondent (ROL-4)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from preau.accounts.roles import Permission
from preau.core.constraints import both_or_neither, one_of
from preau.core.moves import IllegalMove
from preau.tickets.models.tickets import Ticket
from preau.tickets.states import OPEN, REPORT_MOVES, Channel, ReportStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preau.core.actors import Actor


#: The longest name of a room that is typed.
PLACE_LENGTH = 60


class ReportQuerySet(models.QuerySet["Report"]):
    """Staff's reports, as lists narrow them."""

    def visible_to(self, actor: Actor) -> ReportQuerySet:
        """One's own, those that one joined, and those that one handles (ROL-4)."""
        if actor.person is None:
            return self.none()
        schools = [
            held.school_id
            for held in actor.mandates
            if Permission.REPORT_HANDLE in held.permissions and held.school_id
        ]
        own = [held.school_id for held in actor.mandates if held.school_id]
        joined = Affected.objects.filter(person=actor.person).values("report")
        mine = Q(author=actor.person) | Q(pk__in=joined)
        return self.filter(Q(school_id__in=schools) | (mine & Q(school_id__in=own)))

    def unsettled(self, twins: Iterable[int] = ()) -> ReportQuerySet:
        """Those that wait for the correspondent, or whose ticket is not over.

        `twins` are tickets that were joined with one that is not over.
        """
        treated = Q(ticket__status__in=OPEN) | Q(ticket__in=list(twins))
        return self.filter(
            Q(status=ReportStatus.OPEN) | (Q(status=ReportStatus.FORWARDED) & treated)
        )

    def at_place(self, room_id: int | None, folded_place: str = "") -> ReportQuerySet:
        """Those of a room, or of a place typed alike, and those that name none."""
        nowhere = Q(room=None, folded_place="")
        if room_id is not None:
            return self.filter(nowhere | Q(room=room_id))
        if folded_place:
            return self.filter(nowhere | Q(room=None, folded_place=folded_place))
        return self.filter(nowhere)

    def locked(self, pk: int) -> Report:
        """Lock a report for a verb."""
        return self.select_for_update(of=("self",)).select_related("school").get(pk=pk)


class Report(models.Model):
    """What a member of staff tells the correspondent; it is not yet a ticket (ROL-4).

    `place` is a room that its author typed and that the register does not know.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="reports")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reports")
    at = models.DateTimeField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    room = models.ForeignKey(
        "schools.Room", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    place = models.CharField(max_length=PLACE_LENGTH, blank=True)
    folded_place = models.CharField(max_length=PLACE_LENGTH, blank=True, editable=False)
    channel = models.CharField(max_length=10, choices=Channel)
    letter = models.ForeignKey(
        "mail.Letter", models.PROTECT, null=True, blank=True, related_name="+"
    )
    attachments = models.ManyToManyField("files.Attachment", related_name="+", blank=True)
    status = models.CharField(max_length=10, choices=ReportStatus, default=ReportStatus.OPEN)
    ticket = models.ForeignKey(
        Ticket, models.PROTECT, null=True, blank=True, related_name="reports"
    )
    answer = models.TextField(blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    request_key = models.UUIDField(default=uuid.uuid4, unique=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        constraints = [
            one_of("status", ReportStatus.values, name="report_status_known"),
            one_of("channel", Channel.values, name="report_channel_known"),
            both_or_neither("handled_at", "handled_by", name="report_handler_known"),
            models.CheckConstraint(
                condition=Q(status=ReportStatus.OPEN, handled_at=None)
                | (~Q(status=ReportStatus.OPEN) & Q(handled_at__isnull=False)),
                name="report_handled_has_instant",
            ),
        ]
        indexes = [models.Index(fields=["school", "status", "-at"])]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        """The report's page."""
        return reverse("tickets:report", args=[self.pk])

    @property
    def place_name(self) -> str:
        """Where it is: the room, else what was typed; nothing where neither was said."""
        return self.room.name if self.room is not None else self.place

    def move_to(self, target: ReportStatus) -> None:
        """Make a move of the table, or raise `IllegalMove`."""
        if target not in REPORT_MOVES[ReportStatus(self.status)]:
            raise IllegalMove(self, target)
        self.status = target


class ReportMessage(models.Model):
    """What the author of a report and the correspondent write to each other about it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    body = models.TextField()
    letter = models.ForeignKey(
        "mail.Letter", models.PROTECT, null=True, blank=True, related_name="+"
    )
    attachments = models.ManyToManyField("files.Attachment", related_name="+", blank=True)
    request_key = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.pk}"


class Affected(models.Model):
    """A colleague whom the matter of a report stops as well: "me too", and no twin (INC-14)."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="affected")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "person"], name="affected_once_each")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} by {self.report_id}"
