"""The clock of tickets: find what is due, and call one action for each."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.db.models import Q
from django_tasks import task

from preau.core.actors import Actor
from preau.core.verdicts import Refused
from preau.tickets import actions, queries
from preau.tickets.models import Presence, Ticket
from preau.tickets.states import Status

_BATCH = 500
#: Nothing falls due sooner after a technical closure: day 5 begins before five days have passed.
_FIRST_REMINDER = timedelta(days=4)


@task()
def recount_open(at: str) -> None:
    """Give the open tickets the dates that the calendars, as they now are, give them (INC-15)."""
    moment = datetime.fromisoformat(at)
    for batch in queries.open_batches(_BATCH):
        # Only those whose dates move are locked.
        for ticket in queries.misdated(batch, moment):
            actions.recount(ticket, at=moment)


def remind_and_close(at: datetime) -> None:
    """Remind on days 5 and 8, and close tacitly after day 10 (INC-8)."""
    by = Actor.preau(at)
    waiting = Ticket.objects.filter(
        status=Status.TECHNICALLY_CLOSED, technically_closed_at__lte=at - _FIRST_REMINDER
    ).select_related("school")
    tickets = list(waiting.order_by("technically_closed_at", "pk"))
    for start in range(0, len(tickets), _BATCH):
        # Only what is due is locked: most of what waits was reminded an hour ago, or is not due.
        for ticket, day in queries.closures_due(tickets[start : start + _BATCH], at):
            if day is not None:
                actions.remind(ticket, by=by, day=day)
            elif queries.has_party(ticket.school, at):
                # The lycée may answer at this very moment: its act is the one that counts.
                with suppress(Refused):
                    actions.close_tacitly(ticket, by=by)


def warn(at: datetime) -> None:
    """Alert whoever has a ticket whose limit is near or past (INC-7)."""
    by = Actor.preau(at)
    near = Ticket.objects.filter(
        Q(alerts=0, warning_at__lte=at) | Q(alerts__lt=actions.LATE, due_at__lte=at),
        status__in=[Status.RECEIVED, Status.DISPATCHED],
    )
    for ticket in near.order_by("due_at", "pk"):
        actions.warn(ticket, by=by)


def forget_presences(at: datetime) -> None:
    """Keep no trace of who was writing where: it is only shown for a minute (INC-17)."""
    Presence.objects.past(at).delete()


def open_reviews(at: datetime) -> None:
    """Put the open tickets of each lycée before its correspondent every fortnight (INC-4)."""
    by = Actor.preau(at)
    for school in queries.schools_to_review(at):
        actions.open_review(school, by=by)
