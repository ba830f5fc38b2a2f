"""Letters in and out, and what carriers handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import Permission
from preau.core.constraints import one_of
from preau.core.verdicts import Stale
from preau.files.models import Attachment
from preau.mail.states import LetterState, OutcomeKind, OutgoingState, Road
from preau.schools.models import School

if TYPE_CHECKING:
    from datetime import datetime

    from preau.core.actors import Actor

#: What a correspondent may read of the mail of their lycée (docs/decisions/mail.md).
SHOWN_TO_LYCEE = (OutcomeKind.REFUSED, OutcomeKind.REPORT)


def _keeps_ledger(actor: Actor) -> bool:
    """Whether the person's place is the whole Region: the ledger has no narrower part.

    Most of what is held there is of no lycée yet.
    """
    return any(
        Permission.MAIL_LEDGER in held.permissions and held.is_everywhere for held in actor.mandates
    )


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters, as the ledger narrows them."""

    def visible_to(self, actor: Actor) -> LetterQuerySet:
        """All for whoever keeps the ledger; for a correspondent, what their lycée's people sent."""
        if _keeps_ledger(actor):
            return self
        reach = Q(pk__in=[])
        for held in actor.mandates:
            if Permission.REPORT_HANDLE in held.permissions and held.school_id:
                reach |= Q(school_id=held.school_id, outcome__in=SHOWN_TO_LYCEE)
        return self.filter(reach)

    def locked(self, pk: int, *, seen: int | None = None) -> Letter:
        """Take a letter for a change; stale if someone decided since version `seen`."""
        letter = self.select_for_update(of=("self",)).get(pk=pk)
        if seen is not None and letter.version != seen:
            raise Stale(letter)
        return letter

    def waiting(self, at: datetime) -> LetterQuerySet:
        """Those to be understood now, the ones that failed before after the fresh ones."""
        return (
            self.filter(Q(claimed_until=None) | Q(claimed_until__lte=at), state=LetterState.WAITING)
            .filter(Q(retry_at=None) | Q(retry_at__lte=at))
            .order_by("attempts", "pk")
        )


class Letter(models.Model):
    """A message that reached us: one SHA-256, one outcome.

    Its bytes lie on the mail shelf of the file store. Until it is read, all but the first columns
    are empty. `from_name` and `from_email` are what the message claims; `sender` is the person
    whose confirmed address that is. `thread` is what the message joined, such as "ticket:123".
    """

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    received_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=LetterState, default=LetterState.WAITING, db_index=True
    )
    version = models.PositiveIntegerField(default=1)

    outcome = models.CharField(max_length=10, choices=OutcomeKind, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    rule = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    thread = models.CharField(max_length=60, blank=True, db_index=True)
    ref = models.CharField(max_length=30, blank=True)
    url = models.CharField(max_length=200, blank=True)
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="letters"
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="letters"
    )
    repeat_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="repeats"
    )

    message_id = models.CharField(max_length=255, blank=True, db_index=True)
    # Message-ID, sender and body in one digest; the first to come has it, repeats do not.
    fingerprint = models.CharField(max_length=64, null=True, blank=True, unique=True)
    reuses_message_id = models.BooleanField(default=False)
    in_reply_to = models.CharField(max_length=255, blank=True)
    references = models.JSONField(default=list, blank=True)
    from_name = models.CharField(max_length=200, blank=True)
    from_email = models.CharField(max_length=254, blank=True, db_index=True)
    to = models.JSONField(default=list, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    text = models.TextField(blank=True)
    reply_text = models.TextField(blank=True)
    is_cut_certain = models.BooleanField(default=True)
    urgency = models.CharField(max_length=20, blank=True)
    urgency_words = models.JSONField(default=list, blank=True)

    attempts = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            one_of("state", LetterState.values, name="letter_state_known"),
            one_of("outcome", ["", *OutcomeKind.values], name="letter_outcome_known"),
            # Exactly one outcome each, and none before it is decided.
            models.CheckConstraint(
                condition=Q(state=LetterState.WAITING, outcome="", decided_at=None)
                | Q(state=LetterState.HELD, outcome=OutcomeKind.HELD, decided_at__isnull=False)
                | (
                    Q(state=LetterState.DONE, decided_at__isnull=False)
                    & ~Q(outcome__in=["", OutcomeKind.HELD])
                ),
                name="letter_one_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="letter_newest"),
            models.Index(fields=["school", "outcome", "-received_at"], name="letter_of_school"),
            models.Index(
                fields=["attempts", "id"],
                name="letter_waiting",
                condition=Q(state=LetterState.WAITING),
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.sha256[:12]

    def get_absolute_url(self) -> str:
        """The letter's page in the ledger."""
        return reverse("mail:letter", args=[self.pk])


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries, as those who fetch narrow them."""

    def from_mailbox(self, mailbox: str, uid_validity: int) -> DeliveryQuerySet:
        """Those that were fetched from a mailbox while its numbers were these."""
        return self.filter(mailbox=mailbox, uid_validity=uid_validity)


class Delivery(models.Model):
    """What a carrier handed over, once: a letter, or a letter that we had already.

    What was fetched by IMAP remembers where it lay: the same UID under the same UIDVALIDITY is
    never taken in twice.
    """

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="deliveries")
    received_at = models.DateTimeField()
    road = models.CharField(max_length=10, choices=Road)
    envelope_from = models.CharField(max_length=254, blank=True)
    envelope_to = models.JSONField(default=list, blank=True)
    is_repeat = models.BooleanField(default=False)
    mailbox = models.CharField(max_length=300, blank=True)
    uid_validity = models.PositiveBigIntegerField(null=True, blank=True)
    uid = models.PositiveBigIntegerField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            one_of("road", Road.values, name="delivery_road_known"),
            models.UniqueConstraint(
                fields=["letter"], condition=Q(is_repeat=False), name="delivery_first_once"
            ),
            models.CheckConstraint(
                condition=Q(mailbox="", uid_validity=None, uid=None)
                | (~Q(mailbox="") & Q(uid_validity__isnull=False, uid__isnull=False)),
                name="delivery_lay_somewhere",
            ),
            models.UniqueConstraint(
                fields=["mailbox", "uid_validity", "uid"],
                condition=~Q(mailbox=""),
                name="delivery_fetched_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.road} {self.received_at:%Y-%m-%d %H:%M}"


class LetterFile(models.Model):
    """A file that came with a letter; an image shown in its text has a content id."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="files")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    content_id = models.CharField(max_length=255, blank=True)
    is_inline = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "position"], name="letter_file_place")
        ]

    def __str__(self) -> str:
        return self.attachment.name


