"""When service is given: dated hours, week-ends, public holidays, what a lycée closes on."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.core.calendars import OFFICIAL, Holidays, public_holiday
from preau.core.moments import PARIS, say_moment

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Minutes since 1970, counted in UTC: the first one that counts, and the first that no longer does.
Span = tuple[int, int]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_WALL_EPOCH = _EPOCH.replace(tzinfo=None)
MONDAY_TO_FRIDAY = frozenset(range(5))


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
class Hours:
    """The service of a day: from when to when, on which weekdays, and from which day on so."""

    opens_at: time = time(8)
    closes_at: time = time(18)
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    from_on: date = date.min

    def __post_init__(self) -> None:
        if not self.opens_at < self.closes_at:
            raise ValueError("Service hours end after they start, on the same day.")
        if self.opens_at.second or self.closes_at.second:
            raise ValueError("Service hours start and end on a minute.")
        if not self.weekdays:
            raise ValueError("A calendar has at least one weekday of service.")

    @property
    def minutes(self) -> int:
        """The service minutes of a full day: 600 from 8:00 to 18:00."""
        opening = timedelta(hours=self.opens_at.hour, minutes=self.opens_at.minute)
        closing = timedelta(hours=self.closes_at.hour, minutes=self.closes_at.minute)
        return (closing - opening) // _MINUTE


@dataclass(frozen=True, slots=True)
class Calendar:
    """When service is given: the hours of a day, the weekdays, and the closures of a lycée.

    Public holidays are those of metropolitan France, week-ends whatever is not in `weekdays`
    (0 is Monday); the hours are those of the clock on the wall in Paris. `later` are the hours
    that follow the first ones, each from its day on, in order. `holidays` count in INC-8 alone.
    """

    opens_at: time = time(8)
    closes_at: time = time(18)
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    closures: tuple[Closure, ...] = ()
    later: tuple[Hours, ...] = ()
    holidays: Holidays = OFFICIAL

    def __post_init__(self) -> None:
        days = [self.hours_on(date.min).from_on, *(hours.from_on for hours in self.later)]
        if any(day >= following for day, following in pairwise(days)):
            raise ValueError("Dated hours come in the order of their days, one for each.")

    def hours_on(self, day: date) -> Hours:
        """The hours that are in force on a day."""
        for hours in reversed(self.later):
            if hours.from_on <= day:
                return hours
        return Hours(self.opens_at, self.closes_at, self.weekdays)

    def minutes(self, *, days: int = 0, hours: int = 0, on: date = date.min) -> int:
        """A limit in service minutes, from working days and service hours.

        A day is as long as those in force `on` the day on which the limit starts.
        """
        return days * self.hours_on(on).minutes + hours * 60

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
        if day.weekday() not in self.hours_on(day).weekdays:
            return Reason(Cause.WEEK_END)
        if closure := self.closure(day):
            return Reason(Cause.CLOSURE, closure.reason)
        return None

    def spans(self, day: date) -> tuple[Span, ...]:
        """The service of a day in minutes of UTC; nothing on a closed day."""
        if self.why_closed(day) is not None:
            return ()
        hours = self.hours_on(day)
        return _service(day, hours.opens_at, hours.closes_at)

    def service_minutes(self, day: date) -> int:
        """How many minutes of a day count."""
        return sum(last - first for first, last in self.spans(day))

    def opens(self, day: date) -> datetime | None:
        """When service starts on a day, None where it is closed."""
        spans = self.spans(day)
        return instant_of(spans[0][0]) if spans else None

    def closes(self, day: date) -> datetime | None:
        """When service ends on a day, None where it is closed."""
        spans = self.spans(day)
        return instant_of(spans[-1][1]) if spans else None


#: Service everywhere in the Region as it was first laid down, before the closures of any lycée.
REGION = Calendar()


def minute_of(at: datetime) -> int:
    """The minute of UTC that an instant falls in."""
    if at.tzinfo is None:
        raise ValueError(f"An instant without its time zone: {at}")
    return (at - _EPOCH) // _MINUTE


def instant_of(minute: int) -> datetime:
    """The instant at which a minute of UTC begins."""
    return _EPOCH + minute * _MINUTE


def paris_day(minute: int) -> date:
    """The day in Paris that a minute of UTC falls in."""
    return instant_of(minute).astimezone(PARIS).date()


def _wall(day: date, hour: time) -> int:
    """A time on the wall of Paris, in minutes as if it were UTC."""
    return (datetime.combine(day, hour) - _WALL_EPOCH) // _MINUTE


def _offset(minute: int) -> int:
    """How far the clocks of Paris are ahead of UTC, in minutes."""
    ahead = instant_of(minute).astimezone(PARIS).utcoffset() or timedelta(0)
    return ahead // _MINUTE


@lru_cache(maxsize=8192)
def _service(day: date, opens_at: time, closes_at: time) -> tuple[Span, ...]:
    """The minutes of UTC of a day at which a clock in Paris shows service hours."""
    opening, closing = _wall(day, opens_at), _wall(day, closes_at)
    midnight, next_midnight = (
        minute_of(datetime.combine(at, time(), PARIS)) for at in (day, day + _DAY)
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
