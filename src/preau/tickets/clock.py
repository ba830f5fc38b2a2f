"""The clock of a ticket: by when, how much is used, and why, told from its journal alone.

Nothing here is stored or accumulated: another urgency, another calendar or a cancelled hold
gives other dates from the same history (INC-15).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from preau.core.closure_days import CLOSURE_DAYS, ClosureDeadline, closure_deadline
from preau.core.moments import PARIS, say_day, say_minutes, say_moment
from preau.core.working_time import due, elapsed, explain
from preau.tickets.facts import Dispatched
from preau.tickets.history import History, read
from preau.tickets.limits import THE_TEXT
from preau.tickets.states import Handler, Nature, Status, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django_stubs_ext import StrOrPromise

    from preau.core.closure_days import Reminder
    from preau.core.working_time import Calendar, DayLine, Interval
    from preau.journal.queries import Recorded
    from preau.tickets.limits import Book, Limits


class Kind(TextChoices):
    """What is promised, and by whom."""

    DISPATCH = "dispatch", gettext_lazy("CESAME's target to hand the ticket over")
    CONTRACTOR = "contractor", gettext_lazy("Contractor's limit")
    OFFICE = "office", gettext_lazy("Next regular visit, at the latest")
    CLOSURE = "closure", gettext_lazy("Time to close administratively")


class State(TextChoices):
    """Whether a clock runs."""

    RUNNING = "running", gettext_lazy("Running")
    PAUSED = "paused", gettext_lazy("On hold")
    STOPPED = "stopped", gettext_lazy("Stopped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What was promised on a ticket, as it stands at one instant.

    `allowed` and `used` are service minutes, days for a closure. `due_at` and `warning_at` are
    None while a hold stands: nobody knows yet. `since` and `cause` say since when and why the
    clock stands still.
    """

    kind: Kind
    urgency: Urgency
    at: datetime
    started_at: datetime
    allowed: int
    used: int
    due_at: datetime | None
    warning_at: datetime | None
    calendar: Calendar
    state: State = State.RUNNING
    since: datetime | None = None
    cause: StrOrPromise = ""
    pauses: tuple[Interval, ...] = ()
    closure: ClosureDeadline | None = None

    @property
    def is_late(self) -> bool:
        """Whether the limit passed before the clock stopped, or before now."""
        end = self.at
        if self.state == State.STOPPED and self.since is not None:
            end = self.since
        # The minute is the unit: what is done in the minute of the limit is done in time.
        return self.due_at is not None and self.due_at < end.replace(second=0, microsecond=0)

    @property
    def left(self) -> int:
        """What is left of the limit: service minutes, or days for a closure."""
        return max(self.allowed - self.used, 0)

    @property
    def reminders(self) -> tuple[Reminder, ...]:
        """When the lycée is reminded that its answer is awaited; none for other promises."""
        return self.closure.reminders if self.closure is not None else ()

    @property
    def lines(self) -> tuple[DayLine, ...]:
        """The count, a line per day: up to the limit, or to where the clock stands still."""
        if self.closure is not None:
            return self.closure.lines
        until = None
        if self.state == State.STOPPED:
            until = self.since
        elif self.state == State.PAUSED:
            until = self.at
        return tuple(
            explain(self.started_at, self.allowed, self.pauses, self.calendar, until=until)
        )

    @property
    def rule(self) -> str:
        """The rule that the limit comes from, with what it is counted from."""
        days = self.allowed // self.calendar.minutes(days=1, on=_day(self.started_at))
        match self.kind:
            case Kind.CONTRACTOR:
                return ngettext(
                    "%(count)d working day from the assignment, urgency %(urgency)s",
                    "%(count)d working days from the assignment, urgency %(urgency)s",
                    days,
                ) % {"count": days, "urgency": str(self.urgency.label).lower()}
            case Kind.OFFICE:
                return ngettext(
                    "next regular visit, %(count)d working day after the assignment at the latest",
                    "next regular visit, %(count)d working days after the assignment at the latest",
                    days,
                ) % {"count": days}
            case Kind.DISPATCH:
                return _("%(duration)s of service from the receipt, urgency %(urgency)s") % {
                    "duration": say_minutes(self.allowed),
                    "urgency": str(self.urgency.label).lower(),
                }
            case Kind.CLOSURE:
                return ngettext(
                    "%(count)d day from the day after the technical closure, "
                    "days when the lycée is closed not counted",
                    "%(count)d days from the day after the technical closure, "
                    "days when the lycée is closed not counted",
                    self.allowed,
                ) % {"count": self.allowed}

    @property
    def by_when(self) -> str:
        """The date in words: "au plus tard le lundi 9 novembre 2026 à 16 h 00"."""
        if self.closure is not None:
            return _("until the end of %(day)s") % {"day": say_day(self.closure.last_on)}
        if self.due_at is None:
            return _("suspended since %(moment)s") % {
                "moment": say_moment(self.since or self.started_at)
            }
        return _("by %(moment)s at the latest") % {"moment": say_moment(self.due_at)}

    @property
    def sentence(self) -> str:
        """Where the promise stands, in one or two sentences."""
        if self.kind == Kind.CLOSURE:
            return _closure_sentence(self)
        words = {
            "moment": say_moment(self.due_at) if self.due_at else "",
            "since": say_moment(self.since) if self.since else "",
            "cause": self.cause,
            "left": say_minutes(self.left),
            "used": say_minutes(self.used),
            "allowed": say_minutes(self.allowed),
        }
        if self.state == State.STOPPED:
            if self.is_late:
                return _("The clock stopped on %(since)s, after the limit of %(moment)s.") % words
            return (
                _(
                    "The clock stopped on %(since)s, within the limit: "
                    "%(used)s of working time used out of %(allowed)s."
                )
                % words
            )
        if self.is_late:
            return _("The limit passed on %(moment)s.") % words
        if self.state == State.PAUSED:
            return (
                _(
                    "The clock has been standing still since %(since)s: %(cause)s. "
                    "%(left)s of working time are left out of %(allowed)s."
                )
                % words
            )
        return {
            Kind.CONTRACTOR: _("The contractor treats the incident by %(moment)s at the latest."),
            Kind.OFFICE: _("Treated at the next regular visit, by %(moment)s at the latest."),
            Kind.DISPATCH: _("CESAME hands the ticket to the right service by %(moment)s."),
        }[self.kind] % words


