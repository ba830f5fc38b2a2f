"""What CESAME does: qualify, dispatch, adjust the urgency, take back, declare out of scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.journal.facts import Audience
from preau.tickets import facts, policies
from preau.tickets.actions.keeping import (
    HOLD_FIELDS,
    TREATMENT_FIELDS,
    add_message,
    clear_hold,
    clear_treatment,
    keep,
)
from preau.tickets.models import Ticket
from preau.tickets.states import Handler, OutOfScope, Status

if TYPE_CHECKING:
    from preau.core.actors import Actor


@transaction.atomic
def dispatch(
    ticket: Ticket,
    *,
    by: Actor,
    seen: int,
    nature: str,
    extent: str,
    urgency: str,
    handler: str,
    urgency_reason: str = "",
    instructions: str = "",
) -> Ticket:
    """Qualify a ticket and hand it to a service; to the contractor, its clock starts now.

    `instructions` are read by the service: an exchange for the contractor, an internal note
    for the Region's, a message where the rectorat (which reads only messages) treats it.
    `urgency_reason` is told to the sender and asked for where the urgency changes (INC-2).
    """
    ticket = Ticket.objects.locked(ticket.pk, seen=seen)
    policies.can_dispatch(by, ticket).enforce()
    if handler == Handler.SERVICE_DESK:
        raise Refused(no(_("Choose the service to which the ticket goes.")))
    _retain(ticket, by=by, urgency=urgency, reason=urgency_reason)
    if (nature, extent) != (ticket.nature, ticket.extent):
        ticket.nature, ticket.extent = nature, extent
        journal.record(
            facts.Qualified(
                thing_id=ticket.pk, school_id=ticket.school_id, nature=nature, extent=extent
            ),
            by=by,
        )
    ticket.move_to(Status.DISPATCHED)
    ticket.handler = handler
    ticket.dispatched_at, ticket.dispatched_by = by.at, by.person
    ticket.reached_contractor |= handler == Handler.CONTRACTOR
    ticket.reached_academy |= handler == Handler.ACADEMY_SERVICES
    message = None
    if instructions.strip():
        message = add_message(
            ticket, by=by, body=instructions, audience=_audience_of(Handler(handler))
        )
    journal.record(
        facts.Dispatched(
            thing_id=ticket.pk,
            school_id=ticket.school_id,
            handler=handler,
            nature=nature,
            urgency=urgency,
            message_id=message.pk if message else None,
        ),
        by=by,
    )
    keep(
        ticket,
        "status",
        "handler",
        "nature",
        "extent",
        "urgency",
        "dispatched_at",
        "dispatched_by",
        "reached_contractor",
        "reached_academy",
        by=by,
    )
    return ticket


def _audience_of(handler: Handler) -> Audience:
    """The narrowest circle in which a service reads."""
    if handler == Handler.CONTRACTOR:
        return Audience.EXCHANGE
    return Audience.LYCEE if handler == Handler.ACADEMY_SERVICES else Audience.REGION


def _retain(ticket: Ticket, *, by: Actor, urgency: str, reason: str) -> None:
    """Set the urgency where it changes, and tell the sender why (INC-2)."""
    if urgency == ticket.urgency:
        return
    if not reason.strip():
        raise Refused(no(_("Tell the sender why the urgency changes."), source="INC-2"))
    message = add_message(ticket, by=by, body=reason)
    journal.record(
        facts.UrgencyRetained(
            thing_id=ticket.pk,
            school_id=ticket.school_id,
            urgency=urgency,
            before=ticket.urgency,
            message_id=message.pk,
        ),
        by=by,
    )
    ticket.urgency = urgency


@transaction.atomic
def retain_urgency(ticket: Ticket, *, by: Actor, seen: int, urgency: str, reason: str) -> Ticket:
    """Adjust the urgency; the limits are computed anew from the history (INC-2, INC-15)."""
    ticket = Ticket.objects.locked(ticket.pk, seen=seen)
    policies.can_retain_urgency(by, ticket).enforce()
    _retain(ticket, by=by, urgency=urgency, reason=reason)
    keep(ticket, "urgency", by=by)
    return ticket


@transaction.atomic
def take_back(ticket: Ticket, *, by: Actor, seen: int, reason: str) -> Ticket:
    """Bring a dispatched ticket back to CESAME, which dispatches it anew."""
    ticket = Ticket.objects.locked(ticket.pk, seen=seen)
    policies.can_take_back(by, ticket).enforce()
    handler = Handler(ticket.handler)
    message = add_message(ticket, by=by, body=reason, audience=_audience_of(handler))
    ticket.move_to(Status.RECEIVED)
    ticket.handler = Handler.SERVICE_DESK
    clear_treatment(ticket)
    clear_hold(ticket)
    journal.record(
        facts.TakenBack(
            thing_id=ticket.pk,
            school_id=ticket.school_id,
            handler=handler,
            message_id=message.pk,
        ),
        by=by,
    )
    keep(ticket, "status", "handler", *TREATMENT_FIELDS, *HOLD_FIELDS, by=by)
    return ticket


@transaction.atomic
def declare_out_of_scope(
    ticket: Ticket, *, by: Actor, seen: int, reason: OutOfScope | str, body: str
) -> Ticket:
    """Answer that somebody else is responsible: who, how to reach them, and why (INC-5)."""
    ticket = Ticket.objects.locked(ticket.pk, seen=seen)
    policies.can_declare_out_of_scope(by, ticket).enforce()
    message = add_message(ticket, by=by, body=body)
    ticket.move_to(Status.OUT_OF_SCOPE)
    ticket.out_of_scope_reason = reason
    ticket.nudge_due_at = None
    journal.record(
        facts.DeclaredOutOfScope(
            thing_id=ticket.pk,
            school_id=ticket.school_id,
            reason=str(reason),
            message_id=message.pk,
        ),
        by=by,
    )
    keep(ticket, "status", "out_of_scope_reason", "nudge_due_at", by=by)
    return ticket


@transaction.atomic
def reopen(ticket: Ticket, *, by: Actor, seen: int, body: str) -> Ticket:
    """Ask CESAME to take up again what was withdrawn or declared out of scope."""
    ticket = Ticket.objects.locked(ticket.pk, seen=seen)
    policies.can_reopen(by, ticket).enforce()
    message = add_message(ticket, by=by, body=body)
    ticket.move_to(Status.RECEIVED)
    ticket.handler = Handler.SERVICE_DESK
    ticket.out_of_scope_reason = ""
    clear_treatment(ticket)
    journal.record(
        facts.Reopened(thing_id=ticket.pk, school_id=ticket.school_id, message_id=message.pk),
        by=by,
    )
    keep(ticket, "status", "handler", "out_of_scope_reason", *TREATMENT_FIELDS, by=by)
    return ticket
