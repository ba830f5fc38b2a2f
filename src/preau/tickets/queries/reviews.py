"""Which lycées are to review their open tickets, and when they last did (INC-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Max, Min

from preau.accounts.roles import Role
from preau.core.closure_days import why_not_counted
from preau.core.moments import PARIS
from preau.schools.models import Mandate, School
from preau.schools.queries import calendars_of
from preau.tickets.models import Review, Ticket

if TYPE_CHECKING:
    from datetime import datetime

    from preau.core.actors import Actor
    from preau.tickets.models import ReviewQuerySet

#: A fortnight (INC-4 ◇).
EVERY: Final = timedelta(days=14)


def reviews_of(actor: Actor, status: str) -> ReviewQuerySet:
    """Those that wait, the longest first; with `done`, those that are done, the latest first."""
    visible = Review.objects.visible_to(actor).select_related("school", "done_by")
    if status == "done":
        return visible.filter(done_at__isnull=False).order_by("-done_at", "-pk")
    return visible.waiting().order_by("opened_at", "pk")


def schools_to_review(at: datetime) -> list[School]:
    """The lycées whose open tickets were put before nobody for a fortnight, and that are open.

    A ticket younger than that reviews itself. A day of holidays or of closure puts nothing off
    for good: the next open day does it.
    """
    day = at.astimezone(PARIS).date()
    since = at - EVERY
    oldest = dict(
        Ticket.objects.open()
        .order_by()
        .values_list("school_id")
        .annotate(first=Min("received_at"))
        .filter(first__lte=since)
    )
    spoken_for = set(
        Mandate.objects.in_force(at)
        .filter(role__in=[Role.CORRESPONDENT, Role.DEPUTY], school__in=oldest)
        .values_list("school_id", flat=True)
    )
    last = dict(
        Review.objects.filter(school__in=spoken_for)
        .order_by()
        .values_list("school_id")
        .annotate(last=Max("opened_at"))
    )
    due = {pk for pk in spoken_for if pk not in last or last[pk] <= since}
    calendars = calendars_of(due)
    working = [
        pk
        for pk in due
        if calendars[pk].why_closed(day) is None and why_not_counted(day, calendars[pk]) is None
    ]
    return list(School.objects.filter(pk__in=working, closed_on=None).order_by("pk"))


@dataclass(frozen=True, slots=True)
class ReviewState:
    """Where the reviews of a lycée stand: the one that waits, and the last that was done."""

    waiting: Review | None
    last: Review | None


def review_state(school: School | int) -> ReviewState:
    """Where the reviews of a lycée stand, in one query."""
    rows = Review.objects.filter(school=school).select_related("done_by")
    waiting, last = None, None
    for review in rows.order_by("-opened_at", "-pk")[:3]:
        if review.done_at is None:
            waiting = waiting or review
        elif last is None or last.done_at is None or review.done_at > last.done_at:
            last = review
    return ReviewState(waiting, last)


def tickets_to_review(school: School) -> list[Ticket]:
    """The open tickets of a lycée, the oldest first."""
    found = Ticket.objects.open().filter(school=school)
    return list(found.select_related("room", "technician", "school").order_by("received_at", "pk"))
