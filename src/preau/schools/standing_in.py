"""Who stands in for whom at an instant: derived from absences and mandates, never stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from preau.accounts.models import User
from preau.accounts.roles import Role
from preau.schools.models import Mandate
from preau.schools.models.absences import Absence, Substitute
from preau.schools.policies import STAND_INS

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

#: The duties whose rights are lent with them. A deputy has those of the correspondent already,
#: but never designates (ROL-2).
LENT = frozenset(set(STAND_INS) - {Role.CORRESPONDENT})


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Who has what waits for a duty; `stands_for` is the absent person, if there is one."""

    person: User
    stands_for: User | None = None
    until: datetime | None = None


def substitutes(absences: Collection[Absence], at: datetime) -> dict[int, User]:
    """Who stands in during each running absence: the first in order who is there themself.

    Their own mandate must be in force, and they must not be away; three queries for all.
    """
    if not absences:
        return {}
    named = list(
        Substitute.objects.filter(absence__in=[absence.pk for absence in absences])
        .select_related("person")
        .order_by("absence", "rank")
    )
    people = {substitute.person_id for substitute in named}
    away = set(
        Absence.objects.running(at)
        .filter(mandate__person__in=people)
        .values_list("mandate__person", flat=True)
    )
    held: dict[int, set[tuple[str, int | None]]] = {}
    mandates = Mandate.objects.in_force(at).filter(person__in=people)
    for person_id, role, school_id in mandates.values_list("person", "role", "school"):
        held.setdefault(person_id, set()).add((role, school_id))
    by_absence = {absence.pk: absence for absence in absences}
    found: dict[int, User] = {}
    for substitute in named:
        mandate = by_absence[substitute.absence_id].mandate
        roles = STAND_INS[Role(mandate.role)]
        if substitute.absence_id in found or substitute.person_id in away:
            continue
        duties = held.get(substitute.person_id, set())
        if any(
            role in roles and (role != Role.DEPUTY or school_id == mandate.school_id)
            for role, school_id in duties
        ):
            found[substitute.absence_id] = substitute.person
    return found


def on_duty(mandates: Iterable[Mandate], at: datetime) -> list[OnDuty]:
    """The holders of some mandates, each replaced by whoever stands in while they are away."""
    held = list(mandates)
    running = {
        absence.mandate_id: absence
        for absence in Absence.objects.running(at)
        .filter(mandate__in=[mandate.pk for mandate in held])
        .select_related("mandate")
        .order_by("pk")
    }
    standing = substitutes(list(running.values()), at)
    found = []
    for mandate in held:
        absence = running.get(mandate.pk)
        substitute = standing.get(absence.pk) if absence else None
        if absence is None or substitute is None:
            found.append(OnDuty(mandate.person))
        else:
            found.append(OnDuty(substitute, mandate.person, absence.ends_at))
    return found


def replaced(mandates: QuerySet[Mandate], at: datetime) -> OnDuty | None:
    """Who stands in for the holder of some mandates; None, in one query, where they are there."""
    absences = list(
        Absence.objects.running(at)
        .filter(mandate__in=mandates)
        .select_related("mandate__person")
        .order_by("pk")
    )
    standing = substitutes(absences, at)
    found = (
        OnDuty(standing[absence.pk], absence.mandate.person, absence.ends_at)
        for absence in absences
        if absence.pk in standing
    )
    return next(found, None)


def may_stand_in(mandate: Mandate, at: datetime) -> list[User]:
    """Whom the holder of a mandate may choose among, by name."""
    roles = STAND_INS.get(Role(mandate.role), frozenset())
    held = Mandate.objects.in_force(at).filter(role__in=roles).exclude(person=mandate.person_id)
    if Role.DEPUTY in roles:
        held = held.filter(school=mandate.school_id)
    people = User.objects.filter(pk__in=held.values("person"), is_active=True)
    return list(people.order_by("folded_name", "pk"))


def lent_to(person: User, at: datetime) -> list[Mandate]:
    """The mandates that are lent to a person while their holders are away."""
    absences = list(
        Absence.objects.running(at)
        .filter(substitutes__person=person, mandate__role__in=LENT)
        .filter(mandate__in=Mandate.objects.in_force(at))
        .select_related("mandate__person")
        .order_by("pk")
    )
    standing = substitutes(absences, at)
    return [absence.mandate for absence in absences if standing.get(absence.pk) == person]
