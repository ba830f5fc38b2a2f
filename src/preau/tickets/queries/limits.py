"""The figures of the limits as they held and hold, and what others would have given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from preau.journal import queries as journal
from preau.schools.queries import calendars_of
from preau.tickets import clock
from preau.tickets.history import read
from preau.tickets.limits import Book, Limits
from preau.tickets.models import LimitFigures, Ticket
from preau.tickets.states import Urgency

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

#: Enough of the past to see what a figure changes, little enough for a page.
_TRIED: Final = 300


def limits_of(row: LimitFigures) -> Limits:
    """The figures of a version, as the clock takes them."""
    return Limits(
        network_days={
            Urgency.VERY_HIGH: row.network_very_high,
            Urgency.MEDIUM: row.network_medium,
            Urgency.LOW: row.network_low,
        },
        office_days=row.office,
        dispatch_hours={
            Urgency.VERY_HIGH: row.dispatch_very_high,
            Urgency.MEDIUM: row.dispatch_medium,
            Urgency.LOW: row.dispatch_low,
        },
        warning_percent=row.warning_percent,
    )


def _versions() -> Iterator[tuple[datetime, Limits]]:
    for row in LimitFigures.objects.order_by("holds_from"):
        yield row.holds_from, limits_of(row)


def limits_book() -> Book:
    """All versions; they are read when a clock first asks for one."""
    return Book(_versions)


@dataclass(frozen=True, slots=True)
class Trial:
    """How many past tickets would have been dispatched, and treated, within other figures."""

    dispatched: int
    dispatched_in_time: int
    dispatched_in_time_before: int
    treated: int
    treated_in_time: int
    treated_in_time_before: int


def tried(limits: Limits) -> Trial:
    """Try figures on the last tickets that were dispatched, beside those that held."""
    tickets = list(Ticket.objects.filter(dispatched_at__isnull=False).order_by("-pk")[:_TRIED])
    told = journal.histories("tickets.ticket", [ticket.pk for ticket in tickets])
    calendars = calendars_of(ticket.school_id for ticket in tickets)
    counts = {"dispatched": [0, 0, 0], "treated": [0, 0, 0]}
    books = (Book.of(limits), limits_book())
    for ticket in tickets:
        entries, calendar = told[ticket.pk], calendars[ticket.school_id]
        taken = [clock.first_dispatch(entries, calendar, limits=book) for book in books]
        _count(counts["dispatched"], taken)
        if (done_at := read(entries).done_at) is not None:
            taken = [
                clock.contractor_limit(entries, calendar, at=done_at, limits=book) for book in books
            ]
            _count(counts["treated"], taken)
    return Trial(*counts["dispatched"], *counts["treated"])


def _count(counts: list[int], promises: list[clock.Promise | None]) -> None:
    if promises[0] is None:
        return
    counts[0] += 1
    for place, promise in enumerate(promises, start=1):
        counts[place] += promise is not None and not promise.is_late