def _closure_sentence(promise: Promise) -> str:
    words = {"when": promise.by_when, "day": promise.used, "days": promise.allowed}
    if promise.is_late:
        return _("The lycée had %(when)s to answer: the ticket can close tacitly.") % words
    return (
        _(
            "The lycée accepts or refuses the closure %(when)s (day %(day)d of %(days)d); "
            "without an answer, the ticket then closes tacitly."
        )
        % words
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """The time of treatment of INC-13, and the contractor's own time, which is another figure.

    From the receipt to the technical closure that was not refused, holds included; to now while
    there is none. `contractor_minutes` leaves out holds, and is None where the contractor never
    had the ticket.
    """

    received_at: datetime
    closed_at: datetime | None
    calendar_minutes: int
    working_minutes: int
    contractor_minutes: int | None
    is_tacit: bool

    @property
    def is_done(self) -> bool:
        """Whether the work is declared done: an open ticket has an age, not a treatment time."""
        return self.closed_at is not None


def promise(
    entries: Iterable[Recorded], calendar: Calendar, *, at: datetime, limits: Book = THE_TEXT
) -> Promise | None:
    """What is promised now: by whoever has the ticket, or by the lycée that must answer.

    None where no rule sets a date: with the RTN, the rectorat or the Region's own team, and
    once the ticket is over.
    """
    story = read(entries)
    match story.status:
        case Status.RECEIVED if story.arrived_at is not None:
            return _dispatch_target(story, story.arrived_at, calendar, at, limits)
        case Status.DISPATCHED if story.handler == Handler.CONTRACTOR:
            return _contractor_limit(story, calendar, at, limits)
        case Status.TECHNICALLY_CLOSED if story.done_at is not None:
            return _closure_time(story, story.done_at, calendar, at)
    return None


def contractor_limit(
    entries: Iterable[Recorded], calendar: Calendar, *, at: datetime, limits: Book = THE_TEXT
) -> Promise | None:
    """The contractor's limit, also once its work is over or the ticket is with somebody else."""
    return _contractor_limit(read(entries), calendar, at, limits)


def first_dispatch(
    entries: Iterable[Recorded], calendar: Calendar, *, limits: Book = THE_TEXT
) -> Promise | None:
    """CESAME's first target of a ticket, as it stood when it handed the ticket over (INC-5)."""
    told: list[Recorded] = []
    for entry in entries:
        if isinstance(entry.fact, Dispatched):
            return promise(told, calendar, at=entry.at, limits=limits)
        told.append(entry)
    return None


def closure_time(entries: Iterable[Recorded], calendar: Calendar) -> ClosureDeadline | None:
    """The lycée's ten days and their reminders, while its answer is awaited (INC-8)."""
    story = read(entries)
    if story.status != Status.TECHNICALLY_CLOSED or story.done_at is None:
        return None
    return closure_deadline(story.done_at, calendar)


def treatment(entries: Iterable[Recorded], calendar: Calendar, *, at: datetime) -> Treatment | None:
    """How long the treatment took, or has taken so far; None before the receipt (INC-13)."""
    story = read(entries)
    if story.received_at is None:
        return None
    end = story.done_at or at
    # Holds are included, and a closure of the lycée is one: only the Region's calendar counts.
    common = replace(calendar, closures=())
    contractor = None
    if story.assigned_at is not None:
        contractor = elapsed(story.assigned_at, end, story.pauses(), calendar)
    return Treatment(
        received_at=story.received_at,
        closed_at=story.done_at,
        calendar_minutes=max((end - story.received_at) // timedelta(minutes=1), 0),
        working_minutes=elapsed(story.received_at, end, (), common),
        contractor_minutes=contractor,
        is_tacit=story.is_tacit,
    )


def _day(at: datetime) -> date:
    return at.astimezone(PARIS).date()


def _warning(
    start: datetime, allowed: int, pauses: tuple[Interval, ...], calendar: Calendar, limits: Limits
) -> datetime | None:
    return due(start, allowed * limits.warning_percent // 100, pauses, calendar)


def _dispatch_target(
    story: History, arrived_at: datetime, calendar: Calendar, at: datetime, book: Book
) -> Promise:
    limits = book.at(arrived_at)
    # CESAME works while a lycée is closed.
    calendar = replace(calendar, closures=())
    allowed = calendar.minutes(hours=limits.dispatch_hours[story.urgency])
    return Promise(
        kind=Kind.DISPATCH,
        urgency=story.urgency,
        at=at,
        started_at=arrived_at,
        allowed=allowed,
        used=elapsed(arrived_at, at, (), calendar),
        due_at=due(arrived_at, allowed, (), calendar),
        warning_at=_warning(arrived_at, allowed, (), calendar, limits),
        calendar=calendar,
    )


def _contractor_limit(
    story: History, calendar: Calendar, at: datetime, book: Book
) -> Promise | None:
    if story.assigned_at is None:
        return None
    limits = book.at(story.assigned_at)
    if story.nature == Nature.NETWORK_INCIDENT:
        kind, days = Kind.CONTRACTOR, limits.network_days[story.urgency]
    elif story.nature == Nature.OFFICE_INCIDENT:
        kind, days = Kind.OFFICE, limits.office_days
    else:
        return None
    allowed = calendar.minutes(days=days, on=_day(story.assigned_at))
    pauses = story.pauses()
    state, still = State.RUNNING, None
    if story.stop is not None:
        state, still = State.STOPPED, story.stop
    elif story.hold is not None:
        state, still = State.PAUSED, story.hold
    # Once the clock stopped, the limit is the one that it stopped before, or after.
    counted = tuple(story.past) if state == State.STOPPED else pauses
    due_at = due(story.assigned_at, allowed, counted, calendar)
    return Promise(
        kind=kind,
        urgency=story.urgency,
        at=at,
        started_at=story.assigned_at,
        allowed=allowed,
        used=elapsed(story.assigned_at, at, pauses, calendar),
        due_at=due_at,
        # Nobody is warned of a limit while nobody knows when it falls.
        warning_at=_warning(story.assigned_at, allowed, counted, calendar, limits)
        if due_at
        else None,
        calendar=calendar,
        state=state,
        since=still.start if still else None,
        cause=still.label if still else "",
        pauses=pauses,
    )


def _closure_time(story: History, done_at: datetime, calendar: Calendar, at: datetime) -> Promise:
    deadline = closure_deadline(done_at, calendar)
    return Promise(
        kind=Kind.CLOSURE,
        urgency=story.urgency,
        at=at,
        started_at=done_at,
        allowed=CLOSURE_DAYS,
        used=deadline.counted(at),
        due_at=deadline.closes_at,
        warning_at=None,
        calendar=calendar,
        closure=deadline,
    )
