"""The calendars of the Region: hours of service, school holidays, periods of examination."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.accounts.roles import Permission
from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.schools import facts, policies
from preau.schools.models import ExamPeriod, SchoolHoliday, ServiceHours

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preau.core.actors import Actor
    from preau.journal.facts import Fact


def _record(fact: Fact, by: Actor) -> None:
    journal.record(fact, by=policies.wearing(by, Permission.SCHOOL_ADMINISTER, school=None))


@transaction.atomic
def lay_down_hours(
    *, by: Actor, from_on: date, opens_at: time, closes_at: time, weekdays: Iterable[int]
) -> ServiceHours:
    """Set the hours of service from a day on; not for days that limits have already run on."""
    policies.can_keep_calendars(by).enforce()
    standing = list(ServiceHours.objects.standing().select_for_update())
    days = "".join(str(day) for day in sorted(set(weekdays)))
    if from_on <= timezone.localdate(by.at):
        raise Refused(
            no(_("Hours hold from tomorrow at the earliest: limits have already run until now."))
        )
    if closes_at <= opens_at:
        raise Refused(no(_("Service ends after it starts, on the same day.")))
    if not days:
        raise Refused(no(_("Choose at least one weekday.")))
    if any(hours.from_on == from_on for hours in standing):
        raise Refused(no(_("Other hours are set from this very day: withdraw them first.")))
    before = max(
        (hours for hours in standing if hours.from_on < from_on),
        key=lambda hours: hours.from_on,
        default=None,
    )
    if before and (before.opens_at, before.closes_at, before.weekdays) == (
        opens_at,
        closes_at,
        days,
    ):
        raise Refused(no(_("These are the hours that hold on that day already.")))
    hours = ServiceHours.objects.create(
        from_on=from_on,
        opens_at=opens_at,
        closes_at=closes_at,
        weekdays=days,
        laid_down_at=by.at,
        laid_down_by=by.person,
    )
    _record(
        facts.HoursLaidDown(
            thing_id=hours.pk,
            from_on=from_on,
            opens=f"{opens_at:%H:%M}",
            closes=f"{closes_at:%H:%M}",
            weekdays=days,
        ),
        by,
    )
    return hours


@transaction.atomic
def withdraw_hours(hours: ServiceHours, *, by: Actor) -> ServiceHours:
    """Give up hours that are still to come; those before them go on."""
    policies.can_keep_calendars(by).enforce()
    hours = ServiceHours.objects.select_for_update(of=("self",)).get(pk=hours.pk)
    if hours.withdrawn_at is not None:
        raise Refused(no(_("These hours are withdrawn already.")))
    if hours.from_on <= timezone.localdate(by.at):
        raise Refused(no(_("These hours hold already: set other ones from a day to come.")))
    hours.withdrawn_at, hours.withdrawn_by = by.at, by.person
    hours.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _record(facts.HoursWithdrawn(thing_id=hours.pk, from_on=hours.from_on), by)
    return hours


@transaction.atomic
def set_holiday(
    *, by: Actor, name: str, school_year: str, first_on: date, last_on: date, source: str
) -> SchoolHoliday | None:
    """Enter a school holiday as an official calendar has it; None where nothing changes."""
    policies.can_keep_calendars(by).enforce()
    if last_on < first_on:
        raise Refused(no(_("The last day comes before the first one.")))
    known = SchoolHoliday.objects.select_for_update().filter(school_year=school_year, name=name)
    holiday = known.first()
    before = (holiday.first_on, holiday.last_on) if holiday else (None, None)
    if holiday is not None and before == (first_on, last_on) and holiday.is_official:
        return None
    meets = SchoolHoliday.objects.filter(first_on__lte=last_on, last_on__gte=first_on)
    if holiday is not None:
        meets = meets.exclude(pk=holiday.pk)
    if meets.exists():
        raise Refused(no(_("Some of these days are those of another holiday.")))
    if holiday is None:
        holiday = SchoolHoliday(name=name, school_year=school_year)
    holiday.first_on, holiday.last_on = first_on, last_on
    holiday.is_official, holiday.source = True, source
    holiday.save()
    _record(
        facts.HolidaySet(
            thing_id=holiday.pk,
            first_on=first_on,
            last_on=last_on,
            before_first_on=before[0],
            before_last_on=before[1],
        ),
        by,
    )
    return holiday


@transaction.atomic
def write_exams(
    *,
    by: Actor,
    name: str,
    first_on: date,
    last_on: date,
    kinds: Iterable[str] = (),
    levels: Iterable[str] = (),
    urgency: str,
    uid: str = "",
) -> ExamPeriod:
    """Enter a period of examination: it proposes an urgency, and moves no limit (INC-18)."""
    policies.can_keep_calendars(by).enforce()
    _in_order(first_on, last_on)
    period = ExamPeriod(uid=uid, written_at=by.at, written_by=by.person)
    return _write(period, by, name, first_on, last_on, kinds, levels, urgency)


@transaction.atomic
def change_exams(
    period: ExamPeriod,
    *,
    by: Actor,
    seen: int | None = None,
    name: str,
    first_on: date,
    last_on: date,
    kinds: Iterable[str] = (),
    levels: Iterable[str] = (),
    urgency: str,
) -> ExamPeriod:
    """Put a period of examination right; what proposed an urgency until now did so."""
    policies.can_keep_calendars(by).enforce()
    period = ExamPeriod.objects.locked(period.pk, seen=seen)
    if period.withdrawn_at is not None:
        raise Refused(no(_("This period is withdrawn: enter a new one.")))
    _in_order(first_on, last_on)
    period.version += 1
    return _write(period, by, name, first_on, last_on, kinds, levels, urgency)


def _in_order(first_on: date, last_on: date) -> None:
    if last_on < first_on:
        raise Refused(no(_("The last day comes before the first one.")))


def _write(
    period: ExamPeriod,
    by: Actor,
    name: str,
    first_on: date,
    last_on: date,
    kinds: Iterable[str],
    levels: Iterable[str],
    urgency: str,
) -> ExamPeriod:
    period.name, period.first_on, period.last_on = name, first_on, last_on
    period.kinds, period.levels = sorted(kinds), list(levels)
    period.urgency = urgency
    period.save()
    _record(
        facts.ExamsWritten(
            thing_id=period.pk,
            first_on=first_on,
            last_on=last_on,
            urgency=urgency,
            kinds=tuple(period.kinds),
        ),
        by,
    )
    return period


@transaction.atomic
def withdraw_exams(period: ExamPeriod, *, by: Actor) -> ExamPeriod:
    """Propose nothing any more for these days."""
    policies.can_keep_calendars(by).enforce()
    period = ExamPeriod.objects.locked(period.pk)
    if period.withdrawn_at is not None:
        raise Refused(no(_("This period is withdrawn already.")))
    period.withdrawn_at, period.withdrawn_by = by.at, by.person
    period.version += 1
    period.save(update_fields=["withdrawn_at", "withdrawn_by", "version"])
    _record(facts.ExamsWithdrawn(thing_id=period.pk), by)
    return period
