"""What the clock of a ticket says, and the small questions that the verbs ask of its history."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from preau.accounts.roles import Role
from preau.core.moments import PARIS
from preau.core.working_time import due, working_days_since
from preau.journal import queries as journal
from preau.journal.facts import Audience
from preau.schools.models import Mandate
from preau.schools.queries import calendars_of, region_calendar
from preau.tickets import clock, facts
from preau.tickets.measuring import measure_of
from preau.tickets.queries.limits import limits_book
from preau.tickets.states import HoldCause, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from preau.core.working_time import Calendar
    from preau.journal.queries import Recorded
    from preau.schools.models import School
    from preau.tickets.measuring import Measure
    from preau.tickets.models import Ticket

KIND = "tickets.ticket"


def calendar_of(ticket: Ticket) -> Calendar:
    """The service calendar that a ticket is counted with: the lycée's, with its closures.

    CESAME works while a lycée is closed: what it has not handed over yet needs no closures.
    """
    if ticket.status == Status.RECEIVED:
        return region_calendar()
    return calendars_of([ticket.school_id])[ticket.school_id]


def promise_of(
    ticket: Ticket, at: datetime, *, entries: Sequence[Recorded] | None = None
) -> clock.Promise | None:
    """By when, and why: computed from the ticket's journal and the lycée's calendar (INC-15)."""
    told = journal.history(KIND, ticket.pk) if entries is None else entries
    return clock.promise(told, calendar_of(ticket), at=at, limits=limits_book())


def due_at_of(ticket: Ticket, promise: clock.Promise | None) -> datetime | None:
    """The date for lists and alerts: the limit, else the end of the day that was announced."""
    if promise is not None:
        return promise.due_at
    if ticket.status == Status.DISPATCHED and ticket.expected_on is not None:
        hours = region_calendar().hours_on(ticket.expected_on)
        return datetime.combine(ticket.expected_on, hours.closes_at, PARIS)
    return None


def promises_of(tickets: Iterable[Ticket], at: datetime) -> dict[int, clock.Promise | None]:
    """The promises of several tickets in five queries at most."""
    rows, book = list(tickets), limits_book()
    told = journal.histories(KIND, [ticket.pk for ticket in rows])
    calendars = calendars_of(ticket.school_id for ticket in rows)
    return {
        ticket.pk: clock.promise(told[ticket.pk], calendars[ticket.school_id], at=at, limits=book)
        for ticket in rows
    }


def measures_of(tickets: Iterable[Ticket]) -> dict[int, Measure | None]:
    """What the treatment of several tickets took, as their journals say, in four queries."""
    rows, book = list(tickets), limits_book()
    told = journal.histories(KIND, [ticket.pk for ticket in rows])
    calendars = calendars_of(ticket.school_id for ticket in rows)
    return {
        ticket.pk: measure_of(told[ticket.pk], calendars[ticket.school_id], limits=book)
        for ticket in rows
    }


def has_party(school: School, at: datetime) -> bool:
    """Whether the lycée has a correspondent or a deputy who could answer (INC-8)."""
    roles = [Role.CORRESPONDENT, Role.DEPUTY]
    return Mandate.objects.in_force(at).filter(school=school, role__in=roles).exists()


def is_nudged_today(ticket: Ticket, at: datetime) -> bool:
    """Whether a reminder was sent since the last working day began (INC-4)."""
    return (
        ticket.nudged_at is not None
        and working_days_since(ticket.nudged_at, at, region_calendar()) == 0
    )


def nudge_due_at(ticket: Ticket, at: datetime) -> datetime | None:
    """By when a reminder sent now is owed an answer: one working day (INC-4 ◇)."""
    if ticket.nudge_due_at is not None:
        return ticket.nudge_due_at
    calendar = region_calendar()
    return due(at, calendar.minutes(days=1, on=at.astimezone(PARIS).date()), (), calendar)


def is_reminded(ticket: Ticket, day: int) -> bool:
    """Whether the lycée was reminded on this day since the last technical closure (INC-8)."""
    return tells_reminder(journal.history(KIND, ticket.pk), day)


def tells_reminder(entries: Iterable[Recorded], day: int) -> bool:
    """The same, as a journal read already tells it."""
    reminded = False
    for entry in entries:
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
