"""The days on which a lycée is closed: they count in INC-7 and INC-8."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.accounts.roles import Permission
from preau.core.verdicts import Refused, no
from preau.journal import actions as journal
from preau.schools import facts, policies
from preau.schools.models import Closure, School

if TYPE_CHECKING:
    from preau.core.actors import Actor

#: A lycée does not declare itself closed for longer in one go; holidays have their own calendar.
LONGEST = timedelta(days=62)


@transaction.atomic
def declare_closure(
    school: School, *, by: Actor, first_on: date, last_on: date, reason: str
) -> Closure:
    """Say that the lycée is closed from one day to another, both included.

    Not for days gone by: they would move time limits that have already run.
    """
    school = School.objects.locked(school.pk)
    policies.can_manage(by, school).enforce()
    if last_on < first_on:
        raise Refused(no(_("The last day comes before the first one.")))
    if first_on < _today(by):
        raise Refused(
            no(_("Declare a closure on its first day at the latest: past days stay counted."))
        )
    if last_on - first_on > LONGEST:
        raise Refused(no(_("A closure covers two months at most: declare the next one later.")))
    overlapping = school.closures.filter(
        cancelled_at=None, first_on__lte=last_on, last_on__gte=first_on
    )
    if overlapping.exists():
        raise Refused(no(_("Some of these days are already declared: cancel that closure first.")))
    closure = Closure.objects.create(
        school=school,
        first_on=first_on,
        last_on=last_on,
        reason=reason,
        declared_at=by.at,
        declared_by=by.person,
    )
    _record(facts.ClosureDeclared(thing_id=closure.pk, school_id=school.pk), school, by)
    return closure


@transaction.atomic
def cancel_closure(closure: Closure, *, by: Actor) -> Closure:
    """Open after all. The days of it that have gone by stay closed: limits were counted on them."""
    school = School.objects.locked(closure.school_id)
    closure = Closure.objects.select_for_update().get(pk=closure.pk)
    policies.can_manage(by, school).enforce()
    today = _today(by)
    if closure.cancelled_at is not None:
        raise Refused(no(_("This closure is already cancelled.")))
    if closure.last_on < today:
        raise Refused(no(_("This closure is over: its days stay counted.")))
    if closure.first_on < today:
        closure.last_on = today - timedelta(days=1)
    else:
        closure.cancelled_at, closure.cancelled_by = by.at, by.person
    closure.save()
    _record(facts.ClosureCancelled(thing_id=closure.pk, school_id=school.pk), school, by)
    return closure


def _record(
    fact: facts.ClosureDeclared | facts.ClosureCancelled, school: School, by: Actor
) -> None:
    journal.record(fact, by=policies.wearing(by, Permission.SCHOOL_MANAGE, school=school))


def _today(by: Actor) -> date:
    return timezone.localdate(by.at)
