"""The calendars of the Region: hours of service, school holidays, periods of examination."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from preau.core.constraints import both_or_neither, one_of
from preau.core.service import Hours
from preau.core.verdicts import Stale
from preau.schools.states import ProposedUrgency

if TYPE_CHECKING:
    from datetime import date


class ServiceHoursQuerySet(models.QuerySet["ServiceHours"]):
    """Hours of service, as calendars read them."""

    def standing(self) -> Self:
        """Those that were not withdrawn, the first ones first."""
        return self.filter(withdrawn_at=None).order_by("from_on")


class ServiceHours(models.Model):
    """The hours of service of the Region from a day on: they make the working day of INC-7.

    A row is never changed: other hours follow it from another day on. One that is not yet in
    force can be withdrawn. `weekdays` are digits, 0 is Monday.
    """

    from_on = models.DateField()
    opens_at = models.TimeField()
    closes_at = models.TimeField()
    weekdays = models.CharField(max_length=7)
    laid_down_at = models.DateTimeField()
    laid_down_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ServiceHoursQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["from_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_on"], condition=Q(withdrawn_at=None), name="service_hours_one_a_day"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="service_hours_ordered"
            ),
            models.CheckConstraint(condition=~Q(weekdays=""), name="service_hours_have_a_weekday"),
            both_or_neither("withdrawn_at", "withdrawn_by", name="service_hours_withdrawer_known"),
        ]

    def __str__(self) -> str:
        return f"{self.from_on}: {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"

    @property
    def days(self) -> frozenset[int]:
        """The weekdays as numbers, 0 is Monday."""
        return frozenset(int(digit) for digit in self.weekdays)

    @property
    def hours(self) -> Hours:
        """The same, as a calendar counts with it."""
        return Hours(self.opens_at, self.closes_at, self.days, self.from_on)


class SchoolHoliday(models.Model):
    """A school holiday of zone C, its first and its last free day: it counts in INC-8.

    `is_official` is false where the ministry has not published the dates yet.
    """

    name = models.CharField(max_length=80)
    school_year = models.CharField(max_length=9)
    first_on = models.DateField()
    last_on = models.DateField()
    is_official = models.BooleanField(default=True)
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["first_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["school_year", "name"], name="holiday_once_a_year"),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="school_holiday_ordered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.school_year}"


class ExamPeriodQuerySet(models.QuerySet["ExamPeriod"]):
    """Periods of examination, as pages and proposals read them."""

    def standing(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def on(self, day: date) -> Self:
        """Those that a day falls in."""
        return self.standing().filter(first_on__lte=day, last_on__gte=day)

    def locked(self, pk: int, *, seen: int | None = None) -> ExamPeriod:
        """Take a period for a change; stale if someone saved it since version `seen`."""
        period = self.select_for_update(of=("self",)).get(pk=pk)
        if seen is not None and period.version != seen:
            raise Stale(period)
        return period


class ExamPeriod(models.Model):
    """Days of examination: they propose a higher urgency and change no limit (INC-18).

    `kinds` are the kinds of lycée concerned, none of them meaning all; `levels` say whose
    examination it is. `uid` names the event of the calendar file that it came from.
    """

    name = models.CharField(max_length=120)
    first_on = models.DateField()
    last_on = models.DateField()
    kinds = models.JSONField(default=list, blank=True)
    levels = models.JSONField(default=list, blank=True)
    urgency = models.CharField(
        max_length=10, choices=ProposedUrgency, default=ProposedUrgency.VERY_HIGH
    )
    uid = models.CharField(max_length=255, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = ExamPeriodQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["first_on", "pk"]
        constraints = [
            one_of("urgency", ProposedUrgency.values, name="exam_urgency_known"),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="exam_period_ordered"
            ),
            models.UniqueConstraint(
                fields=["uid"], condition=~Q(uid=""), name="exam_period_once_a_file"
            ),
            both_or_neither("withdrawn_at", "withdrawn_by", name="exam_withdrawer_known"),
        ]

    def __str__(self) -> str:
        return self.name
