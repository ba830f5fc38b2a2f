"""Working time: when a limit falls due, how much of it is used, and why, day by day (INC-15).

The minute is the unit: every instant is read at its minute, the seconds are dropped, and a limit
of so many minutes runs until the minute in which the last one has passed. All of it is computed
from instants and a calendar; nothing is accumulated.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.core.calendars import public_holiday
from preau.core.moments import PARIS, say_hour, say_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django_stubs_ext import StrOrPromise

#: Minutes since 1970, counted in UTC: the first one that counts, and the first that no longer does.
Span = tuple[int, int]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_WALL_EPOCH = _EPOCH.replace(tzinfo=None)
_MONDAY_TO_FRIDAY = frozenset(range(5))


class Cause(TextChoices):
    """Why a day, or a part of it, does not count."""

    WEEK_END = "week_end", gettext_lazy("week-end")
    PUBLIC_HOLIDAY = "public_holiday", gettext_lazy("public holiday")
    SCHOOL_HOLIDAY = "school_holiday", gettext_lazy("school holidays")
    CLOSURE = "closure", gettext_lazy("lycée closed")
    PAUSE = "pause", gettext_lazy("clock stopped")
    OUT_OF_HOURS = "out_of_hours", gettext_lazy("outside service hours")
    DAY_OF_NOTICE = "day_of_notice", gettext_lazy("day of the notice")


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause, with what it is called and since when it holds where that is known."""

    cause: Cause
    detail: StrOrPromise = ""
    since: datetime | None = None

    def __str__(self) -> str:
        """Say it as a line of the explanation does: "jour férié : Toussaint"."""
        said = str(self.cause.label)
        if self.detail:
            says_itself = self.cause in {Cause.PAUSE, Cause.SCHOOL_HOLIDAY}
            said = (
                str(self.detail)
                if says_itself
                else _("%(label)s: %(detail)s") % {"label": said, "detail": self.detail}
            )
        if self.since is None:
            return said
        return _("%(label)s, since %(moment)s") % {
            "label": said,
            "moment": say_moment(self.since),
        }


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which a lycée declared itself closed, the first and the last included."""

    first_on: date
    last_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """A time during which a clock stands still, open while `end` is not known.

    `label` says why, as a reader is told: "en attente d’une réponse du lycée".
    """

    start: datetime
    end: datetime | None = None
    label: StrOrPromise = ""

    def __post_init__(self) -> None:
        if self.end is not None and _minute(self.end) < _minute(self.start):
            raise ValueError(f"An interval ends before it starts: {self.start} – {self.end}")


@dataclass(frozen=True, slots=True)
class Calendar:
    """When service is given: the hours of a day, the weekdays, and the closures of a lycée.

    Public holidays are those of metropolitan France, week-ends whatever is not in `weekdays`
    (0 is Monday); the hours are those of the clock on the wall in Paris.
    """

    opens_at: time = time(8)
    closes_at: time = time(18)
    weekdays: frozenset[int] = _MONDAY_TO_FRIDAY
    closures: tuple[Closure, ...] = ()

    def __post_init__(self) -> None:
        if not self.opens_at < self.closes_at:
            raise ValueError("Service hours end after they start, on the same day.")
        if self.opens_at.second or self.closes_at.second:
            raise ValueError("Service hours start and end on a minute.")
        if not self.weekdays:
            raise ValueError("A calendar has at least one weekday of service.")

    @property
    def day_minutes(self) -> int:
        """The service minutes of a full day: 600 from 8:00 to 18:00."""
        opening = timedelta(hours=self.opens_at.hour, minutes=self.opens_at.minute)
        closing = timedelta(hours=self.closes_at.hour, minutes=self.closes_at.minute)
        return (closing - opening) // _MINUTE

    def minutes(self, *, days: int = 0, hours: int = 0) -> int:
        """A limit in service minutes, from working days and service hours."""
        return days * self.day_minutes + hours * 60

    def closure(self, day: date) -> Closure | None:
        """The declared closure that a day falls in, if any."""
        for closure in self.closures:
            if closure.first_on <= day <= closure.last_on:
                return closure
        return None

    def why_closed(self, day: date) -> Reason | None:
        """Why no service is given on a day; None on a working day."""
        if name := public_holiday(day):
            return Reason(Cause.PUBLIC_HOLIDAY, name)
        if day.weekday() not in self.weekdays:
            return Reason(Cause.WEEK_END)
        if closure := self.closure(day):
            return Reason(Cause.CLOSURE, closure.reason)
        return None

    def spans(self, day: date) -> tuple[Span, ...]:
        """The service of a day in minutes of UTC; nothing on a closed day."""
        if self.why_closed(day) is not None:
            return ()
        return _service(day, self.opens_at, self.closes_at)

    def service_minutes(self, day: date) -> int:
        """How many minutes of a day count."""
        return sum(last - first for first, last in self.spans(day))

    def opens(self, day: date) -> datetime | None:
        """When service starts on a day, None where it is closed."""
        spans = self.spans(day)
        return _instant(spans[0][0]) if spans else None

    def closes(self, day: date) -> datetime | None:
        """When service ends on a day, None where it is closed."""
        spans = self.spans(day)
        return _instant(spans[-1][1]) if spans else None


#: Service everywhere in the Region, before the closures of any lycée.
REGION = Calendar()


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
    first = _minute(start)
    if not minutes:
        return _instant(first)
    used = 0
    for begin, end in _counting(first, pauses, calendar):
        if used + end - begin >= minutes:
            return _instant(begin + minutes - used)
        used += end - begin
    return None


def elapsed(
    start: datetime,
    end: datetime,
    pauses: Iterable[Interval] = (),
    calendar: Calendar = REGION,
) -> int:
    """The service minutes between two instants; none where the second is not later."""
    first, last = _minute(start), _minute(end)
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
    first = _minute(start)
    stop = None if until is None else max(_minute(until), first)
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
                spans=tuple((_instant(begin), _instant(end)) for begin, end in counted),
            )
        )
        if used_up:
            break
    return lines


def working_days_since(last: datetime, at: datetime, calendar: Calendar = REGION) -> int:
    """How many working days began after the day of one instant, up to another: 0 the same day."""
    day, today = _paris_day(_minute(last)), _paris_day(_minute(at))
    return sum(
        calendar.why_closed(day + n * _DAY) is None for n in range(1, (today - day).days + 1)
    )


def _minute(at: datetime) -> int:
    """The minute of UTC that an instant falls in."""
    if at.tzinfo is None:
        raise ValueError(f"An instant without its time zone: {at}")
    return (at - _EPOCH) // _MINUTE


def _instant(minute: int) -> datetime:
    return _EPOCH + minute * _MINUTE


def _paris_day(minute: int) -> date:
    return _instant(minute).astimezone(PARIS).date()


def _wall(day: date, hour: time) -> int:
    """A time on the wall of Paris, in minutes as if it were UTC."""
    return (datetime.combine(day, hour) - _WALL_EPOCH) // _MINUTE


def _offset(minute: int) -> int:
    """How far the clocks of Paris are ahead of UTC, in minutes."""
    ahead = _instant(minute).astimezone(PARIS).utcoffset() or timedelta(0)
    return ahead // _MINUTE


@lru_cache(maxsize=8192)
def _service(day: date, opens_at: time, closes_at: time) -> tuple[Span, ...]:
    """The minutes of UTC of a day at which a clock in Paris shows service hours."""
    opening, closing = _wall(day, opens_at), _wall(day, closes_at)
    midnight, next_midnight = (
        _minute(datetime.combine(at, time(), PARIS)) for at in (day, day + _DAY)
    )
    before, after = _offset(midnight), _offset(next_midnight)
    if before == after:
        return ((opening - before, closing - before),)
    # The clocks change on this day: what they show is read before and after the change apart.
    nights = range(midnight, next_midnight)
    change = nights[bisect_left(nights, 1, key=lambda minute: int(_offset(minute) == after))]
    parts = (
        (opening - before, min(closing - before, change)),
        (max(opening - after, change), closing - after),
    )
    return tuple((begin, end) for begin, end in parts if begin < end)


def _merged(pauses: Iterable[Interval]) -> list[tuple[int, int | None]]:
    """The pauses in order, those that touch made one; an open one ends the list."""
    merged: list[tuple[int, int | None]] = []
    bounds = [(_minute(p.start), None if p.end is None else _minute(p.end)) for p in pauses]
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
    day = _paris_day(first)
    final = None if last is None else _paris_day(max(last - 1, first))
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
            max(begin, _minute(pause.start))
            < min(stop, end, stop if pause.end is None else _minute(pause.end))
            for begin, stop in spans
        )
    )
