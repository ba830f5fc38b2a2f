"""Which of the staff may report to the correspondent: the head decides (ROL-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from preau.accounts.roles import Permission, Role
from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.schools import facts, policies
from preau.schools.actions.mandates import give_mandate, identify
from preau.schools.models import Mandate, NamedReporter, School

if TYPE_CHECKING:
    from preau.accounts.actions import Newcomer
    from preau.accounts.models import User
    from preau.core.actors import Actor


@transaction.atomic
def set_reporting_mode(school: School, *, by: Actor, mode: str, seen: int | None = None) -> School:
    """Open reporting to all staff or to named persons, or close it."""
    school = School.objects.locked(school.pk, seen=seen)
    policies.can_manage(by, school).enforce()
    if school.reporting_mode == mode:
        return school
    school.reporting_mode = mode
    school.version += 1
    school.save(update_fields=["reporting_mode", "version"])
    _record(facts.ReportingSet(thing_id=school.pk, school_id=school.pk, mode=mode), school, by)
    return school


@transaction.atomic
def name_reporter(school: School, *, by: Actor, whom: User | Newcomer) -> User:
    """Name a member of staff who may report; someone new becomes a member of staff."""
    school = School.objects.locked(school.pk)
    policies.can_manage(by, school).enforce()
    person = identify(school, whom, by=by)
    if school.named_reporters.filter(person=person).exists():
        raise Refused(no(_("%(name)s is already named.") % {"name": person.name}))
    held = Mandate.objects.in_force(by.at).filter(school=school, person=person, role=Role.STAFF)
    if not held.exists():
        give_mandate(person, Role.STAFF, by=by, school=school)
    NamedReporter.objects.create(school=school, person=person, named_at=by.at, named_by=by.person)
    fact = facts.ReporterNamed(
        thing_id=school.pk, school_id=school.pk, reporter_key=str(person.key)
    )
    _record(fact, school, by)
    return person


@transaction.atomic
def withdraw_reporter(school: School, *, by: Actor, person: User) -> None:
    """Name a person no longer; they stay a member of staff."""
    school = School.objects.locked(school.pk)
    policies.can_manage(by, school).enforce()
    gone, _rows = school.named_reporters.filter(person=person).delete()
    if gone:
        fact = facts.ReporterWithdrawn(
            thing_id=school.pk, school_id=school.pk, reporter_key=str(person.key)
        )
        _record(fact, school, by)


def _record(
    fact: facts.ReportingSet | facts.ReporterNamed | facts.ReporterWithdrawn,
    school: School,
    by: Actor,
) -> None:
    journal.record(fact, by=policies.wearing(by, Permission.SCHOOL_MANAGE, school=school))