class OutgoingQuerySet(models.QuerySet["Outgoing"]):
    """Letters of ours, as the worker and the ledger narrow them."""

    def visible_to(self, actor: Actor) -> OutgoingQuerySet:
        """All for whoever keeps the ledger, none for others: theirs came by mail."""
        return self if _keeps_ledger(actor) else self.none()

    def due(self, at: datetime) -> OutgoingQuerySet:
        """Those to be sent now, the oldest first."""
        return self.filter(state=OutgoingState.DUE, due_at__lte=at).order_by("due_at", "pk")


class Outgoing(models.Model):
    """A letter of ours: written with the change that it tells of, sent afterwards by the worker.

    `key` makes it unique, however often it is asked for. Its Message-ID never changes, so that a
    second attempt is a repeat for its reader's mail program, and an answer finds its thread.
    """

    key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=255, unique=True)
    thread = models.CharField(max_length=60, blank=True, db_index=True)
    template = models.CharField(max_length=100)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="letters_received",
    )
    to_email = models.CharField(max_length=254)
    school = models.ForeignKey(School, models.PROTECT, null=True, blank=True, related_name="+")
    answers = models.ForeignKey(
        Letter, models.PROTECT, null=True, blank=True, related_name="answers"
    )
    subject = models.CharField(max_length=500)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    in_reply_to = models.CharField(max_length=255, blank=True)
    references = models.JSONField(default=list, blank=True)
    is_automatic = models.BooleanField(default=True)
    is_secret = models.BooleanField(
        default=False, help_text=_("It bears a one-time link: its text is dropped once sent.")
    )
    written_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=OutgoingState, default=OutgoingState.DUE, db_index=True
    )
    due_at = models.DateTimeField()
    tried_from = models.DateTimeField(help_text=_("Given up three days after this."))
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing letter")
        verbose_name_plural = _("outgoing letters")
        constraints = [
            one_of("state", OutgoingState.values, name="outgoing_state_known"),
            models.CheckConstraint(
                condition=Q(state=OutgoingState.SENT, sent_at__isnull=False)
                | (~Q(state=OutgoingState.SENT) & Q(sent_at=None)),
                name="outgoing_sent_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="outgoing_due", condition=Q(state=OutgoingState.DUE)
            ),
            models.Index(fields=["person", "-written_at"], name="outgoing_of_person"),
        ]

    def __str__(self) -> str:
        return self.subject
