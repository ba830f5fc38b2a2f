"""Tickets, who sees them, and what is written on them."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import CONTRACTOR_ROLES, Permission, Role
from preau.core.constraints import both_or_neither, one_of
from preau.core.moves import IllegalMove
from preau.core.text import fold
from preau.core.verdicts import Stale
from preau.journal.facts import Audience
from preau.schools.reach import within
from preau.tickets.models.forms import Form
from preau.tickets.states import (
    MOVES,
    OPEN,
    Channel,
    Extent,
    Handler,
    HoldCause,
    LinkKind,
    Nature,
    OutOfScope,
    Status,
    Urgency,
)

if TYPE_CHECKING:
    from datetime import datetime

    from preau.core.actors import Actor, Held

PARIS = ZoneInfo("Europe/Paris")
_REF = re.compile(r"(\d{4})-(\d{1,9})")
_CALLED = re.compile(r"#?\s*(?:(\d{4})\s*[-–]\s*)?(\d{1,9})")


def ref_of(year: int, pk: int) -> str:
    """The order number of a ticket."""
    return f"{year}-{pk:06d}"


def reach(actor: Actor) -> Q | None:
    """Which tickets the person's mandates let them read (ROL-5); None for every one.

    The lycée reads its own; the RTN the territory's; CESAME and the Region all, or those of
    the place of their mandate; the contractor and the rectorat what was handed to them there,
    and a technician sent from lycée to lycée the appointments. Whatever tells of tickets has
    the columns that are asked here, under the same names.
    """
    own: list[Held] = []
    contractor: list[Held] = []
    academy: list[Held] = []
    found = Q(pk__in=[])
    for held in actor.mandates:
        if Permission.TICKET_SEE not in held.permissions:
            continue
        if held.role in CONTRACTOR_ROLES:
            if held.role != Role.DISPATCHER:
                # Their own appointments, or those of the colleague they stand in for.
                found |= Q(technician=held.lent_by_id or actor.person)
            if held.role == Role.DISPATCHER or not held.is_everywhere:
                contractor.append(held)
        elif held.role == Role.ACADEMY_SERVICES:
            academy.append(held)
        elif held.is_everywhere:
            return None
        else:
            own.append(held)
    if own:
        found |= within(own, "school")
    if contractor:
        found |= within(contractor, "school") & Q(reached_contractor=True)
    if academy:
        found |= within(academy, "school") & Q(reached_academy=True)
    return found


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Tickets, as queues and lists narrow them."""

    def visible_to(self, actor: Actor) -> TicketQuerySet:
        """What the person's mandates let them read (ROL-5)."""
        reached = reach(actor)
        return self if reached is None else self.filter(reached)

    def open(self) -> TicketQuerySet:
        """Those in which somebody still has something to do."""
        return self.filter(status__in=OPEN)

    def late(self, at: datetime) -> TicketQuerySet:
        """Open ones whose date has passed."""
        # The minute is the unit: what is done in the minute of the limit is done in time.
        return self.open().filter(due_at__lt=at.replace(second=0, microsecond=0))

    def by_ref(self, ref: str) -> TicketQuerySet:
        """The ticket of a number such as 2026-000123, or none."""
        found = _REF.fullmatch(ref)
        return self.filter(pk=int(found[2]), year=int(found[1])) if found else self.none()

    def called(self, typed: str) -> TicketQuerySet:
        """The ticket that people call 2026-000406, #406 or 406: numbers run on over the years."""
        if (found := _CALLED.fullmatch(typed.strip())) is None:
            return self.none()
        year, number = found.groups()
        return self.filter(pk=int(number), **({"year": int(year)} if year else {}))

    def twins(self) -> TicketQuerySet:
        """Those that were joined with another ticket, which goes on: figures count them apart."""
        return self.filter(links__kind=LinkKind.DUPLICATE_OF)

    def locked_both(self, pk: int, other: int, *, seen: int | None = None) -> tuple[Ticket, Ticket]:
        """Lock two tickets, always the lower number first, so that no two verbs wait in a ring."""
        locked = {key: self.locked(key) for key in sorted({pk, other})}
        if seen is not None and seen != locked[pk].version:
            raise Stale(locked[pk])
        return locked[pk], locked[other]

    def locked(self, pk: int, *, seen: int | None = None) -> Ticket:
        """Lock a ticket for a verb; `Stale` where it was changed since version `seen`."""
        ticket = self.select_for_update(of=("self",)).select_related("school").get(pk=pk)
        if seen is not None and seen != ticket.version:
            raise Stale(ticket)
        return ticket


