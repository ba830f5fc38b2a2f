"""Lycées, their rooms, head counts and calendars, and the mandates held there."""

from preau.schools.models.absences import (
    Absence,
    AbsenceQuerySet,
    Substitute,
)
from preau.schools.models.almanac import (
    ExamPeriod,
    ExamPeriodQuerySet,
    SchoolHoliday,
    ServiceHours,
    ServiceHoursQuerySet,
)
from preau.schools.models.confirmations import (
    REMINDERS,
    Confirmation,
    ConfirmationQuerySet,
    season_of,
    year_of,
)
from preau.schools.models.life import (
    Closure,
    ClosureQuerySet,
    Exchange,
    ExchangeQuerySet,
)
from preau.schools.models.mandates import (
    Mandate,
    MandateQuerySet,
    NamedReporter,
)
from preau.schools.models.places import (
    FormerName,
    Headcount,
    Room,
    RoomQuerySet,
    School,
    SchoolQuerySet,
    Territory,
)

__all__ = [
    "REMINDERS",
    "Absence",
    "AbsenceQuerySet",
    "Closure",
    "ClosureQuerySet",
    "Confirmation",
    "ConfirmationQuerySet",
    "ExamPeriod",
    "ExamPeriodQuerySet",
    "Exchange",
    "ExchangeQuerySet",
    "FormerName",
    "Headcount",
    "Mandate",
    "MandateQuerySet",
    "NamedReporter",
    "Room",
    "RoomQuerySet",
    "School",
    "SchoolHoliday",
    "SchoolQuerySet",
    "ServiceHours",
    "ServiceHoursQuerySet",
    "Substitute",
    "Territory",
    "season_of",
    "year_of",
]
