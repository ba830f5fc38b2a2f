"""Working time: when a limit falls due, how much of it is used, and why, day by day (INC-15).

The minute is the unit: every instant is read at its minute, the seconds are dropped, and a limit
of so many minutes runs until the minute in which the last one has passed. All of it is computed
from instants and a calendar; nothing is accumulated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from preau.core.moments import say_hour
from preau.core.service import (
    REGION,
    Calendar,
    Cause,
    Closure,
    Hours,
    Reason,
    Span,
    instant_of,
    minute_of,
    paris_day,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django_stubs_ext import StrOrPromise

__all__ = [
    "REGION",
    "Calendar",
    "Cause",
    "Closure",
    "DayLine",
    "Hours",
    "Interval",
    "Reason",
    "due",
    "elapsed",
    "explain",
    "working_days_since",
]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Interval:
    """A time during which a clock stands still, open while `end` is not known.

    `label` says why, as a reader is told: "en attente d’une réponse du lycée".
    """

    start: datetime
    end: datetime | None = None
    label: StrOrPromise = ""

    def __post_init__(self) -> None:
        if self.end is not None and minute_of(self.end) < minute_of(self.start):
            raise ValueError(f"An interval ends before it starts: {self.start} – {self.end}")


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of an explanation: what counted of it, the running total, and why not more.

    `counted` and `total` are service minutes for a limit, days for a closure (INC-8). `spans`
    are the times that counted.
    """

    day: date
    counted: int
    total: int
    reasons: tuple[Reason, ...] = ()
    spans: tuple[tuple[datetime, datetime], ...] = ()

    @property
    def why(self) -> str:
        """The reasons in one phrase, empty for a day that counts in full."""
        return " · ".join(str(reason) for reason in self.reasons)

    @property
    def times(self) -> str:
        """The times that counted: "de 16 h 00 à 18 h 00"."""
        return ", ".join(
            _("from %(start)s to %(end)s") % {"start": say_hour(start), "end": say_hour(end)}
            for start, end in self.spans
        )


def due(
    start: datetime,
    minutes: int,
    pauses: Iterable[Interval] = (),
    calendar: Calendar = REGION,
) -> datetime | None:
    """When a limit of so many service minutes is used up; None if an open pause comes first."""
    if minutes < 0:
        raise ValueError("A limit is not negative.")
    first = minute_of(start)
    if not minutes:
        return instant_of(first)
    used = 0
    for begin, end in _counting(first, pauses, calendar):
        if used + end - begin >= minutes:
            return instant_of(begin + minutes - used)
        used += end - begin
    return None


def elapsed(
    start: datetime,
    end: datetime,
    pauses: Iterable[Interval] = (),
    calendar: Calendar = REGION,
) -> int:
    """The service minutes between two instants; none where the second is not later."""
    first, last = minute_of(start), minute_of(end)
    return sum(end - begin for begin, end in _counting(first, pauses, calendar, last))


def explain(
    start: datetime,
    minutes: int,
    pauses: Iterable[Interval] = (),
    calendar: Calendar = REGION,
    *,
    until: datetime | None = None,
) -> list[DayLine]:
    """Tell a limit day by day, up to the minute in which it is used up.

    Where an open pause comes first, up to `until`, or to the day on which that pause began.
    The lines add up to the limit, or to what was used by then.
    """
    if minutes < 0:
        raise ValueError("A limit is not negative.")
    pauses = tuple(pauses)
    merged = _merged(pauses)
    first = minute_of(start)
    stop = None if until is None else max(minute_of(until), first)
    if stop is None and merged and merged[-1][1] is None:
        # The day on which the clock stopped for good is the last one worth telling.
        stop = max(merged[-1][0], first) + 1
    lines = []
    total = 0
    for day, spans in _days(first, calendar, stop):
        counted = _upto(minutes - total, _without(spans, merged))
        total += sum(end - begin for begin, end in counted)
        used_up = total >= minutes
        lines.append(
            DayLine(
                day=day,
                counted=sum(end - begin for begin, end in counted),
                total=total,
                reasons=_reasons(
                    day, spans, pauses, calendar, counted[-1][1] if used_up and counted else None
                ),
                spans=tuple((instant_of(begin), instant_of(end)) for begin, end in counted),
            )
        )
        if used_up:
            break
    return lines


