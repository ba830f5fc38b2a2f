"""What the clock of a ticket says, and the small questions that the verbs ask of its history."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from preau.accounts.roles import Role
from preau.core.moments import PARIS
from preau.core.working_time import REGION, Calendar, Closure, due, working_days_since
from preau.journal import queries as journal
from preau.journal.facts import Audience
from preau.schools.models import Closure as DeclaredClosure
from preau.schools.models import Mandate
from preau.tickets import clock, facts
from preau.tickets.states import HoldCause, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from preau.journal.queries import Recorded
    from preau.schools.models import School
    from preau.tickets.models import Ticket

KIND = "tickets.ticket"


def calendar_of(school_id: int) -> Calendar:
    """The service calendar as one lycée lives it, with the closures that it declared."""
    rows = DeclaredClosure.objects.filter(school_id=school_id, cancelled_at=None)
    return Calendar(
        closures=tuple(
            Closure(first_on=first, last_on=last, reason=reason)
            for first, last, reason in rows.values_list("first_on", "last_on", "reason")
        )
    )


def promise_of(
    ticket: Ticket, at: datetime, *, entries: Sequence[Recorded] | None = None
) -> clock.Promise | None:
    """By when, and why: computed from the ticket's journal and the lycée's calendar (INC-15)."""
    told = journal.history(KIND, ticket.pk) if entries is None else entries
    return clock.promise(told, calendar_of(ticket.school_id), at=at)


def due_at_of(ticket: Ticket, promise: clock.Promise | None) -> datetime | None:
    """The date for lists and alerts: the limit, else the end of the day that was announced."""
    if promise is not None:
        return promise.due_at
    if ticket.status == Status.DISPATCHED and ticket.expected_on is not None:
        return datetime.combine(ticket.expected_on, REGION.closes_at, PARIS)
    return None


def promises_of(tickets: Iterable[Ticket], at: datetime) -> dict[int, clock.Promise | None]:
    """The promises of several tickets in two queries."""
    rows = list(tickets)
    told = journal.histories(KIND, [ticket.pk for ticket in rows])
    closed = DeclaredClosure.objects.filter(
        school_id__in={ticket.school_id for ticket in rows}, cancelled_at=None
    )
    closures: dict[int, list[Closure]] = {}
    for row in closed:
        closures.setdefault(row.school_id, []).append(
            Closure(first_on=row.first_on, last_on=row.last_on, reason=row.reason)
        )
    return {
        ticket.pk: clock.promise(
            told[ticket.pk],
            Calendar(closures=tuple(closures.get(ticket.school_id, ()))),
            at=at,
        )
        for ticket in rows
    }


def has_party(school: School, at: datetime) -> bool:
    """Whether the lycée has a correspondent or a deputy who could answer (INC-8)."""
    roles = [Role.CORRESPONDENT, Role.DEPUTY]
    return Mandate.objects.in_force(at).filter(school=school, role__in=roles).exists()


def is_nudged_today(ticket: Ticket, at: datetime) -> bool:
    """Whether a reminder was sent since the last working day began (INC-4)."""
    return ticket.nudged_at is not None and working_days_since(ticket.nudged_at, at) == 0


def nudge_due_at(ticket: Ticket, at: datetime) -> datetime | None:
    """By when a reminder sent now is owed an answer: one working day (INC-4 ◇)."""
    return ticket.nudge_due_at or due(at, REGION.minutes(days=1))


def is_reminded(ticket: Ticket, day: int) -> bool:
    """Whether the lycée was reminded on this day since the last technical closure (INC-8)."""
    reminded = False
    for entry in journal.history(KIND, ticket.pk):
        if isinstance(entry.fact, facts.TechnicallyClosed):
            reminded = False
        elif isinstance(entry.fact, facts.Reminded) and entry.fact.day == day:
            reminded = True
    return reminded


def answered_at(ticket: Ticket) -> datetime | None:
    """When the answer that a hold awaits came from the lycée by mail, if it did.

    What the lycée writes on the page ends the hold itself; a contest of the hold is no answer.
    """
    if ticket.held_at is None or ticket.hold_cause != HoldCause.ANSWER:
        return None
    mandates = Mandate.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=OuterRef("at")),
        person=OuterRef("author"),
        school=ticket.school_id,
        role__in=[Role.CORRESPONDENT, Role.DEPUTY],
        starts_at__lte=OuterRef("at"),
    )
    answers = ticket.messages.filter(
        Exists(mandates), at__gt=ticket.held_at, audience=Audience.LYCEE, letter__isnull=False
    )
    return answers.order_by("at").values_list("at", flat=True).first()
