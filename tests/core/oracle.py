"""Working time the slow way: minute after minute, asking each what a clock in Paris shows.

Written apart from `preau.core.working_time`, on purpose: it shares nothing with it but the shape
of a calendar.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from dateutil.easter import easter

from preau.core.working_time import Calendar, Interval

PARIS = ZoneInfo("Europe/Paris")
FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))


@cache
def is_public_holiday(day: date) -> bool:
    """Whether a day is one of the eleven public holidays of metropolitan France."""
    movable = {easter(day.year) + timedelta(days=n) for n in (1, 39, 50)}
    return (day.month, day.day) in FIXED or day in movable


@dataclass
class Walk:
    """What a walk saw: the service minutes of each day, and the instant at which it ended."""

    days: dict[date, int] = field(default_factory=dict)
    ended_at: datetime | None = None

    @property
    def used(self) -> int:
        """All the minutes that counted."""
        return sum(self.days.values())


def to_the_minute(at: datetime) -> datetime:
    """An instant without its seconds, in UTC."""
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def walk(
    start: datetime,
    pauses: list[Interval],
    calendar: Calendar,
    *,
    minutes: int | None = None,
    until: datetime | None = None,
) -> Walk:
    """Go minute by minute until so many counted, or until an instant."""
    stops = [
        (
            to_the_minute(p.start),
            to_the_minute(p.end) if p.end else datetime.max.replace(tzinfo=UTC),
        )
        for p in pauses
    ]
    works: dict[date, bool] = {}
    # What was laid down last for a day is what holds on it.
    laid = [(date.min, calendar.opens_at, calendar.closes_at, calendar.weekdays)]
    laid += [(h.from_on, h.opens_at, h.closes_at, h.weekdays) for h in calendar.later]
    seen = Walk()
    now = to_the_minute(start)
    last = to_the_minute(until) if until else datetime.max.replace(tzinfo=UTC)
    used = 0
    while now < last and used != minutes:
        wall = now.astimezone(PARIS)
        day = wall.date()
        _, opens_at, closes_at, weekdays = max(
            (each for each in laid if each[0] <= day), key=lambda each: each[0]
        )
        if day not in works:
            works[day] = (
                day.weekday() in weekdays
                and not is_public_holiday(day)
                and not any(c.first_on <= day <= c.last_on for c in calendar.closures)
            )
            seen.days[day] = 0
        if (
            works[day]
            and opens_at <= wall.time() < closes_at
            and not any(begin <= now < end for begin, end in stops)
        ):
            seen.days[day] += 1
            used += 1
        now += timedelta(minutes=1)
    seen.ended_at = now
    return seen
