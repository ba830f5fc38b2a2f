"""What the service that has a ticket does, up to the technical closure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from preau.accounts.roles import CONTRACTOR_ROLES
from preau.core.verdicts import Refused, Stale, no
from preau.journal import actions as journal
from preau.schools.queries import holders
from preau.tickets import facts, policies, queries
from preau.tickets.actions.keeping import HOLD_FIELDS, add_message, clear_hold, keep
from preau.tickets.models import Ticket
from preau.tickets.states import HoldCause, Status

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable
    from datetime import date, datetime

    from preau.accounts.models import User
    from preau.core.actors import Actor
    from preau.files.models import Attachment


@transaction.atomic
def appoint(ticket: Ticket, *, by: Actor, seen: int, technician: User) -> Ticket:
    """Name the technician who takes charge and contacts the lycée (INC-6)."""
    ticket = Ticket.objects.locked(ticket.pk, seen=seen)
    policies.can_appoint(by, ticket).enforce()
    if not any(technician in holders(role, by.at, ticket.school) for role in CONTRACTOR_ROLES):
        raise Refused(no(_("This person is not one of the contractor's technicians here.")))
    ticket.technician = technician
    journal.record(
        facts.Appointed(
            thing_id=ticket.pk,
            school_id=ticket.school_id,
            technician_key=str(technician.key),
        ),
        by=by,
    )
    keep(ticket, "technician", by=by)
    return ticket


@transaction.atomic
def record_contact(
    ticket: Ticket,
    *,
    by: Actor,
    body: str,
    visit_at: datetime | None = None,
    request_key: uuid.UUID | None = None,
) -> Ticket:
    """Record that the lycée was contacted, and the visit agreed with it (INC-6)."""
    ticket = Ticket.objects.locked(ticket.pk)
    if request_key and ticket.messages.filter(request_key=request_key).exists():
        return ticket
    policies.can_record_contact(by, ticket).enforce()
    message = add_message(ticket, by=by, body=body, request_key=request_key)
    ticket.contacted_at, ticket.contacted_by = by.at, by.person
    ticket.visit_at = visit_at
    ticket.nudge_due_at = None
    journal.record(
        facts.Contacted(
            thing_id=ticket.pk,
            school_id=ticket.school_id,
            message_id=message.pk,
            visit_at=visit_at.isoformat() if visit_at else "",
        ),
        by=by,
    )
    keep(ticket, "contacted_at", "contacted_by", "visit_at", "nudge_due_at", by=by)
    return ticket


@transaction.atomic
def announce(ticket: Ticket, *, by: Actor, seen: int, expected_on: date) -> Ticket:
    """Say by which day it should be done; the lycée reads it, the limits do not move."""
    ticket = Ticket.objects.locked(ticket.pk, seen=seen)
    policies.can_announce(by, ticket).enforce()
    ticket.expected_on = expected_on
    ticket.nudge_due_at = None
    journal.record(
        facts.Announced(
            thing_id=ticket.pk,
            school_id=ticket.school_id,
            expected_on=expected_on.isoformat(),
        ),
        by=by,
    )
    keep(ticket, "expected_on", "nudge_due_at", by=by)
    return ticket


@transaction.atomic
def hold(ticket: Ticket, *, by: Actor, seen: int, cause: HoldCause | str, body: str) -> Ticket:
    """Stop the clock for a listed cause; the lycée sees at once what is asked of it (INC-7)."""
    ticket = Ticket.objects.locked(ticket.pk, seen=seen)
    policies.can_hold(by, ticket).enforce()
    message = add_message(ticket, by=by, body=body)
    ticket.hold_cause = HoldCause(cause)
    ticket.held_at, ticket.held_by = by.at, by.person
    ticket.nudge_due_at = None
    journal.record(
        facts.Held(
            thing_id=ticket.pk,
            school_id=ticket.school_id,
            cause=ticket.hold_cause,
            message_id=message.pk,
        ),
        by=by,
    )
    keep(ticket, "nudge_due_at", *HOLD_FIELDS, by=by)
    return ticket


@transaction.atomic
def contest_hold(
    ticket: Ticket, *, by: Actor, body: str, request_key: uuid.UUID | None = None
) -> Ticket:
    """Bring a hold before CESAME, which keeps it or cancels it (INC-7)."""
    ticket = Ticket.objects.locked(ticket.pk)
    if request_key and ticket.messages.filter(request_key=request_key).exists():
        return ticket
    policies.can_contest_hold(by, ticket).enforce()
    message = add_message(ticket, by=by, body=body, request_key=request_key)
    ticket.is_hold_contested = True
    journal.record(
        facts.HoldContested(thing_id=ticket.pk, school_id=ticket.school_id, message_id=message.pk),
        by=by,
    )
    keep(ticket, "is_hold_contested", by=by)
    return ticket


@transaction.atomic
def resume(ticket: Ticket, *, by: Actor, seen: int) -> Ticket:
    """End a hold. Where the awaited answer had come before, the clock runs from that instant."""
    ticket = Ticket.objects.locked(ticket.pk, seen=seen)
    policies.can_resume(by, ticket).enforce()
    answered_at = queries.answered_at(ticket)
    clear_hold(ticket)
    journal.record(
        facts.Resumed(
            thing_id=ticket.pk,
            school_id=ticket.school_id,
            until=answered_at.isoformat() if answered_at else "",
        ),
        by=by,
    )
    keep(ticket, *HOLD_FIELDS, by=by)
    return ticket


@transaction.atomic
def void_hold(ticket: Ticket, *, by: Actor, seen: int) -> Ticket:
    """Cancel an unfounded hold: it never stopped the clock (INC-7)."""
    ticket = Ticket.objects.locked(ticket.pk, seen=seen)
    policies.can_void_hold(by, ticket).enforce()
    clear_hold(ticket)
    journal.record(facts.Resumed(thing_id=ticket.pk, school_id=ticket.school_id, void=True), by=by)
    keep(ticket, *HOLD_FIELDS, by=by)
    return ticket


def close_outage(
    ticket: Ticket,
    *,
    by: Actor,
    seen: int,
    solution: str,
    attachments: Iterable[Attachment] = (),
    parts: Iterable[tuple[Ticket, int]] = (),
) -> list[tuple[Ticket, str]]:
    """Close the main ticket of an outage technically, then those of its parts that are named.

    Each part is closed for itself, in its own transaction: its lycée accepts or refuses its own
    (INC-14). Gives back the parts that were left as they were, with the reason. The files stay
    with the main ticket: they may show another lycée.
    """
    close_technically(ticket, by=by, seen=seen, solution=solution, attachments=attachments)
    left = []
    for part, part_seen in parts:
        try:
            close_technically(part, by=by, seen=part_seen, solution=solution)
        except Refused as refused:
            left.append((part, str(refused.verdict.reason)))
        except Stale:
            left.append((part, gettext("Somebody wrote on it meanwhile: read it first.")))
    return left


@transaction.atomic
def close_technically(
    ticket: Ticket,
    *,
    by: Actor,
    seen: int,
    solution: str,
    attachments: Iterable[Attachment] = (),
) -> Ticket:
    """Declare the work done, saying what was done: the first of the two closures (INC-8).

    A hold still open ends with it, and the limit's clock stops.
    """
    ticket = Ticket.objects.locked(ticket.pk, seen=seen)
    policies.can_close_technically(by, ticket).enforce()
    message = add_message(ticket, by=by, body=solution, attachments=attachments)
    ticket.move_to(Status.TECHNICALLY_CLOSED)
    ticket.solution = solution.strip()
    ticket.technically_closed_at, ticket.technically_closed_by = by.at, by.person
    ticket.nudge_due_at = None
    clear_hold(ticket)
    journal.record(
        facts.TechnicallyClosed(
            thing_id=ticket.pk, school_id=ticket.school_id, message_id=message.pk
        ),
        by=by,
    )
    keep(
        ticket,
        "status",
        "solution",
        "technically_closed_at",
        "technically_closed_by",
        "nudge_due_at",
        *HOLD_FIELDS,
        by=by,
    )
    return ticket