def working_days_since(last: datetime, at: datetime, calendar: Calendar = REGION) -> int:
    """How many working days began after the day of one instant, up to another: 0 the same day."""
    day, today = paris_day(minute_of(last)), paris_day(minute_of(at))
    return sum(
        calendar.why_closed(day + n * _DAY) is None for n in range(1, (today - day).days + 1)
    )


def _merged(pauses: Iterable[Interval]) -> list[tuple[int, int | None]]:
    """The pauses in order, those that touch made one; an open one ends the list."""
    merged: list[tuple[int, int | None]] = []
    bounds = [(minute_of(p.start), None if p.end is None else minute_of(p.end)) for p in pauses]
    for begin, end in sorted(bounds, key=lambda bound: bound[0]):
        if merged and (merged[-1][1] is None or begin <= merged[-1][1]):
            last = merged[-1][1]
            merged[-1] = (merged[-1][0], None if last is None or end is None else max(last, end))
        else:
            merged.append((begin, end))
    return merged


def _without(spans: Iterable[Span], pauses: list[tuple[int, int | None]]) -> list[Span]:
    """What is left of the spans outside the (merged) pauses."""
    left = []
    for first, end in spans:
        begin = first
        for start, stop in pauses:
            if start >= end:
                break
            if stop is not None and stop <= begin:
                continue
            if begin < start:
                left.append((begin, start))
            begin = end if stop is None else min(stop, end)
        if begin < end:
            left.append((begin, end))
    return left


def _upto(minutes: int, spans: list[Span]) -> list[Span]:
    """The first so many minutes of the spans."""
    counted = []
    for begin, end in spans:
        if minutes <= 0:
            break
        counted.append((begin, min(end, begin + minutes)))
        minutes -= end - begin
    return counted


def _days(first: int, calendar: Calendar, last: int | None) -> Iterator[tuple[date, list[Span]]]:
    """Each day with its service from one minute on, without end or up to another minute."""
    day = paris_day(first)
    final = None if last is None else paris_day(max(last - 1, first))
    while final is None or day <= final:
        spans = [
            (max(begin, first), end if last is None else min(end, last))
            for begin, end in calendar.spans(day)
        ]
        yield day, [(begin, end) for begin, end in spans if begin < end]
        day += _DAY


def _counting(
    first: int, pauses: Iterable[Interval], calendar: Calendar, last: int | None = None
) -> Iterator[Span]:
    """What counts from a minute on, until an open pause, or another minute, ends it."""
    merged = _merged(pauses)
    if merged and merged[-1][1] is None:
        last = merged[-1][0] if last is None else min(last, merged[-1][0])
    for _day, spans in _days(first, calendar, last):
        yield from _without(spans, merged)


def _reasons(
    day: date,
    spans: list[Span],
    pauses: tuple[Interval, ...],
    calendar: Calendar,
    horizon: int | None,
) -> tuple[Reason, ...]:
    """Why a day, up to the minute at which the limit is used up, did not count in full."""
    if closed := calendar.why_closed(day):
        return (closed,)
    if not spans:
        return (Reason(Cause.OUT_OF_HOURS),)
    end = spans[-1][1] if horizon is None else horizon
    return tuple(
        Reason(Cause.PAUSE, pause.label, pause.start)
        for pause in sorted(pauses, key=lambda pause: pause.start)
        if any(
            max(begin, minute_of(pause.start))
            < min(stop, end, stop if pause.end is None else minute_of(pause.end))
            for begin, stop in spans
        )
    )
