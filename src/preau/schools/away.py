"""What pages show of absences: declared, running, and for whom one stands in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from preau.accounts.models import User
from preau.schools import policies
from preau.schools.models import Mandate
from preau.schools.models.absences import Absence
from preau.schools.standing_in import OnDuty, on_duty, substitutes

if TYPE_CHECKING:
    from preau.core.actors import Actor


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """An absence as a list shows it: when, who stands in, whether it can be ended."""

    absence: Absence
    substitutes: list[str]
    is_over: bool
    ends: bool


def absences_of(mandate: Mandate, actor: Actor) -> list[AbsenceRow]:
    """The absences from a mandate, the latest first."""
    rows = mandate.absences.prefetch_related("substitutes__person").order_by("-starts_at", "-pk")
    found = []
    for absence in rows:
        absence.mandate = mandate
        found.append(
            AbsenceRow(
                absence=absence,
                substitutes=[substitute.person.name for substitute in absence.substitutes.all()],
                is_over=absence.ends_at <= max(actor.at, absence.starts_at),
                ends=bool(policies.can_end_absence(actor, absence)),
            )
        )
    return found


def away(mandates: Iterable[Mandate], at: datetime) -> dict[int, OnDuty]:
    """Of some mandates, those whose holder is away, with who stands in; by mandate."""
    held = list(mandates)
    duties = zip(held, on_duty(held, at), strict=True)
    return {mandate.pk: duty for mandate, duty in duties if duty.stands_for is not None}


@dataclass(frozen=True, slots=True)
class Running:
    """An absence that runs, with who stands in; nobody, where they are all away themselves."""

    mandate: Mandate
    absent: User
    substitute: User | None
    until: datetime


def running_for(person: User, at: datetime) -> tuple[list[Running], list[Running]]:
    """The absences of a person, and those in which they stand in for somebody."""
    concerned = Absence.objects.running(at).filter(mandate__in=Mandate.objects.in_force(at))
    own = concerned.filter(mandate__person=person)
    named = concerned.filter(substitutes__person=person)
    found = list(
        (own | named)
        .distinct()
        .select_related("mandate__person", "mandate__school", "mandate__territory")
        .order_by("ends_at", "pk")
    )
    standing = substitutes(found, at)
    rows = [
        Running(absence.mandate, absence.mandate.person, standing.get(absence.pk), absence.ends_at)
        for absence in found
    ]
    return (
        [row for row in rows if row.absent == person],
        [row for row in rows if row.substitute == person],
    )
