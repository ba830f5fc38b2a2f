"""Which urgency the calendar of examinations proposes: never imposed, never a limit (INC-18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preau.core.moments import PARIS
from preau.schools.queries import exams_at
from preau.tickets.states import Nature, Urgency

if TYPE_CHECKING:
    from datetime import datetime

    from preau.schools.models import ExamPeriod, School

_RANK = {Urgency.LOW: 0, Urgency.MEDIUM: 1, Urgency.VERY_HIGH: 2}


def proposals(school: School, nature: str, at: datetime, urgency: str = "") -> list[ExamPeriod]:
    """The examinations of today that propose a higher urgency for an incident of a lycée."""
    if nature == Nature.EVOLUTION:
        return []
    retained = _RANK[Urgency(urgency)] if urgency else -1
    periods = exams_at(school, at.astimezone(PARIS).date())
    return [period for period in periods if _RANK[Urgency(period.urgency)] > retained]
