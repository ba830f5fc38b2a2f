"""Lists that were taken away, and the files that wait for whoever asked."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from preau.core.constraints import one_of
from preau.core.moves import IllegalMove
from preau.exports.states import MOVES, PENDING, SENDING_MOVES, Reason, Sending, Status
from preau.ui.exports import Format

if TYPE_CHECKING:
    from datetime import datetime

    from preau.core.actors import Actor

#: How long a file is kept for whoever asked for it ◇.
KEPT = timedelta(days=7)


class TakenQuerySet(models.QuerySet["Taken"]):
    """Lists taken away, as pages narrow them."""

    def visible_to(self, actor: Actor) -> TakenQuerySet:
        """One's own: a file is for whoever asked for it."""
        return self.filter(person=actor.person) if actor.person is not None else self.none()

    def pending(self) -> TakenQuerySet:
        """Those that the worker has still to write."""
        return self.filter(status__in=PENDING)

    def locked(self, pk: int) -> Taken:
        """Take one for a change."""
        return self.select_for_update(of=("self",)).select_related("person").get(pk=pk)


class Taken(models.Model):
    """A list that somebody took away as a file, or asked the worker to write.

    `listed`, `of` and `query` say which list, narrowed by what; `filters` say it in words.
    `mandates` are those in force when it was asked for: the file is handed out while they last;
    `worn` is the one that the person chose to act under, if they chose one.
    `done` of `total` rows are written. `sha256` is there as long as the file lies on the shelf.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    listed = models.CharField(max_length=40)
    of = models.CharField(max_length=20, blank=True)
    form = models.CharField(max_length=4, choices=[(form.value, form.value) for form in Format])
    query = models.TextField(blank=True)
    filters = models.JSONField(default=list, blank=True)
    mandates = models.JSONField(default=list, blank=True)
    worn = models.BigIntegerField(null=True, blank=True)
    request_key = models.UUIDField(default=uuid.uuid4, unique=True)
    status = models.CharField(max_length=10, choices=[*Status.choices, *Sending.choices])
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    is_whole = models.BooleanField(default=True)
    asked_at = models.DateTimeField()
    # The last sign of life of whoever writes it.
    stirred_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    name = models.CharField(max_length=180)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)

    objects = TakenQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("status", [*Status.values, *Sending.values], name="taken_state_known"),
            one_of("form", [form.value for form in Format], name="taken_form_known"),
            one_of("reason", ["", *Reason.values], name="taken_reason_known"),
            models.CheckConstraint(
                condition=~Q(status=Status.READY) | ~Q(sha256=""), name="taken_ready_has_file"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.FAILED) | Q(reason=""), name="taken_reason_of_failure"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="taken_of_person"),
            models.Index(fields=["status", "stirred_at"], name="taken_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.listed} {self.form} {self.pk}"

    def get_absolute_url(self) -> str:
        """Its line among one's files."""
        return f"{reverse('exports:files')}#file-{self.pk}"

    def move_to(self, target: Status | Sending) -> None:
        """Make a move of the tables, or raise `IllegalMove`."""
        moves: dict[str, set[str]] = {
            here.value: {there.value for there in targets}
            for table in (MOVES, SENDING_MOVES)
            for here, targets in table.items()
        }
        if target not in moves[self.status]:
            raise IllegalMove(self, target)
        self.status = target

    @property
    def kept_until(self) -> datetime | None:
        """Until when the file can be downloaded; None where there is none."""
        if self.status != Status.READY or self.ended_at is None:
            return None
        return self.ended_at + KEPT
