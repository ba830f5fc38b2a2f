"""The ten days of the administrative closure, counted as INC-8 has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from preau.core.moments import PARIS
from preau.core.working_time import REGION, Calendar, Cause, DayLine, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

CLOSURE_DAYS = 10
REMINDER_DAYS = (5, 8)
CONTEST_DAYS = 30
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reminder:
    """The counted day on which the lycée is reminded: the 5 of "day 5 of 10", and from when."""

    day: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ClosureDeadline:
    """Until when a lycée can answer a technical closure, and how that was counted.

    `last_on` is the tenth counted day; with its end, at `closes_at`, the ticket closes
    tacitly.
    """

    notified_at: datetime
    last_on: date
    closes_at: datetime
    reminders: tuple[Reminder, ...]
    lines: tuple[DayLine, ...]

    def reminders_due(self, at: datetime) -> tuple[Reminder, ...]:
        """The reminders whose time has come, none once the ten days are over."""
        if at >= self.closes_at:
            return ()
        return tuple(reminder for reminder in self.reminders if reminder.at <= at)

    def counted(self, at: datetime) -> int:
        """How many of the days have begun: the 3 of "day 3 of 10"."""
        today = at.astimezone(PARIS).date()
        return max((line.total for line in self.lines if line.day <= today), default=0)


def why_not_counted(day: date, calendar: Calendar = REGION) -> Reason | None:
    """Why a day is left out of the ten: the lycée is closed; None where it counts.

    Week-ends and public holidays are calendar days like any other, unless they fall in a
    closure of the lycée or in school holidays.
    """
    if closure := calendar.closure(day):
        return Reason(Cause.CLOSURE, closure.reason)
    if holiday := calendar.holidays.on(day):
        return Reason(Cause.SCHOOL_HOLIDAY, holiday.name)
    return None


def closure_deadline(
    notified_at: datetime,
    calendar: Calendar = REGION,
    *,
    days: int = CLOSURE_DAYS,
    reminder_days: Iterable[int] = REMINDER_DAYS,
) -> ClosureDeadline:
    """Count the days that a lycée has to close a ticket or to refuse its technical closure."""
    if notified_at.tzinfo is None:
        raise ValueError(f"An instant without its time zone: {notified_at}")
    if days < 1:
        raise ValueError("A lycée has at least one day to answer.")
    wanted = frozenset(reminder_days)
    day = notified_at.astimezone(PARIS).date()
    lines = [DayLine(day, counted=0, total=0, reasons=(Reason(Cause.DAY_OF_NOTICE),))]
    reminders = []
    total = 0
    while total < days:
        day += _DAY
        reason = why_not_counted(day, calendar)
        if reason is None:
            total += 1
            if total in wanted:
                reminders.append(Reminder(total, _at(day, calendar.hours_on(day).opens_at)))
        lines.append(
            DayLine(
                day,
                counted=int(reason is None),
                total=total,
                reasons=() if reason is None else (reason,),
            )
        )
    return ClosureDeadline(
        notified_at=notified_at,
        last_on=day,
        closes_at=_at(day + _DAY, time()),
        reminders=tuple(reminders),
        lines=tuple(lines),
    )


def contest_deadline(closed_at: datetime, *, days: int = CONTEST_DAYS) -> datetime:
    """The last instant at which a closure can be contested: the thirtieth day after it ends."""
    closed_on = closed_at.astimezone(PARIS).date()
    return _at(closed_on + (days + 1) * _DAY, time()) - datetime.resolution


def _at(day: date, hour: time) -> datetime:
    # Midnight and the opening of service exist once on every day of Paris.
    return datetime.combine(day, hour, PARIS).astimezone(UTC)
