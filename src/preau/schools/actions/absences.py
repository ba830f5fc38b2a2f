"""Be away, and let somebody else have what waits meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from preau.core.actors import Actor
from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.schools import facts, policies
from preau.schools.models import Mandate, School
from preau.schools.models.absences import Absence, Substitute
from preau.schools.standing_in import may_stand_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from preau.accounts.models import User
    from preau.journal.facts import Fact


@transaction.atomic
def declare_absence(
    mandate: Mandate,
    *,
    by: Actor,
    ends_at: datetime,
    substitutes: Sequence[User],
    starts_at: datetime | None = None,
) -> Absence:
    """Be away from a duty until an instant; `substitutes` stand in, the first who is there.

    The head of school, or whoever may end the mandate, declares it for somebody who fell ill.
    """
    mandate = _locked(mandate)
    policies.can_declare_absence(by, mandate).enforce()
    start = max(starts_at or by.at, by.at)
    if ends_at <= start:
        raise Refused(no(_("The absence must end after it begins.")))
    if mandate.ends_at is not None and start >= mandate.ends_at:
        raise Refused(no(_("The mandate ends before this absence begins.")))
    if mandate.absences.not_over(by.at).filter(starts_at__lt=ends_at, ends_at__gt=start).exists():
        raise Refused(no(_("An absence is already declared for these days: end it first.")))
    people = list(dict.fromkeys(substitutes))
    if not people:
        raise Refused(no(_("Choose at least one person who stands in.")))
    allowed = set(may_stand_in(mandate, by.at))
    for person in people:
        if person not in allowed:
            raise Refused(
                no(_("%(name)s holds no mandate to stand in here.") % {"name": person.name})
            )
    absence = Absence.objects.create(
        mandate=mandate,
        starts_at=start,
        ends_at=ends_at,
        declared_at=by.at,
        declared_by=by.person,
    )
    Substitute.objects.bulk_create(
        Substitute(absence=absence, person=person, rank=rank)
        for rank, person in enumerate(people, start=1)
    )
    fact = facts.AbsenceDeclared(
        thing_id=absence.pk,
        school_id=mandate.school_id,
        role=mandate.role,
        person_key=str(mandate.person.key),
        substitute_keys=[str(person.key) for person in people],
        from_at=start,
        until=ends_at,
    )
    journal.record(fact, by=by)
    tell_of_absences_of([absence.pk], by.at)
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, by: Actor) -> Absence:
    """Be back early, or give up an absence that has not begun."""
    _locked(absence.mandate)
    absence = (
        Absence.objects.select_for_update().select_related("mandate__person").get(pk=absence.pk)
    )
    policies.can_end_absence(by, absence).enforce()
    absence.ends_at = max(by.at, absence.starts_at)
    absence.ended_by = by.person
    # Whoever ends it knows: no further letter says that it is over, nor that it begins.
    absence.begun_told_at = absence.begun_told_at or by.at
    absence.over_told_at = by.at
    absence.save()
    journal.record(_about(facts.AbsenceEnded, absence), by=by)
    return absence


def tell_of_absences(at: datetime) -> None:
    """Tell of absences that begin and that are over: the clock's round. No right waits for it."""
    due = Absence.objects.filter(ends_at__gt=F("starts_at")).filter(
        Q(begun_told_at=None, starts_at__lte=at) | Q(over_told_at=None, ends_at__lte=at)
    )
    for pk in list(due.order_by("pk").values_list("pk", flat=True)):
        tell_of_absences_of([pk], at)


@transaction.atomic
def tell_of_absences_of(pks: list[int], at: datetime) -> None:
    """Record that absences have begun or are over, each once; letters follow the facts."""
    by = Actor.preau(at)
    rows = Absence.objects.select_for_update(of=("self",)).select_related("mandate__person")
    for absence in rows.filter(pk__in=pks).order_by("pk"):
        if absence.begun_told_at is None and absence.starts_at <= at:
            absence.begun_told_at = at
            # The worker was away for the whole of it: only its end is worth a letter.
            if absence.ends_at > at:
                journal.record(_about(facts.AbsenceBegun, absence), by=by)
        if absence.over_told_at is None and absence.ends_at <= at:
            absence.over_told_at = at
            journal.record(_about(facts.AbsenceOver, absence), by=by)
        absence.save(update_fields=["begun_told_at", "over_told_at"])


def _about(
    kind: type[facts.AbsenceBegun | facts.AbsenceEnded | facts.AbsenceOver], absence: Absence
) -> Fact:
    mandate = absence.mandate
    return kind(
        thing_id=absence.pk,
        school_id=mandate.school_id,
        role=mandate.role,
        person_key=str(mandate.person.key),
    )


def _locked(mandate: Mandate) -> Mandate:
    # As every verb about mandates: the lycée first, the mandate second.
    if mandate.school_id:
        School.objects.locked(mandate.school_id)
    return (
        Mandate.objects.select_for_update(of=("self",))
        .select_related("person", "school", "territory")
        .get(pk=mandate.pk)
    )
