"""What the tests of calendars share: hours, examinations, a page as it reads."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from preau.core.actors import Actor
from preau.schools import actions
from preau.schools.imports.kinds import KINDS, run
from preau.schools.models import ExamPeriod, ServiceHours
from tests.instants import NOON

PREAU = Actor.preau(NOON)


FROM = date(2026, 10, 7)


def hours(by: Actor, **changed: Any) -> ServiceHours:
    given: dict[str, Any] = {
        "from_on": FROM,
        "opens_at": time(9),
        "closes_at": time(17),
        "weekdays": range(5),
    }
    return actions.lay_down_hours(by=by, **(given | changed))


def exams(by: Actor, **changed: Any) -> ExamPeriod:
    given: dict[str, Any] = {
        "name": "Baccalauréat : épreuves écrites",
        "first_on": date(2026, 10, 5),
        "last_on": date(2026, 10, 9),
        "urgency": "very_high",
    }
    return actions.write_exams(by=by, **(given | changed))


HEAD = "description;population;start_date;end_date;location;zones;annee_scolaire"


def holidays(*rows: str, head: str = HEAD, dry_run: bool = False, by: Actor = PREAU) -> Any:
    data = "\n".join([head, *rows]).encode()
    return run(KINDS["holidays"], data, "vacances.csv", by=by, dry_run=dry_run)
