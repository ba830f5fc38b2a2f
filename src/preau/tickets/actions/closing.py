"""The administrative closure: accepted, refused, tacit, contested (INC-8); and the warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from preau.core.closure_days import contest_deadline
from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.tickets import facts, policies, queries
from preau.tickets.actions.keeping import add_message, keep
from preau.tickets.models import Alert, Ticket
from preau.tickets.states import Status

if TYPE_CHECKING:
    from preau.core.actors import Actor

_CLOSURE = ("status", "closed_at", "closed_by", "is_closed_tacitly", "contestable_until")
_UNDONE = (*_CLOSURE, "technically_closed_at", "technically_closed_by", "refusals")


@transaction.atomic
def close(ticket: Ticket, *, by: Actor, seen: int, body: str = "") -> Ticket:
    """Accept the work: the ticket is closed, and can be contested for thirty days."""
    ticket = Ticket.objects.locked(ticket.pk, seen=seen)
    policies.can_close(by, ticket).enforce()
    if body.strip():
        message = add_message(ticket, by=by, body=body)
        journal.record(
            facts.Wrote(thing_id=ticket.pk, school_id=ticket.school_id, message_id=message.pk),
            by=by,
        )
    _close(ticket, by=by, is_tacit=False)
    return ticket


@transaction.atomic
def close_tacitly(ticket: Ticket, *, by: Actor) -> Ticket:
    """Close what nobody answered in ten days; it says so and is counted apart (INC-8)."""
    ticket = Ticket.objects.locked(ticket.pk)
    has_party = queries.has_party(ticket.school, by.at)
    promise = queries.promise_of(ticket, by.at)
    is_over = promise is not None and promise.due_at is not None and promise.due_at <= by.at
    policies.can_close_tacitly(by, ticket, has_party=has_party, is_over=is_over).enforce()
    _close(ticket, by=by, is_tacit=True)
    return ticket


def _close(ticket: Ticket, *, by: Actor, is_tacit: bool) -> None:
    ticket.move_to(Status.CLOSED)
    ticket.closed_at, ticket.closed_by = by.at, by.person
    ticket.is_closed_tacitly = is_tacit
    ticket.contestable_until = contest_deadline(by.at)
    journal.record(
        facts.Closed(thing_id=ticket.pk, school_id=ticket.school_id, tacit=is_tacit), by=by
    )
    keep(ticket, *_CLOSURE, by=by)


@transaction.atomic
def refuse_closure(ticket: Ticket, *, by: Actor, seen: int, reason: str) -> Ticket:
    """Refuse the technical closure with a reason: the ticket goes back, its clock runs on."""
    ticket = Ticket.objects.locked(ticket.pk, seen=seen)
    policies.can_refuse_closure(by, ticket).enforce()
    if not reason.strip():
        raise Refused(no(_("Say what does not work yet: the service reads it."), source="INC-8"))
    message = add_message(ticket, by=by, body=reason)
    _undo_closure(ticket)
    journal.record(
        facts.ClosureRefused(thing_id=ticket.pk, school_id=ticket.school_id, message_id=message.pk),
        by=by,
    )
    keep(ticket, *_UNDONE, by=by)
    return ticket


@transaction.atomic
def contest(ticket: Ticket, *, by: Actor, seen: int, reason: str = "") -> Ticket:
    """Contest a closure within thirty days, in one click or with a word: open again (INC-8)."""
    ticket = Ticket.objects.locked(ticket.pk, seen=seen)
    policies.can_contest(by, ticket).enforce()
    message = add_message(ticket, by=by, body=reason) if reason.strip() else None
    _undo_closure(ticket)
    journal.record(
        facts.Contested(
            thing_id=ticket.pk,
            school_id=ticket.school_id,
            message_id=message.pk if message else None,
        ),
        by=by,
    )
    keep(ticket, *_UNDONE, by=by)
    return ticket


def _undo_closure(ticket: Ticket) -> None:
    ticket.move_to(Status.DISPATCHED)
    ticket.refusals += 1
    ticket.technically_closed_at, ticket.technically_closed_by = None, None
    ticket.closed_at, ticket.closed_by = None, None
    ticket.is_closed_tacitly = False
    ticket.contestable_until = None


@transaction.atomic
def remind(ticket: Ticket, *, by: Actor, day: int) -> bool:
    """Remind the lycée, once for each of the days set, that its closure is awaited (INC-8)."""
    ticket = Ticket.objects.locked(ticket.pk)
    if ticket.status != Status.TECHNICALLY_CLOSED or queries.is_reminded(ticket, day):
        return False
    journal.record(facts.Reminded(thing_id=ticket.pk, school_id=ticket.school_id, day=day), by=by)
    return True


#: How far a ticket's alerts have gone: its limit is near, its limit has passed.
NEAR, LATE = 1, 2


@transaction.atomic
def warn(ticket: Ticket, *, by: Actor) -> bool:
    """Tell whoever has the ticket that its limit is near; once passed, CESAME too (INC-7)."""
    ticket = Ticket.objects.locked(ticket.pk)
    level = 0
    # The minute is the unit: what is done in the minute of the limit is done in time.
    if ticket.due_at is not None and ticket.due_at < by.at.replace(second=0, microsecond=0):
        level = LATE
    elif ticket.warning_at is not None and ticket.warning_at <= by.at:
        level = NEAR
    if level <= ticket.alerts or ticket.status not in {Status.RECEIVED, Status.DISPATCHED}:
        return False
    ticket.alerts = level
    journal.record(
        facts.Warned(thing_id=ticket.pk, school_id=ticket.school_id, late=level == LATE), by=by
    )
    ticket.save(update_fields=["alerts"])
    # The letters leave together, for each person one: see `alerting`.
    Alert.objects.create(ticket=ticket, at=by.at, is_late=level == LATE)
    return True