class Ticket(models.Model):
    """An incident or a request that a lycée sent to CESAME, open until it is resolved.

    `due_at` and `warning_at` are what its clock says now, kept for sorting and rebuilt from
    the journal (INC-15). `reached_…` say to which outside services it was ever handed.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="tickets")
    year = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=20, choices=Status, default=Status.RECEIVED)
    handler = models.CharField(max_length=20, choices=Handler, default=Handler.SERVICE_DESK)
    form = models.ForeignKey(Form, models.PROTECT, related_name="tickets")
    nature = models.CharField(max_length=20, choices=Nature)
    extent = models.CharField(max_length=10, choices=Extent, blank=True)
    requested_urgency = models.CharField(max_length=10, choices=Urgency)
    is_urgency_stated = models.BooleanField(default=True)
    urgency = models.CharField(max_length=10, choices=Urgency)
    subject = models.CharField(max_length=200)
    # Folding can lengthen: "œ" is two letters.
    folded_subject = models.CharField(max_length=400, blank=True, default="", editable=False)
    room = models.ForeignKey(
        "schools.Room", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asset = models.ForeignKey(
        "assets.Asset", models.SET_NULL, null=True, blank=True, related_name="tickets"
    )
    answers = models.JSONField(default=list)
    channel = models.CharField(max_length=10, choices=Channel)
    request_key = models.UUIDField(default=uuid.uuid4, unique=True)

    received_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="sent_tickets"
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_disowned = models.BooleanField(default=False)

    dispatched_at = models.DateTimeField(null=True, blank=True)
    dispatched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reached_contractor = models.BooleanField(default=False)
    reached_academy = models.BooleanField(default=False)
    technician = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    contacted_at = models.DateTimeField(null=True, blank=True)
    contacted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    visit_at = models.DateTimeField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    hold_cause = models.CharField(max_length=10, choices=HoldCause, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_hold_contested = models.BooleanField(default=False)

    nudges = models.PositiveSmallIntegerField(default=0)
    nudged_at = models.DateTimeField(null=True, blank=True)
    nudged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    nudge_due_at = models.DateTimeField(null=True, blank=True)
    # A reminder without a word makes no other row: its form's key stays here.
    nudge_key = models.UUIDField(null=True, blank=True, unique=True)

    technically_closed_at = models.DateTimeField(null=True, blank=True)
    technically_closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    solution = models.TextField(blank=True)
    refusals = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_closed_tacitly = models.BooleanField(default=False)
    contestable_until = models.DateTimeField(null=True, blank=True)
    out_of_scope_reason = models.CharField(max_length=20, choices=OutOfScope, blank=True)

    due_at = models.DateTimeField(null=True, blank=True)
    warning_at = models.DateTimeField(null=True, blank=True)
    alerts = models.PositiveSmallIntegerField(default=0)
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        constraints = [
            one_of("status", Status.values, name="ticket_status_known"),
            one_of("handler", Handler.values, name="ticket_handler_known"),
            one_of("nature", Nature.values, name="ticket_nature_known"),
            one_of("extent", ["", *Extent.values], name="ticket_extent_known"),
            one_of("urgency", Urgency.values, name="ticket_urgency_known"),
            one_of("requested_urgency", Urgency.values, name="ticket_requested_known"),
            one_of("channel", Channel.values, name="ticket_channel_known"),
            one_of("hold_cause", ["", *HoldCause.values], name="ticket_hold_cause_known"),
            both_or_neither("dispatched_at", "dispatched_by", name="ticket_dispatcher_known"),
            both_or_neither("contacted_at", "contacted_by", name="ticket_contact_known"),
            both_or_neither("held_at", "held_by", name="ticket_holder_known"),
            both_or_neither("nudged_at", "nudged_by", name="ticket_nudger_known"),
            both_or_neither(
                "technically_closed_at", "technically_closed_by", name="ticket_solver_known"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, is_closed_tacitly=False)
                | Q(closed_at__isnull=False, closed_by__isnull=False, is_closed_tacitly=False)
                | Q(closed_at__isnull=False, closed_by=None, is_closed_tacitly=True),
                name="ticket_closer_known",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CLOSED, closed_at__isnull=False)
                | (~Q(status=Status.CLOSED) & Q(closed_at=None)),
                name="ticket_closed_has_instant",
            ),
            models.CheckConstraint(
                condition=Q(hold_cause="", held_at=None)
                | Q(~Q(hold_cause=""), held_at__isnull=False, status=Status.DISPATCHED),
                name="ticket_hold_has_cause",
            ),
            models.CheckConstraint(
                condition=Q(handler=Handler.SERVICE_DESK) | ~Q(status=Status.RECEIVED),
                name="ticket_received_is_with_cesame",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.OUT_OF_SCOPE) | ~Q(out_of_scope_reason=""),
                name="ticket_out_of_scope_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "status", "-received_at"]),
            models.Index(fields=["status", "handler", "due_at"]),
            models.Index(fields=["technician", "status"]),
            models.Index(fields=["status", "received_at"]),
            # The first page of what is open in the whole Region, without sorting all of it.
            models.Index(
                fields=["-received_at", "-id"],
                condition=Q(status__in=OPEN),
                name="ticket_open_newest",
            ),
            models.Index(fields=["warning_at"], condition=Q(alerts=0), name="ticket_to_warn"),
            models.Index(fields=["due_at"], condition=Q(alerts__lt=2), name="ticket_to_escalate"),
        ]

    def __str__(self) -> str:
        return self.ref

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded subject true to the subject."""
        self.folded_subject = fold(self.subject)[:400]
        fields = kwargs.get("update_fields")
        if fields is not None and "subject" in fields:
            kwargs["update_fields"] = {*fields, "folded_subject"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The ticket's page."""
        return reverse("tickets:ticket", args=[self.ref])

    @property
    def ref(self) -> str:
        """The order number that everyone quotes: 2026-000123."""
        return ref_of(self.year, self.pk)

    @property
    def thread(self) -> str:
        """The name of its exchange of letters."""
        return f"ticket:{self.pk}"

    @property
    def survivor(self) -> Ticket | None:
        """The ticket that goes on in place of this one, where the two were joined."""
        ticket = self
        # A twin is set aside, and what is set aside takes no twin: the chain ends.
        while ticket.status == Status.WITHDRAWN:
            link = ticket.links.filter(kind=LinkKind.DUPLICATE_OF).select_related("target__school")
            if (found := link.first()) is None:
                break
            ticket = found.target
        return None if ticket is self else ticket

    @property
    def goes_on(self) -> Ticket:
        """The ticket in which the matter goes on: this one, unless it was joined with a twin."""
        return self.survivor or self

    def move_to(self, target: Status) -> None:
        """Make a move of the table, or raise `IllegalMove`."""
        if target not in MOVES[Status(self.status)]:
            raise IllegalMove(self, target)
        self.status = target


class Message(models.Model):
    """Something written on a ticket, for one of three audiences (INC-17)."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    body = models.TextField()
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.LYCEE)
    letter = models.ForeignKey(
        "mail.Letter", models.PROTECT, null=True, blank=True, related_name="+"
    )
    attachments = models.ManyToManyField("files.Attachment", related_name="+", blank=True)
    canned = models.ForeignKey(
        "tickets.CannedVersion", models.SET_NULL, null=True, blank=True, related_name="messages"
    )
    request_key = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints = [one_of("audience", Audience.values, name="message_audience_known")]

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.pk}"
