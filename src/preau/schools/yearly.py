"""A school year day by day: what is closed, what that stops, what it proposes (INC-7, INC-8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preau.core.calendars import public_holidays
from preau.core.closure_days import why_not_counted
from preau.core.moments import say_clock
from preau.schools.models import ExamPeriod, SchoolHoliday, ServiceHours
from preau.schools.queries import calendars_of, region_calendar
from preau.schools.states import ExamLevel, SchoolKind
from preau.ui import formats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django_stubs_ext import StrOrPromise

    from preau.core.working_time import Calendar
    from preau.schools.models import School

SEPTEMBER = 9
WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
_MONDAY_TO_FRIDAY = "01234"


@dataclass(frozen=True, slots=True)
class Day:
    """Days of one kind in a row: what they are, and whether each of the two counts runs.

    `limits` and `closing` say what becomes of the working days of INC-7 and of the ten days of
    INC-8; `tone` and `icon` mark the kind beside its words.
    """

    uid: str
    first_on: date
    last_on: date
    what: str
    kind: StrOrPromise
    icon: str
    tone: str
    limits: StrOrPromise
    closing: StrOrPromise
    detail: StrOrPromise = ""
    url_args: tuple[int, ...] = ()

    @property
    def days(self) -> str:
        """The days in words, short; the year stands above."""
        if self.first_on == self.last_on:
            return formats.short_day(self.first_on, at=self.first_on)
        return _("%(first)s – %(last)s") % {
            "first": formats.short_day(self.first_on, at=self.first_on),
            "last": formats.short_day(self.last_on, at=self.first_on),
        }


@dataclass(frozen=True, slots=True)
class Month:
    """The days of a month, under its name."""

    label: str
    days: list[Day]


def school_year_of(day: date) -> int:
    """The year in which the school year of a day began."""
    return day.year if day.month >= SEPTEMBER else day.year - 1


def months(year: int, school: School | None) -> list[Month]:
    """The school year that begins in a year, month by month; with a lycée's own closures."""
    found: dict[date, list[Day]] = {}
    for day in sorted(days(year, school), key=lambda each: (each.first_on, each.last_on)):
        start = max(day.first_on, date(year, SEPTEMBER, 1))
        found.setdefault(start.replace(day=1), []).append(day)
    return [Month(date_format(first, "F Y"), listed) for first, listed in found.items()]


def days(year: int, school: School | None) -> Iterator[Day]:
    """All that a school year holds, in no order."""
    first, last = date(year, SEPTEMBER, 1), date(year + 1, SEPTEMBER, 1) - timedelta(days=1)
    calendar = calendars_of([school.pk])[school.pk] if school else region_calendar()
    yield from _public(year, first, last, calendar)
    within = {"first_on__lte": last, "last_on__gte": first}
    for holiday in SchoolHoliday.objects.filter(**within).order_by("first_on"):
        yield Day(
            uid=f"holiday-{holiday.pk}",
            first_on=holiday.first_on,
            last_on=holiday.last_on,
            what=holiday.name,
            kind=_("School holidays"),
            icon="mortarboard",
            tone="info",
            limits=_RUN,
            closing=_NOT_COUNTED,
            detail="" if holiday.is_official else _("Usual rule, not published yet"),
        )
    if school is not None:
        for closure in school.closures.standing().filter(**within).order_by("first_on", "pk"):
            yield Day(
                uid=f"closure-{closure.pk}",
                first_on=closure.first_on,
                last_on=closure.last_on,
                what=closure.reason or _("Lycée closed"),
                kind=_("Closure of the lycée"),
                icon="door-open",
                tone="wait",
                limits=_STAND_STILL,
                closing=_NOT_COUNTED,
            )
    for period in ExamPeriod.objects.standing().filter(**within).order_by("first_on", "pk"):
        if school is None or not period.kinds or school.kind in period.kinds:
            yield _exams(period)
    for hours in ServiceHours.objects.standing().filter(from_on__gte=first, from_on__lte=last):
        yield Day(
            uid=f"hours-{hours.pk}",
            first_on=hours.from_on,
            last_on=hours.from_on,
            what=_("Other hours of service: %(hours)s") % {"hours": said(hours)},
            kind=_("Hours of service"),
            icon="clock",
            tone="calm",
            limits=_("days of another length from here on"),
            closing=_COUNTED,
        )


_RUN = gettext_lazy("limits run")
_STAND_STILL = gettext_lazy("limits stand still")
_COUNTED = gettext_lazy("counted")
_NOT_COUNTED = gettext_lazy("not counted")


def _public(year: int, first: date, last: date, calendar: Calendar) -> Iterator[Day]:
    for day, name in sorted({**public_holidays(year), **public_holidays(year + 1)}.items()):
        if first <= day <= last:
            yield Day(
                uid=f"public-{day.isoformat()}",
                first_on=day,
                last_on=day,
                what=name,
                kind=_("Public holiday"),
                icon="calendar-event",
                tone="late",
                limits=_STAND_STILL,
                closing=_COUNTED if why_not_counted(day, calendar) is None else _NOT_COUNTED,
            )


def _exams(period: ExamPeriod) -> Day:
    return Day(
        uid=f"exams-{period.pk}",
        first_on=period.first_on,
        last_on=period.last_on,
        what=period.name,
        kind=_("Examinations"),
        icon="flag",
        tone="wait",
        limits=_RUN,
        closing=_COUNTED,
        detail=_("proposes the urgency “%(urgency)s” to: %(whom)s")
        % {"urgency": period.get_urgency_display(), "whom": concerned(period)},
        url_args=(period.pk,),
    )


def concerned(period: ExamPeriod) -> str:
    """Which lycées a period is for, and whose examination it is."""
    kinds = [str(SchoolKind(kind).label).lower() for kind in period.kinds]
    levels = [str(ExamLevel(level).label) for level in period.levels]
    said = ", ".join(kinds) if kinds else _("all lycées")
    return f"{said} ({', '.join(levels)})" if levels else said


def said(hours: ServiceHours) -> str:
    """Hours in words: "8 h 00 – 18 h 00, Monday to Friday"."""
    if hours.weekdays == _MONDAY_TO_FRIDAY:
        days = _("Monday to Friday")
    else:
        days = ", ".join(str(WEEKDAYS[int(digit)]) for digit in hours.weekdays)
    return _("%(opens)s–%(closes)s, %(days)s") % {
        "opens": say_clock(hours.opens_at),
        "closes": say_clock(hours.closes_at),
        "days": days,
    }
