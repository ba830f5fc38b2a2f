"""Letters about absences: to whoever stands in, and to whoever is back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preau.journal import wiring as journal
from preau.mail.actions import post
from preau.schools import facts
from preau.schools.models.absences import Absence
from preau.schools.standing_in import substitutes

if TYPE_CHECKING:
    from datetime import datetime

    from preau.accounts.models import User
    from preau.journal.queries import Recorded


def sign_up() -> None:
    """Hear of absences that begin and end."""
    journal.subscribe("mail.absence_declared", [facts.AbsenceDeclared], tell_declared)
    journal.subscribe("mail.absence_begun", [facts.AbsenceBegun], tell_begun)
    journal.subscribe("mail.absence_ended", [facts.AbsenceEnded], tell_ended)
    journal.subscribe("mail.absence_over", [facts.AbsenceOver], tell_over)


def tell_declared(recorded: Recorded, at: datetime) -> None:
    """Tell the absent person what somebody else declared for them."""
    absence = _absence(recorded)
    if recorded.person_key != str(absence.mandate.person.key):
        _write(absence.mandate.person, absence, "declared", recorded, at)


def tell_begun(recorded: Recorded, at: datetime) -> None:
    """Tell whoever stands in that what waits is theirs, from now on."""
    absence = _absence(recorded)
    person = substitutes([absence], at).get(absence.pk)
    if person is not None and absence.ends_at > at:
        _write(person, absence, "begun", recorded, at)


def tell_ended(recorded: Recorded, at: datetime) -> None:
    """Tell those who were to stand in that it is over early."""
    absence = _absence(recorded)
    for substitute in absence.substitutes.select_related("person").order_by("rank"):
        if str(substitute.person.key) != recorded.person_key:
            _write(substitute.person, absence, "ended", recorded, at)


def tell_over(recorded: Recorded, at: datetime) -> None:
    """Tell the person who is back, and those who stood in, that what waits changes hands."""
    absence = _absence(recorded)
    _write(absence.mandate.person, absence, "back", recorded, at)
    for substitute in absence.substitutes.select_related("person").order_by("rank"):
        _write(substitute.person, absence, "ended", recorded, at)


def _absence(recorded: Recorded) -> Absence:
    related = ("mandate__person", "mandate__school", "mandate__territory")
    return Absence.objects.select_related(*related).get(pk=recorded.fact.thing_id)


def _write(person: User, absence: Absence, what: str, recorded: Recorded, at: datetime) -> None:
    mandate = absence.mandate
    named = absence.substitutes.select_related("person").order_by("rank")
    context = {
        "what": what,
        "person": person,
        "absence": absence,
        "mandate": mandate,
        "absent": mandate.person,
        "school": mandate.school,
        "substitutes": [substitute.person.name for substitute in named],
    }
    post(
        person,
        "mail/letters/absence",
        context,
        thread="",
        key=f"absence-{what}:{recorded.id}:{person.pk}",
        at=at,
        school=mandate.school,
    )
