"""What the verbs of a ticket share: writing on it, and keeping its date true to the journal."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from django.db import transaction

from preau.core.moments import PARIS
from preau.journal.facts import Audience
from preau.tickets import queries
from preau.tickets.models import Message, Ticket, Treatment

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable
    from datetime import datetime

    from preau.core.actors import Actor
    from preau.files.models import Attachment
    from preau.mail.models import Letter
    from preau.tickets.measuring import Measure
    from preau.tickets.models import CannedVersion

#: The columns that the clock fills.
_DATES = ("due_at", "warning_at", "alerts")

#: A verb that writes one of these closes a ticket, or opens it again.
_CLOSURES = frozenset({"technically_closed_at", "closed_at"})

#: What a treatment repeats of its ticket, so that it is seen and narrowed by the same rules.
_OF_TICKET = (
    "school_id",
    "form_id",
    "technician_id",
    "reached_contractor",
    "reached_academy",
    "nature",
    "urgency",
    "handler",
)
_MEASURED = [field.name for field in Treatment._meta.concrete_fields if not field.primary_key]

#: The columns of a hold, cleared together when it ends.
HOLD_FIELDS = ("hold_cause", "held_at", "held_by", "is_hold_contested")

#: What the service that had a ticket had agreed: it goes with the ticket, the journal keeps it.
TREATMENT_FIELDS = ("technician", "contacted_at", "contacted_by", "visit_at", "expected_on")


def clear_treatment(ticket: Ticket) -> None:
    """Leave nothing of one service's appointments to the next one."""
    ticket.technician, ticket.visit_at, ticket.expected_on = None, None, None
    ticket.contacted_at, ticket.contacted_by = None, None


def clear_hold(ticket: Ticket) -> None:
    """End a hold on the row; the caller records why."""
    ticket.hold_cause, ticket.held_at, ticket.held_by = "", None, None
    ticket.is_hold_contested = False


def add_message(
    ticket: Ticket,
    *,
    by: Actor,
    body: str,
    audience: Audience = Audience.LYCEE,
    attachments: Iterable[Attachment] = (),
    letter: Letter | None = None,
    request_key: uuid.UUID | None = None,
    canned: CannedVersion | None = None,
) -> Message:
    """Write on a ticket, with files, for one audience; `canned` is what it was made of."""
    message = Message(
        ticket=ticket,
        author=by.person,
        at=by.at,
        body=body.strip(),
        audience=audience,
        canned=canned,
    )
    message.letter = letter
    if request_key is not None:
        message.request_key = request_key
    message.save()
    if files := list(attachments):
        message.attachments.add(*files)
    return message


def keep(ticket: Ticket, *fields: str, by: Actor) -> None:
    """Save a changed ticket under a new version, its dates computed anew from the journal.

    Call it after the facts are recorded: the clock reads them.
    """
    _date(ticket, by.at)
    ticket.version += 1
    ticket.updated_at = by.at
    ticket.save(update_fields=[*fields, *_DATES, "version", "updated_at"])
    if not _CLOSURES.isdisjoint(fields):
        measure([ticket])


def measure(tickets: Iterable[Ticket]) -> int:
    """Write anew what the treatment of each ticket took, as its journal says (INC-13).

    Nothing is kept of one whose work is not declared done, or whose closure was refused. Says
    how many are measured.
    """
    rows = list(tickets)
    measures = queries.measures_of(rows)
    if untreated := [ticket.pk for ticket in rows if measures[ticket.pk] is None]:
        Treatment.objects.filter(pk__in=untreated).delete()
    treated = [
        _treatment(ticket, taken) for ticket in rows if (taken := measures[ticket.pk]) is not None
    ]
    Treatment.objects.bulk_create(
        treated, update_conflicts=True, unique_fields=["ticket"], update_fields=_MEASURED
    )
    return len(treated)


def _treatment(ticket: Ticket, taken: Measure) -> Treatment:
    done_on = taken.done_at.astimezone(PARIS).date()
    return Treatment(
        ticket=ticket,
        done_on=done_on,
        month=done_on.year * 100 + done_on.month,
        **{column: getattr(ticket, column) for column in _OF_TICKET},
        **{field.name: getattr(taken, field.name) for field in fields(taken)},
    )


@transaction.atomic
def recount(ticket: Ticket, *, at: datetime) -> bool:
    """Compute a ticket's dates anew where the lycée's calendar changed; says if they moved.

    The version stays: nobody who is writing on the ticket is told that it changed.
    """
    ticket = Ticket.objects.locked(ticket.pk)
    before = (ticket.due_at, ticket.warning_at)
    _date(ticket, at)
    if (ticket.due_at, ticket.warning_at) == before:
        return False
    ticket.save(update_fields=_DATES)
    return True


def _date(ticket: Ticket, at: datetime) -> None:
    """Set the dates of the row from the journal; another limit is warned of anew."""
    promise = queries.promise_of(ticket, at)
    due_at = queries.due_at_of(ticket, promise)
    if due_at != ticket.due_at:
        ticket.alerts = 0
    ticket.due_at = due_at
    ticket.warning_at = promise.warning_at if promise else None
